"""Two mentors and three newcomers, in four languages: a coordinator proposes for all on the board and
sends; then by the links in real e-mails one no, one silence, and one yes from both, who meet, write,
say halfway how it goes, and end it."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from newcomer.database import utcnow
from newcomer.mentoring.models import MatchStatus, MentorMatch
from tests.browser.conftest import OpenBrowser
from tests.browser.people import PATIENCE, Mailbox, action, address, link_in, text_of
from tests.mentoring import pairs, people
from tests.support.pages import LANGUAGES, World, main_form, press, send

NewAddress = Callable[..., str]
AN_HOUR = timedelta(hours=1)
# What the five of each journey speak, and nobody else in the region: they are matched among them.
SPOKEN = {"nb": "vi", "nn": "ta", "sv": "th", "en": "fil"}


class Person:
    """A mentor or a newcomer, with a browser and a mailbox."""

    def __init__(self, page: Page, mailbox: Mailbox, name: str, email: str, language: str) -> None:
        self.page, self.mailbox = page, mailbox
        self.name, self.email, self.language = name, email, language
        self.read = 0

    def opens_the_next_mail(self) -> str:
        self.read += 1
        mail = self.mailbox.wait_for(self.email, self.read)
        self.page.goto(link_in(mail))
        expect(self.page.locator("html")).to_have_attribute("lang", self.language)
        return text_of(mail)

    def says_yes(self) -> None:
        press(self.page, action(self.page, "/yes"))

    def says_no(self, reason: str) -> None:
        self.page.locator("main details > summary").first.click()
        form = self.page.locator('main form[action$="/no"]')
        form.locator(f'[value="{reason}"]').check()
        press(self.page, form.locator("button"))

    def notes_a_meeting(self) -> None:
        press(self.page, self.page.locator('main form[action$="/met"] button'))

    def writes(self, text: str) -> None:
        form = self.page.locator('main form[action$="/write"]')
        form.locator("textarea").fill(text)
        press(self.page, form.locator("button"))

    def answers(self, marks: str) -> None:
        form = main_form(self.page)
        for name, mark in zip(("one", "two", "three"), marks, strict=True):
            form.locator(f'[name="{name}"][value="{mark}"]').check()
        send(self.page, comment="Alt bra.")

    def has_no_mail(self) -> None:
        assert len(self.mailbox.to(self.email)) == self.read

    def goes_to(self, end: str) -> None:
        press(self.page, self.page.locator(f'main a[href$="{end}"]').first)


@pytest.fixture
def come(
    world: World, mailbox: Mailbox, open_browser: OpenBrowser, new_address: NewAddress
) -> Callable[..., tuple[Person, int]]:
    def make(kind: str, name: str, language: str, **facts: Any) -> tuple[Person, int]:
        email = new_address(name.casefold())
        person = Person(open_browser(language), mailbox, name, email, language)
        maker = people.make_mentor if kind == "mentor" else people.make_request
        values: dict[str, Any] = {"languages": {SPOKEN[language]: 6}, "language": language, **facts}
        return person, maker(world.app, email=email, first_name=name, **values)

    return make


def passes(world: World, number: int, **times: timedelta) -> None:
    """Let so much time pass for this pair only, and the due work come round."""
    match = pairs.look_at(world.app, number)
    earlier = {name: getattr(match, name) - ago for name, ago in times.items()}
    pairs.change(world.app, MentorMatch, number, **earlier)
    pairs.come_round(world.app)


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_no_one_silence_and_one_pair(
    world: World,
    open_browser: OpenBrowser,
    come: Callable[..., tuple[Person, int]],
    language: str,
) -> None:
    solveig, solveig_id = come("mentor", "Solveig", language, capacity=2)
    trond, trond_id = come("mentor", "Trond", language)
    newcomers = {}
    for name in ("Dana", "Omar", "Lea"):
        person, number = come("newcomer", name, language)
        newcomers[number] = person
    propose_and_send(world, open_browser(language), language)
    (number,) = pairs.sent_to(world.app, trond_id)
    lea = newcomers[pairs.look_at(world.app, number).request_id]
    no = says_no(world, solveig_id, solveig)
    (silence,) = set(pairs.sent_to(world.app, solveig_id)) - {no}
    is_silent(world, silence, solveig)
    become_a_pair(trond, lea)
    write_and_meet(trond, lea)
    say_halfway_how_it_goes(world, number, trond, lea)
    end_it(trond, lea)
    assert pairs.places_held(world.app, trond_id) == pairs.places_held(world.app, solveig_id) == 0
    for left_alone in set(newcomers.values()) - {lea}:
        left_alone.has_no_mail()


def propose_and_send(world: World, page: Page, language: str) -> None:
    """The coordinator looks for proposals for all who wait, and sends those of our five."""
    board = address(world, "mentoring_desk.board", language)
    world.sign_in(page, "coordinator")
    page.goto(board)
    press(page, action(page, "/propose"))
    expect(page).to_have_url(re.compile(f"{board}$"), timeout=PATIENCE * 1000)
    page.goto(f"{board}?speaks={SPOKEN[language]}")
    expect(page.locator(".proposal-mentor")).to_have_count(3)
    press(page, page.locator('main a[href*="chosen=all"]'))
    press(page, page.locator('.proposals-act button[type="submit"]'))
    expect(page.get_by_role("status").first).to_contain_text("3")


def says_no(world: World, mentor_id: int, mentor: Person) -> int:
    """The newcomer hears nothing of it, and the place is free again. The proposal's number."""
    mail = mentor.opens_the_next_mail()
    assert not any(name in mail for name in ("Dana", "Omar", "Lea"))
    mentor.says_no("no_time")
    expect(mentor.page.get_by_role("status").first).not_to_be_empty()
    (number,) = pairs.sent_to(world.app, mentor_id, MatchStatus.declined_mentor)
    return number


