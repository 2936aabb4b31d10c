"""The private page of somebody who moves here: changing, ending, deleting, finding the link again."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete as delete_rows
from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from newcomer import audit, limits
from newcomer.arrivals.models import Arrival, ArrivalStatus
from newcomer.arrivals.services import uses
from newcomer.arrivals.services.links import confirmation_link, private_link, token_of
from newcomer.errors import EditConflict, TooMany
from newcomer.extensions import db
from newcomer.mail import EmailStatus, OutgoingEmail, queue_email

LINK_AGAIN = timedelta(minutes=10)  # no sooner is a link mailed a second time
LOST_LINKS_PER_NETWORK = 30  # in an hour
MOST_LINKS = 20
TRACE_EVERY = timedelta(days=1)  # how exactly we know when a page was last looked at


def arrivals_of(email: str) -> list[Arrival]:
    """What was told from this confirmed address, the latest first."""
    query = (
        select(Arrival)
        .where(Arrival.email == email, Arrival.status != ArrivalStatus.unconfirmed)
        .order_by(Arrival.id.desc())
        .limit(MOST_LINKS)
    )
    return list(db.session.scalars(query))


def change(arrival: Arrival, facts: dict[str, Any], *, version: int | None, now: datetime) -> None:
    """Tell something else. Raises EditConflict if it is no longer what was shown."""
    if arrival.version != version or not arrival.is_active:
        raise EditConflict
    for name, value in facts.items():
        if getattr(arrival, name) != value:
            setattr(arrival, name, value)
    uses.facts_changed(arrival, now)
    audit.record(db.session(), "arrival.changed", arrival, actor_id=None, now=now)


def end(arrival: Arrival, now: datetime) -> None:
    """They need no more: nothing is used any longer."""
    if not arrival.is_active:
        return
    uses.withdraw_all(arrival, now)
    arrival.end(now)
    audit.record(db.session(), "arrival.ended", arrival, actor_id=None, now=now)


def delete(arrival: Arrival, now: datetime) -> None:
    """Remove all that was told, with the mails about it: what has not gone out, and that something
    has."""
    if arrival.status is not ArrivalStatus.unconfirmed:
        uses.leave(arrival, now)
    audit.record(db.session(), "arrival.deleted", arrival, actor_id=None, now=now)
    confirms = OutgoingEmail.once == f"arrival_confirm:{arrival.id}"
    opens = OutgoingEmail.body.contains(token_of(arrival), autoescape=True)
    leads_here = or_(confirms, opens & (OutgoingEmail.kind != "arrival_links"))
    unsent = OutgoingEmail.status != EmailStatus.sent
    ours = OutgoingEmail.kind.startswith("arrival_", autoescape=True)
    sent = ~unsent & ours & (OutgoingEmail.to == arrival.email)
    db.session.delete(arrival)
    db.session.flush()
    db.session.execute(
        delete_rows(OutgoingEmail)
        .where(or_(unsent & leads_here, sent))
        .execution_options(synchronize_session=False)
    )


def is_due_a_trace(arrival: Arrival, now: datetime) -> bool:
    return arrival.last_used_at < now - TRACE_EVERY


def note_use(session: Session, arrival: Arrival, now: datetime) -> None:
    """That the page was looked at: what is used is not deleted for its age. It is no new version."""
    session.execute(
        update(Arrival)
        .where(Arrival.id == arrival.id)
        .values(last_used_at=now)
        .execution_options(synchronize_session=False)
    )


# -- links that were lost ------------------------------------------------------------------------


def may_look_for_links(email: str, network: str, now: datetime) -> bool:
    """Count that somebody has lost their link; False when this address has just been written to.
    Raises TooMany for a network that asks too often."""
    most, per = LOST_LINKS_PER_NETWORK, timedelta(hours=1)
    limits.hit("lost arrival network", network, most=most, per=per, now=now)
    try:
        limits.hit("lost arrival", email, most=1, per=LINK_AGAIN, now=now)
    except TooMany:
        return False
    return True


def send_links(email: str, now: datetime) -> None:
    """Mail the links of what was told from this address, if anything was: for what is not confirmed
    yet, the link that confirms it."""
    rows = db.session.scalars(
        select(Arrival).where(Arrival.email == email).order_by(Arrival.id.desc()).limit(MOST_LINKS)
    ).all()
    found = []
    for one in rows:
        waits = one.status is ArrivalStatus.unconfirmed
        link = confirmation_link(one) if waits else private_link(one)
        found.append((one.created_at, waits, link))
    if found:
        language = rows[0].language
        queue_email("arrival_links", to=email, language=language, now=now, arrivals=found)
