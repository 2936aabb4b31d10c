"""Export, erasure and retention of what people who move here told."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, false, or_, select

from newcomer.accounts.models import User
from newcomer.arrivals.models import Arrival, ArrivalStatus
from newcomer.arrivals.services import uses
from newcomer.extensions import db
from newcomer.profile import as_record as facts_of
from newcomer.region import current_region
from newcomer.registry import RETENTION_BATCH, Counts, registry


def export(user: User) -> list[dict[str, Any]]:
    """All arrivals of the person's confirmed address."""
    rows = db.session.scalars(
        select(Arrival).where(Arrival.email == user.email).order_by(Arrival.id)
    )
    return [as_record(arrival) for arrival in rows]


def as_record(arrival: Arrival) -> dict[str, Any]:
    """What they told and what they allowed, as plain values."""
    return {
        "email": arrival.email,
        "status": arrival.status.value,
        "told_at": arrival.created_at.isoformat(),
        "filled_in_by_somebody_else": arrival.asked_by_other,
        "came_through": arrival.door.name if arrival.door else "",
        "age": arrival.age_band.value if arrival.age_band else "",
        "moving_on": arrival.moving_on.isoformat() if arrival.moving_on else "",
        "hopes": arrival.hopes,
        **facts_of(arrival),
        "may_be_used_for": [
            {
                "purpose": use.purpose,
                "from": use.granted_at.isoformat(),
                "until": use.withdrawn_at.isoformat() if use.withdrawn_at else None,
            }
            for use in arrival.uses
        ],
    }


def erase(user: User, now: datetime) -> None:
    """Remove the person's arrivals. Workflows that use them have erased their own before."""
    for arrival in db.session.scalars(select(Arrival).where(Arrival.email == user.email)).all():
        db.session.delete(arrival)
    db.session.flush()


def _in_use(since: datetime) -> ColumnElement[bool]:
    """Whether something that the facts may be used for goes on, or has since then."""
    purposes = registry().purposes
    return or_(false(), *(one.in_use(since) for one in purposes if one.in_use))


def retain(now: datetime) -> Counts:
    """Remove what nobody confirmed, and what has not been used for long, neither by them nor for
    what they allowed."""
    region = current_region()
    limits = {
        "unconfirmed_arrival": (Arrival.status == ArrivalStatus.unconfirmed),
        "arrival": (Arrival.status != ArrivalStatus.unconfirmed)
        & ~_in_use(now - region.keep_for("arrival")),
    }
    removed = {}
    for kind, which in limits.items():
        old = db.session.scalars(
            select(Arrival)
            .where(which, Arrival.last_used_at < now - region.keep_for(kind))
            .order_by(Arrival.id)
            .limit(RETENTION_BATCH)
        ).all()
        for arrival in old:
            if kind == "arrival":  # whoever still counts on them hears of it first
                uses.leave(arrival, now)
            db.session.delete(arrival)
        removed[kind] = len(old)
    db.session.flush()
    return removed
