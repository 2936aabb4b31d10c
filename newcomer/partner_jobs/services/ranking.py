"""The one place that ranks people for a vacancy. It refuses to for public employers: they take on
people by qualification, after a public call, and are shown no list of people by anybody else."""

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from newcomer.errors import NewcomerError
from newcomer.extensions import db
from newcomer.partner_jobs.models.employers import Employer
from newcomer.partner_jobs.models.partners import JobFit, PartnerProfile
from newcomer.partner_jobs.models.vacancies import Vacancy, VacancyStatus
from newcomer.partner_jobs.services.looks import seen_by_employers

MOST = 20


class NotRanked(NewcomerError):
    """Nobody is ranked for this employer."""

    status = 404


def best_partners(vacancy: Vacancy) -> list[JobFit]:
    """The best partners for a vacancy of a private or voluntary member, the best first, with their
    profiles: those who let employers see them now. Raises NotRanked for every other employer."""
    _refuse_unless_ranked(vacancy.employer)
    if not vacancy.is_open:
        return []
    query = (
        select(JobFit)
        .join(JobFit.partner)
        .options(contains_eager(JobFit.partner))
        .where(
            JobFit.vacancy_id == vacancy.id,
            JobFit.rank_for_vacancy.is_not(None),
            seen_by_employers(),
        )
        .order_by(JobFit.rank_for_vacancy, JobFit.partner_id)
        .limit(MOST)
    )
    return list(db.session.scalars(query))


def open_vacancies(employer: Employer) -> list[tuple[Vacancy, int]]:
    """The employer's open vacancies, the latest first, each with how many fit who may be shown.
    Raises NotRanked for public employers."""
    _refuse_unless_ranked(employer)
    fitting = (
        select(func.count())
        .select_from(JobFit)
        .join(PartnerProfile, JobFit.partner_id == PartnerProfile.id)
        .where(
            JobFit.vacancy_id == Vacancy.id,
            JobFit.rank_for_vacancy.is_not(None),
            seen_by_employers(),
        )
        .correlate(Vacancy)
        .scalar_subquery()
    )
    query = (
        select(Vacancy, fitting)
        .where(Vacancy.employer_id == employer.id, Vacancy.status == VacancyStatus.open)
        .order_by(Vacancy.published_at.desc(), Vacancy.id.desc())
        .limit(100)
    )
    return [(vacancy, min(count, MOST)) for vacancy, count in db.session.execute(query)]


def fits_of(partner: PartnerProfile, employer: Employer) -> list[JobFit]:
    """For which of the employer's open vacancies the partner is among the best. Raises NotRanked for
    public employers; nothing of partners who let no employer see them."""
    _refuse_unless_ranked(employer)
    query = (
        select(JobFit)
        .join(JobFit.vacancy)
        .join(PartnerProfile, JobFit.partner_id == PartnerProfile.id)
        .options(contains_eager(JobFit.vacancy))
        .where(
            JobFit.partner_id == partner.id,
            JobFit.rank_for_vacancy.is_not(None),
            Vacancy.employer_id == employer.id,
            Vacancy.status == VacancyStatus.open,
            seen_by_employers(),
        )
        .order_by(JobFit.rank_for_vacancy, JobFit.vacancy_id)
        .limit(MOST)
    )
    return list(db.session.scalars(query))


def is_ranked(employer: Employer) -> bool:
    """Whether people are ranked for this employer at all."""
    return employer.is_member and not employer.is_public_body


def _refuse_unless_ranked(employer: Employer) -> None:
    if not is_ranked(employer):
        raise NotRanked
