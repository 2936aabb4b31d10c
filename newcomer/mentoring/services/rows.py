"""Locks on what is about to change, always taken in the same order: arrival, wish, mentor, pair; of
several wishes by number. Of two who come at the same moment the second waits, and then reads what
the first has done.

None is so hard that whoever writes to a row that belongs to the locked one has to wait
(`key_share`): PostgreSQL looks whether that is still there when a row is changed twice, and who has
locked it may be waiting for that very row."""

from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import class_mapper

from newcomer.extensions import db
from newcomer.mentoring.models import MentorMatch, MentorProfile, MentorRequest, NotNow


def take(match: MentorMatch, *, request: bool = False, mentor: bool = False) -> None:
    """Lock the pair, and the newcomer's wish and the mentor where they change too; read the first
    two anew. Raises NotNow if the pair is gone."""
    db.session.flush()
    try:
        if request:
            _take(match.request)
        if mentor:
            lock_mentor(match.mentor_id)
        _take(match)
    except InvalidRequestError as error:
        raise NotNow from error


def take_request(request: MentorRequest) -> None:
    """Lock a newcomer's wish and read it anew. Raises NotNow if it is gone."""
    db.session.flush()
    try:
        _take(request)
    except InvalidRequestError as error:
        raise NotNow from error


def lock_wishes(*whose: ColumnElement[bool]) -> None:
    """Lock all wishes to which one of these applies: for whoever changes several at once, before
    anything else is locked."""
    db.session.flush()
    wishes = select(MentorRequest.id).where(or_(*whose)).order_by(MentorRequest.id)
    db.session.execute(wishes.with_for_update(key_share=True)).all()


def of_mentor(mentor_id: int) -> ColumnElement[bool]:
    """Wishes of newcomers who have been proposed to this mentor, or are in a pair with them."""
    theirs = select(MentorMatch.request_id).where(MentorMatch.mentor_id == mentor_id)
    return MentorRequest.id.in_(theirs)


def lock_mentor(mentor_id: int) -> None:
    """Lock a mentor's row, without reading it anew."""
    query = select(MentorProfile.id).where(MentorProfile.id == mentor_id)
    db.session.execute(query.with_for_update(key_share=True))


def _take(row: Any) -> None:
    """Its columns only: a lock must not reach rows that are loaded along with it."""
    columns = [one.key for one in class_mapper(type(row)).column_attrs]
    db.session.refresh(row, columns, with_for_update={"key_share": True})
