"""Some invented vacancies of the invented employers, in the places of the running region."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from newcomer.extensions import db
from newcomer.occupations import occupations
from newcomer.partner_jobs.models.employers import (
    Employer,
    EmployerPerson,
    EmployerStatus,
    Membership,
    Sector,
    SizeBand,
)
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
# Where nobody has invented employers yet. Both numbers hold by their check digits.
OWN_EMPLOYERS = {
    "no": (("910000012", Sector.private), ("910000004", Sector.municipal)),
    "se": (("5599999991", Sector.private), ("2120009994", Sector.municipal)),
}
KOMMUNE = {"no": "kommune", "se": "kommun"}


@dataclass(frozen=True)
class Idea:
    """An invented vacancy. `needs` names languages and levels; "own" is the region's language."""

    occupation: str
    texts: dict[str, dict[str, str]]  # language → title and body
    needs: dict[str, int]  # language → level
    public: bool = False  # at a public employer
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
    private, public = _employers(region, now)
    for number, idea in enumerate(ideas()):
        some = public if idea.public else private
        db.session.add(_vacancy(idea, some[number % len(some)], number, region, now))
    db.session.flush()
    for vacancy in db.session.scalars(select(Vacancy).where(Vacancy.status == VacancyStatus.open)):
        vacancy_search.index(vacancy)
    fit_state.want()


def _employers(region: Region, now: datetime) -> tuple[list[Employer], list[Employer]]:
    """The private and the public members; our own where there are none of a kind."""
    members = select(Employer).where(Employer.status == EmployerStatus.approved)
    found = list(db.session.scalars(members.order_by(Employer.id)))
    private = [one for one in found if not one.is_public_body]
    public = [one for one in found if one.is_public_body]
    (number, sector), (public_number, public_sector) = OWN_EMPLOYERS[region.country]
    return (
        private or [_employer(number, sector, region, now)],
        public or [_employer(public_number, public_sector, region, now)],
    )


def _employer(number: str, sector: Sector, region: Region, now: datetime) -> Employer:
    place = region.places[0]
    names = {
        Sector.private: f"{place.name} Hotell og Data AS",
        Sector.municipal: f"{region.municipalities[0].name} {KOMMUNE[region.country]}",
    }
    employer = Employer(
        org_number=number,
        name=names[sector],
        sector=sector,
        place=place.slug,
        size=SizeBand.medium,
        languages=[region.default_language, "en"],
        status=EmployerStatus.approved,
        conversations_a_month=2,
        posts_vacancies=True,
        created_at=now,
        decided_at=now,
        last_used_at=now,
        once=f"demo-vacancies-{number}",
        people=[
            EmployerPerson(
                email="employer@example.test",
                name="Hege Rud",
                title="HR",
                language=region.default_language,
                created_at=now,
            )
        ],
        memberships=[Membership(joined_at=now)],
    )
    db.session.add(employer)
    db.session.flush()
    return employer


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
        contact_name="Hege Rud",
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
