"""Somebody moves here: told once, confirmed by mail, changed, taken back, deleted; in four languages,
with and without scripts, on a phone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenBrowser
from tests.browser.people import JOURNEYS, Mailbox, action, address, link_in, link_to
from tests.support import browser
from tests.support.pages import World, main_form, press
from tests.support.pages.arrivals import tell

PHONE = {"width": 390, "height": 844}


def unfold(page: Page) -> None:
    """Open all that is folded, as a finger does."""
    folded = page.locator("main details:not([open]) > summary")
    while folded.count():
        folded.first.click()


def tell_as(page: Page, email: str) -> None:
    form = main_form(page)
    unfold(page)
    form.locator('[name="email"]').fill(email)
    form.locator('[name="first_name"]').fill("Ana")
    form.locator('[name="age_band"]').select_option("25-34")
    form.locator('[name="moving_on"]').fill("2027-03-01")
    form.locator('[name="place"]').select_option("oyer")
    form.locator('[name="situation"]').select_option("family")
    form.locator('[name="children"][value="3-5"]').check()
    form.locator('[name="languages-0-code"]').select_option("uk")
    form.locator('[name="languages-0-level"]').select_option("6")
    for slug in ("choir", "hiking", "chess"):
        form.locator(f'[name="interests"][value="{slug}"]').check()
    for slot in ("5", "16"):
        form.locator(f'[name="free_times"][value="{slot}"]').check()
    form.locator('[name="hopes"]').fill("Noen å synge med.")
    press(page, form.locator('button[type="submit"]'))


@JOURNEYS
def test_told_confirmed_changed_taken_back_and_deleted(
    world: World,
    mailbox: Mailbox,
    open_browser: OpenBrowser,
    new_address: Callable[..., str],
    language: str,
    scripts: bool,
) -> None:
    page = open_browser(language, java_script_enabled=scripts, viewport=PHONE)
    email = new_address()
    page.goto(address(world, "pages.front_page", language))
    press(page, link_to(page, world, "arrivals.moving", language).first)
    tell_as(page, email)  # nothing is ticked for them: the form comes back
    expect(page.locator("[data-error-summary] li")).to_have_count(1)
    expect(page.locator('[name="interests"][value="chess"]')).to_be_checked()
    page.locator('[name="uses"][value="mentor"]').check()
    press(page, main_form(page).locator('button[type="submit"]'))
    expect(page).to_have_url(re.compile(f"/{language}/moving/sent$"))

    page = open_browser(language, java_script_enabled=scripts, viewport=PHONE)
    page.goto(link_in(mailbox.wait_for(email)))
    expect(page.locator("html")).to_have_attribute("lang", language)
    press(page, main_form(page).locator("button"))
    own_page = page.url
    expect(page.locator("h1")).to_contain_text("Ana")
    expect(page.locator(".use[data-granted]")).to_have_count(1)

    press(page, page.locator('main a[href$="/change"]'))
    expect(page.locator('[name="free_times"][value="16"]')).to_be_checked()
    main_form(page).locator('[name="place"]').select_option("tretten")
    press(page, main_form(page).locator('button[type="submit"]'))
    expect(page.locator(".told")).to_contain_text("Tretten")

    press(page, action(page, "/withdraw/mentor"))
    expect(page.locator(".use[data-granted]")).to_have_count(0)
    press(page, action(page, "/grant/mentor"))
    expect(page.locator(".use[data-granted]")).to_have_count(1)

    press(page, page.locator('main a[href$="/delete"]'))
    press(page, main_form(page).locator('button[type="submit"]'))
    gone = page.goto(own_page)
    assert gone is not None
    assert gone.status == 404


@pytest.mark.parametrize(
    ("language", "width"), [("nb", 320), ("nn", 1280), ("sv", 320), ("en", 1280)]
)
def test_the_form_and_the_own_page_are_for_everybody(
    world: World,
    mailbox: Mailbox,
    open_browser: OpenBrowser,
    new_address: Callable[..., str],
    language: str,
    width: int,
) -> None:
    page = open_browser(language, viewport={"width": width, "height": 900}, reduced_motion="reduce")
    page.goto(address(world, "arrivals.moving", language))
    assert browser.axe(page) == []
    unfold(page)
    assert browser.axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    tell(page)
    expect(page).to_have_url(re.compile("/moving/sent$"))
    assert browser.axe(page) == []
