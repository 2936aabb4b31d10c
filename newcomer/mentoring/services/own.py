"""Coordinators may be mentors, or new here, as well. What concerns a pair of their own they neither
see nor do at the desk: a colleague does."""

from sqlalchemy import ColumnElement, exists, or_, select

from newcomer.arrivals.models import Arrival
from newcomer.mentoring.models import Concern, MentorMatch, MentorProfile, MentorRequest, Side
from newcomer.mentoring.services.links import address_of


def is_theirs(match: MentorMatch, email: str) -> bool:
    """Whether whoever has this address is one of the two."""
    return email in {address_of(match, side) for side in Side}


def matches_of(email: str) -> ColumnElement[bool]:
    """Of proposals and pairs: one of the two has this address."""
    profile = select(MentorProfile.id).where(MentorProfile.email == email)
    wishes = select(MentorRequest.id).join(Arrival).where(Arrival.email == email)
    return or_(MentorMatch.mentor_id.in_(profile), MentorMatch.request_id.in_(wishes))


def requests_of(email: str) -> ColumnElement[bool]:
    """Of wishes: their own, or that of somebody about whom they have been asked as a mentor."""
    arrivals = select(Arrival.id).where(Arrival.email == email)
    asked = select(MentorMatch.request_id).join(MentorProfile).where(MentorProfile.email == email)
    return or_(MentorRequest.arrival_id.in_(arrivals), MentorRequest.id.in_(asked))


def concerns_of(email: str) -> ColumnElement[bool]:
    """Of concerns: told by them, or by the other of a pair of theirs."""
    pair = exists().where(MentorMatch.id == Concern.match_id, matches_of(email))
    return or_(Concern.email == email, pair)
