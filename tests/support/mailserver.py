"""A real SMTP server that keeps what it is sent, and can be as difficult as real ones are.

    with mailserver.start() as server:
        deliver(server.url)
        assert server.messages[0]["Subject"] == "Svar på din fråga"

    server.refuse("RCPT", "550 5.1.1 No such mailbox")      # for good
    server.refuse("DATA", "451 4.3.0 Try later", times=1)   # once, then it takes the message
    server.refuse("DATA", "552 5.3.4 Too big", only=lambda envelope: …)
    server.before_250 = lambda message: os.kill(worker.pid, signal.SIGKILL)
    server.after_250 = lambda message: …

`before_250` runs when the message is kept and the sender has not been told; `after_250` when it
has. Killing the sender in `before_250` shows the one window in which a second copy may be sent,
with no race between the kill and the sender's commit. A hook that blocks is a server that hangs.
"""

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

Hook = Callable[[EmailMessage], object]


def nothing(message: EmailMessage) -> None:
    """What happens around the 250 of an ordinary server."""


@dataclass
class Refusal:
    command: str
    reply: str
    times: int | None
    only: Callable[[Envelope], bool]


@dataclass
class MailServer:
    """What has been received, and how the next messages will be met."""

    host: str = "127.0.0.1"
    port: int = 0
    messages: list[EmailMessage] = field(default_factory=list)
    envelopes: list[Envelope] = field(default_factory=list)
    before_250: Hook = nothing
    after_250: Hook = nothing
    refusals: list[Refusal] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"smtp://{self.host}:{self.port}"

    def refuse(
        self,
        command: str,
        reply: str,
        *,
        times: int | None = None,
        only: Callable[[Envelope], bool] = lambda envelope: True,
    ) -> None:
        """Answer MAIL, RCPT or DATA with `reply` (a 4xx or 5xx line), `times` times or for good."""
        self.refusals.append(Refusal(command, reply, times, only))

    def accept(self) -> None:
        """Refuse nothing any longer."""
        self.refusals.clear()

    def refusal_of(self, command: str, envelope: Envelope) -> str | None:
        for refusal in self.refusals:
            if refusal.command == command and refusal.times != 0 and refusal.only(envelope):
                if refusal.times is not None:
                    refusal.times -= 1
                return refusal.reply
        return None


@dataclass
class _Handler:
    """The names are aiosmtpd's."""

    mail: MailServer

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if refusal := self.mail.refusal_of("MAIL", envelope):
            return refusal
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        if refusal := self.mail.refusal_of("RCPT", envelope):
            envelope.rcpt_tos.pop()
            return refusal
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if refusal := self.mail.refusal_of("DATA", envelope):
            return refusal
        content = envelope.content
        message = message_from_bytes(
            content.encode() if isinstance(content, str) else content or b"", policy=policy.default
        )
        self.mail.messages.append(message)
        self.mail.envelopes.append(envelope)
        await asyncio.to_thread(self.mail.before_250, message)
        return "250 OK: message taken"


class _TalkativeSMTP(SMTP):
    """Says when the 250 has gone out."""

    event_handler: _Handler

    async def smtp_DATA(self, arg: str) -> None:
        before = len(self.event_handler.mail.messages)
        await super().smtp_DATA(arg)
        for message in self.event_handler.mail.messages[before:]:
            await asyncio.to_thread(self.event_handler.mail.after_250, message)


class _Controller(Controller):
    def factory(self) -> SMTP:
        return _TalkativeSMTP(self.handler, **self.SMTP_kwargs)


@contextmanager
def start(**options: Any) -> Iterator[MailServer]:
    """A server on a free port of this machine, until the end of the block."""
    mail = MailServer()
    with socket.create_server((mail.host, 0)) as reserved:
        mail.port = reserved.getsockname()[1]
    controller = _Controller(_Handler(mail), hostname=mail.host, port=mail.port, **options)
    controller.start()
    try:
        yield mail
    finally:
        controller.stop()
