"""Run the engine by hand: `python -m newcomer.matching mentors INSTANCE.json` (- reads stdin).

Prints {"pairs": [[newcomer id, mentor id], ...], "seconds": s} as JSON, or for jobs {"jobs_for":
{profile id: [job id, ...]}, "profiles_for": {job id: [profile id, ...]}, "seconds": s}; the seconds
are those from profiles in memory to proposals. What is broken in the input is said on standard
error, with exit status 2.
"""

import argparse
import gc
import json
import sys
import time
from pathlib import Path

from newcomer.matching.errors import BadInput


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        answer = options.run(options)
    except BadInput as problem:
        print(f"matching: {problem}", file=sys.stderr)
        return 2
    print(json.dumps(answer))  # in one go: piece by piece takes ten times as long
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m newcomer.matching", description=__doc__)
    kinds = parser.add_subparsers(dest="kind", required=True, metavar="mentors")
    mentors = kinds.add_parser("mentors", help="newcomers get mentors")
    jobs = kinds.add_parser("jobs", help="profiles get the best jobs, and jobs the best profiles")
    for kind, run, sides in (
        (mentors, _mentors, "newcomers, mentors"),
        (jobs, _jobs, "profiles, jobs"),
    ):
        kind.set_defaults(run=run)
        kind.add_argument("instance", help=f"{sides} and municipalities, as JSON; - for stdin")
        kind.add_argument("--explain", action="store_true", help="say why, and why not")
    mentors.add_argument(
        "--locked", metavar="JSON", help="pairs that stay, [[newcomer, mentor], ...]"
    )
    mentors.add_argument(
        "--previous", metavar="JSON", help="earlier proposals, kept where possible"
    )
    jobs.add_argument("--top", type=int, default=20, help="how many for each (%(default)s)")
    return parser


def _mentors(options: argparse.Namespace) -> dict[str, object]:
    instance = _read(options.instance)
    # Not before there is something to match: these imports take a second.
    from newcomer.matching.data import read_pairs
    from newcomer.matching.explain import explained
    from newcomer.matching.mentors import Matcher

    locked = read_pairs(_read(options.locked), "locked") if options.locked else []
    previous = read_pairs(_read(options.previous), "previous") if options.previous else None
    started = time.perf_counter()
    matching = Matcher(instance).rematch(locked=locked, previous=previous)
    answer: dict[str, object] = {"pairs": matching.pairs()}
    answer["seconds"] = time.perf_counter() - started
    if options.explain:
        answer.update(explained(matching))
    return answer


def _jobs(options: argparse.Namespace) -> dict[str, object]:
    instance = _read(options.instance)
    from newcomer.matching.jobs import JobMatcher, explained

    started = time.perf_counter()
    proposals = JobMatcher(instance).all(options.top)
    answer: dict[str, object] = {
        "jobs_for": proposals.jobs_for,
        "profiles_for": proposals.profiles_for,
    }
    answer["seconds"] = time.perf_counter() - started
    if options.explain:
        answer.update(explained(proposals))
    return answer


def _read(name: str) -> object:
    """The JSON in a file, or on standard input."""
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
        return json.loads(text)
    except OSError as problem:
        raise BadInput(f"{name}: {problem.strerror}") from None
    except (ValueError, RecursionError) as problem:  # not JSON, or not UTF-8
        raise BadInput(f"{name}: not JSON ({problem})") from None


if __name__ == "__main__":
    gc.disable()  # ten thousand profiles stay until the end, and need not be gone through before
    sys.exit(main())
