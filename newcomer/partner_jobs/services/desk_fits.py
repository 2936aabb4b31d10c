"""Who may fit a vacancy, for coordinators. For a private or voluntary member the best come first. For a
public employer nobody is ranked: shown are the partners whom the site tells of the vacancy because it
is among their own best, by name. The employer sees neither."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from newcomer.database import Page, paged
from newcomer.extensions import db
from newcomer.partner_jobs.models.introductions import Introduction
from newcomer.partner_jobs.models.partners import JobFit, PartnerProfile, PartnerStatus
from newcomer.partner_jobs.models.vacancies import Vacancy
from newcomer.partner_jobs.services import ranking


def best(vacancy: Vacancy) -> list[JobFit]:
    """The best partners, the best first, where people are ranked for this employer; else nobody."""
    return ranking.best_partners(vacancy) if ranking.is_ranked(vacancy.employer) else []


def told(vacancy: Vacancy, number: int, but: Iterable[int] = ()) -> Page[JobFit]:
    """A page of the partners who are told of this vacancy because it is among their own best, by
    name; also those who show themselves to coordinators only. Two statements."""
    is_there = vacancy.is_open and vacancy.employer.is_member
    query = (
        select(JobFit)
        .join(JobFit.partner)
        .options(contains_eager(JobFit.partner))
        .where(
            JobFit.vacancy_id == (vacancy.id if is_there else None),
            JobFit.rank_for_partner.is_not(None),
            JobFit.partner_id.not_in(list(but)),
            PartnerProfile.status == PartnerStatus.active,
        )
    )
    return paged(query.order_by(PartnerProfile.name, PartnerProfile.id), number)


def introductions(vacancy: Vacancy, partners: Iterable[int]) -> dict[int, Introduction]:
    """The latest introduction of each of these partners for this vacancy, by partner."""
    query = select(Introduction).where(
        Introduction.vacancy_id == vacancy.id, Introduction.partner_id.in_(list(partners))
    )
    found = db.session.scalars(query.order_by(Introduction.id))
    return {one.partner_id: one for one in found if one.partner_id is not None}
