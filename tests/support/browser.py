"""A real browser, somebody who uses it, and the accessibility checker that runs inside it.

with browser.launch() as chromium:
    page = browser.newcomer(chromium, site.url, "nn")
    watch = browser.Watch(page.context, site.url)
    page.goto("/nn/")
    assert browser.axe(page) == []
    assert watch.complaints == []
"""

import ipaddress
import itertools
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    WebError,
    sync_playwright,
)

from tests.support.processes import ROOT

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # One process for the pages of a browser: it has read their scripts, and axe's, before.
    "--renderer-process-limit=1",
]
# WCAG 2.2 up to AA, and what axe calls good practice.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What browsers say that they like best.
LOCALES = {"nb": "nb-NO", "nn": "nn-NO", "sv": "sv-SE", "en": "en-GB"}

# Addresses that documents may use and nobody has. Each browser comes from its own, since the site
# counts what one network asks for; it believes them only with TRUSTED_PROXIES=1.
_networks = ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")
_addresses = itertools.cycle(
    [str(one) for network in _networks for one in ipaddress.ip_network(network).hosts()]
)


def find_program() -> str | None:
    """Chromium as it is built for tests, which opens pages in two thirds of the time, or else as
    people have it."""
    return shutil.which("chromium-headless-shell") or shutil.which("chromium")


@contextmanager
def launch() -> Iterator[Browser]:
    """The machine's Chromium, without a window."""
    chromium = find_program()
    if chromium is None:
        raise RuntimeError("No Chromium on this machine: run `make machine`.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def newcomer(
    chromium: Browser, url: str, language: str = "nb", *, proxied: bool = True, **options: Any
) -> Page:
    """A page in a browser of its own: nothing kept from before, from a network of its own."""
    headers = {"X-Forwarded-For": next(_addresses)} if proxied else {}
    context = chromium.new_context(
        base_url=url, locale=LOCALES[language], extra_http_headers=headers, **options
    )
    context.set_default_timeout(15_000)
    return context.new_page()


@dataclass
class Watch:
    """Listens to all pages of a browser: errors in the console (refusals by the
    Content-Security-Policy are among them), crashed scripts, what is asked of other sites, and
    what a page needs and does not get."""

    context: BrowserContext
    url: str
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context.on("console", self._hear)
        self.context.on("weberror", self._see_crash)
        self.context.on("request", self._see_request)
        self.context.on("response", self._see_response)

    def take(self) -> list[str]:
        """What there was to complain of since the last time."""
        taken, self.complaints = self.complaints, []
        return taken

    def _complain(self, what: str) -> None:
        pages = ", ".join(page.url for page in self.context.pages)
        self.complaints.append(f"{pages}: {what}")

    def _hear(self, message: ConsoleMessage) -> None:
        # That a page comes with a status over 400 is a test's own business.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self._complain(f"console: {message.text}")

    def _see_crash(self, error: WebError) -> None:
        self._complain(f"script: {error.error}")

    def _see_request(self, request: Request) -> None:
        if not request.url.startswith((self.url, "data:")) and not request.is_navigation_request():
            self._complain(f"asks another site: {request.url}")

    def _see_response(self, response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            self._complain(f"is not given {response.url}: {response.status}")


@cache
def _axe_source() -> str:
    return (ROOT / "node_modules/axe-core/axe.min.js").read_text()


def axe(page: Page, *, rules: list[str] | None = None, without: Iterable[str] = ()) -> list[str]:
    """What axe finds wrong with the page as it stands: one paragraph for each rule broken."""
    # evaluate() is not held by the page's Content-Security-Policy, as a script tag would be.
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe_source())
    options = {
        "runOnly": rules or RULES,
        "rules": {rule: {"enabled": False} for rule in without},
        "resultTypes": ["violations"],
    }
    run = "async options => (await axe.run(document, options)).violations"
    return [_describe(violation) for violation in page.evaluate(run, options)]


def _describe(violation: dict[str, Any]) -> str:
    lines = [f"{violation['id']} ({violation['impact']}): {violation['help']}"]
    for node in violation["nodes"][:5]:
        target = " ".join(str(part) for part in node["target"])
        lines.append(f"  {target}: {node['html'][:160]}")
        lines += [
            f"    {check['message']}" for check in (*node["any"], *node["all"], *node["none"])
        ]
    if len(violation["nodes"]) > 5:
        lines.append(f"  … and {len(violation['nodes']) - 5} more")
    return "\n".join(lines)


# Whether the thing that has the keyboard shows it: an outline or a shadow of its own, or of the
# pseudo-element that stands for the whole of a card, or an outline around a radio button with its
# label; and whether it is where one can see it.
_FOCUS = """() => {
    const one = document.activeElement;
    if (!one || one === document.body) return null;
    const hasOutline = (style) =>
        style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0
            && !style.outlineColor.endsWith(", 0)");
    const isDrawn = (style) => hasOutline(style) || style.boxShadow !== "none";
    const shown = [null, "::after", "::before"].some((part) => isDrawn(getComputedStyle(one, part)))
        || hasOutline(getComputedStyle(one.parentElement));
    const box = one.getBoundingClientRect();
    const seen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    const says = `<${one.tagName.toLowerCase()}> ${(one.name || one.innerText || "").slice(0, 50)}`;
    return {shown: shown && seen && one.checkVisibility(), says};
}"""


def focused(page: Page) -> tuple[str, bool] | None:
    """What has the keyboard, in words, and whether one can see that; None when nothing has."""
    found = page.evaluate(_FOCUS)
    return None if found is None else (found["says"], found["shown"])
