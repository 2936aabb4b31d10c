"""What the facts of somebody who moves here may be used for: each with a yes of its own, which can be
taken back. The workflows that use them hear of it through the registry."""

from collections.abc import Callable
from datetime import datetime

from newcomer import audit
from newcomer.arrivals.models import Arrival, ArrivalUse
from newcomer.arrivals.purposes import is_too_young
from newcomer.errors import NewcomerError
from newcomer.extensions import db
from newcomer.registry import Purpose, registry


class TooYoung(NewcomerError):
    """They are under the age from which they may have this."""

    def __init__(self, purpose: Purpose) -> None:
        super().__init__(purpose.slug)
        self.purpose = purpose


def purpose(slug: str, act: Callable[[Purpose], None]) -> None:
    """Do this with the purpose, if the site still has it."""
    for one in registry().purposes:
        if one.slug == slug:
            act(one)


def grant(arrival: Arrival, slug: str, now: datetime) -> None:
    """They say yes. Said before, nothing changes. Raises TooYoung."""
    if slug in arrival.purposes or not arrival.is_active:
        return
    _touch(arrival, now)
    known = next((use for use in arrival.uses if use.purpose == slug), None)

    def begin(one: Purpose) -> None:
        if is_too_young(arrival.age_band, one):
            raise TooYoung(one)
        if known is None:
            arrival.uses.append(ArrivalUse(purpose=slug, granted_at=now))
        else:
            known.granted_at, known.withdrawn_at = now, None
        db.session.flush()
        one.granted(arrival, now)
        _record(arrival, "granted", slug, now)

    purpose(slug, begin)


def withdraw(arrival: Arrival, slug: str, now: datetime) -> None:
    """They say no more. Said before, nothing changes."""
    if slug not in arrival.purposes:
        return
    _touch(arrival, now)
    for use in arrival.uses:
        if use.purpose == slug:
            use.withdrawn_at = now
    db.session.flush()
    purpose(slug, lambda one: one.withdrawn(arrival, now))
    _record(arrival, "withdrawn", slug, now)


def withdraw_all(arrival: Arrival, now: datetime) -> None:
    """Nothing of what they told may be used any more."""
    for slug in sorted(arrival.purposes):
        withdraw(arrival, slug, now)


def leave(arrival: Arrival, now: datetime) -> None:
    """The row is about to go, and with it all that hangs on it: whoever counts on them hears of it
    first."""
    for one in registry().purposes:
        one.gone(arrival, now)


def facts_changed(arrival: Arrival, now: datetime) -> None:
    """Tell those who use the facts. What somebody has become too young for is taken back."""
    _touch(arrival, now)

    for slug in sorted(arrival.purposes):

        def tell(one: Purpose) -> None:
            if is_too_young(arrival.age_band, one):
                withdraw(arrival, one.slug, now)
            else:
                one.changed(arrival, now)

        purpose(slug, tell)


def _touch(arrival: Arrival, now: datetime) -> None:
    """Change the row first: of two who press at the same moment, the second comes after the first."""
    arrival.last_used_at = now
    db.session.flush()


def _record(arrival: Arrival, what: str, slug: str, now: datetime) -> None:
    audit.record(db.session(), f"arrival.use_{what}", arrival, actor_id=None, now=now, purpose=slug)
