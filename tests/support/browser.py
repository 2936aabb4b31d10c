"""A real browser, and the accessibility checker that runs inside it.

with browser.launch() as chromium:
    page = chromium.new_page(locale="nn")
    page.goto(site.url + "/nn/")
    assert browser.axe(page) == []
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.support.processes import ROOT

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# WCAG 2.2 up to AA, and what axe calls good practice.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@contextmanager
def launch() -> Iterator[Browser]:
    """The machine's Chromium, without a window."""
    chromium = shutil.which("chromium")
    if chromium is None:
        raise RuntimeError("No Chromium on this machine: run `make machine`.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@cache
def _axe_source() -> str:
    return (ROOT / "node_modules/axe-core/axe.min.js").read_text()


def axe(page: Page, *, rules: list[str] | None = None) -> list[str]:
    """What axe finds wrong with the page as it stands: one paragraph for each rule broken."""
    # evaluate() is not held by the page's Content-Security-Policy, as a script tag would be.
    page.evaluate(_axe_source())
    result = page.evaluate(
        "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", rules or RULES
    )
    return [_describe(violation) for violation in result["violations"]]


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
