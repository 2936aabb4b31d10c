"""E-mail: written with the change it tells of, sent once by the worker, tried again, given up."""

import os
import signal
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP
from flask import Flask
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from newcomer import mail
from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.mail import EmailStatus, OutgoingEmail
from tests import factories
from tests.support import mailserver, processes, server
from tests.support.at_once import at_once
from tests.support.client import Outbox, SiteClient
from tests.support.mailserver import MailServer

MORNING = datetime(2024, 11, 25, 8, 0, tzinfo=UTC)
ANA = "ana@example.test"
PATIENCE = 30  # seconds, for what takes none when all is well

UseSettings = Callable[..., None]


@pytest.fixture
def use(app: Flask, monkeypatch: pytest.MonkeyPatch) -> UseSettings:
    """Give the site other settings than those it was started with."""

    def change(**changes: Any) -> None:
        monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], **changes))

    return change


@pytest.fixture
def post_office(use: UseSettings) -> Iterator[MailServer]:
    with mailserver.start() as running:
        use(smtp_url=running.url)
        yield running


def deliver(app: Flask, at: datetime = MORNING) -> int:
    """What the worker does at this time; how many mails it sent."""
    with app.app_context():
        return mail.deliver_pending(lambda: at)


def write(app: Flask, to: str = ANA, *, at: datetime = MORNING, language: str = "en") -> None:
    """Somebody asks, and a receipt waits to be sent."""
    factories.make_question(app, email=to, language=language, now=at)


def body_of(message: EmailMessage) -> str:
    return str(message.get_content()).replace("\r\n", "\n")


def ids(messages: list[EmailMessage]) -> list[str]:
    return [str(message["Message-ID"]) for message in messages]


def test_a_mail_is_sent_once(app: Flask, post_office: MailServer, outbox: Outbox) -> None:
    write(app)
    assert [deliver(app), deliver(app), deliver(app, MORNING + timedelta(days=2))] == [1, 0, 0]
    (row,) = outbox.to(ANA)
    assert ids(post_office.messages) == [row.message_id]
    assert (row.status, row.sent_at) == (EmailStatus.sent, MORNING)
    assert row.body == ""  # the links in it are nobody's but the recipient's


