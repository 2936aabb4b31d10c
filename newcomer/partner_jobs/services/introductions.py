"""An introduction from when it is suggested until the two say yes or no. What comes after a double
yes is in services/introduction_outcomes.py.

    asked_partner → asked_employer → accepted → over
    and before that: declined_…, expired_…, withdrawn

Who suggests has said yes: a partner who suggests themself is not asked, nor an employer that
suggests itself; a coordinator's suggestion asks the partner first. Whoever changes something here
first locks the rows it depends on and reads them anew (services/introduction_rows.py).
"""

import enum
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import IntegrityError

from newcomer import audit, limits
from newcomer.accounts.models import User
from newcomer.errors import NewcomerError
from newcomer.extensions import db
from newcomer.partner_jobs.models.employers import Employer, EmployerPerson
from newcomer.partner_jobs.models.introductions import (
    OPEN,
    AlreadyOpen,
    EmployerNoReason,
    Introduction,
    IntroductionStatus,
    NotNow,
    PartnerNo,
    Side,
    Suggester,
)
from newcomer.partner_jobs.models.partners import JobFit, PartnerProfile, PartnerStatus
from newcomer.partner_jobs.models.vacancies import Vacancy, VacancyStatus
from newcomer.partner_jobs.services import conversations
from newcomer.partner_jobs.services import introduction_mails as mails
from newcomer.partner_jobs.services.introduction_rows import lock, take, with_both
from newcomer.region import Region

SUGGESTED_PER_DAY = 20  # by one person, coordinators aside
AWAITED = {
    IntroductionStatus.asked_partner: Side.partner,
    IntroductionStatus.asked_employer: Side.employer,
}
DECLINED = {
    Side.partner: IntroductionStatus.declined_partner,
    Side.employer: IntroductionStatus.declined_employer,
}
EXPIRED = {
    Side.partner: IntroductionStatus.expired_partner,
    Side.employer: IntroductionStatus.expired_employer,
}
# Somebody has decided that there is nothing to talk about. One whose day has come may be talked of.
GONE = (VacancyStatus.filled, VacancyStatus.closed)


class WhyNot(enum.Enum):
    """Why two cannot be introduced to each other."""

    not_member = "not_member"
    not_looking = "not_looking"  # the partner has found work or shows themself to nobody
    vacancy_gone = "vacancy_gone"
    one_person = "one_person"  # the partner acts for the employer
    asked_before = "asked_before"  # for this vacancy, and one of the two said no
    none_left = "none_left"  # of the conversations that the employer takes in a month
    not_theirs = "not_theirs"  # an employer, of a partner who does not show themself to it
    already = "already"  # there is an open one


class NotPossible(NewcomerError):
    """These two cannot be introduced to each other (now)."""

    status = 409

    def __init__(self, why: WhyNot) -> None:
        super().__init__(why.value)
        self.why = why


# -- suggesting ----------------------------------------------------------------------------------


def why_not(
    partner: PartnerProfile,
    employer: Employer,
    vacancy: Vacancy | None,
    by: Suggester,
    now: datetime,
    region: Region,
) -> WhyNot | None:
    """Why this cannot be suggested; None if it can."""
    people = _why_not_these(partner, employer, vacancy, by)
    return people or _why_not_this(partner, employer, vacancy, by, now, region)


def _why_not_these(
    partner: PartnerProfile, employer: Employer, vacancy: Vacancy | None, by: Suggester
) -> WhyNot | None:
    """What is the matter with one of the two."""
    if not employer.is_member:
        return WhyNot.not_member
    if not partner.is_active:
        return WhyNot.not_looking
    unseen = employer.is_public_body or not partner.is_seen_by_employers
    if by is Suggester.employer and (vacancy is None or unseen):
        return WhyNot.not_theirs
    return WhyNot.one_person if _acts_for(partner.email, employer.id) else None


