"""Everything can be done without a mouse, and one always sees where one is."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests import factories
from tests.browser.conftest import OpenBrowser
from tests.browser.people import (
    Mailbox,
    address,
    link_in,
    make_coordinator,
    questions_from,
)
from tests.support import browser
from tests.support.pages import World

MOST_STOPS = 150


def tab(page: Page, keys: str = "Tab") -> bool:
    """One step with the keyboard; whether it came to something. AssertionError if it is not seen."""
    page.keyboard.press(keys)
    found = browser.focused(page)
    if found is None:
        return False
    what, is_seen = found
    assert is_seen, f"One cannot see that {what} has the focus on {page.url}"
    return True


def tab_to(page: Page, selector: str) -> None:
    """Go to the first thing that matches, as far as Tab leads."""
    for _ in range(MOST_STOPS):
        tab(page)
        if has_focus(page, selector):
            return
    raise AssertionError(f"Tab does not lead to {selector} on {page.url}")


def has_focus(page: Page, selector: str) -> bool:
    return bool(page.evaluate("wanted => document.activeElement.matches(wanted)", selector))


def follow(page: Page, key: str = "Enter") -> None:
    """Press what has the focus, and wait until we are there."""
    with page.expect_navigation():
        page.keyboard.press(key)


SUBMIT = 'main form:not([action]) button[type="submit"]'


def test_the_first_stop_leads_past_the_menu(open_browser: OpenBrowser) -> None:
    page = open_browser()
    page.goto("/nb/")
    tab(page)
    assert has_focus(page, 'a[href="#main"]')
    page.keyboard.press("Enter")
    tab(page)
    assert has_focus(page, "main *")


def test_a_question_is_asked(
    world: World, open_browser: OpenBrowser, new_address: Callable[..., str]
) -> None:
    email, page = new_address(), open_browser()
    page.goto("/nb/")
    tab_to(page, f'main a[href="{address(world, "helpdesk.ask", "nb")}"]')
    follow(page)
    tab_to(page, '[name="body"]')
    page.keyboard.type("Hvor melder jeg flytting?")
    tab_to(page, '[name="email"]')
    page.keyboard.type(email)
    tab_to(page, '[name="language"]')
    page.keyboard.press("ArrowDown")
    tab_to(page, '[name="topic"]')
    page.keyboard.press("ArrowDown")
    tab_to(page, SUBMIT)
    follow(page, "Space")
    if page.locator("[data-not-sent-yet]").count():  # guides that look like it came first
        tab_to(page, SUBMIT)
        follow(page, "Space")
    expect(page).to_have_url(re.compile("/nb/conversation/"))
    assert questions_from(world, email) == ["Hvor melder jeg flytting?"]


def test_mistakes_are_met_first_and_lead_to_their_fields(
    world: World, open_browser: OpenBrowser
) -> None:
    page = open_browser("sv")
    page.goto(address(world, "helpdesk.ask", "sv"))
    tab_to(page, SUBMIT)
    follow(page)
    expect(page.locator("[data-error-summary]")).to_be_focused()
    for name in ("body", "email"):
        tab_to(page, f'[data-error-summary] a[href="#{name}"]')
        page.keyboard.press("Enter")
        expect(page.locator(f'[name="{name}"]')).to_be_focused()
        page.locator("[data-error-summary]").focus()


def test_a_coordinator_signs_in_and_answers(
    world: World, mailbox: Mailbox, open_browser: OpenBrowser, new_address: Callable[..., str]
) -> None:
    email, asker, page = new_address("kari"), new_address(), open_browser("nn")
    make_coordinator(world, email, "nn")
    number = factories.make_question(world.app, email=asker)
    page.goto(address(world, "accounts.ask_for_link", "nn"))
    tab_to(page, '[name="email"]')
    page.keyboard.type(email)
    follow(page)
    page.goto(link_in(mailbox.wait_for(email)))
    tab_to(page, SUBMIT)
    follow(page)
    tab_to(page, f'main a[href="{address(world, "helpdesk_desk.inbox", "nn")}"]')
    follow(page)
    question = address(world, "helpdesk_desk.question", "nn", question_id=number)
    while not page.locator(f'a[href="{question}"]').count():
        tab_to(page, 'a[rel="next"]')
        follow(page)
    tab_to(page, f'a[href="{question}"]')
    follow(page)
    tab_to(page, '[name="body"]')
    page.keyboard.type("Hos Skatteetaten.")
    tab_to(page, SUBMIT)
    follow(page)
    expect(page.get_by_role("article").filter(has_text="Hos Skatteetaten.")).to_have_count(1)


@pytest.mark.parametrize(
    ("width", "scheme", "roles"),
    [(390, "dark", {"visitor"}), (1280, "light", {"member", "coordinator", "administrator"})],
    ids=["phone", "desk"],
)
def test_every_stop_on_the_pages_most_people_meet_is_seen(
    world: World, open_browser: OpenBrowser, width: int, scheme: str, roles: set[str]
) -> None:
    page = open_browser(viewport={"width": width, "height": 900}, color_scheme=scheme)
    unseen = set()
    for one in [one for one in world.pages if one.key and one.step is None and one.role in roles]:
        world.visit(page, one, "nb")
        for _ in range(MOST_STOPS):
            page.keyboard.press("Tab")
            found = browser.focused(page)
            if found is None:
                break
            if not found[1]:
                unseen.add(f"{one.name}: {found[0]}")
    assert unseen == set()


def test_the_menu_of_a_phone_opens_and_closes(open_browser: OpenBrowser) -> None:
    page = open_browser(viewport={"width": 390, "height": 844})
    page.goto("/nb/")
    links = page.locator("header details nav a")
    tab_to(page, "header summary")
    expect(links.first).to_be_hidden()
    page.keyboard.press("Enter")
    expect(links.first).to_be_visible()
    page.keyboard.press("Escape")
    expect(links.first).to_be_hidden()
    assert has_focus(page, "header summary")
