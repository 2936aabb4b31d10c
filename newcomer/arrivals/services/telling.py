"""Taking what people who move here tell, and confirming it by the link in an e-mail."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from newcomer import audit, limits
from newcomer.arrivals.models import Arrival, ArrivalStatus, ArrivalUse
from newcomer.arrivals.services import doors, uses
from newcomer.arrivals.services.links import confirmation_link, private_link
from newcomer.extensions import db
from newcomer.links import seconds_open
from newcomer.mail import queue_email

# Enough for a counter that helps many people; too little to flood a stranger's inbox.
PER_ADDRESS = 10
PER_NETWORK = 60
WINDOW = timedelta(hours=1)


@dataclass(frozen=True)
class Told:
    """What somebody has filled in."""

    email: str
    facts: dict[str, Any]  # by column
    uses: Sequence[str]  # what it may be used for: slugs of purposes
    once: str
    by_other: bool = False  # not by the one whose address it is
    door: str = ""  # the code of the link that led here
    key: str = field(init=False)

    def __post_init__(self) -> None:
        """The same form with the same content is the same act."""
        content = [self.once, self.email, sorted(self.uses), sorted(self.facts.items())]
        text = json.dumps(content, default=str)
        object.__setattr__(self, "key", hashlib.sha256(text.encode()).hexdigest())


def count(address: str, network: str, now: datetime) -> None:
    """Count that somebody sends the form with this address; raises TooMany."""
    limits.hit("arrival network", network, most=PER_NETWORK, per=WINDOW, now=now)
    limits.hit("arrival address", address, most=PER_ADDRESS, per=WINDOW, now=now)


def looks_made_by_a_machine(trap: str, mark: str, least_seconds: float, now: datetime) -> bool:
    """Whether a field was filled in that nobody sees, or the form was sent sooner than anybody
    writes or with a forged mark."""
    seconds = seconds_open(mark, now)
    return bool(trap) or seconds is None or seconds < least_seconds


def tell(told: Told, now: datetime) -> Arrival:
    """Keep what was told, unseen by anybody, and mail the link that confirms it. The same form sent
    twice is one arrival and one mail. The mail carries nothing that the sender typed: the address
    may be somebody else's."""
    known = select(Arrival).where(Arrival.once == told.key)
    if (arrival := db.session.scalar(known)) is not None:
        return arrival
    door = doors.open_door(told.door)
    arrival = Arrival(
        email=told.email,
        **told.facts,
        asked_by_other=told.by_other,
        door_id=door.id if door else None,
        created_at=now,
        last_used_at=now,
        once=told.key,
        uses=[ArrivalUse(purpose=slug, granted_at=now) for slug in told.uses],
    )
    try:
        with db.session.begin_nested():
            db.session.add(arrival)
    except IntegrityError:  # the same form, sent twice at the same moment
        return db.session.scalars(known).one()
    audit.record(db.session(), "arrival.told", arrival, actor_id=None, now=now)
    queue_email(
        "arrival_agree" if told.by_other else "arrival_confirm",
        to=arrival.email,
        language=arrival.language,
        now=now,
        once=f"arrival_confirm:{arrival.id}",
        link=confirmation_link(arrival),
    )
    return arrival


def confirm(arrival: Arrival, now: datetime) -> Arrival:
    """The one it is about says that it is right: it may be used from now on. If their address has
    an active arrival, what they told now takes the place of what they told then. Returns the active
    one; confirmed before, nothing changes."""
    if arrival.status is not ArrivalStatus.unconfirmed:
        return arrival
    first = _active_of(arrival.email)
    if first is None:
        try:
            with db.session.begin_nested():
                arrival.confirm(now)
        except IntegrityError:  # another one of this address was confirmed at this very moment
            first = _active_of(arrival.email)
    if first is None:
        for use in arrival.uses:
            use.granted_at = now
            uses.purpose(use.purpose, lambda one: one.granted(arrival, now))
        active = arrival
    else:
        _replace(first, arrival, now)
        active = first
    audit.record(db.session(), "arrival.confirmed", active, actor_id=None, now=now)
    queue_email(
        "arrival_welcome",
        to=active.email,
        language=active.language,
        now=now,
        link=private_link(active),
    )
    return active


def _active_of(email: str) -> Arrival | None:
    return db.session.scalar(
        select(Arrival).where(Arrival.email == email, Arrival.status == ArrivalStatus.active)
    )


# What a later telling takes over: the facts, and how they came.
REPLACED = (
    "first_name", "language", "place", "reach_km", "languages", "free_times", "interests",
    "occupation", "isco", "children", "situation", "gender", "gender_wish", "age_band", "moving_on",
    "hopes", "asked_by_other",
)  # fmt: skip


def _replace(first: Arrival, later: Arrival, now: datetime) -> None:
    """Take over the later facts. What was allowed before stays allowed until they say no."""
    for name in REPLACED:
        setattr(first, name, getattr(later, name))
    first.door_id = first.door_id or later.door_id
    wanted = later.purposes
    db.session.delete(later)
    uses.facts_changed(first, now)
    for slug in sorted(wanted):
        if slug in first.purposes:  # what came of their yes may be over, and they ask once more
            uses.purpose(slug, lambda one: one.granted(first, now))
        else:
            uses.grant(first, slug, now)
