"""Why this job, what is missing for it, and why nobody finds one: codes and numbers, no words.

The site puts them into words in its languages: "needs Norwegian B2, you have B1" is
{"language": "nb", "need": 4, "have": 3}; "12 jobs ask for Norwegian B1, you have A1" is
{"language": "nb", "need": 3, "have": 1, "many": 12, "only": 8}, where nothing else stands in the
way of 8 of them.
"""

import math

import numpy as np
import numpy.typing as npt

from newcomer.matching.columns import I32, I64
from newcomer.matching.job_best import SHIFT, rates
from newcomer.matching.job_data import Side
from newcomer.matching.job_points import EXCLUDED, PARTS, Market, kilometres, workload_common
from newcomer.matching.job_rules import DIGITS

LIMITS = PARTS[1:]  # in the order in which they are told; limit number n is bit 1 << n of a mask
LANGUAGE, DISTANCE, WORKLOAD = (1 << n for n in range(len(LIMITS)))
EVERY_MASK = np.arange(1 << len(LIMITS))
TOO_SHORT = 2  # levels that a language may not be short of what is needed

Explanation = dict[str, object]


def pairs(market: Market, left: I64, right: I64) -> list[Explanation]:
    """Of these profiles and jobs, number by number: the score (null if a limit excludes them) and
    its parts, the limits that they break, how many leading digits of their occupations are the
    same, the kilometres between them, and which of the job's skills and languages are missing."""
    instance = market.instance
    profiles, jobs = instance.profiles, instance.jobs
    worth = rates(jobs, instance.rules).tolist()
    digits = market.digits[market.left.of[0, left], market.right.of[0, right]].tolist()
    points = [
        table[market.left.of[part, left], market.right.of[part, right]].tolist()
        for part, table in enumerate(market.tables)
    ]
    had, asked = _skills(profiles, left), _skills(jobs, right)
    far = _kilometres(market, left, right)
    missing = _missing_languages(market, left, right)
    found: list[Explanation] = []
    for at, (i, j) in enumerate(zip(left.tolist(), right.tolist(), strict=True)):
        parts = {name: column[at] for name, column in zip(PARTS, points, strict=True)}
        broken = [name for name in LIMITS if parts[name] == EXCLUDED]
        parts["skills"] = len(asked[j] & had[i]) * worth[j] >> SHIFT
        parts |= dict.fromkeys(broken, 0)
        found.append(
            {
                "profile": profiles.ids[i],
                "job": jobs.ids[j],
                "score": None if broken else sum(parts.values()),
                "parts": parts,
                "broken": broken,
                "digits": digits[at],
                "km": far[at],
                "missing_skills": sorted(asked[j] - had[i]),
                "missing_languages": missing.get(at, []),
            }
        )
    return found


def profile_left_out(market: Market, profile: int) -> Explanation:
    """What stands between a profile and the jobs, in numbers of jobs.

    `possible` jobs are left; if there are none, `reason` is the limit, in the order of LIMITS,
    after which none is. `left`: how many are after each limit in turn; `only`: how many each keeps
    away all by itself; `nearest_km` how far the nearest is that is only too far away;
    `nearest_percent` how many percentage points are between the workloads where only they don't
    fit; `languages`: how many jobs need a level that is out of reach, and how many of them would
    be possible with it; `occupation`: how many jobs have 0 to 4 leading digits in common, of all
    and of those that are possible.
    """
    instance = market.instance
    rows = np.array([profile]), np.arange(len(instance.jobs))
    found = {"profile": instance.profiles.ids[profile]} | _between(market, *rows)
    have = instance.profiles.levels[profile]
    languages = [
        one | {"have": int(have[instance.languages.index(str(one["language"]))])}
        for one in _languages(market, *rows)
    ]
    return found | {"languages": languages}


def job_left_out(market: Market, job: int) -> Explanation:
    """The same for a job, in numbers of profiles that consent to being proposed."""
    instance = market.instance
    rows = np.flatnonzero(instance.profiles.consents), np.array([job])
    found = {"job": instance.jobs.ids[job]} | _between(market, *rows)
    return found | {"languages": _languages(market, *rows)}


