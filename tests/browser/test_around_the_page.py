"""Languages, print, motion, other sites, and a site that has lost its database."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests import factories
from tests.browser.conftest import OpenBrowser
from tests.browser.people import Mailbox, address, sign_in
from tests.support import browser, nu, server
from tests.support.browser import Watch
from tests.support.pages import LANGUAGES, World, press

OUTSIDE = "http://elsewhere.example.test/"


def test_changing_the_language_stays_on_the_page(world: World, open_browser: OpenBrowser) -> None:
    page = open_browser(viewport={"width": 390, "height": 844})
    kinds = {"front", "ask", "articles", "moving", "me", "question-open", "pair"}
    wanted = [one for one in world.pages if one.name in kinds]
    assert len(wanted) == len(kinds)
    for one in wanted:
        world.sign_in(page, one.role)
        page.goto(one.path.format(lang="nb"))
        for language in ("nn", "sv", "en", "nb"):
            press(page, page.locator(f'header a[hreflang="{language}"]'))
            expect(page).to_have_url(world.site.url + one.path.format(lang=language))
            expect(page.locator("html")).to_have_attribute("lang", language)
            chosen = page.locator(f'header a[hreflang="{language}"]')
            expect(chosen).to_have_attribute("aria-current", "true")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_page_is_in_the_language_of_the_browser(
    open_browser: OpenBrowser, language: str
) -> None:
    page = open_browser(language)
    page.goto("/")
    expect(page).to_have_url(re.compile(f"/{language}/$"))


def first_article(world: World) -> str:
    return next(one.path for one in world.pages if one.name.startswith("article-"))


def test_a_printed_article_is_the_article(world: World, open_browser: OpenBrowser) -> None:
    page = open_browser()
    page.goto(first_article(world).format(lang="nb"))
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    for around in (*page.locator("nav").all(), *page.locator("form, [href='#main']").all()):
        expect(around).to_be_hidden()


def test_whoever_wants_no_motion_gets_none(world: World, open_browser: OpenBrowser) -> None:
    page = open_browser(reduced_motion="reduce")
    for one in [one for one in world.pages if one.key and one.step is None]:
        world.visit(page, one, "nb")
        assert moving(page) == []


def moving(page: Page) -> list[str]:
    """What would move for longer than anybody notices."""
    return list(
        page.evaluate(
            """() => [...document.querySelectorAll("*")].filter((one) => {
                const style = getComputedStyle(one);
                const longest = (times) => Math.max(...times.split(",").map(parseFloat));
                return longest(style.transitionDuration) > 0.01
                    || (style.animationName !== "none" && longest(style.animationDuration) > 0.01)
                    || style.scrollBehavior === "smooth";
            }).map((one) => one.outerHTML.slice(0, 100))"""
        )
    )


def test_no_other_site_learns_the_address_of_a_private_page(
    world: World, open_browser: OpenBrowser, new_address: Callable[..., str]
) -> None:
    number = factories.make_question(world.app, email=new_address())
    page, heard = open_browser(), []

    def answer(route: Route) -> None:
        heard.append(route.request.all_headers())
        route.fulfill(body="<!doctype html><title>Elsewhere</title>", content_type="text/html")

    page.route(f"{OUTSIDE}**", answer)
    page.goto(factories.private_path(world.app, number))
    with page.expect_navigation(url=f"{OUTSIDE}**"):
        page.evaluate("url => { location.href = url }", OUTSIDE)
    assert len(heard) == 1
    assert "referer" not in heard[0]


def test_what_anybody_may_keep_carries_nobodys_session(
    world: World, mailbox: Mailbox, open_browser: OpenBrowser, new_address: Callable[..., str]
) -> None:
    page = open_browser()
    sign_in(world, page, mailbox, new_address(), "nb")
    sheets = page.locator('link[rel="stylesheet"]').all()
    assert sheets
    for sheet in sheets:
        response = page.request.get(sheet.get_attribute("href") or "")
        assert "public" in response.headers["cache-control"]
        assert "set-cookie" not in response.headers, response.url


def test_a_public_page_in_a_frame_of_another_site_shows_nothing(
    world: World, open_browser: OpenBrowser
) -> None:
    response = open_browser().goto(address(world, "pages.front_page", "nb"))
    assert response is not None
    assert "frame-ancestors 'none'" in response.headers["content-security-policy"]


def test_the_mailbox_of_the_demo(chromium: Browser, tmp_path: Path) -> None:
    settings = {
        "NEWCOMER_ENV": "development",
        "DEMO": "1",
        "INSTANCE": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path}/demo.db",
    }
    server.flask("prepare", environment=settings)
    with server.start(settings) as site:
        page = browser.newcomer(chromium, site.url, proxied=False, viewport=PHONE)
        watch = Watch(page.context, site.url)
        page.goto("/nb/sign-in")
        page.locator('main [name="email"]').fill("coordinator@example.test")
        press(page, page.locator('main form button[type="submit"]'))
        server.flask("worker", "--once", environment=settings)
        response = page.goto("/nb/demo/mail")
        assert response is not None
        assert nu.check({"mailbox": response.text()}) == []
        assert browser.axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        press(page, page.locator('main a[href*="/sign-in/link/"]').first)
        press(page, page.locator('main form button[type="submit"]'))
        expect(page).to_have_url(re.compile("/nb/desk/$"))
        page.context.close()
        assert watch.complaints == []


PHONE = {"width": 320, "height": 640}


def test_a_site_without_its_database_still_answers_in_the_language(
    chromium: Browser, tmp_path: Path
) -> None:
    settings = {
        "NEWCOMER_ENV": "development",
        "REGION": "lillehammer",
        "SECRET_KEY": "x" * 32,
        "DATABASE_URL": f"sqlite:///{tmp_path}/empty.db",
    }
    with server.start(settings) as site:
        page = browser.newcomer(chromium, site.url, "nn")
        for path in ("/nn/?a=b", "/nn/"):
            response = page.goto(path)
            assert response is not None
            assert response.status == 500
            assert "content-security-policy" in response.headers, path
            expect(page.locator("html")).to_have_attribute("lang", "nn")
        page.context.close()
