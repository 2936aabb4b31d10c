"""Picture every page in every language, on phone and desk, by day and night.

`make screenshots PAGES="ask inbox-open /{lang}/contact" LANGUAGES="nn sv"` takes only some: a page
by its name (`PAGES="conversation*"` is all that begin so) or by its path. The names are those of
the pictures: screenshots/nn/inbox-open-390-dark.png.
"""

import fnmatch
import os
import shutil
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Literal

from playwright.sync_api import Page

from tests.support import browser, server
from tests.support.pages import LANGUAGES, SitePage, World, world
from tests.support.processes import ROOT

FOLDER = ROOT / "screenshots"
WIDTHS = {390: 844, 1280: 900}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def chosen(pages: list[SitePage], wanted: list[str]) -> list[SitePage]:
    """The pages that were asked for, or all of them. ValueError if something names no page."""
    for one in wanted:
        if not any(_is(page, one) for page in pages):
            names = " ".join(page.name for page in pages)
            raise ValueError(f"No page {one!r}. There are: {names}")
    return [page for page in pages if not wanted or any(_is(page, one) for one in wanted)]


def _is(page: SitePage, wanted: str) -> bool:
    return page.path == wanted or fnmatch.fnmatchcase(page.name, wanted)


def take(site: World, pages: list[SitePage], language: str, number: "count[int]") -> int:
    """Take the pictures in one language; how many there are. Each page is opened once."""
    taken = 0
    with browser.launch() as chromium:
        page = browser.newcomer(chromium, site.site.url, language, proxied=False)
        for one in pages:
            site.visit(page, one, language)
            taken += _pictures(page, f"{FOLDER / language / one.name}")
            print(f"{next(number):4}. {language} {one.name}", flush=True)
    return taken


def _pictures(page: Page, name: str) -> int:
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            picture = f"{name}-{width}-{scheme}.png"
            page.screenshot(path=picture, full_page=True, animations="disabled")
    return len(WIDTHS) * len(SCHEMES)


def main() -> int:
    started = time.monotonic()
    languages = os.environ.get("LANGUAGES", "").split() or list(LANGUAGES)
    with world() as site, ThreadPoolExecutor(os.cpu_count()) as hands:
        try:
            pages = chosen(site.pages, os.environ.get("PAGES", "").split())
        except ValueError as error:
            print(error, file=sys.stderr)
            return 1
        server.flask("worker", "--once", environment=site.settings)  # so that the log has something
        shutil.rmtree(FOLDER, ignore_errors=True)
        print(f"{len(pages)} pages in {', '.join(languages)}", flush=True)
        number = count(1)
        work = [hands.submit(take, site, pages, language, number) for language in languages]
        taken = sum(one.result() for one in work)
    print(f"{taken} pictures in {FOLDER.name}/, {time.monotonic() - started:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
