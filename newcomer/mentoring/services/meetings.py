"""What the two do: they write to each other, and note that they met."""

from datetime import date, datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from newcomer import limits
from newcomer.extensions import db
from newcomer.mentoring.models import MatchMessage, MentorMatch, MentorMeeting, NotNow, Side
from newcomer.mentoring.services import match_mails as mails
from newcomer.mentoring.services.links import other
from newcomer.mentoring.services.once import once_key
from newcomer.mentoring.services.rows import take

PER_NETWORK = 120  # in an hour: a family, or an office where many mentors work
MOST_SHOWN = 100  # messages on the page, the latest


def count_act(network: str, now: datetime) -> None:
    """Count that somebody writes or notes something; raises TooMany."""
    limits.hit("pair network", network, most=PER_NETWORK, per=timedelta(hours=1), now=now)


# -- writing -------------------------------------------------------------------------------------


def write(match: MentorMatch, side: Side, body: str, once: str, now: datetime) -> None:
    """One of the two writes to the other, who gets a mail that something is there, unless there is
    something they have not read anyway. Sent twice, it stands once. Raises NotNow when the two are
    no pair (any more)."""
    key = once_key(once, match.id, body)
    take(match)
    if _written(key):
        return
    if not match.is_active:
        raise NotNow
    waits_already = has_unread(match, other(side))
    message = MatchMessage(match_id=match.id, side=side, body=body, created_at=now, once=key)
    db.session.add(message)
    db.session.flush()
    _note_activity(match, now)
    if not waits_already:
        mails.written(match, other(side), message.id, now)


def _written(key: str) -> bool:
    return db.session.scalar(select(MatchMessage.id).where(MatchMessage.once == key)) is not None


def messages_of(match: MentorMatch) -> list[MatchMessage]:
    """The latest messages, the oldest of them first."""
    query = select(MatchMessage).where(MatchMessage.match_id == match.id)
    latest = db.session.scalars(query.order_by(MatchMessage.id.desc()).limit(MOST_SHOWN)).all()
    return list(reversed(latest))


def has_unread(match: MentorMatch, side: Side) -> bool:
    """Whether the other has written something that this side has not seen."""
    query = select(func.max(MatchMessage.created_at)).where(
        MatchMessage.match_id == match.id, MatchMessage.side == other(side)
    )
    latest, seen = db.session.scalar(query), _seen_at(match, side)
    return latest is not None and (seen is None or seen < latest)


def _seen_at(match: MentorMatch, side: Side) -> datetime | None:
    return match.mentor_seen_at if side is Side.mentor else match.newcomer_seen_at


def note_seen(session: Session, match_id: int, side: Side, now: datetime) -> None:
    """A trace that this side has opened the page."""
    session.execute(
        update(MentorMatch)
        .where(MentorMatch.id == match_id)
        .values({f"{side.value}_seen_at": now})
        .execution_options(synchronize_session=False)
    )


# -- meeting -------------------------------------------------------------------------------------


def log(
    match: MentorMatch,
    side: Side,
    *,
    on: date,
    minutes: int,
    language: str,
    once: str,
    now: datetime,
) -> bool:
    """Note that the two met. The meetings of one day are one, whoever notes them: False if there is
    one already. Raises NotNow when the two are no pair (any more)."""
    key = once_key(once, match.id, on, minutes, language)
    take(match)
    if not match.is_active:
        raise NotNow
    same_day = select(MentorMeeting).where(MentorMeeting.match_id == match.id)
    known = db.session.scalar(same_day.where(MentorMeeting.on == on))
    if known is not None:
        return known.once == key  # a double click is no second meeting, and no mistake
    db.session.add(
        MentorMeeting(
            match_id=match.id,
            on=on,
            minutes=minutes,
            language=language,
            side=side,
            created_at=now,
            once=key,
        )
    )
    db.session.flush()
    _note_activity(match, now)
    return True


def remove(match: MentorMatch, meeting_id: int) -> None:
    """Take back a meeting that was noted by mistake; gone already, nothing happens. Raises NotNow
    when the two are no pair (any more)."""
    take(match)
    if not match.is_active:
        raise NotNow
    meeting = db.session.get(MentorMeeting, meeting_id)
    if meeting is not None and meeting.match_id == match.id:
        db.session.delete(meeting)
        db.session.flush()


def meetings_of(match: MentorMatch) -> list[MentorMeeting]:
    """All of them, the latest first."""
    query = select(MentorMeeting).where(MentorMeeting.match_id == match.id)
    return list(db.session.scalars(query.order_by(MentorMeeting.on.desc())))


# -- rows ----------------------------------------------------------------------------------------


def _note_activity(match: MentorMatch, now: datetime) -> None:
    """No new version: a coordinator who looks at the pair is not disturbed."""
    db.session.execute(
        update(MentorMatch)
        .where(MentorMatch.id == match.id)
        .values(last_activity_at=now)
        .execution_options(synchronize_session=False)
    )