def is_silent(world: World, number: int, mentor: Person) -> None:
    """A reminder comes, and then the time is over."""
    mentor.opens_the_next_mail()
    match = pairs.look_at(world.app, number)
    assert match.remind_at is not None
    assert match.due_at is not None
    passes(world, number, remind_at=match.remind_at - utcnow() + AN_HOUR)
    mentor.opens_the_next_mail()
    passes(world, number, due_at=match.due_at - utcnow() + AN_HOUR)
    mentor.page.reload()
    expect(action(mentor.page, "/yes")).to_have_count(0)
    assert pairs.status_of(world.app, number) is MatchStatus.expired_mentor


def become_a_pair(mentor: Person, newcomer: Person) -> None:
    """Neither learns who the other is before both have said yes."""
    mentor.opens_the_next_mail()
    expect(mentor.page.locator("main")).not_to_contain_text(newcomer.name)
    mentor.says_yes()
    newcomer.opens_the_next_mail()
    expect(newcomer.page.locator("main")).not_to_contain_text("Trond")
    newcomer.says_yes()
    expect(newcomer.page.get_by_role("heading", level=1)).to_contain_text("Trond")
    assert newcomer.name in mentor.opens_the_next_mail()
    assert "Trond" in newcomer.opens_the_next_mail()
    expect(newcomer.page.locator(".idea")).to_have_count(3)


def write_and_meet(mentor: Person, newcomer: Person) -> None:
    mentor.writes("Hei! Fika på torsdag?")
    newcomer.opens_the_next_mail()
    expect(newcomer.page.get_by_role("article").filter(has_text="Fika")).to_have_count(1)
    newcomer.writes("Ja!")
    mentor.opens_the_next_mail()
    newcomer.notes_a_meeting()
    expect(newcomer.page.locator(".met-list > li")).to_have_count(1)


def say_halfway_how_it_goes(world: World, number: int, *both: Person) -> None:
    passes(world, number, started_at=timedelta(weeks=9))
    for person in both:
        person.opens_the_next_mail()
        person.answers("545")
        expect(person.page.get_by_role("status").first).not_to_be_empty()


def end_it(mentor: Person, newcomer: Person) -> None:
    """Nobody's fault: a certificate for one, and another mentor for the other if they like."""
    newcomer.goes_to("/end")
    send(newcomer.page)
    mentor.opens_the_next_mail()
    mentor.goes_to("/certificate")
    send(mentor.page, name="Trond Moen")
    certificate = mentor.page.locator("#certificate")
    expect(certificate).to_contain_text("Trond Moen")
    expect(certificate).not_to_contain_text(newcomer.name)
    mentor.page.emulate_media(media="print")
    expect(mentor.page.locator(".certificate-tools")).to_be_hidden()
    expect(certificate).to_be_visible()
    press(newcomer.page, action(newcomer.page, "/again"))
    expect(action(newcomer.page, "/again")).to_have_count(0)
