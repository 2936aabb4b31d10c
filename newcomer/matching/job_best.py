"""The best of the other side, for rows of either side: every pair is looked at, exactly.

The points of a row's class with every other row are spread out once and kept, so that the scores
of a row with all the others are four sums, and its skills.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from newcomer.matching.columns import I16, I32, I64
from newcomer.matching.job_data import Jobs, Profiles
from newcomer.matching.job_points import Classes, Tables
from newcomer.matching.job_rules import MOST_POINTS, JobRules

NOBODY = -1
SHIFT = 17  # MOST_SKILLS squared fits so many bits; together with the points for skills, 31 do
KEPT = 1024  # classes of a part whose points are kept spread out
LANES = 256  # found one after the other is what is far apart: many are looked at at once
NO_RATES = np.zeros(0, np.int32)


class Askers(NamedTuple):
    """The side that looks for the best of the other."""

    classes: I32  # [part, row]
    start: I64  # of each row's skills
    skills: I32
    rates: I32  # of jobs: what a skill is worth, times 2 ** SHIFT


class Others(NamedTuple):
    """The side that is looked at."""

    classes: I32
    first: I64  # skill s is had by holders[first[s] : first[s + 1]]
    holders: I32
    rates: I32  # of jobs


class Best(NamedTuple):
    """For each asker a row of the best others, NOBODY where there are no more, and the scores."""

    other: I32
    score: I16


def rates(jobs: Jobs, rules: JobRules) -> I32:
    """What each skill of a job is worth, rounded up: times as many as are there, shifted down, it
    is the points, rounded down."""
    asked = np.maximum(1, jobs.asked.astype(np.int64))
    return (-(-(rules.skills << SHIFT) // asked)).astype(np.int32)


def askers(side: Profiles | Jobs, classes: Classes, rates: I32 = NO_RATES) -> Askers:
    return Askers(classes.of, side.skills_start, side.skills, rates)


def others(side: Profiles | Jobs, classes: Classes, rows: I64, rates: I32 = NO_RATES) -> Others:
    """Only these rows, numbered by where they are among them."""
    first, holders = _holders(side.skills_start, side.skills, rows)
    of = np.ascontiguousarray(classes.of[:, rows])
    return Others(of, first, holders, rates[rows] if len(rates) else rates)


def best(rows: I64, askers: Askers, others: Others, tables: Tables, top: int) -> Best:
    """The best `top` others for each of these rows, the best first, ties by the lower number.

    `tables`: the points, [class of the asker, class of the other].
    """
    return Best(*_best(rows, askers, others, tables, min(top, others.classes.shape[1])))


@njit(cache=True, nogil=True)
def _holders(start, skills, rows):  # type: ignore[no-untyped-def]
    """Who has each skill, in the order of the rows."""
    last = -1
    for skill in skills:
        last = max(last, skill)
    first = np.zeros(last + 2, np.int64)
    for row in rows:
        for at in range(start[row], start[row + 1]):
            first[skills[at] + 1] += 1
    for skill in range(last + 1):
        first[skill + 1] += first[skill]
    holders = np.empty(first[last + 1], np.int32)
    free = first.copy()
    for number in range(len(rows)):
        for at in range(start[rows[number]], start[rows[number] + 1]):
            skill = skills[at]
            holders[free[skill]] = number
            free[skill] += 1
    return first, holders


@njit(cache=True, nogil=True)
def _best(rows, askers, others, tables, top):  # type: ignore[no-untyped-def]
    width = others.classes.shape[1]
    found = np.full((len(rows), top), NOBODY, np.int32)
    scores = np.full((len(rows), top), -1, np.int16)
    first = np.zeros(len(tables) + 1, np.int64)  # of the kept rows of each part
    for part in range(len(tables)):
        first[part + 1] = first[part] + min(KEPT, len(rows), len(tables[part]))
    kept = np.empty((first[-1], width), np.int16)
    holds = np.full(first[-1], -1, np.int32)  # which class is in each
    use = np.empty(len(tables), np.int64)
    shared = np.empty(width, np.uint8)
    total = np.full(-(-width // LANES) * LANES, -1, np.int16)
    peaks, lanes = np.empty(LANES, np.int16), np.empty(LANES, np.int32)
    for number in range(len(rows) if width else 0):
        row = rows[number]
        for part in range(len(tables)):
            which = askers.classes[part, row]
            slot = first[part] + which % (first[part + 1] - first[part])
            if holds[slot] != which:
                _spread(tables[part][which], others.classes[part], kept[slot])
                holds[slot] = which
            use[part] = slot
        _count(askers, row, others, shared)
        if len(others.rates):
            _add_by_other(kept, use, shared, others.rates, total)
        else:
            _add(kept, use, shared, askers.rates[row], total)
        _pick(total, peaks, lanes, found[number], scores[number])
    return found, scores


@njit(cache=True, nogil=True)
def _spread(points, classes, to):  # type: ignore[no-untyped-def]
    """The points of a class with each of the others."""
    for other in range(len(classes)):
        to[other] = points[classes[other]]


@njit(cache=True, nogil=True)
def _count(askers, row, others, shared):  # type: ignore[no-untyped-def]
    """How many of the row's skills each of the others has."""
    shared[:] = 0
    for at in range(askers.start[row], askers.start[row + 1]):
        skill = askers.skills[at]
        if skill + 1 < len(others.first):
            for one in range(others.first[skill], others.first[skill + 1]):
                shared[others.holders[one]] += 1


