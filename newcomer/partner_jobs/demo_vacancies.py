"""Some invented vacancies of the invented employers, in the places of the running region."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from newcomer.extensions import db
from newcomer.occupations import occupations
from newcomer.partner_jobs.demo import employer_of
from newcomer.partner_jobs.models.employers import Employer
from newcomer.partner_jobs.models.vacancies import (
    FilledBy,
    Vacancy,
    VacancyKind,
    VacancyStatus,
    VacancyText,
)
from newcomer.partner_jobs.services import fit_state, vacancy_search
from newcomer.partner_jobs.services.vacancies import last_day, today_in
from newcomer.region import Region, current_region

FILE = Path(__file__).parent.parent / "demo" / "vacancies.toml"


@dataclass(frozen=True)
class Idea:
    """An invented vacancy. `needs` names languages and levels; "own" is the region's language."""

    occupation: str
    employer: str  # its key among the invented ones
    texts: dict[str, dict[str, str]]  # language → title and body
    needs: dict[str, int]  # language → level
    kind: VacancyKind = VacancyKind.permanent
    status: VacancyStatus = VacancyStatus.open
    days_ago: int = 3
    pct: Sequence[int] = (100, 100)
    remote: int = 0
    deadline_in: int | None = None
    skills: Sequence[str] = ()


def ideas() -> list[Idea]:
    """The invented vacancies, in the file's order."""
    with FILE.open("rb") as file:
        rows = tomllib.load(file)["vacancies"]
    return [
        Idea(
            **{
                **row,
                "kind": VacancyKind(row.get("kind", "permanent")),
                "status": VacancyStatus(row.get("status", "open")),
            }
        )
        for row in rows
    ]


def fill(now: datetime) -> None:
    """Add the vacancies, where there are none yet."""
    if db.session.scalar(select(Vacancy.id).limit(1)) is not None:
        return
    region = current_region()
    for number, idea in enumerate(ideas()):
        employer = employer_of(idea.employer)
        if employer is not None:
            db.session.add(_vacancy(idea, employer, number, region, now))
    db.session.flush()
    for vacancy in db.session.scalars(select(Vacancy).where(Vacancy.status == VacancyStatus.open)):
        vacancy_search.index(vacancy)
    fit_state.want()


def _vacancy(idea: Idea, employer: Employer, number: int, region: Region, now: datetime) -> Vacancy:
    published = now - timedelta(days=idea.days_ago, hours=number)
    today = today_in(region, now)
    deadline = today + timedelta(days=idea.deadline_in) if idea.deadline_in else None
    occupation = occupations().get(idea.occupation)
    own = region.default_language
    place = region.places[number % len(region.places)]
    drafted = idea.status is VacancyStatus.draft
    source = own if own in idea.texts else next(iter(idea.texts))
    return Vacancy(
        employer=employer,
        status=idea.status,
        kind=idea.kind,
        occupation=occupation.slug if occupation else "",
        isco=occupation.isco if occupation else "",
        skills=list(idea.skills),
        languages={own if code == "own" else code: level for code, level in idea.needs.items()},
        place=place.slug,
        municipality=place.municipality,
        remote_pct=idea.remote,
        pct_from=idea.pct[0],
        pct_to=idea.pct[1],
        deadline=deadline,
        expires_on=None if drafted else last_day(deadline, today_in(region, published), region),
        apply_email="jobb@example.test",
        contact_name=employer.people[0].name,
        contact_phone="900 00 000",
        source_language=source,
        created_at=published,
        published_at=None if drafted else published,
        ended_at=now if idea.status is VacancyStatus.filled else None,
        filled_by=FilledBy.network if idea.status is VacancyStatus.filled else None,
        once=f"demo-vacancy-{number}",
        translations=[
            VacancyText(language=code, how_to_apply="", **text) for code, text in idea.texts.items()
        ],
    )
