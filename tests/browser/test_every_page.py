"""What holds on every page: it fits, it is valid, it says what it is. Every page is opened in the two
languages that differ most, those that most people meet in all four."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser

from tests.support import browser, nu
from tests.support.browser import Watch
from tests.support.pages import LANGUAGES, World

NARROW = 320
# Addresses in a language that answer with no page.
NO_PAGES = {
    "accounts.export",
    "checklist.calendar",
    "helpdesk_desk.figures_csv",
    "mentoring_desk.mentor_figures_csv",
}


@dataclass(frozen=True)
class Seen:
    """What came when a page was opened on the narrowest of phones."""

    name: str
    language: str
    status: int
    html: str
    lang: str
    title: str
    width: int
    complaints: list[str]


@pytest.fixture(scope="module")
def seen(world: World, chromium: Browser) -> dict[str, list[Seen]]:
    """The pages in each language, each opened once."""
    return {language: look_around(world, chromium, language) for language in LANGUAGES}


def look_around(world: World, chromium: Browser, language: str) -> list[Seen]:
    found = []
    phone = {"width": NARROW, "height": 640}
    page = browser.newcomer(chromium, world.site.url, language, viewport=phone)
    watch = Watch(page.context, world.site.url)
    for one in [one for one in world.pages if one.key or language in ("nb", "sv")]:
        response = world.visit(page, one, language)
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
            )
        )
    page.context.close()
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
    for language in ("nb", "sv"):
        titles = {one.name: one.title for one in seen[language]}
        for name in ("ask", "sign-in", "me-erase", "people"):
            assert titles[f"{name}-mistakes"] != titles[name]
            assert titles[f"{name}-mistakes"].endswith(titles[name])
