"""Who may meet whom, and how well they go together: the edges of the matching.

Mentors are kept by place and, within a place, by how far they travel, the farthest first. Then
those whom a newcomer can meet are a run of neighbours for every place, and only they are looked
at. Everything here is exact and in whole numbers.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit
from numba.extending import intrinsic

from newcomer.matching.columns import I16, I32, I64, Bits
from newcomer.matching.data import OLDEST, MentorInstance, People


@dataclass(frozen=True, eq=False)
class Edges:
    """Every pair that may meet: those of newcomer i are start[i] to stop[i].

    `mentor` is an index into the instance's mentors; within a newcomer their order is always the
    same, but not ascending. `score` is the points of the pair. Both columns may be longer than
    what is `used` of them, so that there is room for the edges of people who come later.
    """

    start: I64
    stop: I64
    mentor: I32
    score: I16
    used: int

    def __len__(self) -> int:
        return int((self.stop - self.start).sum())


class Points(NamedTuple):
    """The points of the rules as tables, so that a pair's score is a few look-ups."""

    interests: I16  # [in common, in all]
    situation: I16  # [newcomer's, mentor's]
    age: I16  # [years between them]
    profession: I16  # [digits in common]
    children: I16  # [neither, one of them, both, both of about the same age]


def point_tables(instance: MentorInstance) -> Points:
    rules = instance.rules
    most = sum(
        int(np.bitwise_count(people.interests).sum(axis=1).max(initial=0))
        for people in (instance.newcomers, instance.mentors)
    )
    common, union = np.indices((most + 1, most + 1))
    situation = np.zeros((len(rules.situations), len(rules.situations)), np.int16)
    for one, other in rules.related:
        a, b = rules.situations.index(one), rules.situations.index(other)
        situation[a, b] = situation[b, a] = rules.situation_related
    np.fill_diagonal(situation, rules.situation_same)
    years = np.arange(OLDEST + 1)
    # Both have children and a band in common; nobody has: the sum of three truths says which.
    children = (rules.children_neither, 0, rules.children_other, rules.children_shared)
    return Points(
        interests=(rules.interests * common // np.maximum(1, union)).astype(np.int16),
        situation=situation,
        age=np.maximum(0, rules.age - rules.age_each_year * years).astype(np.int16),
        profession=(rules.profession_each_digit * np.arange(5)).astype(np.int16),
        children=np.array(children, np.int16),
    )


class Side(NamedTuple):
    """The columns of People that the kernel reads; a row for each, bits packed to words."""

    speaks: Bits
    slots: Bits
    gender: I32
    wish: I32
    interests: Bits
    interest_count: I32
    situation: I32
    age: I32
    profession: I32
    children: I32


class Runs(NamedTuple):
    """Which mentors are within reach, by the place of the newcomer.

    Run r of place a: the mentors from first[a, r] on; the first full[a, r] of them are in reach
    of a newcomer who travels km[a, r], and the first own[a, r] travel that far themselves.
    """

    first: I32
    full: I32
    own: I32
    km: npt.NDArray[np.float64]


def find_edges(instance: MentorInstance) -> Edges:
    """Every pair that breaks no hard limit, whoever said no, with its score but for waiting."""
    order, runs = in_reach(instance)
    newcomers, mentors = side(instance.newcomers), side(instance.mentors, order)
    start, mentor, score = _find(
        newcomers,
        mentors,
        runs,
        (instance.newcomers.place, instance.newcomers.reach, order),
        instance.rules.min_slots,
        point_tables(instance),
    )
    return Edges(start[:-1], start[1:], mentor, score, int(start[-1]))


def scores(instance: MentorInstance, newcomers: I32 | I64, mentors: I32 | I64) -> I64:
    """The scores of single pairs, whether or not they may meet, with the points for waiting."""
    left, right = side(instance.newcomers, newcomers), side(instance.mentors, mentors)
    found: I64 = _scores(left, right, point_tables(instance))
    return found + instance.waiting[newcomers]


def side(people: People, order: I32 | I64 | slice = slice(None)) -> Side:
    """The columns, in that order."""
    return Side(
        speaks=people.speaks[order],
        slots=people.slots[order],
        gender=people.gender[order],
        wish=people.wish[order],
        interests=people.interests[order],
        interest_count=np.bitwise_count(people.interests[order]).sum(axis=1, dtype=np.int32),
        situation=people.situation[order],
        age=people.age[order],
        profession=people.profession[order],
        children=people.children[order],
    )


def in_reach(instance: MentorInstance) -> tuple[I32, Runs]:
    """The order of the mentors (their indices), and whom of them a newcomer can meet."""
    mentors = instance.mentors
    order = np.lexsort((-mentors.reach, mentors.place)).astype(np.int32)
    place, reach = mentors.place[order], mentors.reach[order]
    places = len(instance.km)
    first = np.searchsorted(place, np.arange(places + 1)).astype(np.int32)
    own = np.zeros((places, places), np.int32)
    for b in range(places):
        nearest_first = -reach[first[b] : first[b + 1]]
        own[:, b] = np.searchsorted(nearest_first, -instance.km[:, b], side="right")
    first_of, full = np.tile(first[:-1], (places, 1)), np.tile(np.diff(first), (places, 1))
    return order, Runs(first_of, full, own, instance.km)


def _ones(_context, number):  # type: ignore[no-untyped-def]
    return number(number), lambda context, builder, signature, values: builder.ctpop(values[0])


ones: Any = intrinsic(_ones)  # how many bits of a number are 1: one instruction


@njit(cache=True, nogil=True)
def _find(newcomers, mentors, runs, whereabouts, min_slots, points):  # type: ignore[no-untyped-def]
    place, reach, order = whereabouts
    count = len(place)
    start = np.zeros(count + 1, np.int64)
    found = np.empty(len(mentors.age) + 1, np.int32)
    size = 64 * count + 1024
    mentor = np.empty(size, np.int32)
    score = np.empty(size, np.int16)
    k = 0
    for i in range(count):
        met = _may_meet(i, newcomers, mentors, runs, place[i], reach[i], min_slots, found)
        if k + met > size - size // 8:
            size = size // 2 + max(k + met, size)
            mentor, score = _longer(mentor, k, size), _longer(score, k, size)
        for at in range(met):
            mentor[k + at] = order[found[at]]
            score[k + at] = _score(newcomers, i, mentors, found[at], points)
        k += met
        start[i + 1] = k
    return start, mentor, score


@njit(cache=True, nogil=True)
def _longer(values, used, size):  # type: ignore[no-untyped-def]
    longer = np.empty(size, values.dtype)
    longer[:used] = values[:used]
    return longer


@njit(cache=True, nogil=True)
def _may_meet(i, newcomers, mentors, runs, place, reach, min_slots, found):  # type: ignore[no-untyped-def]
    """Write the mentors whom newcomer i may meet to `found`; how many there are."""
    k = 0
    words = newcomers.speaks.shape[1]
    speaks, slots = newcomers.speaks[i, 0], newcomers.slots[i, 0]
    gender, wish = newcomers.gender[i], newcomers.wish[i]
    for run in range(runs.first.shape[1]):
        first = runs.first[place, run]
        many = runs.full if runs.km[place, run] <= reach else runs.own
        for j in range(first, first + many[place, run]):
            common = speaks & mentors.speaks[j, 0]
            for word in range(1, words):
                common |= newcomers.speaks[i, word] & mentors.speaks[j, word]
            wishes = (wish & mentors.gender[j] != 0) & (mentors.wish[j] & gender != 0)
            meets = ones(slots & mentors.slots[j, 0]) >= min_slots
            found[k] = j  # overwritten by the next one unless this one counts: no branch
            k += (common != 0) & wishes & meets
    return k


@njit(cache=True, nogil=True)
def _scores(newcomers, mentors, points):  # type: ignore[no-untyped-def]
    found = np.empty(len(newcomers.age), np.int64)
    for row in range(len(found)):
        found[row] = _score(newcomers, row, mentors, row, points)
    return found


@njit(cache=True, nogil=True)
def _score(newcomers, i, mentors, j, points):  # type: ignore[no-untyped-def]
    common = 0
    for word in range(newcomers.interests.shape[1]):
        common += ones(newcomers.interests[i, word] & mentors.interests[j, word])
    union = newcomers.interest_count[i] + mentors.interest_count[j] - common
    total = points.interests[common, union]
    total += points.situation[newcomers.situation[i], mentors.situation[j]]
    total += points.age[abs(newcomers.age[i] - mentors.age[j])]
    apart = newcomers.profession[i] ^ mentors.profession[j]
    total += points.profession[(apart == 0) + (apart < 0x10) + (apart < 0x100) + (apart < 0x1000)]
    a, b = newcomers.children[i], mentors.children[j]
    return total + points.children[(a != 0) + (b != 0) + (a & b != 0)]
