"""After the double yes: the conversation, and what came of it. Either side writes it down, or a
coordinator for them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from newcomer import audit
from newcomer.accounts.models import User
from newcomer.extensions import db
from newcomer.partner_jobs.models.introductions import (
    OPEN,
    AlreadyOpen,
    Introduction,
    IntroductionStatus,
    NotNow,
    Outcome,
    Side,
)
from newcomer.partner_jobs.models.partners import PartnerProfile, PartnerStatus
from newcomer.partner_jobs.models.vacancies import FilledBy, Vacancy
from newcomer.partner_jobs.services import fit_state, introductions, parting, vacancies
from newcomer.partner_jobs.services import introduction_mails as mails
from newcomer.partner_jobs.services.introduction_rows import lock, take, with_both

ENDING = (Outcome.hired, Outcome.not_now)  # nothing follows
MISTAKEN = timedelta(days=14)  # in which the two find out that what was written was a mistake


def talked(introduction: Introduction, on: date, *, actor: User, now: datetime) -> None:
    """The two have talked. Written down once more, it is another day. Raises NotNow unless both have
    said yes and it is not over."""
    take(introduction)
    if not introduction.is_accepted:
        raise NotNow
    introduction.talked_on, introduction.last_activity_at = on, now
    audit.record(db.session(), "introduction.talked", introduction, actor_id=actor.id, now=now)


def come_of_it(
    introduction: Introduction, outcome: Outcome, *, by: Side | None, actor: User, now: datetime
) -> None:
    """Write down what came of it. `hired`: the partner looks for work no more. Whoever did not write an
    end (`by`; None: a coordinator) is told. The same twice counts once; raises NotNow unless
    both have said yes and nothing final has been written."""
    take(introduction, partner=True)
    if introduction.status is IntroductionStatus.over and introduction.outcome is outcome:
        return
    partner = introduction.partner
    if not introduction.is_accepted or partner is None:
        raise NotNow
    introduction.outcome, introduction.outcome_at, introduction.outcome_by = outcome, now, by
    introduction.last_activity_at = now
    audit.record(
        db.session(),
        "introduction.outcome",
        introduction,
        actor_id=actor.id,
        now=now,
        outcome=outcome.value,
    )
    if outcome not in ENDING:
        return
    if outcome is Outcome.hired:
        parting.hired(partner, introduction.employer_id, now)
    introductions.close(introduction, IntroductionStatus.over, now)
    for side in Side:
        if side is not by and outcome is Outcome.hired:
            mails.hired(introduction, side, now)
        elif side is not by:
            mails.over(introduction, side, now, was_accepted=True)


def may_reopen(introduction: Introduction, side: Side, now: datetime) -> bool:
    """Whether this side can undo the end: its own word, some days later at most. A partner can also
    say that they were not hired. What the partner has ended shows them to the employer no more."""
    ended, outcome = introduction.ended_at, introduction.outcome
    if introduction.status is not IntroductionStatus.over or ended is None:
        return False
    not_hired = side is Side.partner and outcome is Outcome.hired
    return (introduction.outcome_by is side or not_hired) and now - ended < MISTAKEN


def reopen(
    introduction: Introduction, *, by: Side | None = None, actor: User, now: datetime
) -> None:
    """What was written last was a mistake: it goes on. A partner who was not hired after all looks for
    work again. Raises NotNow if there is nothing that one of the two (`by`; None: a coordinator) can
    undo, AlreadyOpen if the two have a new one."""
    take(introduction, partner=True)
    if by is not None and not may_reopen(introduction, by, now):
        raise NotNow
    partner = introduction.partner
    is_hidden = partner is None or partner.status is PartnerStatus.hidden
    if introduction.status is not IntroductionStatus.over or is_hidden:
        raise NotNow
    if not introduction.employer.is_member:
        raise NotNow
    was_hired = introduction.outcome is Outcome.hired
    introduction.status, introduction.ended_at = IntroductionStatus.accepted, None
    introduction.outcome = introduction.outcome_at = introduction.outcome_by = None
    introduction.last_activity_at = now
    try:
        with db.session.begin_nested():
            db.session.flush()
    except IntegrityError as error:
        raise AlreadyOpen from error
    for side in Side:
        mails.keep_back(introduction, side, "introduction_hired")
    if was_hired and partner is not None and not _is_hired_elsewhere(partner):
        partner.status, partner.hired_at, partner.hired_by_id = PartnerStatus.active, None, None
        fit_state.want()
    audit.record(db.session(), "introduction.reopened", introduction, actor_id=actor.id, now=now)


def _is_hired_elsewhere(partner: PartnerProfile) -> bool:
    query = select(Introduction.id).where(
        Introduction.partner_id == partner.id, Introduction.outcome == Outcome.hired
    )
    return db.session.scalar(query.limit(1)) is not None


# -- what may follow a hire -----------------------------------------------------------------------


def others_of(introduction: Introduction) -> Sequence[Introduction]:
    """The partner's other introductions that are open, when they have been hired through this one."""
    if introduction.outcome is not Outcome.hired or introduction.partner_id is None:
        return []
    query = with_both().where(
        Introduction.partner_id == introduction.partner_id,
        Introduction.id != introduction.id,
        Introduction.status.in_(OPEN),
    )
    return db.session.scalars(query.order_by(Introduction.id)).unique().all()


def take_back_others(
    introduction: Introduction, now: datetime, *, by: Side | None = Side.partner
) -> None:
    """The partner has found work: take back what is open elsewhere, and tell the employers kindly.
    Done by a coordinator (`by` None), the partner is told as well. Raises NotNow if they were not
    hired through this one."""
    take(introduction, partner=True)
    if introduction.outcome is not Outcome.hired or introduction.partner_id is None:
        raise NotNow
    introductions.end_all(
        (Introduction.partner_id == introduction.partner_id) & (Introduction.id != introduction.id),
        now,
        by=by,
    )


def can_be_filled(introduction: Introduction) -> bool:
    """Whether the vacancy is shown still though the partner has been hired."""
    vacancy = introduction.vacancy
    was_hired = introduction.outcome is Outcome.hired
    return was_hired and vacancy is not None and vacancy.status in vacancies.SHOWN


def fill_vacancy(introduction: Introduction, *, actor: User, now: datetime) -> Vacancy:
    """Close the vacancy: a partner from the network has got it. Whoever else has been asked about it
    hears that it came to nothing. Raises NotNow if it has been closed already."""
    if introduction.vacancy is None:
        raise NotNow
    lock(introduction.vacancy)
    take(introduction)
    if not can_be_filled(introduction):
        raise NotNow
    vacancies.end(introduction.vacancy, FilledBy.network, actor, now)
    return introduction.vacancy
