"""A proposal from when it is sent until the pair that comes of it is done.

    asked_mentor → asked_newcomer → active → finished, ended
    and from the first two: declined_…, expired_…, withdrawn

Whoever changes something here first locks the rows it depends on and reads them anew
(services/rows.py): of two who come at the same moment the second finds what the first did, and gets
NotNow. On SQLite there is one writer, so the same holds there.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import false, or_, select, update
from sqlalchemy.exc import IntegrityError

from newcomer import audit
from newcomer.accounts.models import User
from newcomer.arrivals.models import Arrival
from newcomer.extensions import db
from newcomer.mentoring.models import (
    HOLDING,
    OPEN,
    MatchStatus,
    MentorMatch,
    MentorProfile,
    MentorRequest,
    NoReason,
    NotNow,
    RequestStatus,
    Side,
)
from newcomer.mentoring.services import hearing, places
from newcomer.mentoring.services import match_mails as mails
from newcomer.mentoring.services.links import other, with_people
from newcomer.mentoring.services.requests import allows
from newcomer.mentoring.services.rows import take, take_request
from newcomer.region import Region

AWAITED = {MatchStatus.asked_mentor: Side.mentor, MatchStatus.asked_newcomer: Side.newcomer}
_DECLINED = {
    Side.mentor: MatchStatus.declined_mentor,
    Side.newcomer: MatchStatus.declined_newcomer,
}
_EXPIRED = {Side.mentor: MatchStatus.expired_mentor, Side.newcomer: MatchStatus.expired_newcomer}


# -- the double yes ------------------------------------------------------------------------------


def send(
    request: MentorRequest,
    mentor: MentorProfile,
    *,
    score: int,
    reasons: dict[str, Any],
    actor: User | None,
    now: datetime,
    region: Region,
) -> MentorMatch:
    """Ask the mentor, and hold one of their places meanwhile.

    Raises NoPlaceLeft if the mentor has none or is not approved; NotNow if the newcomer waits no
    more, has been proposed to somebody already, or is the mentor themself.
    """
    take_request(request)
    arrival = request.arrival
    waits = request.status is RequestStatus.waiting and allows(arrival)
    if not waits or arrival.email == mentor.email:
        raise NotNow
    match = MentorMatch(
        request=request,
        mentor=mentor,
        status=MatchStatus.asked_mentor,
        score=score,
        reasons=reasons,
        created_at=now,
        last_activity_at=now,
    )
    _await_answer(match, now, region)
    try:
        with db.session.begin_nested():  # the place is given back with it
            places.hold(mentor.id)
            db.session.add(match)
    except IntegrityError as error:  # one at a time: somebody else was quicker
        raise NotNow from error
    hearing.make_room(mentor, now)
    actor_id = actor.id if actor else None
    audit.record(db.session(), "mentor_match.sent", match, actor_id=actor_id, now=now)
    mails.ask(match, Side.mentor, now)
    return match


def _note_offer(request: MentorRequest, now: datetime) -> None:
    """The newcomer hears of a mentor for the first time: until then it is no offer to them."""
    db.session.execute(
        update(MentorRequest)
        .where(MentorRequest.id == request.id, MentorRequest.first_offered_at.is_(None))
        .values(first_offered_at=now)
        .execution_options(synchronize_session="fetch")
    )


def _await_answer(match: MentorMatch, now: datetime, region: Region) -> None:
    match.due_at = region.close_of_day_after(now, region.mentoring["answer_working_days"])
    match.remind_at = region.close_of_day_after(now, region.mentoring["reminder_working_days"])


def answer(
    match: MentorMatch,
    side: Side,
    *,
    yes: bool,
    reason: NoReason | None = None,
    now: datetime,
    region: Region,
) -> None:
    """The one who is asked says yes, or no with a reason that the other never sees.

    Raises NotNow when this side is not being asked: it has answered, it is too late, or the proposal
    was taken back.
    """
    take(match, request=yes, mentor=not yes)
    if not is_awaited(match, side, now):
        raise NotNow
    match.answered_at = now
    mails.keep_back("pair_reminder", match.id, side)
    said = "yes" if yes else "no"
    audit.record(
        db.session(), f"mentor_match.{side.value}_said_{said}", match, actor_id=None, now=now
    )
    if not yes:
        match.no_reason = reason
        _close(match, _DECLINED[side], now)
        if side is Side.newcomer:
            mails.came_to_nothing(match, Side.mentor, hearing.moment(match, now))
    elif side is Side.mentor:
        match.status = MatchStatus.asked_newcomer
        _await_answer(match, now, region)
        _note_offer(match.request, now)
        mails.ask(match, Side.newcomer, now)
    else:
        _begin(match, now, region)


def is_awaited(match: MentorMatch, side: Side, now: datetime) -> bool:
    """Whether this side is being asked, has time left, and the newcomer still waits."""
    waits = match.request.status is RequestStatus.waiting
    return AWAITED.get(match.status) is side and waits and not is_late(match, now)


def is_late(match: MentorMatch, now: datetime) -> bool:
    return match.due_at is not None and match.due_at <= now


def _begin(match: MentorMatch, now: datetime, region: Region) -> None:
    """Both said yes: they are a pair."""
    match.status, match.started_at, match.last_activity_at = MatchStatus.active, now, now
    match.due_at = match.remind_at = None
    weeks = timedelta(weeks=region.mentoring["duration_weeks"])
    match.ends_on = (now + weeks).astimezone(region.zone).date()
    match.request.status = RequestStatus.matched
    db.session.flush()
    for side in Side:
        mails.begin(match, side, now)


def remind(match: MentorMatch, now: datetime) -> None:
    """Say once more that an answer is awaited; once for each side. Raises NotNow if it isn't."""
    take(match)
    if not match.is_open or match.remind_at is None or match.remind_at > now:
        raise NotNow
    match.remind_at = None
    db.session.flush()
    if not is_late(match, now):
        mails.remind(match, AWAITED[match.status], now)


