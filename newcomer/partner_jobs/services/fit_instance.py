"""Partners who look for work and the members' open vacancies, as the engine reads them."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from newcomer.extensions import db
from newcomer.occupations import occupations
from newcomer.partner_jobs.models.employers import PUBLIC_SECTORS, Employer, EmployerStatus
from newcomer.partner_jobs.models.partners import PartnerProfile, PartnerStatus, Visibility
from newcomer.partner_jobs.models.vacancies import Vacancy, VacancyStatus
from newcomer.profile import engine_places
from newcomer.region import Region
from newcomer.taxonomy import skills

ANYWHERE = 100  # percent: the work can be done from anywhere


@dataclass
class Loaded:
    """What the engine gets, and whom it cannot get: their place is no longer in the region's file."""

    instance: dict[str, Any]
    skills: list[str]  # slugs, by the engine's numbers
    without_occupation: set[int] = field(default_factory=set)  # vacancies
    aside: list[int] = field(default_factory=list)  # partners


def load(region: Region) -> Loaded:
    """Everybody who looks for work, and every vacancy that they could get.

    Who lets no employer see them is proposed to none (`consents`), and for a public employer's
    vacancy nobody is ranked (`ranks`): both still get their vacancies.
    """
    places = {one.slug: at for at, one in enumerate(region.places)}
    slugs = list(skills())
    found = Loaded({}, slugs)
    number = {slug: at for at, slug in enumerate(slugs)}
    profiles, jobs = [], []
    for row in db.session.execute(_partners()):
        if row.place not in places:
            found.aside.append(row.id)
            continue
        profiles.append(
            {
                **_side(row, number),
                "isco": _codes(row.occupations),
                "municipality": places[row.place],
                "max_km": row.reach_km,
                "consents": row.visibility is not Visibility.coordinators,
            }
        )
    for row in db.session.execute(_vacancies()):
        if row.place not in places and row.remote_pct < ANYWHERE:
            continue
        if not row.isco:
            found.without_occupation.add(row.id)
        jobs.append(
            {
                **_side(row, number),
                "isco": row.isco,
                "municipality": places.get(row.place),
                "remote": row.remote_pct,
                "ranks": row.sector not in PUBLIC_SECTORS,
            }
        )
    found.instance |= {
        **engine_places(region),
        "kind": "job",
        "weights": dict(region.jobs.get("weights", {})),
        "profiles": profiles,
        "jobs": jobs,
    }
    return found


def _partners() -> Any:
    one = PartnerProfile
    columns = (one.id, one.occupations, one.skills, one.languages, one.place, one.reach_km,
               one.pct_from, one.pct_to, one.visibility)  # fmt: skip
    return select(*columns).where(one.status == PartnerStatus.active).order_by(one.id)


def _vacancies() -> Any:
    one = Vacancy
    columns = (one.id, one.isco, one.skills, one.languages, one.place, one.remote_pct,
               one.pct_from, one.pct_to, Employer.sector)  # fmt: skip
    return (
        select(*columns)
        .join(Employer)
        .where(one.status == VacancyStatus.open, Employer.status == EmployerStatus.approved)
        .order_by(one.id)
    )


def _side(row: Any, number: dict[str, int]) -> dict[str, Any]:
    """What both have. A skill that is no longer in the list counts for nobody."""
    return {
        "id": str(row.id),
        "skills": sorted(number[slug] for slug in row.skills if slug in number),
        "languages": row.languages,
        "pct": [row.pct_from, row.pct_to],
    }


def _codes(slugs: list[str]) -> list[str]:
    """The unit groups of the occupations that somebody looks for."""
    known = occupations()
    return sorted({known[slug].isco for slug in slugs if slug in known})
