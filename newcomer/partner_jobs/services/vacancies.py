"""What becomes of a vacancy: written, published, renewed, paused, filled, expired.

Whoever changes one says which version they have seen: a colleague may have been there meanwhile.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from newcomer import audit
from newcomer.accounts.models import User
from newcomer.database import Page, paged
from newcomer.errors import EditConflict, NewcomerError
from newcomer.extensions import db
from newcomer.partner_jobs.models.employers import Employer, EmployerStatus
from newcomer.partner_jobs.models.introductions import Introduction, IntroductionStatus
from newcomer.partner_jobs.models.partners import JobFit, PartnerProfile
from newcomer.partner_jobs.models.vacancies import (
    FilledBy,
    Vacancy,
    VacancyStatus,
    VacancyText,
)
from newcomer.partner_jobs.services import fit_state, looks, parting, vacancy_search
from newcomer.region import Region

# Of these nobody has to answer an introduction any more once the vacancy is gone.
ASKED = (IntroductionStatus.asked_partner, IntroductionStatus.asked_employer)
SHOWN = (VacancyStatus.open, VacancyStatus.paused)
OVER = (VacancyStatus.filled, VacancyStatus.closed)  # for good


class NotNow(NewcomerError):
    """A vacancy in this state cannot be changed so."""

    status = 409


class DeadlinePassed(NewcomerError):
    """The day to apply by has passed: it has to be changed first."""


@dataclass(frozen=True)
class Text:
    """What a vacancy says in one language."""

    title: str
    body: str
    how_to_apply: str


def today_in(region: Region, now: datetime) -> date:
    return now.astimezone(region.zone).date()


def last_day(deadline: date | None, today: date, region: Region) -> date:
    """Until when a vacancy that is published today is shown, that day included."""
    longest = today + timedelta(days=region.jobs["vacancy_days"])
    return min(deadline, longest) if deadline else longest


# -- finding them ----------------------------------------------------------------------------------


def of_employer(employer: Employer, vacancy_id: int) -> Vacancy | None:
    """The employer's vacancy with this number."""
    return db.session.scalar(
        select(Vacancy).where(Vacancy.id == vacancy_id, Vacancy.employer_id == employer.id)
    )


def with_employer(vacancy_id: int) -> Vacancy | None:
    query = select(Vacancy).where(Vacancy.id == vacancy_id).options(joinedload(Vacancy.employer))
    return db.session.scalar(query)


def all_of(employer: Employer, page: int) -> Page[Vacancy]:
    """The employer's vacancies, the newest first."""
    query = select(Vacancy).where(Vacancy.employer_id == employer.id)
    return paged(query.order_by(Vacancy.id.desc()), page)


def at_desk(status: VacancyStatus, page: int) -> Page[Vacancy]:
    """All employers' vacancies in this state, the newest first. Drafts are their writers' own."""
    query = select(Vacancy).where(Vacancy.status == status).options(joinedload(Vacancy.employer))
    return paged(query.order_by(Vacancy.published_at.desc(), Vacancy.id.desc()), page)


def counts() -> dict[VacancyStatus, int]:
    """How many vacancies there are in each state."""
    query = select(Vacancy.status, func.count()).group_by(Vacancy.status)
    return dict(db.session.execute(query).all())


def fitting(vacancy_ids: list[int]) -> dict[int, int]:
    """For how many partners, of those who let employers see them, each of these is among the best. A
    number, and nothing about anybody."""
    query = (
        select(JobFit.vacancy_id, func.count())
        .join(PartnerProfile)
        .where(
            JobFit.vacancy_id.in_(vacancy_ids),
            JobFit.rank_for_partner.is_not(None),
            looks.seen_by_employers(),
        )
        .group_by(JobFit.vacancy_id)
    )
    return dict(db.session.execute(query).all())


def is_shown(vacancy: Vacancy, today: date) -> bool:
    """Whether everybody may see it: open, and its last day has not passed."""
    return vacancy.is_open and vacancy.expires_on is not None and vacancy.expires_on >= today


