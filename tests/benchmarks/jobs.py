"""Measure the job matching beside other ways: `python -m tests.benchmarks.jobs`.

From profiles in memory to the lists of ids both ways, for every way in a process of its own, which
also says the memory it took at most. The others are NumPy with a sparse product of the skills,
some rows at a time (rows) or the whole table at once (dense), and plain Python on a sample, its
time multiplied. All must find the same lists. In turns, several times; the best time of each
counts, because what else the machine does would otherwise decide.
"""

import hashlib
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from tests.benchmarks import jobs_peers
from tests.benchmarks.matching import quickest
from tests.matching import reference
from tests.support.processes import ROOT

SIZES = [(1_000, 500), (2_000, 20_000), (10_000, 5_000)]
SOLVERS = ("engine", "rows", "dense", "python")
ROUNDS, REPEATS = 3, 3
SEED = 2026
QUERIES = 1_000
MOST_SECONDS, MOST_MEGABYTES = 0.8, 300  # at the last of the sizes
MOST_MILLISECONDS = {"p50": 0.5, "p99": 1.0}  # of one query

Answer = dict[str, Any]


def main() -> int:
    failed = []
    for size in SIZES:
        answers = measured(size)
        report(size, answers)
        engine = answers["engine"]
        failed += [
            f"{size}: {name} finds other lists"
            for name, one in answers.items()
            if one["sample" if name == "python" else "lists"]
            != engine["sample" if name == "python" else "lists"]
        ]
    print("\nLimits at 10,000 x 5,000")
    limits = [
        ("seconds", engine["seconds"], MOST_SECONDS),
        ("MB", engine["megabytes"], MOST_MEGABYTES),
    ]
    limits += [
        (f"ms, {query}, {rank}", engine["queries"][query][rank], most)
        for query in engine["queries"]
        for rank, most in MOST_MILLISECONDS.items()
    ]
    for name, value, most in limits:
        kept = value <= most
        print(f"  {'kept' if kept else 'NOT KEPT':8} {value:8.3f} of {most:5.1f} {name}")
        failed += [] if kept else [f"{name}: {value:.3f}, at most {most} allowed"]
    print(*failed, sep="\n")
    return bool(failed)


def measured(size: tuple[int, int]) -> dict[str, Answer]:
    """The best of several rounds, for each way."""
    best: dict[str, Answer] = {}
    for number in range(ROUNDS):
        for solver in SOLVERS:
            if solver == "python" and number:
                continue
            answer = in_its_own_process(solver, size)
            if solver in best:
                answer["seconds"] = min(answer["seconds"], best[solver]["seconds"])
                answer["megabytes"] = max(answer["megabytes"], best[solver]["megabytes"])
                for query, ranks in best[solver].get("queries", {}).items():
                    found = answer["queries"][query]
                    answer["queries"][query] = {one: min(found[one], ranks[one]) for one in ranks}
            best[solver] = answer
    return best


def in_its_own_process(solver: str, size: tuple[int, int]) -> Answer:
    command = [sys.executable, "-m", "tests.benchmarks.jobs", solver, *map(str, size)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    answer: Answer = json.loads(done.stdout)
    return answer


def report(size: tuple[int, int], answers: dict[str, Answer]) -> None:
    engine = answers["engine"]
    print(f"\n{size[0]} profiles, {size[1]} jobs, both ways")
    print(f"{'':10} {'seconds':>8} {'ratio':>7} {'MB':>5}")
    for solver, one in answers.items():
        ratio = one["seconds"] / engine["seconds"]
        note = "  (a sample, multiplied)" if solver == "python" else ""
        print(f"{solver:10} {one['seconds']:8.3f} {ratio:7.2f} {one['megabytes']:5.0f}{note}")
    print(f"ready to be asked after {engine['ready']:.3f} s")
    for query, ranks in engine["queries"].items():
        print(f"one query, {query}: p50 {ranks['p50']:.3f} ms, p99 {ranks['p99']:.3f} ms")


def one_solver(solver: str, profiles: int, jobs: int) -> Answer:
    """What a process of its own does: find the lists, several times; the quickest counts."""
    instance = reference.job_instance(profiles, jobs, SEED)
    if solver == "python":
        seconds, found = quickest(lambda: jobs_peers.python(instance), 1)
        sample = jobs_peers.SAMPLE * (profiles + jobs)
        return {
            "seconds": seconds * 2 * profiles * jobs / sample,
            "sample": digest(found),
            "megabytes": megabytes(),
        }
    run = engine if solver == "engine" else jobs_peers.SOLVERS[solver]
    seconds, found = quickest(lambda: run(instance), REPEATS)
    answer = {"seconds": seconds, "lists": digest(found), "megabytes": megabytes()}
    if solver == "engine":
        some = [dict(list(one.items())[: jobs_peers.SAMPLE]) for one in found]
        answer |= asked(instance) | {"sample": digest(some)}
    return answer


def engine(instance: Any) -> tuple[jobs_peers.Lists, jobs_peers.Lists]:
    from newcomer.matching.jobs import JobMatcher

    found = JobMatcher(instance).all()
    return found.jobs_for, found.profiles_for


def asked(instance: Any) -> Answer:
    """How long it takes to build, and then to answer one query of each sort."""
    from newcomer.matching.jobs import JobMatcher

    ready, matcher = quickest(lambda: JobMatcher(instance), REPEATS)
    profiles, jobs = instance["profiles"], instance["jobs"]
    asking: dict[str, tuple[Callable[[Any], Any], list[Any]]] = {
        "jobs for a profile": (matcher.jobs_for, [one["id"] for one in profiles]),
        "profiles for a job": (matcher.profiles_for, [one["id"] for one in jobs]),
        "jobs for a new profile": (matcher.jobs_for, profiles),
        "profiles for a new job": (matcher.profiles_for, jobs),
    }
    return {
        "ready": ready,
        "queries": {name: ranks(ask, every[:QUERIES]) for name, (ask, every) in asking.items()},
    }


def ranks(ask: Callable[[Any], Any], every: list[Any]) -> dict[str, float]:
    """Milliseconds at the 50th and the 99th percentile."""
    took = []
    for one in every:
        started = time.perf_counter()
        ask(one)
        took.append(1000 * (time.perf_counter() - started))
    took.sort()
    return {"p50": took[len(took) // 2], "p99": took[len(took) * 99 // 100]}


def digest(lists: Any) -> str:
    return hashlib.sha256(json.dumps(lists).encode()).hexdigest()


def megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    if len(sys.argv) == 1:
        sys.exit(main())
    print(json.dumps(one_solver(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))