def _why_not_this(
    partner: PartnerProfile,
    employer: Employer,
    vacancy: Vacancy | None,
    by: Suggester,
    now: datetime,
    region: Region,
) -> WhyNot | None:
    """What is the matter with what it is about."""
    if vacancy is not None and not (vacancy.is_open and vacancy.employer_id == employer.id):
        return WhyNot.vacancy_gone
    if open_one(partner, employer, vacancy) is not None:
        return WhyNot.already
    if vacancy is None:
        return None if conversations.left(employer, now, region) else WhyNot.none_left
    # A coordinator knows of the no, and may have talked with them.
    asked = by is not Suggester.coordinator and _was_declined(partner, vacancy)
    return WhyNot.asked_before if asked else None


def count_try(email: str, now: datetime) -> None:
    """Raises TooMany for a partner, or somebody who acts for an employer, who suggests very many."""
    limits.hit("introduction", email, most=SUGGESTED_PER_DAY, per=timedelta(days=1), now=now)


def suggest(
    partner: PartnerProfile,
    employer: Employer,
    vacancy: Vacancy | None,
    *,
    by: Suggester,
    actor: User,
    now: datetime,
    region: Region,
) -> Introduction:
    """Ask whoever has not said yes by suggesting it: the partner first. Raises NotPossible, and
    AlreadyOpen where somebody else suggested the same at this very moment."""
    for row in (employer, partner, vacancy):
        if row is not None:
            lock(row)
    why = why_not(partner, employer, vacancy, by, now, region)
    if why is WhyNot.already:
        raise AlreadyOpen
    if why is not None:
        raise NotPossible(why)
    fit = db.session.get(JobFit, (partner.id, vacancy.id)) if vacancy else None
    introduction = Introduction(
        partner=partner,
        employer=employer,
        vacancy=vacancy,
        status=IntroductionStatus.asked_partner,
        suggested_by=by,
        score=fit.score if fit else 0,
        parts=fit.parts if fit else {},
        created_at=now,
        last_activity_at=now,
    )
    if by is Suggester.partner:
        introduction.partner_yes_at = partner.last_used_at = now
        _await(introduction, Side.employer, now, region)
    else:
        _await(introduction, Side.partner, now, region)
    try:
        with db.session.begin_nested():
            db.session.add(introduction)
    except IntegrityError as error:  # one at a time, whoever suggests it
        raise AlreadyOpen from error
    audit.record(
        db.session(),
        "introduction.suggested",
        introduction,
        actor_id=actor.id,
        now=now,
        by=by.value,
    )
    mails.ask(introduction, AWAITED[introduction.status], now)
    return introduction


def open_one(
    partner: PartnerProfile, employer: Employer, vacancy: Vacancy | None
) -> Introduction | None:
    """The open introduction of these two for this, if there is one."""
    about = (
        (Introduction.employer_id == employer.id) & Introduction.is_conversation
        if vacancy is None
        else Introduction.vacancy_id == vacancy.id
    )
    query = select(Introduction).where(
        Introduction.partner_id == partner.id, Introduction.status.in_(OPEN), about
    )
    return db.session.scalar(query.limit(1))


def _acts_for(email: str, employer_id: int) -> bool:
    query = select(EmployerPerson.id).where(
        EmployerPerson.employer_id == employer_id, EmployerPerson.email == email
    )
    return db.session.scalar(query) is not None


def _was_declined(partner: PartnerProfile, vacancy: Vacancy) -> bool:
    query = select(Introduction.id).where(
        Introduction.partner_id == partner.id,
        Introduction.vacancy_id == vacancy.id,
        Introduction.status.in_(DECLINED.values()),
    )
    return db.session.scalar(query.limit(1)) is not None


# -- the double yes ------------------------------------------------------------------------------


