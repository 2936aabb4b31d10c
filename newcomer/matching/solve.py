"""The exact optimum of a many-to-one matching: most people first, then the highest score."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numba import njit

from newcomer.matching.assign import Offers, assign
from newcomer.matching.cardinality import contested, largest
from newcomer.matching.columns import I16, I32, I64, Mask

POINTS = 32  # an edge as one number: whom it leads to, and in so many bits the score
SCORE = (1 << POINTS) - 1
DIGIT = 6  # so many bits of the score are looked at in one step of sorting


class Graph(NamedTuple):
    """Who may get whom now, and how good it is.

    The edges of newcomer i are start[i] to stop[i]; edge e leads to mentor[e], who has
    capacity[mentor[e]] places, maybe none, and counts worth[score[e] + waiting[i]], from 0.
    """

    start: I64
    stop: I64
    mentor: I32
    score: I16
    waiting: I32
    worth: I32
    capacity: I32


class Split(NamedTuple):
    """The two problems a graph falls into (see cardinality.py), with the edges sorted.

    Newcomers who compete (`rivals`) and the mentors they compete for, who are `full` in every
    largest matching: every place is filled, so the mentors bid. The others: every newcomer gets a
    mentor, so the newcomers bid.
    """

    rivals: Mask
    full: Mask
    by_mentor: Offers
    by_newcomer: Offers
    capacity: I32


def split(graph: Graph, by_mentor: Callable[[Graph, Mask], Offers]) -> Split:
    """What has to be known before the best matching can be sought. `by_mentor`: see there."""
    # Compiled code is cached by the file it stands in, and a change in a file that it calls goes
    # unseen: so what is in several files is put together here, in Python.
    ways = (graph.start, graph.stop, graph.mentor)
    rivals, full = contested(ways, largest(ways, graph.capacity))
    by_newcomer = _by_newcomer(graph, rivals, np.where(full, 0, graph.capacity))
    return Split(rivals, full, by_mentor(graph, rivals), by_newcomer, graph.capacity)


def solve(parts: Split) -> I32:
    """The mentor of every newcomer in the best matching, -1 for none.

    The same graph gives the same answer every time.
    """
    rivals, full, mentor_bids, newcomer_bids, capacity = parts
    mate = np.full(len(rivals), -1, np.int32)
    need = np.where(full, capacity, 0).astype(np.int32)
    pairs = assign(mentor_bids, need, rivals.astype(np.int32))
    mate[pairs[:, 1]] = pairs[:, 0]
    places = np.where(full, 0, capacity).astype(np.int32)
    pairs = assign(newcomer_bids, (~rivals).astype(np.int32), places)
    mate[pairs[:, 0]] = pairs[:, 1]
    return mate


@njit(cache=True, nogil=True)
def favour(parts, earlier, points):  # type: ignore[no-untyped-def]
    """Let each newcomer's `earlier` mentor (-1: none) count so many points more, or fewer."""
    for i in range(len(earlier)):
        if earlier[i] >= 0 and parts.rivals[i]:
            _change(parts.by_mentor, earlier[i], i, points)
        elif earlier[i] >= 0:
            _change(parts.by_newcomer, i, earlier[i], points)


@njit(cache=True, nogil=True, inline="always")
def _change(offers, bidder, good, points):  # type: ignore[no-untyped-def]
    """One edge becomes better or worse; the bidder's edges stay sorted."""
    first, last = offers.start[bidder], offers.start[bidder + 1] - 1
    at = first
    while at <= last and offers.good[at] != good:
        at += 1
    if at > last:
        return
    now = offers.score[at] + points
    while at > first and offers.score[at - 1] < now:
        offers.good[at], offers.score[at] = offers.good[at - 1], offers.score[at - 1]
        at -= 1
    while at < last and offers.score[at + 1] > now:
        offers.good[at], offers.score[at] = offers.good[at + 1], offers.score[at + 1]
        at += 1
    offers.good[at], offers.score[at] = good, now


@njit(cache=True, nogil=True)
def by_mentor(graph, rivals):  # type: ignore[no-untyped-def]
    """What the mentors can bid for: newcomers who compete."""
    start, stop, mentor, score, waiting, worth, capacity = graph
    first = np.zeros(len(capacity) + 1, np.int64)
    for i in range(len(rivals)):
        if rivals[i]:
            for e in range(start[i], stop[i]):
                first[mentor[e] + 1] += 1
    has_place = capacity > 0
    first[1:] = np.cumsum(np.where(has_place, first[1:], 0))
    offers = np.empty(first[-1] + 1, np.int64)  # the last is for those who have no place
    to = np.where(has_place, first[:-1], first[-1])
    for i in range(len(rivals)):
        if rivals[i]:
            for e in range(start[i], stop[i]):
                j = mentor[e]
                offers[to[j]] = (i << POINTS) | worth[score[e] + waiting[i]]
                to[j] += has_place[j]
    return _best_first(first, offers[:-1])


@njit(cache=True, nogil=True)
def _by_newcomer(graph, rivals, places):  # type: ignore[no-untyped-def]
    """What the newcomers who don't compete can bid for: the places that nobody competes for."""
    start, stop, mentor, score, waiting, worth, _capacity = graph
    first = np.zeros(len(rivals) + 1, np.int64)
    offers = np.empty(0 if rivals.all() else len(mentor), np.int64)
    to = 0
    for i in range(len(rivals)):
        if not rivals[i]:
            for e in range(start[i], stop[i]):
                if places[mentor[e]]:
                    offers[to] = (mentor[e] << POINTS) | worth[score[e] + waiting[i]]
                    to += 1
        first[i + 1] = to
    return _best_first(first, offers[:to])


@njit(cache=True, nogil=True)
def _best_first(first, offers):  # type: ignore[no-untyped-def]
    """Sort each bidder's edges by falling score, equal ones as they are: by so many bits of the
    score at a time, the lowest first."""
    good = np.empty(len(offers), np.int32)
    points = np.empty(len(offers), np.int32)
    longest = 0
    for b in range(len(first) - 1):
        longest = max(longest, first[b + 1] - first[b])
    one, other = np.empty(longest, np.int64), np.empty(longest, np.int64)
    at = np.empty((1 << DIGIT) + 1, np.int64)
    for b in range(len(first) - 1):
        low, count = first[b], first[b + 1] - first[b]
        differ = 0  # the bits in which not all scores are alike
        for k in range(count):
            one[k] = offers[low + k]
            differ |= (one[k] ^ one[0]) & SCORE
        shift = 0
        while differ >> shift:
            _by_digit(one, other, count, shift, at)
            one, other = other, one
            shift += DIGIT
        for k in range(count):
            good[low + k], points[low + k] = one[k] >> POINTS, one[k] & SCORE
    return Offers(first, good, points)


@njit(cache=True, nogil=True)
def _by_digit(one, other, count, shift, at):  # type: ignore[no-untyped-def]
    """Sort `one` into `other` by one digit of the score, the highest first."""
    at[:] = 0
    last = (1 << DIGIT) - 1
    for k in range(count):
        at[last - ((one[k] >> shift) & last) + 1] += 1
    for digit in range(last):
        at[digit + 1] += at[digit]
    for k in range(count):
        digit = last - ((one[k] >> shift) & last)
        other[at[digit]] = one[k]
        at[digit] += 1
