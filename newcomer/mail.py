"""E-mail goes out through a table: it is written with the change it tells of, and sent by the worker.

A row is claimed for a while, sent, and marked. If the worker is killed between the mail server's
"250 accepted" and our commit, or that answer takes longer than TIMEOUT, the same message is sent
again later, with the same Message-ID: the one window in which a second copy can go.
"""

import enum
import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit
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

TIMEOUT = 60  # seconds that the mail server may take for each of the seven or so answers it gives
CLAIM = timedelta(minutes=30)  # longer than a whole sending can take
ATTEMPTS = 9  # the last about a day after the first


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
    # Of mails that come again and again: a POST to it ends them (RFC 8058).
    unsubscribe_url: Mapped[str | None] = mapped_column(String(500))

    def try_again(self, now: datetime) -> None:
        """An administrator has mended what was wrong: start over with this one."""
        self.status, self.attempts, self.next_attempt_at = EmailStatus.waiting, 0, now


def queue_email(
    kind: str,
    *,
    to: str,
    language: str,
    now: datetime,
    once: str | None = None,
    unsubscribe_url: str | None = None,
    **context: Any,
) -> OutgoingEmail:
    """Write an e-mail in the recipient's language, to go out when the transaction is committed.

    `kind` names templates/email/<kind>.txt, whose first line is the subject. `once` is a key for
    what the mail tells of; a second mail with the same key breaks the transaction. `unsubscribe_url`
    is for the button that mail programs show for mails that come again and again.
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
        unsubscribe_url=unsubscribe_url,
    )
    db.session.add(email)
    return email


def deliver_pending(
    clock: Callable[[], datetime] = utcnow,
    *,
    most: int = 20,
    stop: Callable[[], bool] = lambda: False,
) -> int:
    """Send what is due, oldest first, until `most` are tried or `stop` says so; returns how many
    went out. Several workers may run this at once. Nothing is locked while the mail server thinks.
    """
    transport = make_transport()
    sent = 0
    for _ in range(most):
        email = None if stop() else _claim_next(clock())
        if email is None:
            break
        try:
            transport(as_message(email))
        except Exception as error:  # noqa: BLE001 - whatever went wrong, the mail stays and is tried again
            _note_failure(email, error, clock())
        else:
            # What was sent is not kept: mails hold links that open conversations and accounts.
            done = {"status": EmailStatus.sent, "sent_at": clock(), "last_error": ""}
            _finish(email, **done, body="", unsubscribe_url=None)
            sent += 1
    return sent


def _claim_next(now: datetime) -> OutgoingEmail | None:
    """Take the next mail for the length of a claim, as a detached row; None when nothing is due."""
    due = (OutgoingEmail.status == EmailStatus.waiting, OutgoingEmail.next_attempt_at <= now)
    while True:
        candidate = db.session.scalar(
            select(OutgoingEmail)
            .where(*due)
            .order_by(OutgoingEmail.next_attempt_at, OutgoingEmail.id)
            .limit(1)
        )
        if candidate is None:
            db.session.rollback()
            return None
        db.session.expunge(candidate)
        candidate.attempts += 1
        claimed = db.session.execute(
            update(OutgoingEmail)
            .where(OutgoingEmail.id == candidate.id, *due)
            .values(next_attempt_at=now + CLAIM, attempts=candidate.attempts)
            .execution_options(synchronize_session=False)
        )
        db.session.commit()
        if claimed.rowcount == 1:  # type: ignore[attr-defined]
            return candidate


def _finish(email: OutgoingEmail, **values: Any) -> None:
    """Write down how the try went, unless the claim ran out and somebody else took the mail."""
    db.session.execute(
        update(OutgoingEmail)
        .where(OutgoingEmail.id == email.id, OutgoingEmail.attempts == email.attempts)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    db.session.commit()


def _note_failure(email: OutgoingEmail, error: Exception, now: datetime) -> None:
    said = f"{type(error).__name__}: {error}"[:500]
    for_good = _is_permanent(error) or email.attempts >= ATTEMPTS
    if for_good:
        _finish(email, status=EmailStatus.dead, last_error=said)
    else:
        later = now + timedelta(minutes=5) * 2 ** (email.attempts - 1)
        _finish(email, next_attempt_at=later, last_error=said)
    log.warning(
        "mail not sent", email=email.id, kind=email.kind, attempts=email.attempts, dead=for_good
    )


def _is_permanent(error: Exception) -> bool:
    """Whether the server said no to this very mail for good (5xx). When it refuses us, our sign-in
    or our sender, that is ours to mend, and the mail waits."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= 500


def as_message(email: OutgoingEmail) -> EmailMessage:
    """The row as an e-mail. Auto-Submitted keeps other people's answering machines quiet."""
    message = EmailMessage()
    message.set_content(email.body)  # first: it throws out every Content- header
    message["Message-ID"] = email.message_id
    message["Date"] = format_datetime(email.created_at)
    message["From"] = current_app.config["SETTINGS"].mail_from
    message["To"] = email.to
    message["Subject"] = email.subject
    message["Content-Language"] = email.language
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    if email.unsubscribe_url:
        message["List-Unsubscribe"] = f"<{email.unsubscribe_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return message


class _Wire(EmailPolicy):
    """As messages go over the wire. An address is never broken or written in code: Python does that
    to any word longer than a line, and then no mail program reads the address."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        if name == "List-Unsubscribe":
            return f"{name}: {value}{self.linesep}".encode("ascii")
        return super().fold_binary(name, value)


WIRE = _Wire(linesep="\r\n")


def make_transport() -> Callable[[EmailMessage], None]:
    """A function that hands a message over: to the SMTP server, or to a folder where there is none."""
    settings = current_app.config["SETTINGS"]
    if not settings.smtp_url:
        folder = settings.instance / "mail"
        folder.mkdir(exist_ok=True, mode=0o700)  # they hold links to sign in with
        return lambda message: _write_file(folder, message)
    url = urlsplit(settings.smtp_url)
    return lambda message: _send(url, message)


def _send(url: SplitResult, message: EmailMessage) -> None:
    context = ssl.create_default_context()
    host = url.hostname or ""
    server: smtplib.SMTP
    if url.scheme == "smtps":
        server = smtplib.SMTP_SSL(host, url.port or 465, timeout=TIMEOUT, context=context)
    else:
        server = smtplib.SMTP(host, url.port or 587, timeout=TIMEOUT)
    try:
        if url.scheme == "smtp+starttls":
            server.starttls(context=context)
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        # Not send_message(): it puts a ">" before lines that begin with "From".
        sender = parseaddr(str(message["From"]))[1]
        server.sendmail(sender, [str(message["To"])], message.as_bytes(policy=WIRE))
    finally:
        # How a server says goodbye does not change whether it took the mail.
        with suppress(smtplib.SMTPException, OSError):
            server.quit()


def _write_file(folder: Path, message: EmailMessage) -> None:
    name = str(message["Message-ID"]).strip("<>").partition("@")[0]
    (folder / f"{name}.eml").write_bytes(message.as_bytes(policy=WIRE))


def forget_sent(before: datetime) -> int:
    """Remove mails that went out before this time; returns how many. Dead ones stay until seen to
    or until they are as old."""
    gone = delete(OutgoingEmail).where(
        OutgoingEmail.created_at < before,
        or_(OutgoingEmail.status == EmailStatus.sent, OutgoingEmail.status == EmailStatus.dead),
    )
    return db.session.execute(gone).rowcount  # type: ignore[attr-defined, no-any-return]
