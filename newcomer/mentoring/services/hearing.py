"""When a mentor who has said yes hears that it came to nothing: when the time to answer is over. A no
of the newcomer's, their leaving, a coordinator who takes it back and silence look the same to the
mentor, also by the clock. The row's `due_at` stays until then; the place is free at once."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, update

from newcomer.extensions import db
from newcomer.mentoring.models import MatchStatus, MentorMatch, MentorProfile, Side
from newcomer.mentoring.services import match_mails as mails

# After the deadline: the worker looks for silence every quarter of an hour, and must have been there.
LATER = timedelta(minutes=20)
_CLOSED = (MatchStatus.declined_newcomer, MatchStatus.expired_newcomer, MatchStatus.withdrawn)


def moment(match: MentorMatch, now: datetime) -> datetime:
    """When the mentor may hear of the end of this one."""
    return now if match.due_at is None else match.due_at + LATER


def is_ahead(match: MentorMatch, now: datetime) -> bool:
    """Whether the mentor, who has said yes, is still to read that we ask the newcomer."""
    if match.due_at is None:
        return match.status is MatchStatus.asked_newcomer
    known = (MatchStatus.asked_newcomer, *_CLOSED)
    return match.status in known and now < moment(match, now)


def ahead(now: datetime) -> ColumnElement[bool]:
    """The same, for a query."""
    asked, later = MentorMatch.status == MatchStatus.asked_newcomer, MentorMatch.due_at
    return or_(and_(asked, later.is_(None)), and_(or_(asked, _is_closed()), later > now - LATER))


def _is_closed() -> ColumnElement[bool]:
    return MentorMatch.status.in_(_CLOSED)


def places_taken(mentor: MentorProfile, now: datetime) -> int:
    """How many places are taken as far as the mentor knows."""
    return min(mentor.capacity, mentor.places_held + len(_unheard(mentor.id, now)))


def make_room(mentor: MentorProfile, now: datetime) -> None:
    """The mentor is asked anew. Where the place for it is one that they believe to be taken, they
    hear at once that it is free, so that nothing they are told is untrue."""
    db.session.refresh(mentor, ["places_held", "capacity"])
    unheard = _unheard(mentor.id, now)
    missing = mentor.places_held + len(unheard) - mentor.capacity
    for number in unheard[: max(0, missing)]:
        mails.hurry("pair_came_to_nothing", number, Side.mentor, now)
        _forget_deadline(MentorMatch.id == number)


def drop(mentor_id: int, now: datetime) -> None:
    """The mentor takes a break or stops: what they wait for is over for them, whether it was or not."""
    for number in _unheard(mentor_id, now):
        mails.keep_back("pair_came_to_nothing", number, Side.mentor)
        _forget_deadline(MentorMatch.id == number)


def _unheard(mentor_id: int, now: datetime) -> list[int]:
    """The numbers of those that are over without the mentor knowing, the oldest first."""
    query = select(MentorMatch.id).where(
        MentorMatch.mentor_id == mentor_id, _is_closed(), MentorMatch.due_at > now - LATER
    )
    return list(db.session.scalars(query.order_by(MentorMatch.id)))


def _forget_deadline(which: Any) -> None:
    """No new version: whoever looks at the pair is not disturbed."""
    db.session.execute(
        update(MentorMatch)
        .where(which)
        .values(due_at=None)
        .execution_options(synchronize_session="fetch")
    )
