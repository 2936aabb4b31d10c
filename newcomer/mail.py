"""E-mail goes out through a table: it is written with the change it tells of, and sent by the worker.

A row is claimed for a while, sent, and marked. If the worker is killed between the mail server's
"250 accepted" and our commit, the claim runs out and the same message, with the same Message-ID, is
sent again: the one window in which a second copy can go.
"""

import enum
import smtplib
import ssl
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import uuid4

import structlog
from flask import current_app
from sqlalchemy import Index, String, Text, delete, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from newcomer import i18n
from newcomer.database import NEVER_REUSE_IDS, UTCDateTime, enum_column, utcnow
from newcomer.extensions import Model, db
from newcomer.links import absolute_url

log = structlog.get_logger()

CLAIM = timedelta(minutes=2)  # longer than any mail server may take to answer
TIMEOUT = 30  # seconds
ATTEMPTS = 8  # the last about a day after the first


class EmailStatus(enum.Enum):
    waiting = "waiting"
    sent = "sent"
    dead = "dead"  # refused for good, or too often: an administrator looks at it


class OutgoingEmail(Model):
    __tablename__ = "outgoing_email"
    __table_args__ = (Index("ix_outgoing_email_due", "status", "next_attempt_at"), NEVER_REUSE_IDS)

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(String(100), unique=True)
    # The same fact is told once: "receipt for question 17" cannot be queued a second time.
    once: Mapped[str | None] = mapped_column(String(100), unique=True)
    kind: Mapped[str] = mapped_column(String(50))
    language: Mapped[str] = mapped_column(String(2))
    to: Mapped[str] = mapped_column(String(254), index=True)
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    status: Mapped[EmailStatus] = enum_column(EmailStatus, default=EmailStatus.waiting)
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime] = mapped_column(UTCDateTime)
    last_error: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    def try_again(self, now: datetime) -> None:
        """An administrator has mended what was wrong: start over with this one."""
        self.status, self.attempts, self.next_attempt_at = EmailStatus.waiting, 0, now


def queue_email(
    kind: str, *, to: str, language: str, now: datetime, once: str | None = None, **context: Any
) -> OutgoingEmail:
    """Write an e-mail in the recipient's language, to go out when the transaction is committed.

    `kind` names templates/email/<kind>.txt, whose first line is the subject. `once` is a key for
    what the mail tells of; a second mail with the same key breaks the transaction.
    """
    with i18n.speaking(language):
        # Not render_template: that adds what pages have around them, and needs a request for it.
        template = current_app.jinja_env.get_template(f"email/{kind}.txt")
        names = current_app.extensions["region"].names
        site = absolute_url("pages.front_page")
        text = template.render(to=to, region_text=names, site=site, **context).strip()
    subject, _, body = text.partition("\n")
    domain = urlsplit(current_app.config["SETTINGS"].base_url).hostname or "localhost"
    email = OutgoingEmail(
        message_id=f"<{uuid4().hex}@{domain}>",
        once=once,
        kind=kind,
        language=language,
        to=to,
        subject=" ".join(subject.split())[:200],
        body=body.strip() + "\n",
        status=EmailStatus.waiting,
        attempts=0,
        last_error="",
        next_attempt_at=now,
        created_at=now,
    )
    db.session.add(email)
    return email


def deliver_pending(clock: Callable[[], datetime] = utcnow, most: int = 100) -> int:
    """Send what is due, oldest first; returns how many went out. Commits around each one. Several
    workers may run this at once."""
    transport = make_transport()
    sent = 0
    for _ in range(most):
        email = _claim_next(clock())
        if email is None:
            break
        try:
            transport(as_message(email))
        except Exception as error:  # noqa: BLE001 - whatever went wrong, the mail stays and is tried again
            _note_failure(email, error, clock())
        else:
            email.status, email.sent_at, email.last_error = EmailStatus.sent, clock(), ""
            sent += 1
        db.session.commit()
    return sent


