"""Whom and what an introduction can be suggested for: rows for the forms that choose."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from newcomer.extensions import db
from newcomer.partner_jobs.models.employers import Employer, EmployerStatus
from newcomer.partner_jobs.models.partners import JobFit, PartnerProfile
from newcomer.partner_jobs.models.vacancies import Vacancy, VacancyStatus

MOST_VACANCIES = 100  # of one employer that can be chosen from


def shown_vacancy(number: int) -> Vacancy | None:
    """A vacancy that has been published, with its employer."""
    query = select(Vacancy).where(Vacancy.id == number, Vacancy.status != VacancyStatus.draft)
    return db.session.scalar(query.options(joinedload(Vacancy.employer, innerjoin=True)))


def seen_partner(number: int) -> PartnerProfile | None:
    """A partner who lets employers see the profile."""
    partner = db.session.get(PartnerProfile, number)
    return partner if partner is not None and partner.is_seen_by_employers else None


def member(number: int) -> Employer | None:
    """An employer that is a member now."""
    employer = db.session.get(Employer, number)
    return employer if employer is not None and employer.is_member else None


def members() -> Sequence[tuple[int, str]]:
    """Numbers and names of all members, by name."""
    query = select(Employer.id, Employer.name).where(Employer.status == EmployerStatus.approved)
    rows = db.session.execute(query.order_by(Employer.name, Employer.id))
    return [(number, name) for number, name in rows]


def open_vacancies(employer: Employer, first: Vacancy | None = None) -> list[Vacancy]:
    """The employer's open vacancies, the latest first; one that is wanted comes before them."""
    query = select(Vacancy).where(
        Vacancy.employer_id == employer.id, Vacancy.status == VacancyStatus.open
    )
    latest = query.order_by(Vacancy.published_at.desc(), Vacancy.id.desc()).limit(MOST_VACANCIES)
    found = [one for one in db.session.scalars(latest) if first is None or one.id != first.id]
    return [first, *found] if first is not None and first.is_open else found


def fits_of(partner: PartnerProfile) -> Sequence[Vacancy]:
    """The open vacancies of members that fit the partner best, the best first."""
    query = (
        select(Vacancy)
        .join(JobFit, JobFit.vacancy_id == Vacancy.id)
        .join(Employer, Vacancy.employer_id == Employer.id)
        .where(
            JobFit.partner_id == partner.id,
            JobFit.rank_for_partner.is_not(None),
            Vacancy.status == VacancyStatus.open,
            Employer.status == EmployerStatus.approved,
        )
        .order_by(JobFit.rank_for_partner, Vacancy.id)
        .options(joinedload(Vacancy.employer, innerjoin=True))
    )
    return db.session.scalars(query).unique().all()
