"""Measure the site and say whether it keeps its limits.

`make bench`, or `make bench DATABASE=postgresql`.

Everything happens on this machine: the site as in production but with one worker, and a client in a
process of its own. The rates are taken in turns, several times, and the middle one counts, because
what else the machine does would otherwise decide.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import isnan, nan
from statistics import median
from urllib.parse import quote

from tests.benchmarks import seed
from tests.benchmarks.client import Load, Result, measure
from tests.benchmarks.seed_questions import MESSAGES
from tests.support import postgres, server

FEW = seed.Size(guides=100, questions=100, vacancies=100)
MANY = seed.Size(guides=5_000, questions=20_000, vacancies=20_000)
ROUNDS = 5
CONNECTIONS = 8

FRONT_PAGE = ["/nb/"]
ARTICLE = ["/nb/articles/find-a-doctor"]
SEARCH = [f"/nb/search?q={quote(query)}" for query in seed.queries()]
INBOX = "/nb/desk/questions"
# Growth is told by pages with as many rows on the small site as on the large one: else it would be
# that of the page. How slow it gets is told by the others as well.
FILTERED = [f"{INBOX}?view=ours&municipality=lillehammer"]
NARROW = [f"{INBOX}?view=closed&topic=health", f"{INBOX}?view=ours&answer_in=sv"]
SEARCHED = [f"{INBOX}?q={quote(query)}" for query in ("flytt", "eller", "#17")]
RARE = [f"{INBOX}?q={quote(query)}" for query in ("barnehage", "skatt bil")]
# With a query: without one the page is kept in memory for visitors.
VACANCIES = "/nb/vacancies?page=1"
VACANCIES_FILTERED = [
    f"{VACANCIES}&municipality=lillehammer",
    f"{VACANCIES}&kind=permanent&workload=100",
]
VACANCIES_NARROW = [
    f"{VACANCIES}&group=0&remote=100&kind=internship&level=0",
    f"{VACANCIES}&municipality=gausdal&group=6&workload=20",
    f"{VACANCIES}&employer=3",
]
VACANCIES_SEARCHED = [f"{VACANCIES}&q={quote(query)}" for query in ("lillehammer", "firma", "skol")]
VACANCIES_RARE = [
    f"{VACANCIES}&q={quote(query)}" for query in ("sykepleier", "nurse kindergarten", "firma 77")
]

LEAST_OF_CEILING = 0.5
SLOWEST = 50.0  # milliseconds, p99 with one client
MOST_GROWTH = 1.5
MANY_ROWS = ", many"  # what the large site's measurements are called after


@dataclass(frozen=True)
class Target:
    name: str
    site: server.Site
    paths: list[str]
    cookie: str = ""
    counts: bool = False  # whether it matters how many answers a second there are

    def load(self, connections: int, requests: int, seconds: float) -> Load:
        return Load(self.site.port, self.paths, self.cookie, connections, requests, seconds)


@dataclass(frozen=True)
class Measured:
    rate: float  # answers a second with several clients; nan where nobody counts
    rounds: list[Result]  # one client

    def percentile(self, share: int) -> float:
        """Milliseconds: the middle one of the rounds."""
        return median(one.percentile(share) for one in self.rounds)

    @property
    def bytes_each(self) -> int:
        return self.rounds[-1].bytes_each


@contextmanager
def databases(engine: str) -> Iterator[Callable[[str], str]]:
    """Something that makes an empty database and says its URL."""
    if engine == "postgresql":
        with postgres.cluster() as cluster:
            yield cluster.create_database
    elif engine == "sqlite":
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            yield lambda name: f"sqlite:///{folder}/{name}.db"
    else:
        raise SystemExit(f"DATABASE is sqlite or postgresql, not {engine!r}")


def measure_all(targets: list[Target]) -> dict[str, Measured]:
    for target in targets:  # every worker has seen its pages once before it counts
        measure(target.load(connections=2, requests=200, seconds=2))
    rates: dict[str, list[float]] = {target.name: [] for target in targets}
    alone: dict[str, list[Result]] = {target.name: [] for target in targets}
    for _ in range(ROUNDS):
        for target in targets:
            if target.counts:
                several = measure(target.load(CONNECTIONS, requests=6000, seconds=1.5))
                rates[target.name].append(several.rate)
            alone[target.name].append(measure(target.load(1, requests=200, seconds=5)))
    return {name: Measured(median(rates[name] or [nan]), alone[name]) for name in rates}


def report(found: dict[str, Measured]) -> None:
    print(f"{'':32} {'requests/s':>10} {'of ceiling':>10} {'p50 ms':>8} {'p99 ms':>8} {'kB':>6}")
    for name, one in found.items():
        rate, share = "", ""
        if not isnan(one.rate):
            rate, share = f"{one.rate:.0f}", f"{one.rate / found['ceiling'].rate:.0%}"
        p50, p99 = one.percentile(50), one.percentile(99)
        size = one.bytes_each / 1000
        print(f"{name:32} {rate:>10} {share:>10} {p50:8.2f} {p99:8.2f} {size:6.1f}")


def verdicts(found: dict[str, Measured]) -> list[tuple[bool, str]]:
    """Each limit, whether it is kept, and the figure."""
    results = []
    for name in ("front page", "article"):
        share = found[name].rate / found["ceiling"].rate
        results.append(
            (share >= LEAST_OF_CEILING, f"{name}: {share:.0%} of the ceiling, at least 50%")
        )
    for name, one in found.items():
        if name.endswith(MANY_ROWS):
            slowest = one.percentile(99)
            told = f"{name}: p99 {slowest:.1f} ms with one client, at most 50"
            results.append((slowest <= SLOWEST, told))
        if f"{name}{MANY_ROWS}" in found:
            many = found[f"{name}{MANY_ROWS}"]
            growth = many.percentile(50) / one.percentile(50)
            told = f"{name}: {growth:.2f} times from few to many, at most 1.5"
            results.append((growth <= MOST_GROWTH, told))
    return results


def main(engine: str = "sqlite") -> int:
    with databases(engine) as create:
        few, many = create("few"), create("many")
        few_cookie, many_cookie = seed.seed(few, FEW), seed.seed(many, MANY)
        with (
            server.start({}, app="tests.benchmarks.ceiling:app") as ceiling,
            server.start(seed.settings_for(few)) as small,
            server.start(seed.settings_for(many)) as large,
        ):
            targets = [
                Target("ceiling", ceiling, ["/"], counts=True),
                Target("front page", large, FRONT_PAGE, counts=True),
                Target("article", large, ARTICLE, counts=True),
            ]
            for name, paths, signed_in in (
                ("search", SEARCH, False),
                ("inbox", [INBOX], True),
                ("inbox, filtered", FILTERED, True),
                ("inbox, searched", SEARCHED, True),
                ("vacancies", [VACANCIES], False),
                ("vacancies, filtered", VACANCIES_FILTERED, False),
                ("vacancies, searched", VACANCIES_SEARCHED, False),
            ):
                targets += [
                    Target(name, small, paths, few_cookie if signed_in else ""),
                    Target(name + MANY_ROWS, large, paths, many_cookie if signed_in else ""),
                ]
            for name, paths, cookie in (
                ("inbox, narrow", NARROW, many_cookie),
                ("inbox, rare words", RARE, many_cookie),
                ("vacancies, narrow", VACANCIES_NARROW, ""),
                ("vacancies, rare words", VACANCIES_RARE, ""),
            ):
                targets.append(Target(name + MANY_ROWS, large, paths, cookie))
            found = measure_all(targets)
    print(
        f"\nFew: {FEW.guides} guides, {FEW.questions} questions, {FEW.vacancies} vacancies; many:"
    )
    print(f"{MANY.guides:,}, {MANY.questions:,} with {MESSAGES} messages each, {MANY.vacancies:,}.")
    print(f"\n{engine}: one worker, four threads, {CONNECTIONS} clients; p50 and p99 with one.\n")
    report(found)
    print()
    results = verdicts(found)
    for kept, sentence in results:
        print(f"{'kept  ' if kept else 'BROKEN'} {sentence}")
    return int(not all(kept for kept, _ in results))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