# -- writing ---------------------------------------------------------------------------------------


def create(
    employer: Employer,
    language: str,
    text: Text,
    facts: Mapping[str, Any],
    mark: str,
    now: datetime,
) -> Vacancy:
    """A draft with its first text. The same form sent twice makes one."""
    once = hashlib.sha256("\0".join((mark, str(employer.id), text.title)).encode()).hexdigest()
    try:
        with db.session.begin_nested():
            vacancy = Vacancy(
                employer_id=employer.id,
                source_language=language,
                created_at=now,
                once=once,
                translations=[VacancyText(language=language, **vars(text))],
                **facts,
            )
            db.session.add(vacancy)
    except IntegrityError:
        return db.session.scalars(select(Vacancy).where(Vacancy.once == once)).one()
    employer.last_used_at = now
    return vacancy


def change(
    vacancy: Vacancy, text: Text, facts: Mapping[str, Any], *, version: int | None, now: datetime
) -> None:
    """Other facts, and another first text. Raises EditConflict, NotNow."""
    _may_write(vacancy, version)
    for name, value in facts.items():
        setattr(vacancy, name, value)
    if vacancy.status in SHOWN and vacancy.deadline:
        # A later deadline does not lengthen the time: that is what renewing is for.
        vacancy.expires_on = min(vacancy.expires_on or vacancy.deadline, vacancy.deadline)
    _write(vacancy, vacancy.source_language, text, now)


def write_text(
    vacancy: Vacancy, language: str, text: Text, *, version: int | None, now: datetime
) -> None:
    """What it says in this language, for the first time or anew. Raises EditConflict, NotNow."""
    _may_write(vacancy, version)
    _write(vacancy, language, text, now)


def remove_text(vacancy: Vacancy, language: str, *, version: int | None, now: datetime) -> None:
    """Take one language away; never the one in which it was written. Raises EditConflict, NotNow."""
    _may_write(vacancy, version)
    found = vacancy.texts.get(language)
    if found is None or language == vacancy.source_language:
        raise NotNow
    vacancy.translations.remove(found)
    _changed(vacancy, now)


def _may_write(vacancy: Vacancy, version: int | None) -> None:
    expect_version(vacancy, version)
    if vacancy.status in OVER:
        raise NotNow


def _write(vacancy: Vacancy, language: str, text: Text, now: datetime) -> None:
    found = vacancy.texts.get(language)
    if found is None:
        vacancy.translations.append(VacancyText(language=language, **vars(text)))
    else:
        for name, value in vars(text).items():
            setattr(found, name, value)
    _changed(vacancy, now)


def _changed(vacancy: Vacancy, now: datetime) -> None:
    """Count the version up, also where only a text has changed; keep what is found by it up to date."""
    vacancy.changed_at = now
    db.session.flush()
    if vacancy.is_open:
        vacancy_search.index(vacancy)
        fit_state.want()


def delete_draft(vacancy: Vacancy, *, version: int | None) -> None:
    """Remove what was never published. Raises EditConflict, NotNow."""
    expect_version(vacancy, version)
    if vacancy.status is not VacancyStatus.draft:
        raise NotNow
    db.session.delete(vacancy)
    db.session.flush()


def expect_version(vacancy: Vacancy, version: int | None) -> None:
    """Raises EditConflict if it is not what the person has seen."""
    if vacancy.version != version:
        raise EditConflict


# -- publishing, and the end -----------------------------------------------------------------------


def publish(vacancy: Vacancy, actor: User, now: datetime, region: Region) -> None:
    """Show a draft to everybody, or what has expired once more. Raises NotNow for all others (what
    was closed stays so: a coordinator may have done it), DeadlinePassed."""
    if vacancy.status not in (VacancyStatus.draft, VacancyStatus.expired):
        raise NotNow
    _expect_member(vacancy)
    vacancy.published_at, vacancy.changed_at, vacancy.ended_at = now, None, None
    _show(vacancy, now, region)
    _record("published", vacancy, actor, now)


