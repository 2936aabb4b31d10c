"""Lists of employers: at the desk, and for the members themselves."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, case, func, or_, select
from sqlalchemy.orm import selectinload

from newcomer.database import Page, paged
from newcomer.extensions import db
from newcomer.partner_jobs.models.employers import (
    Employer,
    EmployerPerson,
    EmployerStatus,
    Sector,
)
from newcomer.region import current_region


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed down to; "" for everything."""

    status: str = ""
    sector: str = ""
    municipality: str = ""
    acts: str = ""  # "nobody": those that nobody acts for
    text: str = ""  # part of the name, or the beginning of the number

    def narrow(self, query: Select[Any]) -> Select[Any]:
        if self.status:
            query = query.where(Employer.status == EmployerStatus(self.status))
        if self.sector:
            query = query.where(Employer.sector == Sector(self.sector))
        if self.municipality:
            places = current_region().places
            within = [one.slug for one in places if one.municipality == self.municipality]
            query = query.where(Employer.place.in_(within))
        if self.acts:
            query = query.where(Employer.id.not_in(select(EmployerPerson.employer_id)))
        if self.text:
            # SQLite knows no capitals beyond A to Z: what is typed as it stands is found too.
            found = [
                func.lower(Employer.name).contains(self.text.lower(), autoescape=True),
                Employer.name.contains(self.text, autoescape=True),
            ]
            digits = "".join(one for one in self.text if one in "0123456789")
            if digits:
                found.append(Employer.org_number.startswith(digits))
            query = query.where(or_(*found))
        return query


def at_desk(filters: Filters, page: int) -> Page[Employer]:
    """Employers, those that wait for us first in the order in which they came, the others by name."""
    waits = Employer.status == EmployerStatus.applied
    query = filters.narrow(select(Employer)).order_by(
        case((waits, 0), else_=1),
        case((waits, Employer.last_used_at)),
        func.lower(Employer.name),
        Employer.id,
    )
    return paged(query, page)


def how_many_act(employers: list[Employer]) -> Mapping[int, int]:
    """How many people act for each of these."""
    query = (
        select(EmployerPerson.employer_id, func.count())
        .where(EmployerPerson.employer_id.in_([one.id for one in employers]))
        .group_by(EmployerPerson.employer_id)
    )
    return dict(iter(db.session.execute(query)))


def members(sector: str, municipality: str, page: int) -> Page[Employer]:
    """The members with who acts for them, by name."""
    filters = Filters(EmployerStatus.approved.value, sector, municipality)
    query = (
        filters.narrow(select(Employer))
        .order_by(func.lower(Employer.name), Employer.id)
        .options(selectinload(Employer.people))
    )
    return paged(query, page)
