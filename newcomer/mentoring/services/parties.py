"""Coordinators who are mentors or newcomers themselves: what is about them, another one sees to. They
neither see nor touch it at the desk, so that a no stays hidden and a concern reaches the others."""

from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select

from newcomer.accounts.models import User
from newcomer.arrivals.models import Arrival
from newcomer.extensions import db
from newcomer.mentoring.models import Concern, MentorMatch, MentorProfile, MentorRequest


def about(model: type[Any], user: User) -> ColumnElement[bool]:
    """Of pairs: this user is one of the two. Of wishes and mentors: it is theirs, or the two have
    been proposed to each other. Of concerns: they wrote it, or it is about them."""
    wish = select(MentorRequest.id).join(Arrival).where(Arrival.email == user.email)
    mentor = select(MentorProfile.id).where(MentorProfile.email == user.email)
    as_newcomer, as_mentor = MentorMatch.request_id.in_(wish), MentorMatch.mentor_id.in_(mentor)
    if model is MentorMatch:
        return or_(as_newcomer, as_mentor)
    if model is MentorRequest:
        asked = select(MentorMatch.request_id).where(as_mentor)
        return or_(MentorRequest.id.in_(wish), MentorRequest.id.in_(asked))
    if model is MentorProfile:
        theirs = select(MentorMatch.mentor_id).where(as_newcomer)
        return or_(MentorProfile.email == user.email, MentorProfile.id.in_(theirs))
    pair = exists().where(MentorMatch.id == Concern.match_id, or_(as_newcomer, as_mentor))
    about_them = Concern.about_id.is_not_distinct_from(user.id)
    return or_(Concern.email == user.email, about_them, pair)


def is_party(user: User, *rows: MentorMatch | MentorRequest | MentorProfile | Concern) -> bool:
    """Whether one of these rows is about the user, who therefore leaves it to others."""
    theirs = [exists().where(type(row).id == row.id, about(type(row), user)) for row in rows]
    return bool(db.session.scalar(select(or_(*theirs))))