def answer(
    introduction: Introduction,
    side: Side,
    *,
    reason: PartnerNo | EmployerNoReason | None,
    now: datetime,
    region: Region,
) -> None:
    """The side that is asked says yes (no reason), or no with a reason that the other never sees.

    Raises NotNow when this side is not being asked: it has answered, it is too late, it was taken
    back, or what it was about is gone.
    """
    take(introduction, partner=True)
    if not is_awaited(introduction, side, now):
        raise NotNow
    said = "yes" if reason is None else "no"
    audit.record(
        db.session(), f"introduction.{side.value}_said_{said}", introduction, actor_id=None, now=now
    )
    mails.keep_back(introduction, side, "introduction_reminder")
    introduction.last_activity_at = now
    if side is Side.employer:
        introduction.employer_answered_at = now
    elif introduction.partner is not None:
        introduction.partner.last_used_at = now
    if reason is not None:
        if isinstance(reason, PartnerNo):
            introduction.partner_no = reason
        else:
            introduction.employer_no = reason
        close(introduction, DECLINED[side], now)
        if knows(introduction, side.other):
            mails.over(introduction, side.other, now)
        return
    if side is Side.partner:
        introduction.partner_yes_at = now
        if introduction.suggested_by is not Suggester.employer:
            _await(introduction, Side.employer, now, region)
            db.session.flush()
            mails.ask(introduction, Side.employer, now)
            return
    introduction.status = IntroductionStatus.accepted
    introduction.due_at = introduction.remind_at = None
    db.session.flush()
    for one in Side:
        mails.contact(introduction, one, now)


def is_awaited(introduction: Introduction, side: Side, now: datetime) -> bool:
    """Whether this side is being asked, has time left, and what it is about is there still."""
    return (
        AWAITED.get(introduction.status) is side
        and not is_late(introduction, now)
        and introduction.partner is not None
        and introduction.partner.status is not PartnerStatus.hidden
        and introduction.employer.is_member
        and not is_gone(introduction.vacancy)
    )


def is_late(introduction: Introduction, now: datetime) -> bool:
    return introduction.due_at is not None and introduction.due_at <= now


def is_gone(vacancy: Vacancy | None) -> bool:
    """Whether a vacancy has been filled or taken down, so that there is nothing to talk about."""
    return vacancy is not None and vacancy.status in GONE


def knows(introduction: Introduction, side: Side) -> bool:
    """Whether this side has heard of it: an employer only when it is asked, or asked itself."""
    return (
        side is Side.partner
        or introduction.suggested_by is Suggester.employer
        or introduction.employer_asked_at is not None
    )


def remind(introduction: Introduction, now: datetime) -> None:
    """Say once more that an answer is awaited. Raises NotNow if it isn't."""
    take(introduction)
    side = AWAITED.get(introduction.status)
    if side is None or introduction.remind_at is None or introduction.remind_at > now:
        raise NotNow
    introduction.remind_at = None
    db.session.flush()
    if is_awaited(introduction, side, now):
        mails.remind(introduction, side, now)


def expire(introduction: Introduction, now: datetime) -> None:
    """Nobody answered in time: from now on it is a coordinator's. Raises NotNow if somebody did
    answer, or if there is time left."""
    take(introduction)
    silent = AWAITED.get(introduction.status)
    if silent is None or not is_late(introduction, now):
        raise NotNow
    close(introduction, EXPIRED[silent], now)
    audit.record(db.session(), "introduction.expired", introduction, actor_id=None, now=now)
    mails.unsay(introduction, silent)
    if knows(introduction, silent.other):
        mails.over(introduction, silent.other, now, is_late=silent is Side.employer)


def ask_again(introduction: Introduction, actor: User, now: datetime, region: Region) -> None:
    """A coordinator gives whoever was silent more time. The employer's first deadline stays, for the
    ledger. Raises NotNow unless it ran out and can be answered, AlreadyOpen if there is a new one."""
    take(introduction)
    silent = {status: side for side, status in EXPIRED.items()}.get(introduction.status)
    partner = introduction.partner
    if silent is None or partner is None or not partner.is_active:
        raise NotNow
    if not introduction.employer.is_member or is_gone(introduction.vacancy):
        raise NotNow
    first_due = introduction.employer_due_at
    first_asked = introduction.employer_asked_at
    introduction.ended_at = introduction.looked_after_at = None
    introduction.last_activity_at = now
    _await(introduction, silent, now, region)
    if silent is Side.employer:
        introduction.employer_due_at, introduction.employer_asked_at = first_due, first_asked
    try:
        with db.session.begin_nested():
            db.session.flush()
    except IntegrityError as error:
        raise AlreadyOpen from error
    audit.record(db.session(), "introduction.asked_again", introduction, actor_id=actor.id, now=now)
    mails.ask(introduction, silent, now)


