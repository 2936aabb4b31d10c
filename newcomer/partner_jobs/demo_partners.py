"""Twelve invented partners who look for work, in the places of the running region."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select

from newcomer.extensions import db
from newcomer.occupations import occupations
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


@dataclass(frozen=True)
class Person:
    """An invented partner. `own` is the level of the region's language."""

    name: str
    occupations: str
    education: Education
    study: str
    skills: str
    speaks: dict[str, int]
    own: int
    words: str
    seen: Visibility = Visibility.anonymous
    status: PartnerStatus = PartnerStatus.active
    permit: Permit = Permit.yes
    hours: tuple[int, int] = (50, 100)
    reach: int = 25
    digest: DigestRhythm = DigestRhythm.weekly
    starts_in: int | None = field(default=None)  # days


E, V, P, S = Education, Visibility, Permit, PartnerStatus
# fmt: off
PEOPLE = (
    Person("Lucía Prøve", "nurse", E.bachelor, "Sykepleie", "nursing handling-medicines",
           {"es": 6, "en": 4}, 3, "Seks år på sykehus, mest på kirurgisk avdeling.", V.named,
           digest=DigestRhythm.daily),
    Person("Tomasz Prøve", "carpenter electrician", E.vocational, "Tømrer", "",
           {"pl": 6, "en": 3}, 3, "Bygger hus og kjøkken.", hours=(80, 100), reach=50),
    Person("Halyna Prøve", "accountant", E.master, "Økonomi", "", {"uk": 6, "en": 4}, 2,
           "Regnskap for små bedrifter i ti år.", V.coordinators, permit=P.applied),
    Person("Arjun Prøve", "software-developer", E.master, "Informatikk", "",
           {"hi": 6, "en": 6}, 1, "I build web services and like to teach.", V.named, reach=100),
    Person("Sofie Prøve", "primary-school-teacher", E.bachelor, "Lærer", "giving-courses",
           {"da": 6, "en": 5}, 4, "Underviser i matematikk og naturfag.", hours=(60, 80)),
    Person("Farid Prøve", "cook waiter", E.upper_secondary, "", "", {"fa": 6, "en": 3}, 3,
           "Kokk på hotell, også til store selskap.", reach=50),
    Person("Emma Prøve", "physiotherapist", E.bachelor, "Fysioterapi",
           "physiotherapy rehabilitation", {"sv": 6, "en": 5}, 3, "Jobbar helst med äldre.",
           starts_in=40),
    Person("João Prøve", "mechanical-engineer", E.master, "Maskin", "", {"pt": 6, "en": 5}, 2,
           "Ten years in wind power.", V.named, hours=(100, 100)),
    Person("Amal Prøve", "cleaner", E.school, "", "", {"ar": 6}, 2, "", V.coordinators,
           permit=P.unsure, hours=(30, 60), reach=10),
    Person("Kateřina Prøve", "librarian journalist", E.master, "Litteratur", "",
           {"cs": 6, "en": 6, "de": 4}, 4, "Skriver om bøker og holder kurs.", V.anonymous),
    Person("Pedro Prøve", "farmer", E.vocational, "Landbruk", "", {"es": 6, "en": 2}, 2,
           "Vokste opp på gård.", V.anonymous, S.hidden),
    Person("Yuki Prøve", "architect", E.master, "Arkitektur", "", {"ja": 6, "en": 5}, 3,
           "Tegner skoler.", V.named, S.hired),
)
# fmt: on


def fill(now: datetime) -> None:
    """Add the demo's partners, unless they are there already."""
    region = current_region()
    for number, person in enumerate(PEOPLE, 1):
        email = f"partner-{number}@example.test"
        if (
            db.session.scalar(select(PartnerProfile.id).where(PartnerProfile.email == email))
            is None
        ):
            db.session.add(_partner(person, email, number, region, now))
    db.session.flush()
    fit_state.want()


def _partner(
    person: Person, email: str, number: int, region: Region, now: datetime
) -> PartnerProfile:
    begun = now - timedelta(days=3 + 4 * number)
    jobs = [slug for slug in person.occupations.split() if slug in occupations()]
    low, high = person.hours
    return PartnerProfile(
        email=email,
        name=person.name,
        language=region.default_language,
        status=person.status,
        visibility=person.seen,
        occupations=jobs,
        education=person.education,
        field_of_study=person.study,
        skills=[slug for slug in person.skills.split() if slug in skills()],
        languages={**person.speaks, region.default_language: person.own},
        # Most live where most people move: every second in the first place.
        place=region.places[0 if number % 2 else number // 2 % len(region.places)].slug,
        reach_km=person.reach,
        pct_from=low,
        pct_to=high,
        available_from=(
            None if person.starts_in is None else (now + timedelta(days=person.starts_in)).date()
        ),
        permit=person.permit,
        presentation=person.words,
        digest=person.digest,
        digest_at=begun,
        created_at=begun,
        hired_at=now - timedelta(days=2) if person.status is S.hired else None,
        last_used_at=now - timedelta(days=1),
    )
