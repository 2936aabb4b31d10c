"""What somebody in a pair is worried about. It reaches coordinators only, and every reading is in
the log; the other in the pair never learns of it, also when they are a coordinator."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload, lazyload

from newcomer import audit
from newcomer.access import ROLE_PERMISSIONS, Permission
from newcomer.accounts.models import RoleGrant, User
from newcomer.database import Page, paged, short_transaction
from newcomer.errors import EditConflict
from newcomer.extensions import db
from newcomer.mentoring.models import Concern, MentorMatch, Side
from newcomer.mentoring.services import match_mails as mails
from newcomer.mentoring.services import own
from newcomer.mentoring.services.links import address_of
from newcomer.mentoring.services.once import once_key


def report(match: MentorMatch, side: Side, body: str, once: str, now: datetime) -> None:
    """Tell the coordinators, but for the two in the pair. They get a mail without a word of what it
    says. Is there nobody else, whoever gives out that role is told. Sent twice, it is one."""
    key = once_key(once, match.id, side.value, body)
    concern = Concern(
        match_id=match.id,
        side=side,
        email=address_of(match, side),
        body=body,
        created_at=now,
        once=key,
    )
    try:
        with db.session.begin_nested():
            db.session.add(concern)
    except IntegrityError:
        return
    audit.record(db.session(), "concern.reported", concern, actor_id=None, now=now)
    readers = _who_may(Permission.run_mentoring, match)
    for user in readers:
        mails.concern(user, concern.id, now)
    if not readers:
        mails.concern_unread(_who_may(Permission.manage_people, match), concern.id, now)


def _who_may(permission: Permission, match: MentorMatch) -> Sequence[User]:
    """Everybody who may do this, but for the two in the pair."""
    roles = [one for one, may in ROLE_PERMISSIONS.items() if permission in may]
    theirs = select(RoleGrant.user_id).where(RoleGrant.role.in_(roles))
    two = [address_of(match, side) for side in Side]
    query = select(User).where(User.id.in_(theirs), User.email.not_in(two))
    return db.session.scalars(query.options(lazyload(User.grants)).order_by(User.id)).all()


def page(number: int, reader: str, *, handled: bool) -> Page[Concern]:
    """Those that wait, the oldest first; or those that were handled, the latest first. None of those
    that concern a pair of the reader's own (`reader`: their address)."""
    query: Select[Any] = select(Concern).where(~own.concerns_of(reader))
    if handled:
        query = query.where(Concern.handled_at.is_not(None)).order_by(Concern.handled_at.desc())
    else:
        query = query.where(Concern.handled_at.is_(None)).order_by(Concern.id)
    return paged(query, number)


def waiting(reader: str) -> int:
    waits = (Concern.handled_at.is_(None), ~own.concerns_of(reader))
    return db.session.scalar(select(func.count()).select_from(Concern).where(*waits)) or 0


def load(number: int, reader: str) -> Concern | None:
    """A concern that this coordinator may read."""
    query = select(Concern).where(Concern.id == number, ~own.concerns_of(reader))
    both = query.options(joinedload(Concern.match), joinedload(Concern.handled_by))
    return db.session.scalar(both)


def note_reading(number: int, actor_id: int, now: datetime) -> None:
    """Write down who read it; before anything of it is shown."""
    with short_transaction() as session:
        audit.record(session, "concern.read", f"concern {number}", actor_id=actor_id, now=now)


def handle(
    concern: Concern, outcome: str, *, version: int | None, actor: User, now: datetime
) -> None:
    """A coordinator says what came of it. Raises EditConflict if it is not as they saw it."""
    if concern.version != version:
        raise EditConflict
    concern.outcome, concern.handled_at, concern.handled_by_id = outcome, now, actor.id
    audit.record(db.session(), "concern.handled", concern, actor_id=actor.id, now=now)
    db.session.flush()
