"""How often an address or a network may do something, counted where all workers see it.

Keys are stored scrambled, and go after a few days.
"""

import hashlib
import hmac
import ipaddress
from datetime import datetime, timedelta

from flask import current_app, request
from sqlalchemy import String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from newcomer.database import UTCDateTime, add_or_change, short_transaction
from newcomer.errors import TooMany
from newcomer.extensions import Model, db


class LimitCount(Model):
    """How many times in one window of time."""

    __tablename__ = "limit_count"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    window: Mapped[datetime] = mapped_column(UTCDateTime, primary_key=True, index=True)
    count: Mapped[int]


def hit(what: str, who: str, *, most: int, per: timedelta, now: datetime) -> None:
    """Count one more try; raises TooMany when there were `most` in this window already."""
    seconds = int(per.total_seconds())
    start = int(now.timestamp()) // seconds * seconds
    window = datetime.fromtimestamp(start, tz=now.tzinfo)
    key = _scrambled(f"{what}:{who}")
    row = (LimitCount.key == key, LimitCount.window == window)
    with short_transaction() as session:
        add_or_change(
            session,
            LimitCount,
            {"key": key, "window": window},
            first={"count": 1},
            then={"count": LimitCount.count + 1},
        )
        count = session.scalar(select(LimitCount.count).where(*row)) or 0
    if count > most:
        raise TooMany(retry_after=start + seconds - int(now.timestamp()))


def network() -> str:
    """The network that the request came from: one household or office, not one device."""
    try:
        address = ipaddress.ip_address(request.remote_addr or "0.0.0.0")  # noqa: S104
    except ValueError:
        return "unknown"
    address = getattr(address, "ipv4_mapped", None) or address
    return str(ipaddress.ip_network((address, 32 if address.version == 4 else 56), strict=False))


def forget(before: datetime) -> int:
    """Remove windows that ended before this time; returns how many."""
    return db.session.execute(delete(LimitCount).where(LimitCount.window < before)).rowcount  # type: ignore[attr-defined, no-any-return]


def _scrambled(key: str) -> str:
    return hmac.new(
        current_app.config["SECRET_KEY"].encode(), key.encode(), hashlib.sha256
    ).hexdigest()
