"""What a profile and a job are worth to each other, but for skills, as tables of points.

Occupation, languages, whereabouts and workload each take few different values: rows that are
alike in one of them form a class, and a table has the points of every class of profiles with
every class of jobs. A pair's score is four look-ups, and its skills.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from newcomer.matching.columns import I16, I32, I64, Mask
from newcomer.matching.job_data import PARTLY_REMOTE, REMOTE, JobInstance, Jobs, Profiles
from newcomer.matching.job_rules import DIGITS, JobRules
from newcomer.matching.places import Km

PARTS = ("occupation", "language", "distance", "workload")  # in this order everywhere
EXCLUDED = -10_000  # points of a pair that must not be; three of them still fit 16 bits
Numbers = npt.NDArray[Any]
Digits = npt.NDArray[np.int8]
Tables = tuple[I16, I16, I16, I16]  # of each part: points[class of profiles, class of jobs]


class Classes(NamedTuple):
    """One side's rows by their classes."""

    of: I32  # of[part, row]: the class
    example: tuple[I64, ...]  # of each part but occupation, whose sets say all: a row of each class


@dataclass(frozen=True, eq=False)
class Market:
    """Profiles and jobs with all that is needed to tell the score of any pair."""

    instance: JobInstance
    left: Classes  # of the profiles
    right: Classes  # of the jobs
    tables: Tables

    @cached_property
    def digits(self) -> Digits:
        """How many leading digits their occupations have in common, by classes."""
        return digits_in_common(self.instance.profiles, self.instance.jobs)


def market(
    instance: JobInstance, left: Classes | None = None, right: Classes | None = None
) -> Market:
    """`left`, `right`: the classes of the profiles and of the jobs, where they are known already."""
    profiles, jobs, rules = instance.profiles, instance.jobs, instance.rules
    right = right or classes_of_jobs(jobs)
    left = left or classes_of_profiles(profiles, jobs.needed)
    language, distance, workload = zip(left.example, right.example, strict=True)
    tables = (
        np.array(rules.occupation, np.int16)[digits_in_common(profiles, jobs)],
        _language(profiles, jobs, language, rules),
        _distance(profiles, jobs, distance, rules, instance.km),
        _workload(profiles, jobs, workload, rules),
    )
    a, b, c, d = map(np.ascontiguousarray, tables)
    return Market(instance, left, right, (a, b, c, d))


def alone() -> Classes:
    """The classes of a single row."""
    first = np.zeros(1, np.int64)
    return Classes(np.zeros((len(PARTS), 1), np.int32), (first, first, first))


def classes_of_profiles(profiles: Profiles, needed: Mask) -> Classes:
    """`needed`: the languages that some job needs; the others make no difference."""
    _reaches, reach = np.unique(profiles.max_km, return_inverse=True)
    return _classes(profiles, profiles.levels[:, needed].T, [profiles.place, reach])


def classes_of_jobs(jobs: Jobs) -> Classes:
    remote = (jobs.remote >= PARTLY_REMOTE).astype(np.int32) + (jobs.remote == REMOTE)
    return _classes(jobs, jobs.levels[:, jobs.needed].T, [jobs.place + 1, remote])


def _classes(side: Profiles | Jobs, levels: Iterable[Numbers], where: list[Numbers]) -> Classes:
    found = [_alike(one, len(side)) for one in (levels, where, [side.low, side.high])]
    of = np.stack([side.occupation, *(of for of, _example in found)])
    return Classes(of, tuple(example for _of, example in found))


def _alike(columns: Iterable[Numbers], rows: int) -> tuple[I32, I64]:
    """Rows with the same numbers from 0 in all columns are of one class: which, and an example."""
    key, size = np.zeros(rows, np.int64), 1
    for column in columns:
        many = int(column.max(initial=0)) + 1
        if size * many >= 1 << 62:
            key, size = np.unique(key, return_inverse=True)[1], rows
        key, size = key * many + column, size * many
    _keys, example, of = np.unique(key, return_index=True, return_inverse=True)
    return of.astype(np.int32), example


def digits_in_common(profiles: Profiles, jobs: Jobs) -> Digits:
    """How many leading digits the best two of the codes of each pair of sets have in common."""
    (one, ones), (other, others) = profiles.different_codes, jobs.different_codes
    apart = one[:, None] ^ other
    digits: Digits = np.zeros(apart.shape, np.int8)
    for n in range(DIGITS):
        digits += apart < 1 << 4 * n
    of_jobs = np.take(digits, others[:, 0], axis=1)
    for column in others.T[1:]:
        np.maximum(of_jobs, np.take(digits, column, axis=1), out=of_jobs)
    best: Digits = of_jobs[ones[:, 0]]
    for column in ones.T[1:]:
        np.maximum(best, of_jobs[column], out=best)
    return best


def _language(profiles: Profiles, jobs: Jobs, rows: tuple[I64, I64], rules: JobRules) -> I16:
    short = levels_short(profiles.levels[rows[0]], jobs.levels[rows[1]])
    points = np.array([rules.language_met, rules.language_short, EXCLUDED], np.int16)
    return points[np.minimum(short, 2)]


def levels_short(have: npt.NDArray[np.uint8], need: npt.NDArray[np.uint8]) -> npt.NDArray[np.int8]:
    """How many levels each row of `have` is below each of `need`, in the worst language."""
    short = np.zeros((len(have), len(need)), np.int8)
    for language in np.flatnonzero(need.any(axis=0)):
        gap = need[:, language].astype(np.int8) - have[:, language, None].astype(np.int8)
        np.maximum(short, gap, out=short)
    return short


def _distance(
    profiles: Profiles, jobs: Jobs, rows: tuple[I64, I64], rules: JobRules, km: Km
) -> I16:
    reach = profiles.max_km[rows[0], None] * reach_times(jobs.remote[rows[1]])
    far = kilometres(km, profiles.place[rows[0]], jobs.place[rows[1]])
    points = np.where(far > 2 * reach, EXCLUDED, rules.distance).astype(np.int16)
    falls = (far > reach) & (points != EXCLUDED)
    reach, far = reach[falls], far[falls]
    points[falls] = rules.distance * (2 * reach - far) // reach
    points[:, jobs.remote[rows[1]] == REMOTE] = rules.distance
    return points


def reach_times(remote: I32) -> Numbers:
    """How many times as far one travels for a job that is so many percent remote."""
    return np.where(remote >= PARTLY_REMOTE, 2.0, 1.0)


def kilometres(km: Km, profiles: I32, jobs: I32) -> Km:
    """From each of these places to each of those. Whoever works from anywhere (place -1) has none."""
    if not km.size:
        return np.zeros((len(profiles), len(jobs)))
    return np.where(jobs < 0, 0.0, km[np.ix_(profiles, jobs)])


def _workload(profiles: Profiles, jobs: Jobs, rows: tuple[I64, I64], rules: JobRules) -> I16:
    low, high = jobs.low[rows[1]], jobs.high[rows[1]]
    common = workload_common(profiles, jobs, rows)
    points = np.minimum(rules.workload, rules.workload * common // np.maximum(1, high - low))
    points[:, low == high] = rules.workload
    return np.where(common < 0, EXCLUDED, points).astype(np.int16)


def workload_common(profiles: Profiles, jobs: Jobs, rows: tuple[I64, I64]) -> I32:
    """How many percentage points the ranges have in common; below 0: so many lie between them."""
    most = np.minimum(profiles.high[rows[0], None], jobs.high[rows[1]])
    common: I32 = most - np.maximum(profiles.low[rows[0], None], jobs.low[rows[1]])
    return common
