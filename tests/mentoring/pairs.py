"""Proposals and pairs for tests, from when they are sent. Each gives back plain values."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.mentoring.models import (
    Concern,
    MatchMessage,
    MatchStatus,
    MentorMatch,
    MentorMeeting,
    MentorProfile,
    MentorRequest,
    Side,
)
from newcomer.mentoring.services import concerns, due, matches
from newcomer.mentoring.services.links import pair_path
from newcomer.region import current_region


def send_proposal(
    app: Flask, request_id: int, mentor_id: int, *, now: datetime | None = None
) -> int:
    """Ask this mentor about this newcomer; the proposal's number."""
    with app.test_request_context(method="POST"):
        match = matches.send(
            db.session.get_one(MentorRequest, request_id),
            db.session.get_one(MentorProfile, mentor_id),
            score=500,
            reasons={},
            actor=None,
            now=now or utcnow(),
            region=current_region(),
        )
        db.session.commit()
        number = match.id
        db.session.remove()
    return number


def path_of(app: Flask, number: int, side: Side, page: str = "", language: str = "nb") -> str:
    """The address that this side's link leads to, or a page below it."""
    with app.test_request_context(f"/{language}/"):
        app.preprocess_request()
        found = pair_path(db.session.get_one(MentorMatch, number), side)
        db.session.remove()
    return found + page


def token_of(app: Flask, number: int, side: Side) -> str:
    return path_of(app, number, side).rpartition("/")[2]


def make_concern(app: Flask, number: int, body: str = "Jeg er urolig.") -> int:
    """What the newcomer of this pair is worried about; its number."""
    with app.test_request_context(method="POST"):
        match = db.session.get_one(MentorMatch, number)
        concerns.report(match, Side.newcomer, body, secrets.token_hex(8), utcnow())
        db.session.commit()
        found = db.session.scalars(select(Concern.id).where(Concern.match_id == number)).one()
        db.session.remove()
    return found


def note_meeting(app: Flask, number: int, minutes: int = 60, language: str = "nb") -> int:
    """That the two met today; its number."""
    now = utcnow()
    meeting = MentorMeeting(
        match_id=number,
        on=now.date(),
        minutes=minutes,
        language=language,
        side=Side.mentor,
        created_at=now,
        once=secrets.token_hex(8),
    )
    with app.test_request_context(method="POST"):
        db.session.add(meeting)
        db.session.commit()
        found = meeting.id
        db.session.remove()
    return found


def world_of(app: Flask, number: int) -> dict[str, Any]:
    """What the addresses of a pair's pages hold, for tests that open all pages."""
    return {
        "match_id": number,
        "pair_token": token_of(app, number, Side.mentor),
        "meeting_id": note_meeting(app, number),
        "concern_id": make_concern(app, number),
    }


def come_round(app: Flask, after: timedelta = timedelta(0)) -> dict[str, int]:
    """The due work, so much later than now."""
    with app.app_context():
        done = due.run(utcnow() + after)
        db.session.commit()
        db.session.remove()
    return done


def look_at(app: Flask, number: int) -> MentorMatch:
    """The row as it is now, as a value that no session holds."""
    with app.app_context():
        match = db.session.get_one(MentorMatch, number)
        db.session.expunge_all()
    return match


def status_of(app: Flask, number: int) -> MatchStatus:
    return look_at(app, number).status


def sent_to(app: Flask, mentor_id: int, *statuses: MatchStatus) -> list[int]:
    """The numbers of the proposals to this mentor, of all or of what became like this."""
    query = select(MentorMatch.id).where(MentorMatch.mentor_id == mentor_id)
    if statuses:
        query = query.where(MentorMatch.status.in_(statuses))
    with app.app_context():
        return list(db.session.scalars(query.order_by(MentorMatch.id)))


def places_held(app: Flask, mentor_id: int) -> int:
    with app.app_context():
        return db.session.get_one(MentorProfile, mentor_id).places_held


def request_of(app: Flask, request_id: int) -> MentorRequest:
    with app.app_context():
        request = db.session.get_one(MentorRequest, request_id)
        db.session.expunge_all()
    return request


def change(app: Flask, model: type[Any], number: int, **values: Any) -> None:
    """Set what time or somebody else has done to a row."""
    with app.test_request_context(method="POST"):
        row = db.session.get_one(model, number)
        for name, value in values.items():
            setattr(row, name, value)
        db.session.commit()
        db.session.remove()


def messages_of(app: Flask, number: int) -> list[tuple[str, str]]:
    with app.app_context():
        query = select(MatchMessage).where(MatchMessage.match_id == number)
        found = db.session.scalars(query.order_by(MatchMessage.id))
        return [(one.side.value, one.body) for one in found]


def meetings_of(app: Flask, number: int) -> list[tuple[int, str]]:
    with app.app_context():
        query = select(MentorMeeting).where(MentorMeeting.match_id == number)
        return [(one.minutes, one.language) for one in db.session.scalars(query)]


def write_messages(app: Flask, number: int) -> None:
    """A few words from each of the two, all of them seen."""
    now = utcnow()
    with app.test_request_context(method="POST"):
        for side, body in ((Side.mentor, "Hei, og velkommen!"), (Side.newcomer, "Takk!")):
            once = secrets.token_hex(8)
            db.session.add(
                MatchMessage(match_id=number, side=side, body=body, created_at=now, once=once)
            )
        match = db.session.get_one(MentorMatch, number)
        match.mentor_seen_at = match.newcomer_seen_at = now
        db.session.commit()
        db.session.remove()
