"""What people do in these tests: read their mail, sign in, find a question on the desk."""

import re
import secrets
import threading
from email.message import EmailMessage

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import func, select

from newcomer.access import Role
from newcomer.accounts.sign_in import find_user
from newcomer.extensions import db
from newcomer.helpdesk.models import Message, Question
from tests import factories
from tests.support.mailserver import MailServer
from tests.support.pages import World, path, press, send

PATIENCE = 40  # seconds, for what takes one when all is well
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
# In every language, two of them without scripts.
JOURNEYS = pytest.mark.parametrize(
    ("language", "scripts"), [("nb", True), ("nn", False), ("sv", True), ("en", False)]
)


class Mailbox:
    """Everybody's mail, as it arrives at a real mail server."""

    def __init__(self, server: MailServer) -> None:
        self.server = server
        self._arrived = threading.Condition()
        server.after_250 = self._ring

    def _ring(self, _message: EmailMessage) -> None:
        with self._arrived:
            self._arrived.notify_all()

    def to(self, address: str) -> list[EmailMessage]:
        return [one for one in list(self.server.messages) if one["To"] == address]

    def wait_for(self, address: str, number: int = 1) -> EmailMessage:
        """The first, second … mail to the address, as soon as it is there."""
        with self._arrived:
            came = self._arrived.wait_for(lambda: len(self.to(address)) >= number, PATIENCE)
        assert came, f"No mail number {number} to {address}"
        return self.to(address)[number - 1]


def text_of(mail: EmailMessage) -> str:
    return str(mail.get_content())


def link_in(mail: EmailMessage) -> str:
    """The first address in the mail: what it asks the reader to open."""
    found = re.search(r"http://\S+", text_of(mail))
    assert found is not None, text_of(mail)
    return found.group()


def address(world: World, endpoint: str, language: str, **values: object) -> str:
    """The path of an endpoint in a language."""
    return path(world.app, endpoint, **values).format(lang=language)


def link_to(page: Page, world: World, endpoint: str, language: str, **values: object) -> Locator:
    """The links to an endpoint in the content of the page."""
    return page.locator(f'main a[href="{address(world, endpoint, language, **values)}"]')


def action(page: Page, end: str) -> Locator:
    """The button that is a form of its own and sends to an address with this end."""
    return page.locator(f'main form[action$="{end}"] button')


def make_coordinator(world: World, email: str, language: str) -> None:
    factories.make_user(world.app, email, Role.coordinator, language=language)


def sign_in(world: World, page: Page, mailbox: Mailbox, email: str, language: str) -> EmailMessage:
    """Come in as one does: by a link in an e-mail, and the button on its page. Returns the mail."""
    before = len(mailbox.to(email))
    page.goto(address(world, "accounts.ask_for_link", language))
    send(page, email=email)
    expect(page).to_have_url(re.compile(address(world, "accounts.link_sent", language) + "$"))
    mail = mailbox.wait_for(email, before + 1)
    page.goto(link_in(mail))
    send(page)
    return mail


def end_session(world: World, page: Page, email: str) -> None:
    """Let the session run out: here, and for a copy that may still be on its way to the browser."""
    with world.app.app_context():
        user = find_user(email)
        assert user is not None
        user.session_key = secrets.token_hex(8)
        db.session.commit()
    page.context.clear_cookies()


def find_in_inbox(page: Page, text: str) -> Locator:
    """The link to the question that begins like this, on whatever page of the inbox it is."""
    found = page.get_by_role("link", name=text)
    while not found.count():
        press(page, page.locator('main a[rel="next"]'))
    return found


def questions_from(world: World, email: str) -> list[str]:
    """What has been asked from this address, as the database has it."""
    with world.app.app_context():
        query = select(Question.body).where(Question.email == email).order_by(Question.id)
        return list(db.session.scalars(query))


def number_of(world: World, email: str) -> int:
    """The number of the question from this address."""
    with world.app.app_context():
        return db.session.scalars(select(Question.id).where(Question.email == email)).one()


def messages_to(world: World, email: str) -> int:
    """How many messages have been written after the questions from this address."""
    with world.app.app_context():
        query = select(func.count(Message.id)).join(Question).where(Question.email == email)
        return db.session.scalar(query) or 0
