"""Guides come before the question goes, and who wants a call gets one: in four languages, with and
without scripts."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenBrowser
from tests.browser.people import JOURNEYS, SCRIPTS, Mailbox, address, questions_from
from tests.support import browser
from tests.support.pages import LANGUAGES, World, main_form, press

# What a guide of each country looks like, as somebody writes it.
DOCTOR = {
    "nb": "Hvordan finner vi fastlege?",
    "nn": "Korleis finn vi fastlege?",
    "sv": "Hur hittar vi en läkare?",
    "en": "How do we find a doctor?",
}
BODY = '[name="body"]'
PLACES = "() => ['email', 'reply_by'].map(name => document.querySelector(`[name=${name}]`).getBoundingClientRect().top)"  # noqa: E501


def begin(world: World, page: Page, language: str, **values: str) -> None:
    page.goto(address(world, "helpdesk.ask", language))
    for name, value in values.items():
        main_form(page).locator(f'[name="{name}"]').fill(value)


def send(page: Page) -> None:
    press(page, main_form(page).locator('button[type="submit"]'))


def conversation(language: str) -> re.Pattern[str]:
    return re.compile(f"/{language}/conversation/")


@pytest.mark.parametrize("language", LANGUAGES)
def test_guides_appear_while_one_writes_and_then_the_question_goes_at_once(
    world: World,
    mailbox: Mailbox,
    open_browser: OpenBrowser,
    new_address: Callable[..., str],
    language: str,
) -> None:
    email, page = new_address(), open_browser(language)
    page.set_viewport_size({"width": 390, "height": 844})
    begin(world, page, language, email=email)
    box = page.locator("[data-suggestions]")
    expect(box).to_be_visible()
    page.locator(BODY).fill(DOCTOR[language])
    before = page.evaluate(PLACES)
    expect(box.locator("a").first).to_be_visible()
    expect(box.get_by_role("status")).not_to_be_empty()
    assert page.evaluate(PLACES) == before, "nothing moves away from under a finger"
    assert browser.axe(page) == []
    send(page)
    expect(page).to_have_url(conversation(language))
    assert questions_from(world, email) == [DOCTOR[language]]
    mailbox.wait_for(email)


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_scripts_guides_come_once_before_it_is_sent(
    world: World, open_browser: OpenBrowser, new_address: Callable[..., str], language: str
) -> None:
    email, page = new_address(), open_browser(language, java_script_enabled=False)
    begin(world, page, language, body=DOCTOR[language], email=email)
    expect(page.locator("[data-suggestions]")).to_be_hidden()
    send(page)
    expect(page.locator(".suggested a").first).to_be_visible()
    assert questions_from(world, email) == []
    send(page)
    expect(page).to_have_url(conversation(language))
    assert questions_from(world, email) == [DOCTOR[language]]


@SCRIPTS
def test_a_guide_that_answered_leads_to_thanks_and_no_question(
    world: World, open_browser: OpenBrowser, new_address: Callable[..., str], scripts: bool
) -> None:
    email, page = new_address(), open_browser(java_script_enabled=scripts)
    begin(world, page, "nb", body=DOCTOR["nb"], email=email)
    if scripts:  # quicker than the guides came
        main_form(page).locator('[name="shown"]').evaluate("field => { field.value = '' }")
    send(page)
    press(page, page.locator('form[action$="/ask/answered"] button').first)
    expect(page).to_have_url(re.compile("/nb/ask/answered$"))
    assert questions_from(world, email) == []


def test_a_guide_opens_beside_what_one_writes(world: World, open_browser: OpenBrowser) -> None:
    page = open_browser()
    begin(world, page, "nb")
    page.locator(BODY).press_sequentially(DOCTOR["nb"])
    guide = page.locator("[data-suggestions] a").first
    expect(guide).to_be_visible()
    page.keyboard.press("Tab")
    expect(guide).to_be_focused()
    with page.context.expect_page() as opened:
        page.keyboard.press("Enter")
    expect(opened.value).to_have_url(re.compile("/nb/articles/"))
    expect(page.locator(BODY)).to_have_value(DOCTOR["nb"])


def test_what_one_writes_is_in_no_address(world: World, open_browser: OpenBrowser) -> None:
    page, asked = open_browser(), []
    begin(world, page, "nb")
    page.on("request", lambda request: asked.append(request.url) if "/ask" in request.url else None)
    page.locator(BODY).fill(DOCTOR["nb"])
    expect(page.locator("[data-suggestions] a").first).to_be_visible()
    assert [url.rpartition("/")[2] for url in asked] == ["suggestions"]


def test_a_text_kept_from_before_goes_on_where_it_was(
    world: World, open_browser: OpenBrowser
) -> None:
    page = open_browser()
    begin(world, page, "nb", body=DOCTOR["nb"])
    page.goto(address(world, "pages.region", "nb"))
    page.goto(address(world, "helpdesk.ask", "nb"))
    expect(page.locator(BODY)).to_have_value(DOCTOR["nb"])
    expect(page.locator("[data-suggestions] a").first).to_be_visible()


@JOURNEYS
def test_who_would_rather_talk_gives_a_number_and_is_told_when_we_call(
    world: World, open_browser: OpenBrowser, language: str, scripts: bool
) -> None:
    page = open_browser(language, java_script_enabled=scripts)
    begin(world, page, language, body="Qwertyuiop?")
    phone = main_form(page).locator('[name="phone"]')
    expect(phone).to_be_hidden()
    page.locator('[name="reply_by"][value="call"]').check()
    expect(phone).to_be_visible()
    phone.fill("12")
    page.locator('[name="call_times"][value="morning"]').check()
    send(page)
    expect(page.locator('[data-error-summary] a[href="#phone"]')).to_be_visible()
    expect(phone).to_have_value("12")
    phone.fill("61 00 00 00")
    if scripts:  # the checker is one
        assert browser.axe(page) == []
    send(page)
    expect(page).to_have_url(conversation(language))
