"""Twelve invented partners who look for work, in the places of the running region."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from newcomer import i18n
from newcomer.extensions import db
from newcomer.occupations import occupations
from newcomer.partner_jobs.demo import employer_of
from newcomer.partner_jobs.models.partners import (
    DigestRhythm,
    Education,
    PartnerProfile,
    PartnerStatus,
    Permit,
    Visibility,
)
from newcomer.partner_jobs.services import fit_state
from newcomer.region import Region, current_region
from newcomer.taxonomy import skills

FILE = Path(__file__).parent.parent / "demo" / "partners.toml"
SURNAME = {"no": "Prøve", "se": "Prov"}


@dataclass(frozen=True)
class Person:
    """An invented partner, as the file has them."""

    key: str  # what the address begins with
    name: str
    occupations: Sequence[str]
    education: str
    speaks: dict[str, int]  # language → level
    own: int  # the level of the region's language
    skills: Sequence[str] = ()
    study: dict[str, str] = field(default_factory=dict)  # by language
    words: dict[str, str] = field(default_factory=dict)
    seen: str = "anonymous"
    status: str = "active"
    permit: str = "yes"
    pct: Sequence[int] = (50, 100)
    reach_km: int = 25
    digest: str = "weekly"
    starts_in: int | None = None  # days
    brought_by: str = ""  # an employer's key


def fill(now: datetime) -> None:
    """Add the demo's partners, unless they are there already."""
    region = current_region()
    with FILE.open("rb") as file:
        rows = tomllib.load(file)["partners"]
    for number, row in enumerate(rows, 1):
        if partner_of(row["key"]) is None:
            db.session.add(_partner(Person(**row), number, region, now))
    db.session.flush()
    fit_state.want()


def address(key: str) -> str:
    """What this partner of the demo signs in with."""
    return f"{key}.partner@example.test"


def partner_of(key: str) -> PartnerProfile | None:
    """This partner of the demo, if they have been added."""
    return db.session.scalar(select(PartnerProfile).where(PartnerProfile.email == address(key)))


def _partner(person: Person, number: int, region: Region, now: datetime) -> PartnerProfile:
    begun = now - timedelta(days=10 + 4 * number)
    own, (low, high) = region.default_language, person.pct
    starts = now + timedelta(days=person.starts_in) if person.starts_in else None
    return PartnerProfile(
        email=address(person.key),
        name=f"{person.name} {SURNAME[region.country]}",
        language=own,
        status=PartnerStatus(person.status),
        visibility=Visibility(person.seen),
        occupations=[slug for slug in person.occupations if slug in occupations()],
        education=Education(person.education),
        field_of_study=_in_region(person.study, own),
        skills=[slug for slug in person.skills if slug in skills()],
        languages={**person.speaks, own: person.own},
        # Most live where most people move: every second in the first place.
        place=region.places[0 if number % 2 else number // 2 % len(region.places)].slug,
        reach_km=person.reach_km,
        pct_from=low,
        pct_to=high,
        available_from=starts.date() if starts else None,
        permit=Permit(person.permit),
        presentation=_in_region(person.words, own),
        brought_by=employer_of(person.brought_by) if person.brought_by else None,
        digest=DigestRhythm(person.digest),
        digest_at=begun,
        created_at=begun,
        last_used_at=now - timedelta(days=1),
    )


def _in_region(texts: dict[str, str], language: str) -> str:
    return i18n.pick(texts, language, language)[1] if texts else ""
