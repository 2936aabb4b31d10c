"""Doors: links and QR codes that counters and employers hand out, and how many came through each."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

import segno
from markupsafe import Markup
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from newcomer import audit
from newcomer.accounts.models import User
from newcomer.arrivals.models import Arrival, Door, DoorKind
from newcomer.database import Page, paged
from newcomer.extensions import db
from newcomer.links import absolute_url

# No letter that can be taken for a digit or for another letter: codes are typed from paper.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
LENGTH = 6


@dataclass(frozen=True)
class Opened:
    """What somebody has filled in for a new door."""

    name: str
    kind: DoorKind
    municipality: str
    once: str  # the form's mark, of which the code is made


def make(opened: Opened, *, actor: User, now: datetime) -> Door:
    """A new door. The same form sent twice is one door."""
    code = _code(opened.once)
    known = select(Door).where(Door.code == code)
    if (door := db.session.scalar(known)) is not None:
        return door
    door = Door(
        code=code,
        kind=opened.kind,
        name=opened.name,
        municipality=opened.municipality,
        visits=0,
        created_at=now,
    )
    try:
        with db.session.begin_nested():
            db.session.add(door)
    except IntegrityError:
        return db.session.scalars(known).one()
    audit.record(db.session(), "door.made", door, actor_id=actor.id, now=now)
    return door


def _code(mark: str) -> str:
    number, letters = int(hashlib.sha256(mark.encode()).hexdigest(), 16), ""
    for _ in range(LENGTH):
        number, at = divmod(number, len(LETTERS))
        letters += LETTERS[at]
    return letters


def close(door: Door, *, actor: User, now: datetime) -> None:
    """The link leads to the form from now on, but counts no more. Closed already, nothing changes."""
    if door.closed_at is None:
        door.closed_at = now
        audit.record(db.session(), "door.closed", door, actor_id=actor.id, now=now)


def open_door(code: str) -> Door | None:
    """The door with this code, unless it is closed or never was."""
    if not code.isalnum() or len(code) > 12:
        return None
    return db.session.scalar(select(Door).where(Door.code == code, Door.closed_at.is_(None)))


def count_visit(session: Session, code: str) -> None:
    session.execute(
        update(Door)
        .where(Door.code == code, Door.closed_at.is_(None))
        .values(visits=Door.visits + 1)
        .execution_options(synchronize_session=False)
    )


def page(number: int) -> Page[Door]:
    """The doors, open ones first and the latest of them first."""
    return paged(select(Door).order_by(Door.closed_at.is_not(None), Door.id.desc()), number)


def came_through(rows: list[Door]) -> dict[int, int]:
    """How many confirmed arrivals came through each of these doors."""
    counted = (
        select(Arrival.door_id, func.count())
        .where(Arrival.door_id.in_([one.id for one in rows]), Arrival.confirmed_at.is_not(None))
        .group_by(Arrival.door_id)
    )
    return {door_id: number for door_id, number in db.session.execute(counted) if door_id}


def link(door: Door) -> str:
    """The short address that leads through the door."""
    return absolute_url("arrivals_doors.go", code=door.code)


def qr_code(address: str) -> Markup:
    """The address as a square to point a phone at: black on white, with the quiet margin it needs."""
    out = BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(out, kind="svg", border=4, omitsize=True, xmldecl=False, svgns=False, light="#fff",
              svgclass="qr", lineclass=None)  # fmt: skip
    return Markup(out.getvalue().decode())  # noqa: S704 - drawn here, of an address of ours