def _between(market: Market, left: I64, right: I64) -> Explanation:
    """Of a profile with all jobs, or of a job with all profiles."""
    instance, mask = market.instance, _masks(market, left, right)
    counts = np.bincount(mask, minlength=len(EVERY_MASK))
    after, gone = {}, 0
    for number, name in enumerate(LIMITS):
        gone |= 1 << number
        after[name] = int(counts[EVERY_MASK & gone == 0].sum())
    only = {name: int(counts[1 << number]) for number, name in enumerate(LIMITS)}
    possible = int(counts[0])
    km = kilometres(instance.km, instance.profiles.place[left], instance.jobs.place[right])
    apart = -workload_common(instance.profiles, instance.jobs, (left, right))
    digits = market.digits[np.ix_(market.left.of[0, left], market.right.of[0, right])].ravel()
    return {
        "reason": None if possible else next(name for name in LIMITS if after[name] == 0),
        "possible": possible,
        "left": after,
        "only": {name: many for name, many in only.items() if many},
        "nearest_km": _km(km.ravel()[mask == DISTANCE].min(initial=math.inf)),
        "nearest_percent": int(apart.ravel()[mask == WORKLOAD].min()) if only["workload"] else None,
        "occupation": {
            "all": np.bincount(digits, minlength=DIGITS + 1).tolist(),
            "possible": np.bincount(digits[mask == 0], minlength=DIGITS + 1).tolist(),
        },
    }


def _masks(market: Market, left: I64, right: I64) -> I32:
    """Which limits each pair breaks."""
    mask = np.zeros((len(left), len(right)), np.int32)
    for number, name in enumerate(LIMITS):
        part = PARTS.index(name)
        classes = np.ix_(market.left.of[part, left], market.right.of[part, right])
        mask |= (market.tables[part][classes] == EXCLUDED) << number
    return mask.ravel()


def _languages(market: Market, left: I64, right: I64) -> list[Explanation]:
    """Which language at which level excludes how many, the one that excludes most first."""
    need = market.instance.jobs.levels[right].astype(np.int8)
    have = market.instance.profiles.levels[left].astype(np.int8)
    short = need - have >= TOO_SHORT
    alone = (_masks(market, left, right) == LANGUAGE) & (short.sum(axis=1) == 1)
    found: list[Explanation] = []
    for column in np.flatnonzero(short.any(axis=0)):
        level = np.broadcast_to(need[:, column], short[:, column].shape)
        for one in np.unique(level[short[:, column]]):
            these = short[:, column] & (level == one)
            found.append(
                {
                    "language": market.instance.languages[column],
                    "need": int(one),
                    "many": int(these.sum()),
                    "only": int((these & alone).sum()),
                }
            )
    return sorted(found, key=lambda one: (-int(one["many"]), one["language"], one["need"]))  # type: ignore[call-overload]


def _missing_languages(market: Market, left: I64, right: I64) -> dict[int, list[Explanation]]:
    """Of those pairs where some level is lower than the one that is needed: which ones are."""
    instance = market.instance
    have, need = instance.profiles.levels[left], instance.jobs.levels[right]
    pairs, columns = np.nonzero(need > have)
    found: dict[int, list[Explanation]] = {}
    for at, column, needed, had in zip(
        pairs.tolist(),
        columns.tolist(),
        need[pairs, columns].tolist(),
        have[pairs, columns].tolist(),
        strict=True,
    ):
        one = {"language": instance.languages[column], "need": needed, "have": had}
        found.setdefault(at, []).append(one)
    return found


def _skills(side: Side, rows: I64) -> dict[int, set[int]]:
    start = side.skills_start
    return {
        row: set(side.skills[start[row] : start[row + 1]].tolist())
        for row in np.unique(rows).tolist()
    }


def _kilometres(market: Market, left: I64, right: I64) -> list[float | None]:
    """Of each pair; None also for a job that has no place."""
    places = market.instance.jobs.place[right]
    if not market.instance.km.size:
        return [None] * len(places)
    km = market.instance.km[market.instance.profiles.place[left], places]
    return [_km(one) for one in np.where(places < 0, math.inf, km).tolist()]


def _km(km: npt.NDArray[np.float64] | float) -> float | None:
    """To a tenth; None where there is no way."""
    return None if math.isinf(km) else round(float(km), 1)
