"""Roles, the export and the erasure of a person, and what retention does with accounts."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.exc import IntegrityError

from newcomer import audit, limits, mail
from newcomer.access import Role
from newcomer.accounts.models import RoleGrant, SignInLink, User
from newcomer.accounts.sign_in import find_user, new_user
from newcomer.audit import AuditEntry
from newcomer.database import utcnow
from newcomer.errors import NewcomerError
from newcomer.extensions import db
from newcomer.links import absolute_url
from newcomer.mail import OutgoingEmail
from newcomer.region import current_region
from newcomer.registry import RETENTION_BATCH, Counts, registry


class LastAdministrator(NewcomerError):
    """Somebody must be able to let others in."""

    status = 409


def invite(email: str, role: Role, language: str, *, actor: User | None, now: datetime) -> bool:
    """Give the role to whoever has this address, and tell them; whether they did not have it yet."""
    user = find_user(email) or new_user(email, language, now)
    if role in user.roles:
        return False
    try:
        grant(user, role, actor=actor, now=now)
    except IntegrityError:  # another administrator did the same at the same moment
        return False
    link = absolute_url("accounts.ask_for_link", language=user.language)
    mail.queue_email("invitation", to=email, language=user.language, now=now, role=role, link=link)
    return True


def grant(user: User, role: Role, *, actor: User | None, now: datetime) -> None:
    """Give the person a role they do not have; without an actor it was the command line."""
    actor_id = actor.id if actor else None
    with db.session.begin_nested():
        user.grants.append(RoleGrant(role=role, granted_at=now, granted_by_id=actor_id))
    audit.record(db.session(), "role.granted", user, actor_id=actor_id, now=now, role=role.value)


def remove_role(grant: RoleGrant, *, actor: User, now: datetime) -> None:
    """Take the role back, and sign the person out wherever they are signed in.

    Raises LastAdministrator for the only administrator's.
    """
    if grant.role is Role.administrator:
        _keep_one_administrator(grant.user_id)
    audit.record(
        db.session(),
        "role.removed",
        f"user {grant.user_id}",
        actor_id=actor.id,
        now=now,
        role=grant.role.value,
    )
    grant.user.sign_out_everywhere()
    db.session.delete(grant)
    db.session.flush()


def _keep_one_administrator(user_id: int) -> None:
    """Lock all administrators' grants, so that two who remove each other at once cannot both do it."""
    grants = db.session.scalars(
        select(RoleGrant)
        .where(RoleGrant.role == Role.administrator)
        .order_by(RoleGrant.id)
        .with_for_update()
    ).all()
    if not any(grant.user_id != user_id for grant in grants):
        raise LastAdministrator


def people_with_roles() -> list[User]:
    """Everybody who has a role, by name."""
    return list(
        db.session.scalars(
            select(User)
            .where(User.id.in_(select(RoleGrant.user_id)))
            .order_by(func.lower(User.name), User.email)
        )
    )


# -- a person's own data -----------------------------------------------------------------------


def export_everything(user: User) -> dict[str, Any]:
    """All that is stored about the person, by kind, as plain values."""
    return {
        data.kind: data.export(user)
        for data in sorted(registry().personal_data, key=lambda data: data.order)
    }


def erase_everything(user: User, now: datetime) -> None:
    """Remove the person from every workflow, and the account last.

    Raises LastAdministrator for the only administrator.
    """
    if Role.administrator in user.roles:
        _keep_one_administrator(user.id)
    audit.record(db.session(), "user.erased", f"user {user.id}", actor_id=None, now=now)
    for data in sorted(registry().personal_data, key=lambda data: data.order):
        data.erase(user, now)


def export_account(user: User) -> dict[str, Any]:
    return {
        "email": user.email,
        "name": user.name,
        "language": user.language,
        "created_at": user.created_at.isoformat(),
        "last_seen_at": user.last_seen_at.isoformat(),
        "roles": [
            {"role": g.role.value, "granted_at": g.granted_at.isoformat()} for g in user.grants
        ],
        "sign_in_links": [
            {
                "asked_at": link.created_at.isoformat(),
                "used_at": link.used_at.isoformat() if link.used_at else None,
            }
            for link in db.session.scalars(select(SignInLink).where(SignInLink.email == user.email))
        ],
        "emails": [
            {"subject": email.subject, "sent_at": _iso(email.sent_at)}
            for email in db.session.scalars(  # not what is to be told later
                select(OutgoingEmail).where(
                    OutgoingEmail.to == user.email, OutgoingEmail.created_at <= utcnow()
                )
            )
        ],
        "log": [
            {"at": entry.at.isoformat(), "action": entry.action, "subject": entry.subject}
            for entry in db.session.scalars(
                select(AuditEntry)
                .where(or_(AuditEntry.actor_id == user.id, AuditEntry.subject == f"user {user.id}"))
                .order_by(AuditEntry.id)
            )
        ],
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def erase_account(user: User, now: datetime) -> None:
    """Remove the account and its traces. The audit log keeps what was done, without saying who."""
    db.session.execute(delete(SignInLink).where(SignInLink.email == user.email))
    db.session.execute(delete(OutgoingEmail).where(OutgoingEmail.to == user.email))
    db.session.execute(
        update(AuditEntry).where(AuditEntry.actor_id == user.id).values(actor_id=None)
    )
    db.session.delete(user)
    db.session.flush()


def retain_accounts(now: datetime) -> Counts:
    """Remove links, sent mail, counters and log entries past their time, and accounts nobody uses."""
    region = current_region()
    counts = {
        "sign_in_link": _remove(
            SignInLink, SignInLink.created_at < now - region.keep_for("sign_in_link")
        ),
        "outgoing_email": mail.forget_sent(now - region.keep_for("sent_email")),
        "limit_count": limits.forget(now - region.keep_for("rate_limit")),
        "audit_entry": _remove(AuditEntry, AuditEntry.at < now - region.keep_for("audit")),
    }
    unused = db.session.scalars(
        select(User)
        .where(User.last_seen_at < now - region.keep_for("inactive_user"))
        .where(User.id.not_in(select(RoleGrant.user_id)))
        .limit(RETENTION_BATCH)
    ).all()
    for user in unused:
        # Only the account: a question needs none to be asked, and has a retention of its own.
        audit.record(db.session(), "user.unused", f"user {user.id}", actor_id=None, now=now)
        erase_account(user, now)
    return {**counts, "user": len(unused)}


def _remove(table: type[Any], condition: Any) -> int:
    result = db.session.execute(
        delete(table).where(condition).execution_options(synchronize_session=False)
    )
    return int(result.rowcount)  # type: ignore[attr-defined]
