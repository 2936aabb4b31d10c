"""What holds on every page: it keeps nobody out, it fits, it is valid, it says what it is.

Every page is opened in one language on a desk, and then made narrow; those of people who are no
coordinators, if they have an address, in the language that differs most, on a phone; those that most
people meet in all four.
What keeps people out is looked for on all pages in one language (by day or by night, in turns; on
those that most people meet in both), and on those that most people meet in the one that differs
most: only the words do.
"""

from dataclasses import dataclass
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from tests.support import browser, nu
from tests.support.browser import Watch
from tests.support.pages import LANGUAGES, SitePage, World

NARROW = 320
PHONE = {"width": NARROW, "height": 640}
DESK = {"width": 1280, "height": 900}
AT_A_TIME = 40  # pages in one browser: what has been read stays in its memory
# Colours are the same in every language: they are looked at in one.
COLOURS = ["color-contrast", "link-in-text-block"]
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
# Addresses in a language that answer with no page.
NO_PAGES = {
    "accounts.export",
    "checklist.calendar",
    "helpdesk_desk.figures_csv",
    "mentoring_desk.mentor_figures_csv",
    "jobs.vacancies_feed",
    "jobs.own_partner_cv",
    "jobs.employer_partner_cv",
    "jobs_desk.partner_cv_at_desk",
    "jobs_desk.job_figures_csv",
}


@dataclass(frozen=True)
class Seen:
    """What came when a page was opened. Its width is that on the narrowest of phones."""

    name: str
    language: str
    status: int
    html: str
    lang: str
    title: str
    width: int
    complaints: list[str]
    barriers: list[str]


@pytest.fixture(scope="module")
def seen(world: World, chromium: Browser) -> dict[str, list[Seen]]:
    """The pages in each language, each opened once."""
    return {language: look_around(world, chromium, language) for language in LANGUAGES}


def look_around(world: World, chromium: Browser, language: str) -> list[Seen]:
    pages = [one for one in world.pages if is_opened(one, language)]
    found = []
    for first in range(0, len(pages), AT_A_TIME):
        found += look_at(world, chromium, language, pages[first : first + AT_A_TIME])
    return found


def look_at(world: World, chromium: Browser, language: str, pages: list[SitePage]) -> list[Seen]:
    found: list[Seen] = []
    page = browser.newcomer(chromium, world.site.url, language)
    watch = Watch(page.context, world.site.url)
    for one in pages:
        page.set_viewport_size(DESK if language == "nb" else PHONE)
        response = world.visit(page, one, language)
        barriers = barriers_on(page, one, language, by_night=len(found) % 2 == 1)
        page.set_viewport_size(PHONE)
        found.append(
            Seen(
                name=one.name,
                language=language,
                status=response.status,
                html=response.text(),
                lang=page.locator("html").get_attribute("lang") or "",
                title=page.title(),
                width=page.evaluate("document.documentElement.scrollWidth"),
                complaints=watch.take(),
                barriers=barriers,
            )
        )
    page.context.close()
    return found


def is_opened(one: SitePage, language: str) -> bool:
    is_met = one.step is None and one.role != "coordinator"
    return one.key or language == "nb" or (language == "sv" and is_met)


def barriers_on(page: Page, one: SitePage, language: str, *, by_night: bool) -> list[str]:
    """What axe finds on the page as it stands, if it is one of those that are looked at."""
    if language == "sv" and one.key:
        return browser.axe(page, without=COLOURS)
    found: list[str] = []
    if language == "nb":
        for scheme in SCHEMES if one.key else SCHEMES[by_night:][:1]:
            page.emulate_media(color_scheme=scheme)
            found += [f"{scheme}: {said}" for said in browser.axe(page)]
        page.emulate_media(color_scheme="light")
    return found


@pytest.fixture(params=LANGUAGES)
def in_one_language(request: pytest.FixtureRequest, seen: dict[str, list[Seen]]) -> list[Seen]:
    return seen[request.param]


def test_every_page_is_in_the_list(world: World) -> None:
    adapter = world.app.url_map.bind("127.0.0.1")
    listed = set()
    for one in world.pages:
        path = one.path.format(lang="nb").partition("?")[0]
        if one.status not in {404, 405}:
            listed.add(adapter.match(path, method="GET")[0])
    pages = {
        rule.endpoint
        for rule in world.app.url_map.iter_rules()
        if "language" in rule.arguments and "GET" in (rule.methods or ())
    }
    assert pages - NO_PAGES - listed == set()


def test_it_is_valid_html(seen: dict[str, list[Seen]]) -> None:
    pages = {f"{one.name} in {one.language}": one.html for all_ in seen.values() for one in all_}
    assert nu.check(pages) == []


def test_it_keeps_nobody_out(in_one_language: list[Seen]) -> None:
    assert [f"{one.name}: {said}" for one in in_one_language for said in one.barriers] == []


def test_it_fits_on_the_narrowest_phone(in_one_language: list[Seen]) -> None:
    assert [(one.name, one.width) for one in in_one_language if one.width > NARROW] == []


def test_it_says_its_language(in_one_language: list[Seen]) -> None:
    assert [one.name for one in in_one_language if one.lang != one.language] == []


def test_it_has_a_title_that_no_other_kind_of_page_has(in_one_language: list[Seen]) -> None:
    titles = {one.name: one.title for one in in_one_language}
    assert [name for name, title in titles.items() if not title.strip()] == []
    plain = {one.name: one.title for one in in_one_language if one.name in FAR_APART}
    assert len(set(plain.values())) == len(plain)


FAR_APART = ("front", "region", "contact", "ask", "articles", "sign-in", "me", "desk", "error-404")


def test_nothing_is_complained_of_or_fetched_from_elsewhere(in_one_language: list[Seen]) -> None:
    assert [said for one in in_one_language for said in one.complaints] == []


def test_the_page_of_a_mistake_says_so_in_its_title(seen: dict[str, list[Seen]]) -> None:
    titles = {one.name: one.title for one in seen["nb"]}
    for name in ("ask", "sign-in", "me-erase", "people"):
        assert titles[f"{name}-mistakes"] != titles[name]
        assert titles[f"{name}-mistakes"].endswith(titles[name])
