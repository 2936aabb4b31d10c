"""The best twenty both ways in plain Python: the reference, and what we add to it."""

import math
from collections.abc import Callable
from typing import Any

from newcomer.matching.job_rules import JobRules
from tests.matching import reference

Instance = dict[str, Any]
Row = dict[str, Any]
Score = Callable[[Instance, Row, Row], int | None]
Lists = dict[str, list[tuple[str, int]]]


def best_both_ways(
    instance: Instance, score: Score = reference.job_score, top: int = 20
) -> tuple[Lists, Lists]:
    """Each profile's best jobs and each job's best profiles, with the scores."""
    profiles, jobs = instance["profiles"], instance["jobs"]
    scores = [[score(instance, profile, job) for job in jobs] for profile in profiles]
    consent = [at for at, one in enumerate(profiles) if one.get("consents", True)]
    return (
        {
            profile["id"]: _best([(jobs[j]["id"], s) for j, s in enumerate(scores[i])], top)
            for i, profile in enumerate(profiles)
        },
        {
            job["id"]: _best([(profiles[i]["id"], scores[i][j]) for i in consent], top)
            for j, job in enumerate(jobs)
            if job.get("ranks", True)
        },
    )


def _best(pairs: list[tuple[str, int | None]], top: int) -> list[tuple[str, int]]:
    allowed = [(one, score) for one, score in pairs if score is not None]
    return sorted(allowed, key=lambda pair: -pair[1])[:top]  # stable: ties by the lower index


def ids(lists: Lists) -> dict[str, list[str]]:
    return {one: [other for other, _score in found] for one, found in lists.items()}


def with_rules(rules: JobRules) -> Score:
    """The score with the fields and the weights that the reference doesn't know."""

    def score(instance: Instance, profile: Row, job: Row) -> int | None:
        parts = score_parts(instance, profile, job, rules)
        return None if None in parts.values() else sum(n for n in parts.values() if n is not None)

    return score


def score_parts(
    instance: Instance, profile: Row, job: Row, rules: JobRules
) -> dict[str, int | None]:
    """The points of a pair, None for a part that excludes it."""
    common = max(
        (_digits(a, b) for a in _codes(profile["isco"]) for b in _codes(job["isco"])), default=0
    )
    shared = len(set(profile["skills"]) & set(job["skills"]))
    return {
        "occupation": rules.occupation[common],
        "skills": rules.skills * shared // max(1, len(job["skills"])),
        "language": _language(profile, job, rules),
        "distance": _distance(instance, profile, job, rules),
        "workload": _workload(profile, job, rules),
    }


def _codes(isco: str | list[str] | None) -> list[str]:
    return isco if isinstance(isco, list) else [isco] if isco else []


def _digits(a: str, b: str) -> int:
    return next((at for at in range(4) if a[at] != b[at]), 4)


def _language(profile: Row, job: Row, rules: JobRules) -> int | None:
    known = reference.understood(profile["languages"])
    short = max((need - known.get(c, 0) for c, need in job["languages"].items()), default=0)
    if short > 1:
        return None
    return rules.language_short if short == 1 else rules.language_met


def _distance(instance: Instance, profile: Row, job: Row, rules: JobRules) -> int | None:
    remote = job.get("remote", 0)
    if remote == 100:
        return rules.distance
    a, b = profile["municipality"], job["municipality"]
    if "travel_km" in instance:
        given = 0.0 if a == b else instance["travel_km"][a][b]
        km = math.inf if given is None else given
    else:
        km = reference.dist_km(instance["municipalities"][a], instance["municipalities"][b])
    reach = profile["max_km"] * (2 if remote >= 50 else 1)
    if km > 2 * reach:
        return None
    return rules.distance if km <= reach else int(rules.distance * (2 * reach - km) // reach)


def _workload(profile: Row, job: Row, rules: JobRules) -> int | None:
    (a, b), (c, e) = profile["pct"], job["pct"]
    common = min(b, e) - max(a, c)
    if common < 0:
        return None
    return rules.workload if c == e else min(rules.workload, rules.workload * common // (e - c))
