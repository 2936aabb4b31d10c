"""From the first visit to the last word, as people go it: in four languages, with and without
scripts, by the links in real e-mails."""

import re
from collections.abc import Callable
from email.message import EmailMessage

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenBrowser
from tests.browser.people import (
    JOURNEYS,
    SCRIPTS,
    Mailbox,
    action,
    address,
    find_in_inbox,
    link_in,
    link_to,
    make_coordinator,
    sign_in,
    text_of,
)
from tests.support.pages import World, ask, main_form, press, send

# The one who answers speaks another language than the one who asks.
COLLEAGUE = {"nb": "sv", "nn": "nb", "sv": "en", "en": "nn"}

# What only an e-mail in this language says.
SIGNATURES = {
    "nb": "Ingen leser svar",
    "nn": "Ingen les svar",
    "sv": "Ingen läser svar",
    "en": "Nobody reads replies",
}


class Asker:
    """Somebody who thinks of moving here."""

    def __init__(self, page: Page, world: World, language: str, email: str) -> None:
        self.page, self.world, self.language, self.email = page, world, language, email

    def finds_the_front_page(self) -> None:
        self.page.goto("/")
        expect(self.page).to_have_url(re.compile(f"/{self.language}/$"))
        self.sees_own_language()

    def asks(self, question: str) -> None:
        press(self.page, link_to(self.page, self.world, "helpdesk.ask", self.language).first)
        form = main_form(self.page)
        expect(form.locator(f'[name="language"][value="{self.language}"]')).to_be_checked()
        form.locator('[name="topic"]').select_option(index=1)
        form.locator('[name="municipality"]').select_option(index=1)
        form.locator('[name="situation"]').select_option(index=1)
        ask(self.page, body=question, email=self.email)
        expect(self.page).to_have_url(re.compile(f"/{self.language}/conversation/"))
        expect(self.page.get_by_role("status").first).not_to_be_empty()
        self.sees(question)

    def sees(self, text: str) -> None:
        expect(self.page.get_by_role("article").filter(has_text=text)).to_have_count(1)
        self.sees_own_language()

    def sees_own_language(self) -> None:
        expect(self.page.locator("html")).to_have_attribute("lang", self.language)

    def replies(self, text: str) -> None:
        send(self.page, body=text)
        self.sees(text)


class Coordinator:
    """Somebody at the desk."""

    def __init__(self, page: Page, world: World, language: str) -> None:
        self.page, self.world, self.language = page, world, language

    def opens_from_the_inbox(self, question: str) -> None:
        expect(self.page).to_have_url(
            re.compile(address(self.world, "desk.overview", self.language))
        )
        press(self.page, link_to(self.page, self.world, "helpdesk_desk.inbox", self.language).first)
        press(self.page, find_in_inbox(self.page, question))
        self.sees(question)

    def sees(self, text: str) -> None:
        expect(self.page.get_by_role("article").filter(has_text=text)).to_have_count(1)

    def answers(self, text: str) -> None:
        send(self.page, body=text)
        expect(self.page.get_by_role("status").first).not_to_be_empty()
        self.sees(text.splitlines()[-1])

    def closes_and_opens_again(self) -> None:
        press(self.page, action(self.page, "/close"))
        expect(main_form(self.page)).to_have_count(0)
        press(self.page, action(self.page, "/reopen"))
        expect(main_form(self.page)).to_have_count(1)


@JOURNEYS
def test_a_question_is_asked_answered_followed_up_and_closed(
    world: World,
    mailbox: Mailbox,
    open_browser: OpenBrowser,
    new_address: Callable[..., str],
    language: str,
    scripts: bool,
) -> None:
    email, at_desk = new_address("ana"), COLLEAGUE[language]
    question = f"{email} spør: Hvor melder jeg flytting?"
    asker = Asker(open_browser(language, java_script_enabled=scripts), world, language, email)
    asker.finds_the_front_page()
    asker.asks(question)

    receipt = mailbox.wait_for(email)
    is_in_language(receipt, language)
    assert question not in text_of(receipt)
    elsewhere = Asker(open_browser(language, java_script_enabled=scripts), world, language, email)
    elsewhere.page.goto(link_in(receipt))
    elsewhere.sees(question)

    colleague = new_address("kari")
    make_coordinator(world, colleague, at_desk)
    coordinator = Coordinator(open_browser(at_desk, java_script_enabled=scripts), world, at_desk)
    is_in_language(sign_in(world, coordinator.page, mailbox, colleague, at_desk), at_desk)
    coordinator.opens_from_the_inbox(question)
    coordinator.answers("Hos Skatteetaten.\n\nRing 800 80 000.")

    answer = mailbox.wait_for(email, 2)
    is_in_language(answer, language)
    assert "Ring 800 80 000." in text_of(answer)
    asker.page.goto(link_in(answer))
    asker.sees("Ring 800 80 000.")
    asker.replies("Takk! Hva med barna?")

    coordinator.page.reload()
    coordinator.sees("Hva med barna?")
    coordinator.closes_and_opens_again()
    assert len(mailbox.to(email)) == 2


def is_in_language(mail: EmailMessage, language: str) -> None:
    """The mail is in the language, and leads to a page that is."""
    assert SIGNATURES[language] in text_of(mail)
    assert f"/{language}/" in link_in(mail)


@SCRIPTS
def test_the_asker_says_that_it_is_solved_and_writes_again(
    world: World, open_browser: OpenBrowser, new_address: Callable[..., str], scripts: bool
) -> None:
    asker = Asker(open_browser("nn", java_script_enabled=scripts), world, "nn", new_address())
    asker.finds_the_front_page()
    asker.asks("Kor melder eg flytting?")
    press(asker.page, action(asker.page, "/close"))
    expect(action(asker.page, "/close")).to_have_count(0)
    asker.replies("Eg har eit spørsmål til.")
    expect(action(asker.page, "/close")).to_have_count(1)


@SCRIPTS
def test_whoever_has_asked_signs_in_sees_their_questions_and_signs_out(
    world: World,
    mailbox: Mailbox,
    open_browser: OpenBrowser,
    new_address: Callable[..., str],
    scripts: bool,
) -> None:
    email = new_address()
    page = open_browser("sv", java_script_enabled=scripts)
    asker = Asker(page, world, "sv", email)
    asker.finds_the_front_page()
    asker.asks("Var anmäler jag flytt?")
    mailbox.wait_for(email)
    sign_in(world, page, mailbox, email, "sv")
    expect(page).to_have_url(re.compile(address(world, "accounts.my_page", "sv") + "$"))
    press(page, page.get_by_role("link", name="Var anmäler jag flytt?"))
    asker.sees("Var anmäler jag flytt?")
    press(page, page.locator('form[action$="/sign-out"] button'))
    expect(page.locator('form[action$="/sign-out"]')).to_have_count(0)
    page.goto(address(world, "accounts.my_page", "sv"))
    expect(page).to_have_url(re.compile(address(world, "accounts.ask_for_link", "sv")))


def test_a_link_to_sign_in_works_once(
    world: World, mailbox: Mailbox, open_browser: OpenBrowser, new_address: Callable[..., str]
) -> None:
    email = new_address()
    mail = sign_in(world, open_browser(), mailbox, email, "nb")
    response = open_browser().goto(link_in(mail))
    assert response is not None
    assert response.status == 410


def test_an_email_says_which_language_it_is_in(
    world: World, mailbox: Mailbox, open_browser: OpenBrowser, new_address: Callable[..., str]
) -> None:
    mail = sign_in(world, open_browser("nn"), mailbox, new_address(), "nn")
    assert mail["Content-Language"] == "nn"