def test_a_mail_says_what_it_is_and_in_which_language(app: Flask, post_office: MailServer) -> None:
    write(app, language="sv")
    deliver(app)
    (message,), (envelope,) = post_office.messages, post_office.envelopes
    assert envelope.rcpt_tos == [ANA]
    expected = {
        "To": ANA,
        "From": "Flyttehjelpen <hjelp@example.test>",
        "Content-Language": "sv",
        "Date": "Mon, 25 Nov 2024 08:00:00 +0000",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    assert {name: message[name] for name in expected} == expected
    assert str(message["Message-ID"]).endswith("@newcomer.test>")


@pytest.mark.parametrize(
    "text",
    [
        "Blåbærsyltetøy på Øyer – «ja» & <b>nei</b> … ŋđŧ",
        "مرحبا! أين أسجل عنواني الجديد؟\n\nשלום, ברוכים הבאים\u200f.",
        "Velkommen 👋🏽 👨‍👩‍👧‍👦 🇳🇴 𝕬",
        ".\n.. two dots\n\n\tindented",
        "From January you pay tax here.\nFrom then on, you are one of us.",
        "A line as long as a page: " + "Lillehammer " * 600,
    ],
)
def test_an_answer_arrives_as_it_was_written(
    app: Flask, post_office: MailServer, text: str
) -> None:
    number = factories.make_question(app, email=ANA, language="en", now=MORNING)
    factories.answer_question(app, number, text)
    deliver(app, utcnow() + timedelta(days=400))
    assert text.strip() in body_of(post_office.messages[-1])


def test_an_address_in_a_domain_with_nordic_letters_is_reached_through_any_server(
    app: Flask, use: UseSettings, visitor: SiteClient
) -> None:
    visitor.submit("helpdesk.ask", {"body": "Hvor?", "email": "ola@blåbær.no"})
    with mailserver.start(enable_SMTPUTF8=False) as old_fashioned:
        use(smtp_url=old_fashioned.url)
        deliver(app, utcnow())
    assert [envelope.rcpt_tos for envelope in old_fashioned.envelopes] == [["ola@xn--blbr-roah.no"]]


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of this machine's, with its key."""
    path = tmp_path_factory.mktemp("certificate") / "both.pem"
    make = "openssl req -x509 -nodes -newkey rsa:2048 -subj /CN=mail -addext subjectAltName=IP:127.0.0.1"
    files = ["-keyout", str(path), "-out", str(path)]
    subprocess.run([*make.split(), *files], check=True, capture_output=True)
    return path


@pytest.mark.parametrize("known", [True, False], ids=["known", "unknown"])
@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
def test_a_mail_is_sent_encrypted_and_only_to_a_server_that_shows_who_it_is(
    app: Flask, use: UseSettings, certificate: Path, monkeypatch: pytest.MonkeyPatch,
    scheme: str, known: bool,
) -> None:  # fmt: skip
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    if known:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    write(app)
    how = "ssl_context" if scheme == "smtps" else "tls_context"
    with mailserver.start(**{how: context}, require_starttls=how == "tls_context") as running:
        use(smtp_url=running.url.replace("smtp", scheme))
        assert deliver(app) == known
    assert len(running.messages) == known


def test_without_a_mail_server_mails_become_files(
    app: Flask, use: UseSettings, outbox: Outbox, tmp_path: Path
) -> None:
    use(smtp_url="", instance=tmp_path)
    write(app)
    (row,) = outbox.to(ANA)
    assert deliver(app) == 1
    (path,) = (tmp_path / "mail").glob("*.eml")
    message: Any = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert (message["Message-ID"], message["To"]) == (row.message_id, ANA)
    assert body_of(message) == row.body


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
def test_a_mail_that_is_put_off_is_tried_again_later_and_later(
    app: Flask, post_office: MailServer, outbox: Outbox, command: str
) -> None:
    post_office.refuse(command, "451 4.3.0 Try again later", times=2)
    write(app)
    sent = {m: deliver(app, MORNING + timedelta(minutes=m)) for m in (0, 4, 5, 14, 15)}
    assert sent == {0: 0, 4: 0, 5: 0, 14: 0, 15: 1}
    (row,) = outbox.to(ANA)
    assert (row.attempts, row.status, row.last_error) == (3, EmailStatus.sent, "")
    assert ids(post_office.messages) == [row.message_id]


def test_a_mail_waits_for_a_server_that_is_away(
    app: Flask, use: UseSettings, outbox: Outbox
) -> None:
    with mailserver.start() as gone:
        use(smtp_url=gone.url)
    write(app)
    assert deliver(app) == 0
    (row,) = outbox.to(ANA)
    assert row.status is EmailStatus.waiting
    assert row.last_error.startswith("ConnectionRefusedError")
    with mailserver.start() as back:
        use(smtp_url=back.url)
        assert deliver(app, MORNING + timedelta(minutes=5)) == 1
    assert ids(back.messages) == [row.message_id]


def test_a_mail_put_off_holds_up_no_other(app: Flask, post_office: MailServer) -> None:
    refused = {"full@example.test": "452 4.2.2 Mailbox full", "no@example.test": "550 5.1.1 Nobody"}
    for address, reply in refused.items():
        post_office.refuse("RCPT", reply, only=lambda e, a=address: a in e.rcpt_tos)  # type: ignore[misc]
        write(app, address)
    write(app)
    assert deliver(app) == 1
    assert [message["To"] for message in post_office.messages] == [ANA]


@pytest.mark.parametrize("command", ["RCPT", "DATA"])
def test_a_mail_refused_for_good_is_given_up_at_once(
    app: Flask, post_office: MailServer, outbox: Outbox, command: str
) -> None:
    post_office.refuse(command, "550 5.1.1 No such mailbox", times=1)
    write(app)
    assert [deliver(app), deliver(app, MORNING + timedelta(days=30))] == [0, 0]
    (row,) = outbox.to(ANA)
    assert (row.status, row.attempts) == (EmailStatus.dead, 1)
    assert "No such mailbox" in row.last_error


def test_a_server_that_refuses_us_gets_the_mail_when_that_is_mended(
    app: Flask, post_office: MailServer
) -> None:
    post_office.refuse("MAIL", "550 5.7.1 Sender not allowed", times=1)
    write(app)
    assert [deliver(app), deliver(app, MORNING + timedelta(days=1))] == [0, 1]


def test_a_mail_is_given_up_after_many_tries_over_most_of_a_day(
    app: Flask, post_office: MailServer, outbox: Outbox
) -> None:
    post_office.refuse("RCPT", "450 4.2.1 Greylisted")
    write(app)
    tries = []
    while (row := outbox.to(ANA)[0]).status is EmailStatus.waiting:
        tries.append(row.next_attempt_at)
        deliver(app, row.next_attempt_at)
    assert row.status is EmailStatus.dead
    assert len(tries) == mail.ATTEMPTS
    post_office.accept()
    assert deliver(app, tries[-1] + timedelta(days=30)) == 0
    assert timedelta(hours=20) < tries[-1] - tries[0] < timedelta(hours=48)


def test_an_administrator_sends_a_given_up_mail_again(
    app: Flask, post_office: MailServer, outbox: Outbox, client_for: Callable[..., SiteClient]
) -> None:
    post_office.refuse("RCPT", "550 5.1.1 No such mailbox", times=1)
    write(app)
    deliver(app)
    client = client_for("administrator", language="en")
    page = client.press(client.get("desk.mail"), "/retry")
    assert ANA not in page.all("main")[0].to_text()
    assert deliver(app, utcnow()) == 1
    (row,) = outbox.to(ANA)
    assert ids(post_office.messages) == [row.message_id]


def start_worker(app: Flask, folder: Path) -> subprocess.Popen[bytes]:
    """The real worker, as a program of its own, on the test's database and mail server."""
    settings = app.config["SETTINGS"]
    changes = {"DATABASE_URL": settings.database_url, "SMTP_URL": settings.smtp_url}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker", "--once"]
    return subprocess.Popen(
        processes.ending_with_us(command),
        env=server.environment_for(changes, folder, settings.base_url),
        cwd=processes.ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )


def test_two_workers_at_the_same_time_send_each_mail_once(
    app: Flask, post_office: MailServer, tmp_path: Path
) -> None:
    people = [f"person{number}@example.test" for number in range(12)]
    for address in people:
        write(app, address, at=utcnow())
    both_are_sending = threading.Barrier(2)
    first_two = iter((1, 2))

    def wait_for_the_other(_message: EmailMessage) -> None:
        if next(first_two, None):
            both_are_sending.wait(PATIENCE)

    post_office.before_250 = wait_for_the_other
    workers = [start_worker(app, tmp_path) for _ in range(2)]
    assert [worker.wait(60) for worker in workers] == [0, 0]
    assert sorted(str(message["To"]) for message in post_office.messages) == sorted(people)


def test_many_workers_that_reach_for_the_same_mail_send_it_once(
    app: Flask, post_office: MailServer
) -> None:
    write(app)
    work = [lambda: deliver(app)] * 4
    assert sum(at_once(app, *work, meet="UPDATE outgoing_email")) == 1
    assert len(post_office.messages) == 1


def test_a_worker_killed_before_it_heard_the_250_sends_one_more_copy_of_the_same_mail(
    app: Flask, post_office: MailServer, outbox: Outbox, tmp_path: Path
) -> None:
    write(app, at=utcnow())
    worker = start_worker(app, tmp_path)
    post_office.before_250 = lambda _message: os.kill(worker.pid, signal.SIGKILL)
    assert worker.wait(60) == -signal.SIGKILL
    post_office.before_250 = mailserver.nothing
    (row,) = outbox.to(ANA)
    claimed_until = row.next_attempt_at
    assert row.status is EmailStatus.waiting
    assert deliver(app, claimed_until - timedelta(seconds=1)) == 0
    assert deliver(app, claimed_until) == 1
    assert deliver(app, claimed_until + timedelta(days=1)) == 0
    assert ids(post_office.messages) == [row.message_id] * 2


def test_a_server_that_says_goodbye_badly_has_still_taken_the_mail(
    app: Flask, post_office: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def shut_down(smtp: SMTP, _arg: str) -> None:
        await smtp.push("421 4.3.0 Shutting down")

    monkeypatch.setattr(SMTP, "smtp_QUIT", shut_down)
    write(app)
    assert deliver(app) == 1
    assert deliver(app, MORNING + timedelta(days=1)) == 0
    assert len(post_office.messages) == 1


def test_people_can_ask_while_a_mail_server_takes_its_time(
    app: Flask, post_office: MailServer, visitor: SiteClient
) -> None:
    write(app)
    taken, asked = threading.Event(), threading.Event()
    in_time: list[bool] = []

    def take_your_time(_message: EmailMessage) -> None:
        taken.set()
        in_time.append(asked.wait(5))

    post_office.before_250 = take_your_time
    with ThreadPoolExecutor(1) as pool:
        sending = pool.submit(deliver, app)
        assert taken.wait(PATIENCE)
        visitor.submit("helpdesk.ask", {"body": "May I?", "email": "ola@example.test"})
        asked.set()
        assert sending.result() == 1
    assert in_time == [True]


def test_the_same_fact_is_told_once_and_nothing_of_the_first_telling_is_lost(
    app: Flask, post_office: MailServer, outbox: Outbox
) -> None:
    def tell(to: str, *, once: str | None) -> None:
        mail.queue_email("new_link", to=to, language="en", now=MORNING, once=once, link="/")

    with app.app_context():
        tell(ANA, once="new link:1")
        db.session.commit()
        tell("ola@example.test", once=None)
        tell("eve@example.test", once="new link:1")
        with pytest.raises(IntegrityError):
            db.session.commit()
        db.session.rollback()
    assert deliver(app) == 1
    assert [message["To"] for message in post_office.messages] == [ANA]
    assert outbox.count() == 1


def test_a_line_break_in_a_subject_makes_no_header(app: Flask, post_office: MailServer) -> None:
    number = "17\r\nBcc: eve@example.test\x0bCc: eve@example.test\u2028X: y"
    with app.app_context():
        mail.queue_email(
            "answer", to=ANA, language="en", now=MORNING, body="Hi", link="/", number=number
        )
        db.session.commit()
    deliver(app)
    (message,), (envelope,) = post_office.messages, post_office.envelopes
    assert (message["Bcc"], message["Cc"], message["X"]) == (None, None, None)
    assert envelope.rcpt_tos == [ANA]


@pytest.mark.parametrize("field", ["to", "subject"])
def test_a_row_with_a_line_break_in_a_header_is_never_sent(
    app: Flask, post_office: MailServer, field: str
) -> None:
    write(app)
    with app.app_context():
        forged = {field: f"{ANA}\r\nBcc: eve@example.test"}
        db.session.execute(update(OutgoingEmail).values(forged))
        db.session.commit()
    assert deliver(app) == 0
    assert post_office.messages == []


@pytest.mark.parametrize("separator", ["\r\nBcc: ", ", ", ";", " ", '"@example.test, "', "> <"])
def test_nobody_asks_from_an_address_that_is_more_than_one_address(
    visitor: SiteClient, outbox: Outbox, separator: str
) -> None:
    form = {"body": "Hvor?", "email": f"{ANA}{separator}eve@example.test"}
    visitor.submit("helpdesk.ask", form, status=422)
    assert outbox.count() == 0
