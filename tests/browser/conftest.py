"""The real site for real browsers: gunicorn, a worker, a mail server, and Chromium.

Each pytest-xdist worker has one of each; each test has its own people, and asks nothing of order.
"""

import itertools
import secrets
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import factories
from tests.browser.people import Mailbox
from tests.support import browser, mailserver, pages, processes, server
from tests.support.browser import Watch
from tests.support.pages import World

OpenBrowser = Callable[..., Page]

# As an operator runs it, except that it is reached by http: behind one proxy, and its mail leaves.
SETTINGS = {"MAIL_FROM": "Flyttehjelpen <hjelp@example.test>", "TRUSTED_PROXIES": "1"}
expect.set_options(timeout=15_000)  # two sites and two browsers may share two cores
CROWD = 26  # questions more than the demo has, so that the inbox has a second page


@pytest.fixture(scope="session")
def mailbox() -> Iterator[Mailbox]:
    with mailserver.start() as running:
        yield Mailbox(running)


@pytest.fixture(scope="session")
def world(mailbox: Mailbox) -> Iterator[World]:
    with pages.world({**SETTINGS, "SMTP_URL": mailbox.server.url}) as running, worker(running):
        for number in range(CROWD):
            factories.make_question(
                running.app, body=f"Hva koster SFO? ({number})", email=f"crowd{number}@example.test"
            )
        yield replace(running, pages=[one for one in running.pages if not one.alike])


@contextmanager
def worker(site: World) -> Iterator[None]:
    """The program that sends the site's mail."""
    with tempfile.TemporaryDirectory(prefix="worker-") as folder:
        with (Path(folder) / "log").open("wb") as log:
            process = subprocess.Popen(
                processes.ending_with_us(
                    [sys.executable, "-m", "flask", "--app", "wsgi", "worker", "--pause", "0.2"]
                ),
                env=server.environment_for(site.settings, Path(folder), site.site.url),
                cwd=processes.ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            yield
        finally:
            processes.stop(process, signal.SIGTERM)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with browser.launch() as running:
        yield running


@pytest.fixture
def open_browser(chromium: Browser, world: World) -> Iterator[OpenBrowser]:
    """A browser of one more person: open_browser("sv", java_script_enabled=False). Whatever the
    test is about, no page may complain in the console or ask another site for anything."""
    opened: list[tuple[Page, Watch]] = []

    def make(language: str = "nb", **options: object) -> Page:
        page = browser.newcomer(chromium, world.site.url, language, **options)
        opened.append((page, Watch(page.context, world.site.url)))
        return page

    yield make
    complaints = [one for _, watch in opened for one in watch.complaints]
    for page, _ in opened:
        page.context.close()
    assert complaints == []


_marks = itertools.count(1)


@pytest.fixture
def new_address() -> Callable[..., str]:
    """An e-mail address that no other test has: new_address("ana")."""
    return lambda name="ana": f"{name}-{next(_marks)}-{secrets.token_hex(3)}@example.test"
