"""The exact optimum of a many-to-one matching: most people first, then the highest score."""

from typing import NamedTuple

import numpy as np
from numba import njit

from newcomer.matching.assign import Offers, assign, at_most
from newcomer.matching.cardinality import contested, largest
from newcomer.matching.columns import I32, I64, Mask


class Graph(NamedTuple):
    """Who may get whom now, and how good it is.

    The edges of newcomer i are start[i] to start[i + 1]; `score` is from 0; mentor j has
    capacity[j] places.
    """

    start: I64
    mentor: I32
    score: I32
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


class Solution(NamedTuple):
    """The mentor of every newcomer, -1 for none; and what the one or the other costs."""

    mate: I32
    price_of_newcomer: I64  # for whom mentors bid, else 0
    price_of_mentor: I64  # for whom newcomers bid, else 0


def split(graph: Graph) -> Split:
    """What has to be known before the best matching can be sought."""
    # Compiled code is cached by the file it stands in, and a change in a file that it calls goes
    # unseen: so what is in several files is put together here, in Python.
    start, mentor, _score, capacity = graph
    rivals, full = contested(start, mentor, largest(start, mentor, capacity))
    by_newcomer = _by_newcomer(graph, rivals, full)
    return Split(rivals, full, by_mentor(graph, rivals), by_newcomer, capacity)


def solve(parts: Split) -> Solution:
    """The best matching. The same graph gives the same answer every time."""
    mate = np.full(len(parts.rivals), -1, np.int32)
    by_mentor, by_newcomer = _problems(parts)
    pairs, price_of_newcomer = assign(*by_mentor)
    mate[pairs[:, 1]] = pairs[:, 0]
    pairs, price_of_mentor = assign(*by_newcomer)
    mate[pairs[:, 0]] = pairs[:, 1]
    return Solution(mate, price_of_newcomer, price_of_mentor)


def best_is_at_most(parts: Split, found: Solution) -> int:
    """A total that the best matching cannot exceed, by the prices of a solution to the same edges
    at other scores: quicker than solving, and the nearer the more alike the scores are."""
    by_mentor, by_newcomer = _problems(parts)
    total = at_most(*by_mentor, found.price_of_newcomer)
    return int(total + at_most(*by_newcomer, found.price_of_mentor))


def _problems(parts: Split) -> tuple[tuple[Offers, I32, I32], tuple[Offers, I32, I32]]:
    """Bids, how many each bidder needs, and how many there are of each good: the two halves."""
    rivals, full, capacity = parts.rivals, parts.full, parts.capacity
    need = np.where(full, capacity, 0).astype(np.int32)
    places = np.where(full, 0, capacity).astype(np.int32)
    return (
        (parts.by_mentor, need, rivals.astype(np.int32)),
        (parts.by_newcomer, (~rivals).astype(np.int32), places),
    )


def favouring(parts: Split, earlier: I32, points: int) -> Split:
    """The same with so many points more for each newcomer's `earlier` mentor (-1: none)."""
    mentor_rows, newcomer_rows = parts.by_mentor, parts.by_newcomer
    changed = parts._replace(
        by_mentor=Offers(mentor_rows.start, mentor_rows.good.copy(), mentor_rows.score.copy()),
        by_newcomer=Offers(
            newcomer_rows.start, newcomer_rows.good.copy(), newcomer_rows.score.copy()
        ),
    )
    _favour(changed, earlier, points)
    return changed


@njit(cache=True, nogil=True)
def _favour(parts, earlier, points):  # type: ignore[no-untyped-def]
    for i in range(len(earlier)):
        if earlier[i] >= 0 and parts.rivals[i]:
            _move_up(parts.by_mentor, earlier[i], i, points)
        elif earlier[i] >= 0:
            _move_up(parts.by_newcomer, i, earlier[i], points)


@njit(cache=True, nogil=True)
def _move_up(offers, bidder, good, points):  # type: ignore[no-untyped-def]
    """One edge becomes better; the bidder's edges stay sorted."""
    at, first = offers.start[bidder + 1] - 1, offers.start[bidder]
    while at >= first and offers.good[at] != good:
        at -= 1
    if at < first:
        return
    better = offers.score[at] + points
    while at > first and offers.score[at - 1] < better:
        offers.good[at], offers.score[at] = offers.good[at - 1], offers.score[at - 1]
        at -= 1
    offers.good[at], offers.score[at] = good, better


@njit(cache=True, nogil=True)
def by_mentor(graph, rivals):  # type: ignore[no-untyped-def]
    """What the mentors can bid for: newcomers who compete."""
    start, mentor, score, capacity = graph
    first = np.zeros(len(capacity) + 2, np.int64)
    for i in range(len(rivals)):
        if rivals[i]:
            for e in range(start[i], start[i + 1]):
                first[mentor[e] + 2] += 1
    first = np.cumsum(first)
    good = np.empty(first[-1], np.int32)
    points = np.empty(first[-1], np.int32)
    for i in range(len(rivals)):
        if rivals[i]:
            for e in range(start[i], start[i + 1]):
                to = first[mentor[e] + 1]
                good[to], points[to] = i, score[e]
                first[mentor[e] + 1] = to + 1
    return _best_first(first[:-1].copy(), good, points)


@njit(cache=True, nogil=True)
def _by_newcomer(graph, rivals, full):  # type: ignore[no-untyped-def]
    """What the newcomers who don't compete can bid for: mentors nobody competes for."""
    start, mentor, score, _capacity = graph
    first = np.zeros(len(rivals) + 1, np.int64)
    good = np.empty(len(mentor), np.int32)
    points = np.empty(len(mentor), np.int32)
    to = 0
    for i in range(len(rivals)):
        if not rivals[i]:
            for e in range(start[i], start[i + 1]):
                good[to], points[to] = mentor[e], score[e]
                to += not full[mentor[e]]
        first[i + 1] = to
    return _best_first(first, good, points)


@njit(cache=True, nogil=True)
def _best_first(first, good, points):  # type: ignore[no-untyped-def]
    """Sort each bidder's edges by falling score, equal ones as they are: a counting sort each."""
    longest = 0
    for b in range(len(first) - 1):
        longest = max(longest, first[b + 1] - first[b])
    old_good = np.empty(longest, np.int32)
    old_points = np.empty(longest, np.int32)
    at = np.zeros(2, np.int64)
    for b in range(len(first) - 1):
        low, high = first[b], first[b + 1]
        if low == high:
            continue
        least = most = points[low]
        for e in range(low, high):
            old_good[e - low], old_points[e - low] = good[e], points[e]
            least, most = min(least, points[e]), max(most, points[e])
        if most - least + 2 > len(at):
            at = np.zeros(2 * (most - least + 2), np.int64)
        at[: most - least + 2] = 0
        for e in range(high - low):
            at[most - old_points[e] + 1] += 1
        for value in range(most - least + 1):
            at[value + 1] += at[value]
        for e in range(high - low):
            value = most - old_points[e]
            good[low + at[value]], points[low + at[value]] = old_good[e], old_points[e]
            at[value] += 1
    return Offers(first, good, points)
