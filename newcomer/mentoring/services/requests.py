"""Wishes for a mentor: they come and go with what somebody who moves here allows."""

from datetime import datetime

from sqlalchemy import ColumnElement, exists, or_, select

from newcomer import audit
from newcomer.arrivals.models import Arrival
from newcomer.extensions import db
from newcomer.mentoring.models import MentorMatch, MentorRequest, RequestStatus
from newcomer.mentoring.services.rows import take_request

PURPOSE = "mentor"


def request_of(arrival: Arrival) -> MentorRequest | None:
    return db.session.scalar(select(MentorRequest).where(MentorRequest.arrival_id == arrival.id))


def in_use(since: datetime) -> ColumnElement[bool]:
    """Of arrivals: they wait for a mentor or have one, or have asked for or had one since then."""
    had_one = exists().where(
        MentorMatch.request_id == MentorRequest.id,
        or_(MentorMatch.last_activity_at >= since, MentorMatch.ended_at >= since),
    )
    going_on = MentorRequest.status != RequestStatus.ended
    lately = or_(going_on, MentorRequest.waiting_since >= since, had_one)
    return exists().where(MentorRequest.arrival_id == Arrival.id, lately)


def allows(arrival: Arrival) -> bool:
    """Whether what they told may be used for finding a mentor now."""
    return arrival.is_active and PURPOSE in arrival.purposes


def begin(arrival: Arrival, now: datetime) -> MentorRequest:
    """The newcomer waits for a mentor from now on, again if they had taken it back. Waiting already,
    they keep their place in the queue."""
    request = request_of(arrival)
    if request is None:
        request = MentorRequest(arrival_id=arrival.id, created_at=now, waiting_since=now)
        db.session.add(request)
        db.session.flush()
        audit.record(db.session(), "mentor_request.made", request, actor_id=None, now=now)
        return request
    take_request(request)
    if request.status is RequestStatus.ended:
        request.status, request.waiting_since = RequestStatus.waiting, now
        audit.record(db.session(), "mentor_request.made_again", request, actor_id=None, now=now)
    return request


def withdraw(arrival: Arrival, now: datetime) -> None:
    """The newcomer wants no mentor any more: open proposals are taken back, a pair ends."""
    from newcomer.mentoring.services import matches  # it knows this module

    request = request_of(arrival)
    if request is None:
        return
    take_request(request)  # a coordinator may be sending something at this very moment
    if request.status is RequestStatus.ended:
        return
    matches.withdraw_all_of_request(request, now)
    request.status = RequestStatus.ended
    audit.record(db.session(), "mentor_request.withdrawn", request, actor_id=None, now=now)
