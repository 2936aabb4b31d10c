"""Somebody goes and has everything deleted: what goes with them, and what the other is told first."""

from datetime import datetime

from sqlalchemy import delete, update

from newcomer.arrivals.models import Arrival
from newcomer.extensions import db
from newcomer.mail import OutgoingEmail
from newcomer.mentoring.models import Concern, MentorMatch, Side
from newcomer.mentoring.services import match_mails as mails
from newcomer.mentoring.services import matches
from newcomer.mentoring.services.links import with_people
from newcomer.mentoring.services.requests import request_of
from newcomer.mentoring.services.rows import take_request


def newcomer(arrival: Arrival, now: datetime) -> None:
    """Remove the wish for a mentor with its proposals and pairs, before the arrival itself goes.
    Raises NotNow if the wish is gone already."""
    request = request_of(arrival)
    if request is None:
        return
    take_request(request)
    theirs = with_people().where(MentorMatch.request_id == request.id).order_by(MentorMatch.id)
    forget_worries(arrival.email, Side.newcomer)
    for match in db.session.scalars(theirs).all():
        pair(match, Side.newcomer, now)
    db.session.flush()
    db.session.delete(request)
    db.session.flush()


def pair(match: MentorMatch, side: Side, now: datetime) -> None:
    """Remove a proposal or a pair, and the mails about it: the other has been told, if need be."""
    matches.leave_for_good(match, side, now)
    mails.forget(match, side, now)
    db.session.delete(match)


def forget_worries(email: str, side: Side) -> None:
    """What somebody was worried about stays with the coordinators until its time is over, without
    their address."""
    db.session.execute(
        update(Concern)
        .where(Concern.email == email, Concern.side == side)
        .values(email="")
        .execution_options(synchronize_session=False)
    )


def forget_mails(email: str) -> None:
    """Those about being a mentor, sent or not."""
    db.session.execute(
        delete(OutgoingEmail)
        .where(OutgoingEmail.to == email, OutgoingEmail.kind.startswith("mentor_", autoescape=True))
        .execution_options(synchronize_session=False)
    )
