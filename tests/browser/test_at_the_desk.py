"""What a coordinator does at the desk, as she goes it: in four languages, with and without scripts."""

import re
from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Page, expect

from newcomer.database import utcnow
from tests.browser.conftest import OpenBrowser
from tests.browser.people import (
    JOURNEYS,
    Mailbox,
    address,
    link_in,
    make_coordinator,
    sign_in,
    text_of,
)
from tests.support.pages import World, main_form, press, send


def opens(page: Page, world: World, endpoint: str, language: str) -> None:
    """Press the link on the page that leads there."""
    found = page.locator(f'main a[href*="{endpoint}"]')
    assert found.count(), f"no link to {endpoint} in {language} at {page.url}"
    press(page, found.first)


def is_told(page: Page) -> None:
    expect(page.get_by_role("status").first).not_to_be_empty()


@JOURNEYS
def test_a_question_from_the_phone_is_written_down_and_seen_through(
    world: World,
    mailbox: Mailbox,
    open_browser: OpenBrowser,
    new_address: Callable[..., str],
    language: str,
    scripts: bool,
) -> None:
    asker, colleague = new_address("ola"), new_address("kari")
    question = f"{asker} vil vite når skolen begynner."
    make_coordinator(world, colleague, language)
    page = open_browser(language, java_script_enabled=scripts)
    sign_in(world, page, mailbox, colleague, language)

    page.goto(address(world, "helpdesk_desk.inbox", language))
    opens(page, world, "/questions/new", language)
    form = main_form(page)
    form.locator('[name="channel"]').select_option("phone")
    send(page, body=question, email=asker)
    expect(page).to_have_url(re.compile(rf"/{language}/desk/questions/\d+$"))
    is_told(page)
    receipt = mailbox.wait_for(asker)
    assert question not in text_of(receipt)
    assert f"/{language}/conversation/" in link_in(receipt)

    opens(page, world, "/note", language)
    send(page, body="Rektor vet det.")
    is_told(page)
    opens(page, world, "/preliminary", language)
    soon = (utcnow() + timedelta(days=14)).date().isoformat()
    send(page, body="Vi spør skolen.", expected_on=soon)
    is_told(page)
    assert "Vi spør skolen." in text_of(mailbox.wait_for(asker, 2))

    page.goto(address(world, "helpdesk_desk.inbox", language, view="elsewhere"))
    page.locator('[name="q"]').fill(asker)
    press(page, page.locator('main form[method="get"] button').first)
    press(page, page.locator("tbody a").first)
    send(page, body="Skolen begynner 18. august.")
    is_told(page)
    answer = mailbox.wait_for(asker, 3)
    page.goto(link_in(answer))
    expect(page.get_by_role("article")).to_have_count(3)
    expect(page.locator("main")).not_to_contain_text("Rektor vet det.")
