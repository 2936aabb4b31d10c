"""What somebody in a pair is worried about. It reaches coordinators only, and every reading is in
the log; the other in the pair never learns of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
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
from newcomer.mentoring.services.links import address_of, other
from newcomer.mentoring.services.once import once_key
from newcomer.mentoring.services.parties import about
from newcomer.region import current_region


def report(match: MentorMatch, side: Side, body: str, once: str, now: datetime) -> None:
    """Tell the coordinators, less the two it is about. They get a mail without a word of what it
    says. Sent twice, it is one. Where no coordinator is left, administrators are asked for one."""
    key = once_key(once, match.id, side.value, body)
    two = [address_of(match, one) for one in Side]
    them = select(User.id).where(User.email == address_of(match, other(side)))
    concern = Concern(
        match_id=match.id,
        side=side,
        email=address_of(match, side),
        about_id=db.session.scalar(them),
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
    readers = [one for one in who_may(Permission.run_mentoring) if one.email not in two]
    for user in readers:
        mails.concern(user, concern.id, now)
    if not readers:
        _ask_for_a_reader(concern.id, two, now)


def _ask_for_a_reader(number: int, two: Sequence[str], now: datetime) -> None:
    """Administrators may not read it, but can make somebody a coordinator who may; where there are
    none, whoever reads the scheme's own mail is asked to find one."""
    asked = [(one.email, one.language) for one in who_may(Permission.manage_people)]
    contact = mails.coordinator_contact().email, current_region().default_language
    others = [one for one in asked if one[0] not in two] or [contact]
    for address, language in others:
        if address not in two:
            mails.concern_without_reader(address, language, number, now)


def who_may(do: Permission) -> Sequence[User]:
    """Everybody whose role allows this."""
    roles = [one for one, may in ROLE_PERMISSIONS.items() if do in may]
    theirs = select(RoleGrant.user_id).where(RoleGrant.role.in_(roles))
    query = select(User).where(User.id.in_(theirs)).options(lazyload(User.grants))
    return db.session.scalars(query.order_by(User.id)).all()


def page(number: int, *, handled: bool, reader: User) -> Page[Concern]:
    """Those that wait, the oldest first; or those that were handled, the latest first. None that is
    about the reader."""
    query: Select[Any] = select(Concern).where(~about(Concern, reader))
    if handled:
        query = query.where(Concern.handled_at.is_not(None)).order_by(Concern.handled_at.desc())
    else:
        query = query.where(Concern.handled_at.is_(None)).order_by(Concern.id)
    return paged(query, number)


def waiting(reader: User) -> Select[int]:
    """Those that wait and are not about the reader."""
    return select(Concern.id).where(Concern.handled_at.is_(None), ~about(Concern, reader))


def load(number: int) -> Concern | None:
    query = select(Concern).where(Concern.id == number)
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
