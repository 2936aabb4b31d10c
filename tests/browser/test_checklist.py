"""A moving checklist as a newcomer keeps it: made, ticked, found again by a link in an e-mail, put
into a calendar; in four languages, with and without scripts."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenBrowser
from tests.browser.people import JOURNEYS, Mailbox, address, link_in, link_to, text_of
from tests.guides.test_calendar import parse
from tests.support import browser
from tests.support.pages import World, main_form, press

MOVING_ON = "2027-09-01"


def box(page: Page, slug: str) -> Locator:
    return page.locator(f"#tick-{slug}")


def make_list(page: Page, world: World, language: str) -> None:
    """From the front page to a list of one's own."""
    page.goto(address(world, "pages.front_page", language))
    press(page, link_to(page, world, "checklist.start", language).first)
    form = main_form(page)
    form.locator('[name="moving_on"]').fill(MOVING_ON)
    form.locator('[name="municipality"]').select_option("lillehammer")
    for situation in ("family", "eu"):
        form.locator(f'[name="situations"][value="{situation}"]').check()
    press(page, form.locator('button[type="submit"]'))
    expect(page).to_have_url(re.compile(f"/{language}/checklist/[^/]+$"))


def tick(page: Page, *slugs: str, scripts: bool) -> None:
    """Tick, and wait until it is kept."""
    for slug in slugs:
        box(page, slug).check()
    if scripts:
        expect(page.locator("[data-save-note]")).not_to_be_empty()
        expect(page.locator("[data-save-bar]")).to_be_hidden()
    else:
        press(page, page.locator("[data-save-bar] button"))


@JOURNEYS
def test_a_list_is_made_ticked_mailed_found_again_and_put_into_a_calendar(
    world: World,
    mailbox: Mailbox,
    open_browser: OpenBrowser,
    new_address: Callable[..., str],
    language: str,
    scripts: bool,
) -> None:
    page, email = open_browser(language, java_script_enabled=scripts), new_address()
    make_list(page, world, language)
    expect(page.locator("html")).to_have_attribute("lang", language)
    tick(page, "childcare", "report-your-move", scripts=scripts)
    expect(page.locator("progress")).to_have_attribute("value", "2")
    page.reload()
    expect(box(page, "childcare")).to_be_checked()
    expect(box(page, "register-as-eu-citizen")).not_to_be_checked()

    mail_form = page.locator('main form[action$="/mail"]')
    mail_form.locator('[name="email"]').fill(email)
    press(page, mail_form.locator("button"))
    mail = mailbox.wait_for(email)
    assert MOVING_ON[:4] not in text_of(mail)
    elsewhere = open_browser(language, java_script_enabled=scripts)
    elsewhere.goto(link_in(mail))
    expect(elsewhere.locator("html")).to_have_attribute("lang", language)
    expect(box(elsewhere, "report-your-move")).to_be_checked()

    with elsewhere.expect_download() as download:
        elsewhere.locator('main a[href$="/calendar.ics"]').click()
    assert download.value.suggested_filename == "checklist.ics"
    events = parse(download.value.path().read_bytes())
    days = {event["UID"].partition("@")[0]: event["DTSTART;VALUE=DATE"] for event in events}
    assert "20270901" in days.values()
    assert not any(uid.endswith(("-childcare", "-report-your-move")) for uid in days)


def test_two_open_tabs_keep_each_other_s_ticks_as_they_are_made(
    world: World, open_browser: OpenBrowser
) -> None:
    page = open_browser("nb")
    make_list(page, world, "nb")
    other = page.context.new_page()
    other.goto(page.url)
    tick(page, "childcare", scripts=True)
    tick(other, "waste", scripts=True)
    expect(box(other, "childcare")).to_be_checked()
    expect(other.locator("progress")).to_have_attribute("value", "2")
    other.close()


def test_quick_ticks_are_all_kept(world: World, open_browser: OpenBrowser) -> None:
    page = open_browser("sv")
    make_list(page, world, "sv")
    slugs = ("childcare", "waste", "dentist", "tax-card", "find-a-home")
    for slug in slugs:
        box(page, slug).check()
    box(page, "waste").uncheck()
    expect(page.locator("[data-save-note]")).not_to_be_empty()
    expect(page.locator("progress")).to_have_attribute("value", "4")
    page.reload()
    for slug in slugs:
        expect(box(page, slug)).to_be_checked(checked=slug != "waste")


def test_a_tick_that_cannot_be_saved_leaves_the_button_to_do_it(
    world: World, open_browser: OpenBrowser
) -> None:
    page = open_browser("nn")
    make_list(page, world, "nn")
    path = page.url
    page.route(
        path, lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    with page.expect_event("requestfailed"):
        box(page, "waste").check()
    expect(page.locator("[data-save-bar]")).to_be_visible()
    page.unroute(path)
    press(page, page.locator("[data-save-bar] button"))
    expect(box(page, "waste")).to_be_checked()


def test_a_printed_list_has_its_boxes_and_its_address_and_no_buttons(
    world: World, open_browser: OpenBrowser
) -> None:
    page = open_browser("en")
    make_list(page, world, "en")
    tick(page, "waste", scripts=True)
    page.emulate_media(media="print")
    expect(box(page, "waste")).to_be_visible()
    expect(page.locator(".checklist-print-link")).to_contain_text(page.url)
    expect(page.locator("main button:visible, main a.ds-button:visible")).to_have_count(0)


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_a_list_with_ticks_and_late_steps_is_accessible(
    world: World, open_browser: OpenBrowser, colours: str
) -> None:
    page = open_browser("nb", color_scheme=colours)
    (listed,) = [one for one in world.pages if one.name == "checklist"]
    world.visit(page, listed, "nb")
    assert browser.axe(page) == []