def expire(match: MentorMatch, now: datetime) -> None:
    """Nobody answered in time. Raises NotNow if somebody did, or if there is time left."""
    take(match, mentor=True)
    if not match.is_open or not is_late(match, now):
        raise NotNow
    silent = AWAITED[match.status]
    _close(match, _EXPIRED[silent], now)
    audit.record(db.session(), "mentor_match.expired", match, actor_id=None, now=now)
    mails.unsay(match, silent)
    if silent is Side.newcomer:
        mails.came_to_nothing(match, Side.mentor, hearing.moment(match, now))


def withdraw(
    match: MentorMatch, now: datetime, *, by: Side | None = None, actor: User | None = None
) -> None:
    """Take an open proposal back. Whoever knows of it is told, but for the side whose wish it is; a
    mentor who waits for the newcomer's answer when its time is over. Raises NotNow if it is not
    open."""
    take(match, mentor=True)
    if not match.is_open:
        raise NotNow
    asked = AWAITED[match.status]
    if by is Side.mentor:
        match.due_at = None  # they know
    _close(match, MatchStatus.withdrawn, now)
    actor_id = actor.id if actor else None
    audit.record(db.session(), "mentor_match.withdrawn", match, actor_id=actor_id, now=now)
    never_told = mails.unsay(match, asked)
    for side in Side:
        knows = side is Side.mentor or asked is Side.newcomer
        if knows and side is not by and not (side is asked and never_told):
            at = hearing.moment(match, now) if side is Side.mentor else now
            mails.came_to_nothing(match, side, at)


def withdraw_all_of_request(request: MentorRequest, now: datetime) -> None:
    """The newcomer wants no mentor any more: open proposals are taken back, a pair ends."""
    for match in _of(MentorMatch.request_id == request.id, HOLDING):
        try:
            if match.is_active:
                end(match, Side.newcomer, now)
            else:
                withdraw(match, now, by=Side.newcomer)
        except NotNow:  # it was answered this very moment: look again
            if match.is_active:
                end(match, Side.newcomer, now)


def withdraw_all_of_mentor(mentor: MentorProfile, now: datetime, actor: User | None = None) -> None:
    """The mentor takes no more newcomers: open proposals are taken back. Pairs go on; if the mentor
    has ended, they are a coordinator's task. A mentor on whose behalf a coordinator does it (`actor`)
    is told what comes to nothing, as the newcomers are."""
    by = None if actor else Side.mentor
    for match in _of(MentorMatch.mentor_id == mentor.id, OPEN):
        try:
            withdraw(match, now, by=by, actor=actor)
        except NotNow:
            continue
    if actor is None:
        hearing.drop(mentor.id, now)


def _of(whose: Any, statuses: tuple[MatchStatus, ...]) -> list[MentorMatch]:
    db.session.flush()
    found = with_people().where(whose, MentorMatch.status.in_(statuses)).order_by(MentorMatch.id)
    return list(db.session.scalars(found))


# -- the end of a pair ---------------------------------------------------------------------------


def end(
    match: MentorMatch,
    side: Side | None,
    now: datetime,
    *,
    reason: NoReason | None = None,
    actor: User | None = None,
) -> None:
    """The pair ends before its time, by one of the two or (None) by a coordinator; nobody's fault.
    The other is told that it ended, not why. Raises NotNow if it is no pair."""
    take(match, request=True, mentor=True)
    if not match.is_active:
        raise NotNow
    match.ended_by, match.no_reason = side, reason
    _close(match, MatchStatus.ended, now)
    _rest(match.request)
    actor_id = actor.id if actor else None
    audit.record(db.session(), "mentor_match.ended", match, actor_id=actor_id, now=now)
    for one in Side:
        if one is not side:
            mails.ended(match, one, now)


