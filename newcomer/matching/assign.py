"""The best total score when every bidder must get what it needs.

Bidders (each `need` times) take goods (each `capacity` times) at integer scores. One by one they
are let in along a shortest augmenting path (Jonker and Volgenant 1987, with capacities); prices
keep every reduced cost at 0 or more, so the result is the optimum at every step. What makes it
quick: each bidder's edges are sorted, prices are never negative, so a scan stops at the first
score that cannot beat the nearest free good any more.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from newcomer.matching.columns import I32, I64, Mask

NEVER = 1 << 60
LOW_HALF = (1 << 32) - 1


class Offers(NamedTuple):
    """The edges by bidder: those of bidder b, the best first, from start[b] to start[b + 1]."""

    start: I64
    good: I32
    score: I32


class Held(NamedTuple):
    """Who has what: good g has its places from slot[g] on, and taken[g] of them have a holder."""

    slot: I64
    holder: I32
    taken: I32


class Search(NamedTuple):
    """What one search for a path knows; what it has touched is put back when it is done."""

    distance: I64  # to each good
    bidder: I32  # by whom each good was reached
    final: Mask  # of each good: nothing shorter can come
    touched: I32  # goods that have a distance
    away: I64  # distance to each bidder
    good: I32  # which good each bidder would give up
    visited: I32  # bidders that have a distance


@njit(cache=True, nogil=True)
def assign(offers, need, capacity):  # type: ignore[no-untyped-def]
    """Rows of (bidder, good) of the highest total score, by good, in the same order every time.

    Everybody's need must be possible to fill (see cardinality.py).
    """
    bidders, goods = len(need), len(capacity)
    slot = np.zeros(goods + 1, np.int64)
    slot[1:] = np.cumsum(capacity)
    held = Held(slot, np.empty(slot[-1], np.int32), np.zeros(goods, np.int32))
    profit = np.zeros(bidders, np.int64)
    for b in range(bidders):
        if offers.start[b] < offers.start[b + 1]:
            profit[b] = offers.score[offers.start[b]]
    price = np.zeros(goods, np.int64)
    search = Search(
        np.full(goods, NEVER, np.int64),
        np.empty(goods, np.int32),
        np.zeros(goods, np.bool_),
        np.empty(goods, np.int32),
        np.full(bidders, NEVER, np.int64),
        np.empty(bidders, np.int32),
        np.empty(bidders, np.int32),
    )
    heap = np.empty(1024, np.int64)
    for b in range(bidders):
        for _ in range(need[b]):
            free, heap = _let_in(b, offers, capacity, held, (profit, price), search, heap)
            if free >= 0:
                _hand_over(b, free, held, search)
    return _pairs(held)


@njit(cache=True, nogil=True, inline="always")
def _let_in(root, offers, capacity, held, duals, search, heap):  # type: ignore[no-untyped-def]
    """Find the nearest good with a free place (-1: none), and change the prices so that it may
    be taken. Also returns the heap, which may have grown."""
    profit, price = duals
    search.visited[0], search.away[root] = root, 0
    visited, scanned, touched, size = 1, 0, 0, 0
    nearest = (NEVER, -1)
    while True:
        while scanned < visited:
            b = search.visited[scanned]
            scanned += 1
            base = search.away[b] + profit[b]
            ground = (b, base, held.taken, capacity, price)
            nearest, touched, heap, size = _scan(
                offers, ground, search, nearest, touched, heap, size
            )
        if size == 0 or heap[0] >> 32 >= nearest[0]:
            break
        g, size = heap[0] & LOW_HALF, _pop(heap, size)
        if search.final[g]:
            continue
        search.final[g] = True
        for at in range(held.slot[g], held.slot[g] + held.taken[g]):
            b = held.holder[at]
            if search.away[b] == NEVER:
                search.away[b], search.good[b] = search.distance[g], g
                search.visited[visited] = b
                visited += 1
    _settle(search, visited, touched, nearest[0], duals)
    return nearest[1], heap


@njit(cache=True, nogil=True, inline="always")
def _scan(offers, ground, search, nearest, touched, heap, size):  # type: ignore[no-untyped-def]
    """See what a bidder reaches. `nearest`: how far the nearest free good is, and which it is."""
    b, base, taken, capacity, price = ground
    best, free = nearest
    for e in range(offers.start[b], offers.start[b + 1]):
        at_least = base - offers.score[e]
        if at_least >= best:  # prices are never negative, and scores only fall from here
            break
        g = offers.good[e]
        distance = at_least + price[g]
        if distance >= best or distance >= search.distance[g]:
            continue
        if search.distance[g] == NEVER:
            search.touched[touched] = g
            touched += 1
        search.distance[g], search.bidder[g] = distance, b
        if taken[g] < capacity[g]:
            best, free = distance, g
        else:
            heap, size = _push(heap, size, (distance << 32) | g)
    return (best, free), touched, heap, size


@njit(cache=True, nogil=True, inline="always")
def _settle(search, visited, touched, best, duals):  # type: ignore[no-untyped-def]
    """Change the prices by what the path costs, if there is one, and put the search back."""
    profit, price = duals
    for at in range(visited):
        b = search.visited[at]
        if best < NEVER:
            profit[b] -= best - search.away[b]
        search.away[b] = NEVER
    for at in range(touched):
        g = search.touched[at]
        if search.final[g] and best < NEVER:
            price[g] += best - search.distance[g]
        search.final[g], search.distance[g] = False, NEVER


@njit(cache=True, nogil=True, inline="always")
def _hand_over(root, free, held, search):  # type: ignore[no-untyped-def]
    """Everybody on the path gives up one good and takes the next."""
    g = free
    at = held.slot[g] + held.taken[g]
    held.taken[g] += 1
    while True:
        b = search.bidder[g]
        held.holder[at] = b
        if b == root:
            return
        g = search.good[b]
        at = held.slot[g]
        while held.holder[at] != b:
            at += 1


@njit(cache=True, nogil=True, inline="always")
def _push(heap, size, key):  # type: ignore[no-untyped-def]
    if size == len(heap):
        longer = np.empty(2 * size, np.int64)
        longer[:size] = heap
        heap = longer
    at = size
    while at > 0 and heap[(at - 1) >> 1] > key:
        heap[at] = heap[(at - 1) >> 1]
        at = (at - 1) >> 1
    heap[at] = key
    return heap, size + 1


@njit(cache=True, nogil=True, inline="always")
def _pop(heap, size):  # type: ignore[no-untyped-def]
    """Take the least key off the heap; how many are left."""
    size -= 1
    last, at = heap[size], 0
    while 2 * at + 1 < size:
        child = 2 * at + 1
        if child + 1 < size and heap[child + 1] < heap[child]:
            child += 1
        if heap[child] >= last:
            break
        heap[at] = heap[child]
        at = child
    heap[at] = last
    return size


@njit(cache=True, nogil=True)
def _pairs(held):  # type: ignore[no-untyped-def]
    pairs = np.empty((held.taken.sum(), 2), np.int32)
    row = 0
    for g in range(len(held.taken)):
        for at in range(held.slot[g], held.slot[g] + held.taken[g]):
            pairs[row, 0], pairs[row, 1] = held.holder[at], g
            row += 1
    return pairs
