"""Wishes for a mentor: they come and go with what somebody who moves here allows."""

from datetime import datetime

from sqlalchemy import select

from newcomer import audit
from newcomer.arrivals.models import Arrival
from newcomer.extensions import db
from newcomer.mentoring.models import MentorRequest, RequestStatus

PURPOSE = "mentor"


def request_of(arrival: Arrival) -> MentorRequest | None:
    return db.session.scalar(select(MentorRequest).where(MentorRequest.arrival_id == arrival.id))


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
    elif request.status is RequestStatus.ended:
        request.status, request.waiting_since = RequestStatus.waiting, now
        audit.record(db.session(), "mentor_request.made_again", request, actor_id=None, now=now)
    return request


def withdraw(arrival: Arrival, now: datetime) -> None:
    """The newcomer wants no mentor any more: open proposals are taken back, a pair ends."""
    from newcomer.mentoring.services import matches  # it knows this module

    request = request_of(arrival)
    if request is None or request.status is RequestStatus.ended:
        return
    matches.withdraw_all_of_request(request, now)
    request.status = RequestStatus.ended
    audit.record(db.session(), "mentor_request.withdrawn", request, actor_id=None, now=now)
