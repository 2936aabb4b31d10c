"""Measure the matching engine beside other solvers: `python -m tests.benchmarks.matching`.

From profiles in memory to proposals, for every solver in a process of its own, which also says
the memory it took at most. The others get their edges from NumPy, grouped by place and reach, and
solve them with SciPy's sparse assignment, OR-tools' min-cost flow, or (small sizes) networkx. All
must find the same optimum. In turns, several times; the best time of each counts, because what
else the machine does would otherwise decide.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from tests.benchmarks import matching_peers
from tests.matching import reference
from tests.support.processes import ROOT

SIZES = [(1_000, 400), (6_000, 3_000), (10_000, 3_000)]
SOLVERS = ("engine", "scipy", "ortools", "networkx")
SMALL = 1_000  # newcomers; beyond it networkx takes minutes
ROUNDS, REPEATS = 3, 3
SEED = 2026
MOST_MEGABYTES = 350

Answer = dict[str, Any]


def main() -> int:
    failed = []
    for size in SIZES:
        answers = measured(size)
        failed += report(size, answers)
    print(*failed, sep="\n")
    return bool(failed)


def measured(size: tuple[int, int]) -> dict[str, Answer]:
    """The best of several rounds, for each solver."""
    best: dict[str, Answer] = {}
    for _ in range(ROUNDS):
        for solver in SOLVERS:
            if solver == "networkx" and size[0] > SMALL:
                continue
            answer = in_its_own_process(solver, size)
            if solver in best:
                for key in ("seconds", "rematch", "scratch"):
                    answer[key] = min(answer[key], best[solver][key])
            best[solver] = answer
    return best


def in_its_own_process(solver: str, size: tuple[int, int]) -> Answer:
    command = [sys.executable, "-m", "tests.benchmarks.matching", solver, *map(str, size)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    answer: Answer = json.loads(done.stdout)
    return answer


def report(size: tuple[int, int], answers: dict[str, Answer]) -> list[str]:
    """Print the table; what isn't as it must be."""
    engine = answers["engine"]
    print(f"\n{size[0]} newcomers, {size[1]} mentors: {engine['matched']} matched")
    print(f"{'':10} {'seconds':>8} {'ratio':>7} {'MB':>5}  score")
    for solver, one in answers.items():
        ratio = one["seconds"] / engine["seconds"]
        print(
            f"{solver:10} {one['seconds']:8.3f} {ratio:7.2f} {one['megabytes']:5.0f}  {one['score']}"
        )
    print(
        f"again, after 1 % changes: from scratch {engine['scratch']:.3f} s, by the same matcher"
        f" {engine['rematch']:.3f} s ({engine['rematch'] / engine['seconds']:.2f} of a first match),"
        f" {engine['kept']:.2%} of the open proposals kept, {engine['lost']:.3%} of the score lost"
    )
    peers = [one for solver, one in answers.items() if solver != "engine"]
    complaints = {
        "slower than another": engine["seconds"] > min(one["seconds"] for one in peers),
        "another optimum": any(
            (one["matched"], one["score"]) != (engine["matched"], engine["score"]) for one in peers
        ),
        "too much memory": engine["megabytes"] > MOST_MEGABYTES,
    }
    return [f"{size}: {complaint}" for complaint, holds in complaints.items() if holds]


def one_solver(solver: str, newcomers: int, mentors: int) -> Answer:
    """What a process of its own does: solve, several times; the quickest counts."""
    instance = reference.mentor_instance(newcomers, mentors, SEED)
    run = engine if solver == "engine" else matching_peers.SOLVERS[solver]
    best, (matched, score) = quickest(lambda: run(instance), 1 if solver == "networkx" else REPEATS)
    answer = {"seconds": best, "matched": matched, "score": score, "scratch": 0.0, "rematch": 0.0}
    answer["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return answer | rematched(instance) if solver == "engine" else answer


def engine(instance: Any) -> tuple[int, int]:
    from newcomer.matching.mentors import Matcher

    matching = Matcher(instance).match()
    matching.pairs()
    return matching.matched, matching.score


def rematched(instance: Any) -> Answer:
    """How long it takes to match again after 1 % changes, and what it keeps."""
    from newcomer.matching.mentors import Matcher

    matcher = Matcher(instance)
    changed, locked, earlier = reference.perturb(instance, matcher.match().pairs(), SEED)
    again = []
    for _ in range(REPEATS):
        matcher = Matcher(instance)
        matcher.match()
        seconds, found = quickest(lambda one=matcher: one.rematch(changed, locked, earlier), 1)
        again.append(seconds)
    scratch, optimum = quickest(lambda: Matcher(changed).match(locked), REPEATS)
    open_ones = set(earlier) - set(locked)
    return {
        "rematch": min(again),
        "scratch": scratch,
        "kept": len(open_ones & set(found.pairs())) / len(open_ones),
        "lost": 1 - found.score / optimum.score,
    }


def quickest(run: Callable[[], Any], times: int) -> tuple[float, Any]:
    """The least seconds, and the last result. The first time, compiled code may be loaded."""
    best, found = float("inf"), run() if times > 1 else None
    for _ in range(times):
        started = time.perf_counter()
        found = run()
        best = min(best, time.perf_counter() - started)
    return best, found


if __name__ == "__main__":
    if len(sys.argv) == 1:
        sys.exit(main())
    print(json.dumps(one_solver(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))
