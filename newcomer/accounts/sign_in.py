"""The one seam through which anybody comes in. Today by a link in an e-mail; another way (OIDC)
ends in the same `enter()` with an address that its provider vouches for."""

import secrets
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from newcomer import audit, limits
from newcomer.accounts.models import LINK_LIFETIME, SignInLink, User, fingerprint
from newcomer.errors import NewcomerError, TooMany
from newcomer.extensions import db
from newcomer.links import absolute_url
from newcomer.mail import queue_email

# One address gets few mails in an hour, whoever asks; one network may ask for some more, as a
# library's or an asylum reception's many people do.
PER_ADDRESS = 5
PER_DAY = 20
PER_NETWORK = 60
WINDOW = timedelta(hours=1)


class LinkNotUsable(NewcomerError):
    """The link was used, has expired, or never was."""


def request_link(email: str, language: str, next_path: str, *, network: str, now: datetime) -> None:
    """Mail a link to whoever asks. Raises TooMany for a network, and for an address that has had
    its share; but while it still has a link that works, it gets no more and nobody is told off: a
    stranger who asks in its name locks nobody out. Alike for known and unknown addresses.
    """
    limits.hit("sign-in network", network, most=PER_NETWORK, per=WINDOW, now=now)
    try:
        limits.hit("sign-in address", email, most=PER_ADDRESS, per=WINDOW, now=now)
        limits.hit("sign-in address in a day", email, most=PER_DAY, per=timedelta(days=1), now=now)
    except TooMany:
        if _has_usable_link(email, now):
            return
        raise
    send_link(email, language, next_path, now)


def _has_usable_link(email: str, now: datetime) -> bool:
    links = db.session.scalars(
        select(SignInLink).where(SignInLink.email == email, SignInLink.expires_at > now)
    )
    return any(link.is_usable(now) for link in links)


def send_link(email: str, language: str, next_path: str, now: datetime) -> str:
    """Mail a one-time link to the address, whether or not it is known here; returns its token."""
    token = secrets.token_urlsafe(32)
    user = find_user(email)
    language = user.language if user else language
    db.session.add(
        SignInLink(
            fingerprint=fingerprint(token),
            email=email,
            language=language,
            next_path=safe_path(next_path),
            created_at=now,
            expires_at=now + LINK_LIFETIME,
        )
    )
    link = absolute_url("accounts.open_link", language=language, token=token)
    queue_email(
        "sign_in",
        to=email,
        language=language,
        now=now,
        link=link,
        minutes=int(LINK_LIFETIME.seconds / 60),
    )
    return token


def find_link(token: str) -> SignInLink | None:
    return db.session.scalar(select(SignInLink).where(SignInLink.fingerprint == fingerprint(token)))


def use_link(link: SignInLink, now: datetime) -> User:
    """Use the link up and return whose it is. Raises LinkNotUsable, also for the second of two at
    the same moment: the guarded statement lets one of them through."""
    used = db.session.execute(
        update(SignInLink)
        .where(SignInLink.id == link.id, SignInLink.used_at.is_(None), SignInLink.expires_at > now)
        .values(used_at=now)
    )
    if used.rowcount != 1:  # type: ignore[attr-defined]
        raise LinkNotUsable
    return enter(link.email, link.language, now)


def enter(email: str, language: str, now: datetime) -> User:
    """The account of a confirmed address; the first time, it is made."""
    user = find_user(email)
    if user is None:
        user = new_user(email, language, now)
    user.last_seen_at = now
    db.session.flush()
    audit.record(db.session(), "user.signed_in", user, actor_id=user.id, now=now)
    return user


def new_user(email: str, language: str, now: datetime) -> User:
    """An account for this address; the one that somebody else made at this very moment, if so."""
    user = User(
        email=email,
        name="",
        language=language,
        created_at=now,
        last_seen_at=now,
        session_key=secrets.token_hex(8),
        grants=[],
    )
    try:
        with db.session.begin_nested():
            db.session.add(user)
    except IntegrityError:
        return db.session.scalars(select(User).where(User.email == email)).one()
    return user


def find_user(email: str) -> User | None:
    return db.session.scalar(select(User).where(User.email == email))


def safe_path(path: str) -> str:
    """A path on this site, or nothing: a link must not send anybody elsewhere after signing in."""
    try:
        parts = urlsplit(path.replace("\\", "/"))
    except ValueError:
        return ""
    is_ours = (
        path.startswith("/") and not parts.scheme and not parts.netloc and not path.startswith("//")
    )
    return path[:500] if is_ours and path.isprintable() else ""
