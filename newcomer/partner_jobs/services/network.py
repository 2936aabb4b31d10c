"""The network as a whole, for coordinators: whom nobody matches and why, which employers have not
answered, which vacancies nobody fits. What fits was found by a worker and may be some minutes old."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload

from newcomer.database import Page
from newcomer.extensions import db
from newcomer.partner_jobs.models.employers import Employer, EmployerStatus
from newcomer.partner_jobs.models.introductions import Introduction, IntroductionStatus
from newcomer.partner_jobs.models.partners import (
    FitState,
    JobFit,
    PartnerProfile,
    PartnerStatus,
)
from newcomer.partner_jobs.models.vacancies import Vacancy, VacancyStatus
from newcomer.partner_jobs.services.fit_state import ONLY

RECENT = timedelta(days=90)  # how far back an employer that did not answer is shown
MOST = 25  # employers, and vacancies, that are listed
# Why nobody matches a partner: what would have to change first.
REASONS = ("occupation", "language", "distance", "workload")
OTHER = "other"


@dataclass(frozen=True)
class Network:
    members: int
    vacancies: int  # open ones
    partners: int  # who look for work
    fits: int  # pairs of a partner and a vacancy that are among the best for the partner
    unfitted: int  # open vacancies that nobody fits
    found_at: datetime | None  # when what fits was found last; None: never
    is_old: bool  # something has changed since
    why: Mapping[int, str]  # partners whom nobody matches, by number: one of REASONS, or OTHER
    reasons: Mapping[str, int]  # how many of them for each reason


def network() -> Network:
    """The counts: two statements."""
    members, vacancies, partners, fits, unfitted = db.session.execute(
        select(
            _count(Employer.id, Employer.status == EmployerStatus.approved),
            _count(Vacancy.id, Vacancy.status == VacancyStatus.open),
            _count(PartnerProfile.id, PartnerProfile.status == PartnerStatus.active),
            _count(JobFit.partner_id, JobFit.rank_for_partner.is_not(None)),
            _count(Vacancy.id, _unfitted()),
        )
    ).one()
    state = db.session.get(FitState, ONLY)
    why = _why(state)
    found = Counter(why.values())
    return Network(
        members=members,
        vacancies=vacancies,
        partners=partners,
        fits=fits,
        unfitted=unfitted,
        found_at=state.found_at if state else None,
        is_old=state is not None and state.done < state.wanted,
        why=why,
        reasons={reason: found[reason] for reason in (*REASONS, OTHER) if found[reason]},
    )


def _count(column: Any, which: ColumnElement[bool]) -> Any:
    return select(func.count(column)).where(which).scalar_subquery()


def _unfitted() -> ColumnElement[bool]:
    fits = select(JobFit.partner_id).where(
        JobFit.vacancy_id == Vacancy.id, JobFit.rank_for_partner.is_not(None)
    )
    return and_(Vacancy.status == VacancyStatus.open, ~fits.exists())


def _why(state: FitState | None) -> dict[int, str]:
    """What the worker wrote down of those whom nobody matches."""
    told = state.result.get("unmatched", {}) if state else {}
    reasons = {int(number): str(one.get("why", "")) for number, one in told.items()}
    return {number: reason if reason in REASONS else OTHER for number, reason in reasons.items()}


def unmatched(why: Mapping[int, str], number: int, size: int = 25) -> Page[PartnerProfile]:
    """A page of the partners whom nobody matches and who still look for work, by number: one
    statement."""
    number = max(1, min(number, 100_000))
    ids = sorted(why)
    first = (number - 1) * size
    query = select(PartnerProfile).where(
        PartnerProfile.id.in_(ids[first : first + size]),
        PartnerProfile.status == PartnerStatus.active,
    )
    rows = db.session.scalars(query.order_by(PartnerProfile.id)).all()
    return Page(rows, number, size, len(ids), len(ids) > first + size)


def silent_employers(now: datetime) -> Sequence[tuple[int, str, int]]:
    """Members that let the time for an answer pass lately: number, name, and how often; the most
    first."""
    one = Introduction
    ran_out = and_(
        one.status == IntroductionStatus.expired_employer, one.last_activity_at > now - RECENT
    )
    late = and_(one.status == IntroductionStatus.asked_employer, one.due_at <= now)
    many = func.count(one.id)
    query = (
        select(Employer.id, Employer.name, many)
        .join(Employer, one.employer_id == Employer.id)
        .where(or_(ran_out, late), Employer.status == EmployerStatus.approved)
        .group_by(Employer.id, Employer.name)
        .order_by(many.desc(), Employer.name, Employer.id)
        .limit(MOST)
    )
    return [(number, name, count) for number, name, count in db.session.execute(query)]


def unfitted_vacancies() -> Sequence[Vacancy]:
    """Open vacancies that nobody fits, those that have been open longest first."""
    query = select(Vacancy).where(_unfitted())
    query = query.options(joinedload(Vacancy.employer, innerjoin=True))
    return db.session.scalars(query.order_by(Vacancy.published_at, Vacancy.id).limit(MOST)).all()
