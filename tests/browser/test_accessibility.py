"""axe finds nothing on any page: by day and by night, on a phone and on a desk."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OpenBrowser
from tests.support import browser
from tests.support.pages import ROLES, SitePage, World

# By night only colours are other than by day.
COLOURS = ["color-contrast", "link-in-text-block"]


def look(page: Page, world: World, pages: list[SitePage], language: str) -> list[str]:
    """What axe finds on the pages, each violation with the name of its page. Colours are the same in
    every language: by night they are looked at in one."""
    found = []
    for one in pages:
        page.emulate_media(color_scheme="light")
        world.visit(page, one, language)
        found += [f"{one.name}, {language}: {said}" for said in browser.axe(page)]
        if language != "nb":
            continue
        page.emulate_media(color_scheme="dark")
        said_by_night = browser.axe(page, rules=COLOURS)
        found += [f"{one.name}, {language}, dark: {said}" for said in said_by_night]
    return found


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("language", ["nb", "sv"])
def test_no_page_keeps_anybody_out(
    world: World, open_browser: OpenBrowser, language: str, role: str
) -> None:
    assert look(open_browser(language), world, world.of(role), language) == []


@pytest.mark.parametrize("language", ["nn", "en"])
def test_nor_do_those_that_most_people_meet_on_a_phone(
    world: World, open_browser: OpenBrowser, language: str
) -> None:
    page = open_browser(language, viewport={"width": 390, "height": 844})
    assert look(page, world, [one for one in world.pages if one.key], language) == []