def _claim_next(now: datetime) -> OutgoingEmail | None:
    """Take the next mail for the length of a claim; None when nothing is due."""
    due = (OutgoingEmail.status == EmailStatus.waiting, OutgoingEmail.next_attempt_at <= now)
    while True:
        candidate = db.session.scalar(
            select(OutgoingEmail.id)
            .where(*due)
            .order_by(OutgoingEmail.next_attempt_at, OutgoingEmail.id)
            .limit(1)
        )
        if candidate is None:
            db.session.rollback()
            return None
        claimed = db.session.execute(
            update(OutgoingEmail)
            .where(OutgoingEmail.id == candidate, *due)
            .values(next_attempt_at=now + CLAIM, attempts=OutgoingEmail.attempts + 1)
            .execution_options(synchronize_session=False)
        )
        db.session.commit()
        if claimed.rowcount == 1:  # type: ignore[attr-defined]
            return db.session.get(OutgoingEmail, candidate, populate_existing=True)


def _note_failure(email: OutgoingEmail, error: Exception, now: datetime) -> None:
    email.last_error = f"{type(error).__name__}: {error}"[:500]
    for_good = _is_permanent(error) or email.attempts >= ATTEMPTS
    if for_good:
        email.status = EmailStatus.dead
    else:
        email.next_attempt_at = now + timedelta(minutes=5) * 2 ** (email.attempts - 1)
    log.warning(
        "mail not sent", email=email.id, kind=email.kind, attempts=email.attempts, dead=for_good
    )


def _is_permanent(error: Exception) -> bool:
    """Whether the server said no for good (5xx). A refused sign-in is ours to mend, so it waits."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return False
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPResponseException) and error.smtp_code >= 500


def as_message(email: OutgoingEmail) -> EmailMessage:
    """The row as an e-mail. Auto-Submitted keeps other people's answering machines quiet."""
    message = EmailMessage()
    message["Message-ID"] = email.message_id
    message["Date"] = format_datetime(email.created_at)
    message["From"] = current_app.config["SETTINGS"].mail_from
    message["To"] = email.to
    message["Subject"] = email.subject
    message["Content-Language"] = email.language
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(email.body)
    return message


def make_transport() -> Callable[[EmailMessage], None]:
    """A function that hands a message over: to the SMTP server, or to a folder where there is none."""
    settings = current_app.config["SETTINGS"]
    if not settings.smtp_url:
        folder = settings.instance / "mail"
        folder.mkdir(exist_ok=True)
        return lambda message: _write_file(folder, message)
    url = urlsplit(settings.smtp_url)
    return lambda message: _send(
        url.scheme, url.hostname or "", url.port, url.username, url.password, message
    )


def _send(
    scheme: str,
    host: str,
    port: int | None,
    user: str | None,
    password: str | None,
    message: EmailMessage,
) -> None:
    context = ssl.create_default_context()
    server: smtplib.SMTP
    if scheme == "smtps":
        server = smtplib.SMTP_SSL(host, port or 465, timeout=TIMEOUT, context=context)
    else:
        server = smtplib.SMTP(host, port or 587, timeout=TIMEOUT)
    with server:
        if scheme == "smtp+starttls":
            server.starttls(context=context)
        if user:
            server.login(unquote(user), unquote(password or ""))
        server.send_message(message)


def _write_file(folder: Path, message: EmailMessage) -> None:
    name = str(message["Message-ID"]).strip("<>").partition("@")[0]
    (folder / f"{name}.eml").write_bytes(message.as_bytes())


def forget_sent(before: datetime) -> int:
    """Remove mails that went out before this time; returns how many. Dead ones stay until seen to
    or until they are as old."""
    gone = delete(OutgoingEmail).where(
        OutgoingEmail.created_at < before,
        or_(OutgoingEmail.status == EmailStatus.sent, OutgoingEmail.status == EmailStatus.dead),
    )
    return db.session.execute(gone).rowcount  # type: ignore[attr-defined, no-any-return]
