"""The vacancies that fit a partner, as the worker found them last and as they may be shown now."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager

from newcomer.extensions import db
from newcomer.partner_jobs.models.employers import Employer, EmployerStatus
from newcomer.partner_jobs.models.partners import FitState, JobFit, PartnerProfile
from newcomer.partner_jobs.models.vacancies import Vacancy, VacancyStatus

MOST = 20


def of_partner(partner: PartnerProfile) -> list[JobFit]:
    """The best vacancies for somebody who looks for work, the best first: those that are open at
    members of the network now."""
    if not partner.is_active:
        return []
    return list(db.session.scalars(_fits(partner.id)))


def new_since(partner_id: int, moment: datetime) -> list[JobFit]:
    """Those that were found after this moment."""
    return list(db.session.scalars(_fits(partner_id).where(JobFit.since > moment)))


def _fits(partner_id: int) -> Select[Any]:
    return (
        select(JobFit)
        .join(JobFit.vacancy)
        .join(Vacancy.employer)
        .options(contains_eager(JobFit.vacancy).contains_eager(Vacancy.employer))
        .where(
            JobFit.partner_id == partner_id,
            JobFit.rank_for_partner.is_not(None),
            Vacancy.status == VacancyStatus.open,
            Employer.status == EmployerStatus.approved,
        )
        .order_by(JobFit.rank_for_partner, JobFit.vacancy_id)
        .limit(MOST)
    )


def state() -> FitState | None:
    """When the worker has looked last, and whether anything has changed since."""
    return db.session.get(FitState, 1)


def is_found(state: FitState | None) -> bool:
    """Whether the worker has looked since anything changed."""
    return state is not None and state.done >= state.wanted


def why_nothing(partner_id: int, state: FitState | None) -> dict[str, object] | None:
    """What stands in the way of somebody whom nothing fits, in codes; None: something fits them."""
    unmatched = state.result.get("unmatched", {}) if state else {}
    found: dict[str, object] | None = unmatched.get(str(partner_id))
    return found