def look_after(introduction: Introduction, actor: User, now: datetime) -> None:
    """A coordinator has seen to what was the matter with this one."""
    take(introduction)
    introduction.looked_after_at = now
    audit.record(
        db.session(), "introduction.looked_after", introduction, actor_id=actor.id, now=now
    )


def _await(introduction: Introduction, side: Side, now: datetime, region: Region) -> None:
    """From now on this side has its working days to answer."""
    introduction.status = IntroductionStatus(f"asked_{side.value}")
    introduction.due_at = region.close_of_day_after(now, region.jobs["answer_working_days"])
    introduction.remind_at = region.close_of_day_after(now, region.jobs["reminder_working_days"])
    if side is Side.employer:
        introduction.employer_asked_at = now
        introduction.employer_due_at = introduction.due_at


# -- taking back ---------------------------------------------------------------------------------


def may_withdraw(introduction: Introduction, side: Side) -> bool:
    """Whether this side has said yes to something that the other has not answered yet."""
    return AWAITED.get(introduction.status) is side.other and knows(introduction, side)


def withdraw(
    introduction: Introduction, now: datetime, *, by: Side | None = None, actor: User | None = None
) -> None:
    """Take back what is not answered yet: one of the two, or (None) a coordinator. Raises NotNow if
    there is nothing to take back."""
    take(introduction)
    asked = AWAITED.get(introduction.status)
    if asked is None or (by is not None and not may_withdraw(introduction, by)):
        raise NotNow
    end(introduction, now, by=by, actor=actor)


def end(
    introduction: Introduction, now: datetime, *, by: Side | None = None, actor: User | None = None
) -> None:
    """An open introduction that has been locked is taken back. Whoever has heard of it is told, but
    for the side that does it; what waits to be sent of it is not sent."""
    asked = AWAITED.get(introduction.status)
    was_accepted = introduction.is_accepted
    told = [side for side in Side if side is not by and knows(introduction, side)]
    close(introduction, IntroductionStatus.withdrawn, now)
    actor_id = actor.id if actor else None
    audit.record(db.session(), "introduction.withdrawn", introduction, actor_id=actor_id, now=now)
    for side in Side:
        unaware = mails.unsay(introduction, side)
        if side in told:
            left_out = unaware if side is asked else frozenset[str]()
            mails.over(introduction, side, now, was_accepted=was_accepted, but=left_out)


def end_all(which: ColumnElement[bool], now: datetime, *, by: Side | None = None) -> None:
    """Take back all of these that are open: one of the two goes (`by`), or there is nothing left to
    talk about."""
    db.session.flush()
    query = with_both().where(which, Introduction.status.in_(OPEN)).order_by(Introduction.id)
    locked = query.with_for_update(of=Introduction, key_share=True)
    for one in db.session.scalars(locked, execution_options={"populate_existing": True}).unique():
        if one.is_open:
            end(one, now, by=by)
    db.session.flush()


def close(introduction: Introduction, status: IntroductionStatus, now: datetime) -> None:
    """It is open no more."""
    introduction.status, introduction.ended_at = status, now
    introduction.due_at = introduction.remind_at = None
    introduction.last_activity_at = now
    db.session.flush()


# -- whose it is ---------------------------------------------------------------------------------


def side_of(user: User, introduction: Introduction) -> Side | None:
    """Which of the two this person is; None for everybody else. The one place that decides it."""
    if introduction.partner is not None and introduction.partner.email == user.email:
        return Side.partner
    if knows(introduction, Side.employer) and _acts_for(user.email, introduction.employer_id):
        return Side.employer
    return None


def theirs(user: User) -> Any:
    """A condition: introductions in which this person is the partner, or acts for the employer."""
    own = select(PartnerProfile.id).where(PartnerProfile.email == user.email)
    acts = select(EmployerPerson.employer_id).where(EmployerPerson.email == user.email)
    return Introduction.partner_id.in_(own) | (Introduction.employer_id.in_(acts) & heard_of())


def heard_of() -> ColumnElement[bool]:
    """A condition: the employer has heard of it."""
    return (Introduction.suggested_by == Suggester.employer) | (
        Introduction.employer_asked_at.is_not(None)
    )
