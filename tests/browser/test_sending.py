"""Nothing is sent twice and nothing that was written is lost, whatever happens on the way."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests import factories
from tests.browser.conftest import OpenBrowser
from tests.browser.people import (
    SCRIPTS,
    Mailbox,
    address,
    end_session,
    link_in,
    make_coordinator,
    messages_to,
    questions_from,
    sign_in,
)
from tests.support.pages import World, main_form, press, send

CONVERSATION = re.compile("/nb/conversation/")


def question(email: str) -> str:
    """What this address asks: no guide looks like it, and nobody else asks the same."""
    return f"Qwertyuiop? ({email.partition('@')[0]})"


def fill_in(world: World, page: Page, email: str) -> None:
    page.goto(address(world, "helpdesk.ask", "nb"))
    main_form(page).locator('[name="body"]').fill(question(email))
    main_form(page).locator('[name="email"]').fill(email)


@SCRIPTS
def test_a_double_click_asks_once(
    world: World,
    mailbox: Mailbox,
    open_browser: OpenBrowser,
    new_address: Callable[..., str],
    scripts: bool,
) -> None:
    email, page = new_address(), open_browser(java_script_enabled=scripts)
    fill_in(world, page, email)
    main_form(page).locator('button[type="submit"]:not([name])').dblclick()
    expect(page).to_have_url(CONVERSATION)
    assert questions_from(world, email) == [question(email)]
    mailbox.wait_for(email)
    assert len(mailbox.to(email)) == 1


@SCRIPTS
def test_a_double_click_replies_once(
    world: World, open_browser: OpenBrowser, new_address: Callable[..., str], scripts: bool
) -> None:
    email, page = new_address(), open_browser(java_script_enabled=scripts)
    fill_in(world, page, email)
    press(page, main_form(page).locator('button[type="submit"]:not([name])'))
    main_form(page).locator('[name="body"]').fill("Og hva med barna?")
    main_form(page).locator('button[type="submit"]:not([name])').dblclick()
    expect(page.get_by_role("article").filter(has_text="Og hva med barna?")).to_have_count(1)
    assert messages_to(world, email) == 1


@SCRIPTS
def test_going_back_and_sending_the_same_again_asks_once(
    world: World, open_browser: OpenBrowser, new_address: Callable[..., str], scripts: bool
) -> None:
    email, page = new_address(), open_browser(java_script_enabled=scripts)
    fill_in(world, page, email)
    press(page, main_form(page).locator('button[type="submit"]:not([name])'))
    expect(page).to_have_url(CONVERSATION)
    page.go_back()
    if main_form(page).locator('[name="body"]').input_value() == "":
        return  # the browser shows an empty form: whoever writes anew asks anew
    press(page, main_form(page).locator('button[type="submit"]:not([name])'))
    expect(page).to_have_url(CONVERSATION)
    assert questions_from(world, email) == [question(email)]


@SCRIPTS
def test_going_back_and_asking_something_else_asks_both(
    world: World, open_browser: OpenBrowser, new_address: Callable[..., str], scripts: bool
) -> None:
    email, page = new_address(), open_browser(java_script_enabled=scripts)
    fill_in(world, page, email)
    press(page, main_form(page).locator('button[type="submit"]:not([name])'))
    page.go_back()
    send(page, body="Asdfghjkl?", email=email)
    expect(page).to_have_url(CONVERSATION)
    assert questions_from(world, email) == [question(email), "Asdfghjkl?"]


@SCRIPTS
def test_a_form_that_lay_too_long_comes_back_filled_in_and_can_be_sent(
    world: World, open_browser: OpenBrowser, new_address: Callable[..., str], scripts: bool
) -> None:
    email, page = new_address(), open_browser(java_script_enabled=scripts)
    fill_in(world, page, email)
    page.context.clear_cookies()
    response = press(page, main_form(page).locator('button[type="submit"]:not([name])'))
    assert response is not None
    assert response.status == 422
    expect(main_form(page).locator('[name="body"]')).to_have_value(question(email))
    expect(main_form(page).locator('[name="email"]')).to_have_value(email)
    press(page, main_form(page).locator('button[type="submit"]:not([name])'))
    expect(page).to_have_url(CONVERSATION)
    assert questions_from(world, email) == [question(email)]


@SCRIPTS
def test_an_answer_written_until_the_session_ended_is_sent_after_signing_in_in_a_new_tab(
    world: World,
    mailbox: Mailbox,
    open_browser: OpenBrowser,
    new_address: Callable[..., str],
    scripts: bool,
) -> None:
    email, asker = new_address("kari"), new_address()
    page = open_browser(java_script_enabled=scripts)
    make_coordinator(world, email, "nb")
    number = factories.make_question(world.app, email=asker)
    sign_in(world, page, mailbox, email, "nb")
    page.goto(address(world, "helpdesk_desk.question", "nb", question_id=number))
    end_session(world, page, email)
    response = send(page, body="Hos Skatteetaten.")
    assert response is not None
    assert response.status == 401
    expect(page.locator("main dd")).to_have_text("Hos Skatteetaten.")
    with page.context.expect_page() as opened:
        page.locator('main a[target="_blank"]').click()
    tab = opened.value
    send(tab, email=email)
    tab.goto(link_in(mailbox.wait_for(email, 2)))
    send(tab)
    press(page, main_form(page).locator("button"))
    expect(page.get_by_role("article").filter(has_text="Hos Skatteetaten.")).to_have_count(1)
    assert messages_to(world, asker) == 1


@SCRIPTS
def test_an_answer_to_what_has_moved_on_waits_on_the_page(
    world: World,
    mailbox: Mailbox,
    open_browser: OpenBrowser,
    new_address: Callable[..., str],
    scripts: bool,
) -> None:
    email, page = new_address(), open_browser(java_script_enabled=scripts)
    number = factories.make_question(world.app, email=email)
    world.sign_in(page, "coordinator")
    page.goto(address(world, "helpdesk_desk.question", "nb", question_id=number))
    asker = open_browser()
    asker.goto(factories.private_path(world.app, number))
    send(asker, body="Og hva med barna?")
    response = send(page, body="Hos Skatteetaten.")
    assert response is not None
    assert response.status == 409
    expect(page.get_by_role("article").filter(has_text="Og hva med barna?")).to_have_count(1)
    expect(main_form(page).locator('[name="body"]')).to_have_value("Hos Skatteetaten.")
    press(page, main_form(page).locator('button[type="submit"]:not([name])'))
    assert messages_to(world, email) == 2


def test_what_was_begun_is_there_when_one_comes_back_and_gone_when_it_has_been_sent(
    world: World, open_browser: OpenBrowser, new_address: Callable[..., str]
) -> None:
    email, page = new_address(), open_browser()
    fill_in(world, page, email)
    page.goto(address(world, "pages.region", "nb"))
    page.goto(address(world, "helpdesk.ask", "nb"))
    expect(main_form(page).locator('[name="body"]')).to_have_value(question(email))
    expect(main_form(page).locator('[name="email"]')).to_have_value(email)
    expect(main_form(page).get_by_role("status").first).not_to_be_empty()
    press(page, main_form(page).locator('button[type="submit"]:not([name])'))
    page.goto(address(world, "helpdesk.ask", "nb"))
    expect(main_form(page).locator('[name="body"]')).to_have_value("")
