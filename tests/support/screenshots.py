"""Picture every page in every language, on phone and desk, by day and night.

`make screenshots PAGES="/{lang}/ask /{lang}/contact" LANGUAGES="nn sv"` takes only some.
"""

import os
import shutil
import sys
from typing import Literal

from playwright.sync_api import Browser

from tests.support import browser, server
from tests.support.pages import LANGUAGES, newcomer_pages
from tests.support.processes import ROOT

FOLDER = ROOT / "screenshots"
WIDTHS = {390: 844, 1280: 900}
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")


def take(chromium: Browser, url: str, paths: list[str], languages: list[str]) -> int:
    """Take the pictures; how many there are."""
    taken = 0
    for width, height in WIDTHS.items():
        for scheme in SCHEMES:
            page = chromium.new_page(
                viewport={"width": width, "height": height}, color_scheme=scheme
            )
            for path in paths:
                for language in languages:
                    page.goto(url + path.format(lang=language))
                    name = path.removeprefix("/{lang}").strip("/").replace("/", "-") or "front"
                    picture = FOLDER / language / f"{name}-{width}-{scheme}.png"
                    page.screenshot(path=picture, full_page=True)
                    taken += 1
            page.close()
    return taken


def main() -> int:
    paths = os.environ.get("PAGES", "").split() or newcomer_pages()
    languages = os.environ.get("LANGUAGES", "").split() or list(LANGUAGES)
    shutil.rmtree(FOLDER, ignore_errors=True)
    with server.demo() as site, browser.launch() as chromium:
        taken = take(chromium, site.url, paths, languages)
    print(f"{taken} pictures in {FOLDER.name}/")
    return 0


if __name__ == "__main__":
    sys.exit(main())