def leave_for_good(match: MentorMatch, side: Side, now: datetime) -> None:
    """One of the two is erased, and the pair goes with them: the other is told, and a newcomer whom
    the mentor leaves waits again at once, as long as before. Over already, nothing happens."""
    take(match, request=True, mentor=True)  # it may have been answered this very moment
    if match.is_open:
        withdraw(match, now, by=side)
        return
    if not match.is_active:
        return
    _close(match, MatchStatus.ended, now)
    if side is Side.mentor and match.request.status is RequestStatus.matched:
        request = match.request
        request.status, request.waiting_since = RequestStatus.waiting, _clock(match, now)
        db.session.flush()
    mails.ended(match, other(side), now, is_gone=True)


def finish(match: MentorMatch, now: datetime) -> None:
    """The time is over: both are asked how it went. Raises NotNow if it is no pair any more."""
    take(match, request=True, mentor=True)
    if not match.is_active:
        raise NotNow
    _close(match, MatchStatus.finished, now)
    _rest(match.request)
    audit.record(db.session(), "mentor_match.finished", match, actor_id=None, now=now)
    for side in Side:
        mails.finished(match, side, now)


def _rest(request: MentorRequest) -> None:
    if request.status is RequestStatus.matched:
        request.status = RequestStatus.ended
        db.session.flush()


def may_ask_again(match: MentorMatch) -> bool:
    """Whether the newcomer may have another mentor for the asking."""
    over = match.status in (MatchStatus.ended, MatchStatus.finished)
    arrival = match.request.arrival
    return over and allows(arrival) and match.request.status is RequestStatus.ended


def ask_again(match: MentorMatch, now: datetime) -> None:
    """The newcomer whose pair is over waits for another mentor. The clock stood still while they had
    one: what they had waited before a pair that ended early counts. Asked twice, they wait once;
    raises NotNow where there is nothing to ask for."""
    take(match, request=True)
    request = match.request
    if request.status is RequestStatus.waiting:
        return
    if not may_ask_again(match):
        raise NotNow
    request.status, request.waiting_since = RequestStatus.waiting, _clock(match, now)
    audit.record(db.session(), "mentor_request.made_again", request, actor_id=None, now=now)


def _clock(match: MentorMatch, now: datetime) -> datetime:
    """Since when somebody has waited whose clock stood still while they had a mentor."""
    if match.status is MatchStatus.finished or match.started_at is None:
        return now
    return now - max(timedelta(0), match.started_at - match.request.waiting_since)


def look_after(match: MentorMatch, actor: User, now: datetime) -> None:
    """A coordinator has seen to what was the matter with this one."""
    take(match)
    match.looked_after_at = now
    audit.record(db.session(), "mentor_match.looked_after", match, actor_id=actor.id, now=now)


# -- rows ----------------------------------------------------------------------------------------


def _close(match: MentorMatch, status: MatchStatus, now: datetime) -> None:
    """It takes no place of the mentor's from now on. One who waits for the newcomer's answer learns
    of it when the time for that is over (services/hearing.py)."""
    if match.status is not MatchStatus.asked_newcomer:
        match.due_at = None
    match.status, match.ended_at, match.remind_at = status, now, None
    db.session.flush()
    places.release(match.mentor_id)


def pairs_of_mentor(mentor: MentorProfile, now: datetime) -> list[tuple[MentorMatch, Side]]:
    """What the mentor's page lists: what is open, the pairs, and those that are over; the latest
    first. Show it with templates/mentoring/_pairs.html."""
    return _seen_by(MentorMatch.mentor_id == mentor.id, Side.mentor, now)


def pairs_of_request(
    request: MentorRequest | None, now: datetime
) -> list[tuple[MentorMatch, Side]]:
    """The same for the newcomer's page."""
    if request is None:
        return []
    return _seen_by(MentorMatch.request_id == request.id, Side.newcomer, now)


def _seen_by(whose: Any, side: Side, now: datetime) -> list[tuple[MentorMatch, Side]]:
    """A newcomer knows nothing of a proposal that the mentor has not said yes to, nor a mentor of
    what became of their yes before its time."""
    pairs = MentorMatch.status.in_((MatchStatus.active, MatchStatus.finished, MatchStatus.ended))
    asked = MentorMatch.status == MatchStatus[f"asked_{side.value}"]
    more = hearing.ahead(now) if side is Side.mentor else false()
    query = with_people().where(whose, or_(pairs, asked, more))
    found = db.session.scalars(query.order_by(MentorMatch.id.desc()).limit(20))
    return [(match, side) for match in found]


def pairs_of_address(email: str, now: datetime) -> list[tuple[MentorMatch, Side]]:
    """The same for the page of whoever has signed in with this address: as a mentor, as a newcomer."""
    mentor = select(MentorProfile.id).where(MentorProfile.email == email)
    theirs = select(MentorRequest.id).join(Arrival).where(Arrival.email == email)
    return [
        *_seen_by(MentorMatch.mentor_id.in_(mentor), Side.mentor, now),
        *_seen_by(MentorMatch.request_id.in_(theirs), Side.newcomer, now),
    ]
