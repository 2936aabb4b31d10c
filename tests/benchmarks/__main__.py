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
from statistics import median

from tests.benchmarks import seed
from tests.benchmarks.client import Load, Result, measure
from tests.support import postgres, server

FEW, MANY = 100, 20_000
ROUNDS = 5
CONNECTIONS = 8

LEAST_OF_CEILING = 0.5
SLOWEST_INBOX = 50.0  # milliseconds, p99 with one client
MOST_GROWTH = 1.5


@dataclass(frozen=True)
class Target:
    name: str
    site: server.Site
    path: str
    cookie: str = ""

    def load(self, connections: int, requests: int, seconds: float) -> Load:
        return Load(self.site.port, self.path, self.cookie, connections, requests, seconds)


@dataclass(frozen=True)
class Measured:
    rate: float  # answers a second with several clients
    alone: Result  # one client


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
            several = measure(target.load(CONNECTIONS, requests=6000, seconds=1.5))
            rates[target.name].append(several.rate)
            alone[target.name].append(measure(target.load(1, requests=200, seconds=5)))
    return {name: Measured(median(rates[name]), together(alone[name])) for name in rates}


def together(results: list[Result]) -> Result:
    """The rounds as one measurement."""
    latencies = sorted(latency for result in results for latency in result.latencies)
    return Result(median(result.rate for result in results), latencies, results[-1].bytes_each)


def report(found: dict[str, Measured]) -> None:
    print(f"{'':32} {'requests/s':>10} {'of ceiling':>10} {'p50 ms':>8} {'p99 ms':>8} {'kB':>6}")
    for name, one in found.items():
        share = one.rate / found["ceiling"].rate
        p50, p99 = one.alone.percentile(50), one.alone.percentile(99)
        size = one.alone.bytes_each / 1000
        print(f"{name:32} {one.rate:10.0f} {share:9.0%} {p50:9.2f} {p99:8.2f} {size:6.1f}")


def verdicts(found: dict[str, Measured]) -> list[tuple[bool, str]]:
    """Each limit, whether it is kept, and the figure."""
    ceiling = found["ceiling"].rate
    small, large = found[inbox(FEW)].alone, found[inbox(MANY)].alone
    growth = large.percentile(50) / small.percentile(50)
    front, article = found["front page"].rate / ceiling, found["article"].rate / ceiling
    slowest = large.percentile(99)
    return [
        (front >= LEAST_OF_CEILING, f"front page: {front:.0%} of the ceiling, at least 50%"),
        (article >= LEAST_OF_CEILING, f"article: {article:.0%} of the ceiling, at least 50%"),
        (slowest <= SLOWEST_INBOX, f"inbox: p99 {slowest:.1f} ms with one client, at most 50"),
        (growth <= MOST_GROWTH, f"inbox: {growth:.2f} times from {FEW} to {MANY}, at most 1.5"),
    ]


def inbox(questions: int) -> str:
    return f"inbox of {questions} questions"


def main(engine: str = "sqlite") -> int:
    with databases(engine) as create:
        few, many = create("few"), create("many")
        few_cookie, many_cookie = seed.seed(few, FEW), seed.seed(many, MANY)
        with (
            server.start({}, app="tests.benchmarks.ceiling:app") as ceiling,
            server.start(seed.settings_for(few)) as small,
            server.start(seed.settings_for(many)) as large,
        ):
            found = measure_all(
                [
                    Target("ceiling", ceiling, "/"),
                    Target("front page", large, seed.FRONT_PAGE),
                    Target("article", large, seed.ARTICLE),
                    Target(inbox(FEW), small, seed.INBOX, few_cookie),
                    Target(inbox(MANY), large, seed.INBOX, many_cookie),
                ]
            )
    print(f"\n{engine}: one worker, four threads, {CONNECTIONS} clients; p50 and p99 with one.\n")
    report(found)
    print()
    results = verdicts(found)
    for kept, sentence in results:
        print(f"{'kept  ' if kept else 'BROKEN'} {sentence}")
    return int(not all(kept for kept, _ in results))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