def renew(vacancy: Vacancy, actor: User, now: datetime, region: Region) -> None:
    """Show it longer, counted from today. Raises NotNow, DeadlinePassed."""
    if vacancy.status not in SHOWN:
        raise NotNow
    _expect_member(vacancy)
    _show(vacancy, now, region)
    _record("renewed", vacancy, actor, now)


def _expect_member(vacancy: Vacancy) -> None:
    """Raises NotNow if the employer is a member no more. Its row is locked: one that leaves at this
    moment waits, and then takes this vacancy down with the others."""
    status = db.session.scalar(
        select(Employer.status).where(Employer.id == vacancy.employer_id).with_for_update(read=True)
    )
    if status is not EmployerStatus.approved:
        raise NotNow


def _show(vacancy: Vacancy, now: datetime, region: Region) -> None:
    today = today_in(region, now)
    if vacancy.deadline and vacancy.deadline < today:
        raise DeadlinePassed
    vacancy.status = VacancyStatus.open
    vacancy.expires_on = last_day(vacancy.deadline, today, region)
    # Whoever publishes for a few days knows that: no mail tells them the same day.
    soon = vacancy.expires_on <= today + timedelta(days=region.jobs["notice_days"])
    vacancy.expiry_told_at = now if soon else None
    db.session.flush()
    vacancy_search.index(vacancy)
    fit_state.want()


def pause(vacancy: Vacancy, actor: User, now: datetime) -> None:
    """Nobody sees it for a while. Raises NotNow."""
    if vacancy.status is not VacancyStatus.open:
        raise NotNow
    _hide(vacancy, VacancyStatus.paused)
    _record("paused", vacancy, actor, now)


def resume(vacancy: Vacancy, actor: User, now: datetime, region: Region) -> None:
    """Show it again, until the day that was set. Raises NotNow, also where that day has passed."""
    passed = vacancy.expires_on is None or vacancy.expires_on < today_in(region, now)
    if vacancy.status is not VacancyStatus.paused or passed:
        raise NotNow
    _expect_member(vacancy)
    vacancy.status = VacancyStatus.open
    db.session.flush()
    vacancy_search.index(vacancy)
    fit_state.want()
    _record("resumed", vacancy, actor, now)


def end(vacancy: Vacancy, filled_by: FilledBy | None, actor: User, now: datetime) -> None:
    """It is filled, or (None) closed without anybody. Raises NotNow for what is over."""
    _end(vacancy, filled_by, now)
    _record("filled" if filled_by else "closed", vacancy, actor, now)


def take_down(vacancy: Vacancy, actor: User, now: datetime) -> None:
    """A coordinator ends it. Raises NotNow for what is over."""
    _end(vacancy, None, now)
    _record("taken_down", vacancy, actor, now)


def _end(vacancy: Vacancy, filled_by: FilledBy | None, now: datetime) -> None:
    if vacancy.status not in SHOWN:
        raise NotNow
    vacancy.filled_by, vacancy.ended_at = filled_by, now
    _hide(vacancy, VacancyStatus.filled if filled_by else VacancyStatus.closed)
    parting.take_back((Introduction.vacancy_id == vacancy.id) & Introduction.status.in_(ASKED), now)


def expire(vacancy: Vacancy, now: datetime) -> None:
    """Its day has passed. Raises NotNow for what is not shown."""
    if vacancy.status not in SHOWN:
        raise NotNow
    vacancy.ended_at = now
    _hide(vacancy, VacancyStatus.expired)


def _hide(vacancy: Vacancy, status: VacancyStatus) -> None:
    vacancy.status = status
    db.session.flush()
    vacancy_search.forget(vacancy)
    fit_state.want()


def _record(what: str, vacancy: Vacancy, actor: User, now: datetime) -> None:
    audit.record(db.session(), f"vacancy.{what}", vacancy, actor_id=actor.id, now=now)
