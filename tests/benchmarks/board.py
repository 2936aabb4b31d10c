"""Measure the mentor board: `make bench-board` (DATABASE=postgresql for that engine).

10,000 newcomers wait and 3,000 mentors are there. How soon the board opens; and how long it takes
from the button to the proposals on the screen, the worker's look-out, the database and the
browser's asking included, beside the time of the matching engine alone.
"""

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from signal import SIGTERM
from urllib.parse import urlencode

from sqlalchemy import create_engine, select

from newcomer.app import create_app
from newcomer.config import Settings
from newcomer.extensions import db
from newcomer.mentoring.models import MatchRun
from tests.benchmarks import seed, seed_mentoring
from tests.benchmarks.__main__ import databases
from tests.benchmarks.client import Load, measure
from tests.support import processes, server

NEWCOMERS, MENTORS = 10_000, 3_000
BOARD = "/nb/desk/mentoring"
PAGES = {
    "board": [BOARD],
    "board, page 30": [f"{BOARD}?page=30"],
    "board, narrowed down": [f"{BOARD}?place=lillehammer", f"{BOARD}?speaks=ti&found=no"],
    "what the search found": [],
    "the desk": ["/nb/desk/"],
}
SLOWEST = 300.0  # milliseconds
TIMES, AND_SECONDS = 3, 2.0  # of the engine's own time
CLICKS = 5
ASKS = 0.5  # seconds between two looks of the browser, as in assets/parts/board.js


class Browser:
    """Somebody who is signed in, with the cookies of their session."""

    def __init__(self, port: int, cookie: str) -> None:
        self.port, self.cookie = port, cookie

    def ask(self, method: str, path: str, **data: str) -> tuple[int, str, str]:
        """Status, where it leads, and the page."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request(method, path, urlencode(data) if data else None, headers)
        response = connection.getresponse()
        page = response.read().decode()
        if kept := response.headers.get("Set-Cookie"):
            self.cookie = kept.split(";")[0]
        connection.close()
        return response.status, response.headers.get("Location", ""), page


def click(browser: Browser) -> tuple[float, str]:
    """Press the button and wait as a browser does; seconds until the board is there again."""
    _status, _to, page = browser.ask("GET", BOARD)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert token is not None, page[:500]
    began = time.perf_counter()
    status, progress, _page = browser.ask("POST", f"{BOARD}/propose", csrf_token=token[1])
    assert status == 302, status
    browser.ask("GET", progress)
    time.sleep(0.3)
    while True:
        status, to, _page = browser.ask("GET", progress)
        if status == 302:
            break
        assert time.perf_counter() - began < 120, "the search was not done in two minutes"
        time.sleep(ASKS)
    status, _to, page = browser.ask("GET", to)
    seconds = time.perf_counter() - began
    assert 'class="reasons"' in page, "no proposals are shown"
    return seconds, progress


@contextmanager
def worker(settings: dict[str, str], url: str) -> Iterator[None]:
    """The worker as in production, with the engine loaded."""
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "log").open("wb") as log:
        process = subprocess.Popen(
            processes.ending_with_us([sys.executable, "-m", "flask", "--app", "wsgi", "worker"]),
            env=server.environment_for(settings, Path(folder), url),
            cwd=processes.ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            yield
        finally:
            processes.stop(process, SIGTERM)


def fill(database_url: str) -> str:
    """The database, and the cookie of a coordinator."""
    cookie = seed.seed(database_url, seed.Size(guides=10, questions=10))
    settings = seed.settings_for(database_url)
    with tempfile.TemporaryDirectory() as folder:
        base = {"INSTANCE": folder, "BASE_URL": "http://127.0.0.1"}
        app = create_app(Settings.from_environment({**settings, **base}))
        with app.test_request_context():
            seed_mentoring.write(NEWCOMERS, MENTORS)
            db.session.commit()
            seed.settle()
        with app.app_context():
            db.engine.dispose()
    return cookie


def results(database_url: str) -> list[dict[str, float]]:
    engine = create_engine(database_url)
    with engine.connect() as connection:
        found = list(connection.scalars(select(MatchRun.result).order_by(MatchRun.id)))
    engine.dispose()
    return found


def main(engine: str = "sqlite") -> int:
    kept = True
    with databases(engine) as create:
        url = create("board")
        cookie = fill(url)
        settings = seed.settings_for(url)
        with server.start(settings) as site, worker(settings, site.url):
            browser = Browser(site.port, cookie)
            click(browser)  # the engine is loaded, and may have to be compiled
            clicks = [click(browser) for _ in range(CLICKS)]
            found = results(url)[1:]
            pages = {**PAGES, "what the search found": [clicks[-1][1].replace("/progress", "")]}
            time.sleep(3)  # what the worker does after the last search
            opened = {
                name: measure(Load(site.port, paths, cookie, requests=100, seconds=10))
                for name, paths in pages.items()
            }
    print(f"\n{engine}: {NEWCOMERS:,} newcomers wait, {MENTORS:,} mentors; one worker of each\n")
    print(f"{'':24} {'p50 ms':>8} {'p99 ms':>8}")
    for name, one in opened.items():
        print(f"{name:24} {one.percentile(50):8.1f} {one.percentile(99):8.1f}")
        kept &= one.percentile(99) <= SLOWEST
    print(f"\n{'engine s':>9} {'search s':>9} {'click to shown s':>17} {'at most':>8}")
    for (seconds, _path), result in zip(clicks, found, strict=True):
        own = result["engine_seconds"]
        most = TIMES * own + AND_SECONDS
        kept &= seconds <= most
        print(f"{own:9.2f} {result['seconds']:9.2f} {seconds:17.2f} {most:8.2f}")
    print(
        f"\nmatched {found[-1]['matched']:,}; {'kept' if kept else 'BROKEN'}: "
        f"p99 at most {SLOWEST:.0f} ms, at most {TIMES} times the engine and {AND_SECONDS:.0f} s"
    )
    return int(not kept)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
