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
from newcomer.matching.job_rules import JobRules

NOBODY = -1
SHIFT = 17  # MOST_SKILLS squared fits so many bits; together with the points for skills, 31 do
KEPT = 1024  # classes of a part whose points are kept spread out
BLOCK = 64
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
    slots = min(KEPT, len(rows))
    kept = [np.empty((min(slots, len(table)), width), np.int16) for table in tables]
    holds = np.full((len(tables), slots), -1, np.int32)
    shared = np.empty(width, np.uint8)
    total = np.empty(width, np.int16)
    for number in range(len(rows)):
        row = rows[number]
        for part in range(len(tables)):
            _spread(
                askers.classes[part, row],
                tables[part],
                others.classes[part],
                kept[part],
                holds[part],
            )
        _count(askers, row, others, shared)
        a, b = _kept(kept[0], askers.classes[0, row]), _kept(kept[1], askers.classes[1, row])
        c, d = _kept(kept[2], askers.classes[2, row]), _kept(kept[3], askers.classes[3, row])
        if len(others.rates):
            _add_by_other(a, b, c, d, shared, others.rates, total)
        else:
            _add(a, b, c, d, shared, askers.rates[row], total)
        _pick(total, found[number], scores[number])
    return found, scores


@njit(cache=True, nogil=True)
def _kept(kept, which):  # type: ignore[no-untyped-def]
    return kept[which % len(kept)]


@njit(cache=True, nogil=True)
def _spread(which, table, classes, kept, holds):  # type: ignore[no-untyped-def]
    """Have the points of a class with each of the others in the place where they are kept."""
    slot = which % len(kept)
    if holds[slot] != which:
        points, to = table[which], kept[slot]
        for other in range(len(classes)):
            to[other] = points[classes[other]]
        holds[slot] = which


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
def _add(a, b, c, d, shared, rate, total):  # type: ignore[no-untyped-def]
    for at in range(len(total)):
        skills = np.int32(np.int32(shared[at]) * rate) >> SHIFT
        total[at] = a[at] + b[at] + c[at] + d[at] + np.int16(skills)


@njit(cache=True, nogil=True)
def _add_by_other(a, b, c, d, shared, rates, total):  # type: ignore[no-untyped-def]
    for at in range(len(total)):
        skills = np.int32(np.int32(shared[at]) * rates[at]) >> SHIFT
        total[at] = a[at] + b[at] + c[at] + d[at] + np.int16(skills)


@njit(cache=True, nogil=True)
def _pick(total, found, scores):  # type: ignore[no-untyped-def]
    """The highest totals from 0 up, in order; of equals the first."""
    top, many = len(found), 0
    lowest = -1
    for begin in range(0, len(total), BLOCK):
        end = min(begin + BLOCK, len(total))
        highest = np.int16(-1)
        for at in range(begin, end):
            highest = max(highest, total[at])
        if highest > lowest:
            for at in range(begin, end):
                if total[at] > lowest:
                    many = min(many + 1, top)
                    to = many - 1
                    while to > 0 and scores[to - 1] < total[at]:
                        scores[to], found[to] = scores[to - 1], found[to - 1]
                        to -= 1
                    scores[to], found[to] = total[at], at
                    if many == top:
                        lowest = scores[top - 1]