@njit(cache=True, nogil=True)
def _add(kept, use, shared, rate, total):  # type: ignore[no-untyped-def]
    a, b, c, d = kept[use[0]], kept[use[1]], kept[use[2]], kept[use[3]]
    for at in range(len(shared)):
        skills = np.int32(np.int32(shared[at]) * rate) >> SHIFT
        total[at] = a[at] + b[at] + c[at] + d[at] + np.int16(skills)


@njit(cache=True, nogil=True)
def _add_by_other(kept, use, shared, rates, total):  # type: ignore[no-untyped-def]
    a, b, c, d = kept[use[0]], kept[use[1]], kept[use[2]], kept[use[3]]
    for at in range(len(shared)):
        skills = np.int32(np.int32(shared[at]) * rates[at]) >> SHIFT
        total[at] = a[at] + b[at] + c[at] + d[at] + np.int16(skills)


@njit(cache=True, nogil=True)
def _pick(total, peaks, lanes, found, scores):  # type: ignore[no-untyped-def]
    """The highest totals from 0 up, in order; of equals the first."""
    _peaks(total, peaks)
    bound = _bound(peaks, len(found))
    hot = 0
    for lane in range(len(peaks)):
        lanes[hot] = lane
        hot += peaks[lane] >= bound
    many, lowest = 0, bound - 1
    for begin in range(0, len(total), len(peaks)):
        for lane in lanes[:hot]:
            if total[begin + lane] > lowest:
                many = min(many + 1, len(found))
                _insert(total[begin + lane], begin + lane, scores[:many], found[:many])
                if many == len(found):
                    lowest = scores[many - 1]


@njit(cache=True, nogil=True)
def _peaks(total, peaks):  # type: ignore[no-untyped-def]
    """The highest total of each lane: lane n has numbers n, n + LANES, n + 2 * LANES, ..."""
    peaks[:] = total[: len(peaks)]
    for begin in range(len(peaks), len(total), len(peaks)):
        row = total[begin : begin + len(peaks)]
        for lane in range(len(peaks)):
            peaks[lane] = max(peaks[lane], row[lane])


@njit(cache=True, nogil=True)
def _bound(peaks, top):  # type: ignore[no-untyped-def]
    """The highest number from 0 up that `top` peaks reach, 0 if they never do: so at least the
    `top` highest totals reach it, and few others."""
    low, high = 0, MOST_POINTS + 1
    while high - low > 1:
        middle = (low + high) // 2
        limit = np.int16(middle)  # as narrow as the peaks: many are compared at once
        reach = 0
        for lane in range(len(peaks)):
            reach += peaks[lane] >= limit
        if reach >= top:
            low = middle
        else:
            high = middle
    return low


@njit(cache=True, nogil=True)
def _insert(score, number, scores, numbers):  # type: ignore[no-untyped-def]
    """Into its place before lower ones; the last makes way."""
    to = len(scores) - 1
    while to > 0 and scores[to - 1] < score:
        scores[to], numbers[to] = scores[to - 1], numbers[to - 1]
        to -= 1
    scores[to], numbers[to] = score, number
