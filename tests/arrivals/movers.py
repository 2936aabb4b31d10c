"""People who move here, for tests: what they fill in, and where their links lead."""

from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy import select

from newcomer.arrivals.models import Arrival, Door, DoorKind
from newcomer.arrivals.services import links
from newcomer.database import utcnow
from newcomer.extensions import db

ANA = "ana@example.test"

# A form filled in by somebody who lacks nothing.
FILLED: dict[str, Any] = {
    "first_name": "Ana",
    "email": ANA,
    "language": "nb",
    "age_band": "25-34",
    "place": "lillehammer",
    "reach_km": "25",
    "situation": "couple",
    "languages-0-code": "es",
    "languages-0-level": "6",
    "languages-1-code": "nb",
    "languages-1-level": "3",
    "free_times": ["2", "5"],
    "interests": ["hiking", "choir", "baking"],
    "hopes": "Noen å gå på tur med.",
    "uses": ["mentor"],
}


def private_token(app: Flask, arrival_id: int) -> str:
    """The token of somebody's own page."""
    with app.test_request_context():
        return links.token_of(db.session.get_one(Arrival, arrival_id))


def private_path(app: Flask, arrival_id: int, language: str = "nb") -> str:
    with app.test_request_context():
        return links.private_path(db.session.get_one(Arrival, arrival_id), language)


def confirmation(app: Flask, arrival_id: int) -> str:
    """The token of the link that confirms what somebody told."""
    with app.test_request_context():
        link = links.confirmation_link(db.session.get_one(Arrival, arrival_id))
    return urlsplit(link).path.rpartition("/")[2]


def make_door(app: Flask, *, code: str = "abc234", name: str = "Servicetorget") -> int:
    """A door; returns its number."""
    with app.test_request_context(method="POST"):
        door = Door(code=code, kind=DoorKind.counter, name=name, created_at=utcnow())
        db.session.add(door)
        db.session.commit()
        return door.id


def all_arrivals(app: Flask) -> list[Arrival]:
    """Every arrival there is, the first one first, as rows that no session holds."""
    with app.app_context():
        found = list(db.session.scalars(select(Arrival).order_by(Arrival.id)))
        for one in found:
            assert one.purposes is not None  # loaded with the row
        db.session.expunge_all()
    return found


def the_arrival(app: Flask) -> Arrival:
    (one,) = all_arrivals(app)
    return one
