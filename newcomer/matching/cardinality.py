"""How many can be matched at most, and what every largest matching has in common.

Hopcroft and Karp (1973), where a mentor takes several; then Dulmage and Mendelsohn (1958): the
newcomers that an alternating path joins to somebody left out compete for mentors who are all
full. The two halves share no pair in any largest matching, so each is solved by itself.
"""

import numpy as np
from numba import njit

FREE = -1


@njit(cache=True, nogil=True)
def largest(ways, capacity):  # type: ignore[no-untyped-def]
    """A largest matching, where newcomer i may get mentor[start[i]] to mentor[stop[i] - 1].

    Returns the mentor of each newcomer (-1: none), the places that mentor j has from slot[j] on,
    who has each of them, and how many of them are taken.
    """
    start, stop, mentor = ways
    count = len(start)
    mate = np.full(count, FREE, np.int32)
    slot = np.zeros(len(capacity) + 1, np.int64)
    slot[1:] = np.cumsum(capacity)
    holder = np.empty(slot[-1], np.int32)
    taken = np.zeros(len(capacity), np.int32)
    for i in range(count):
        for e in range(start[i], stop[i]):
            j = mentor[e]
            if taken[j] < capacity[j]:
                mate[i] = j
                holder[slot[j] + taken[j]] = i
                taken[j] += 1
                break
    graph = (start, stop, mentor, capacity)
    matching = (mate, slot, holder, taken)
    while True:
        level, found = _levels(graph, matching)
        if not found or not _augment_all(graph, matching, level):
            return matching


@njit(cache=True, nogil=True)
def _levels(graph, matching):  # type: ignore[no-untyped-def]
    """How far each mentor is from somebody left out, until one with a free place is met."""
    start, stop, mentor, capacity = graph
    mate, slot, holder, taken = matching
    level = np.full(len(capacity), -1, np.int32)
    unseen = (capacity > 0).sum()  # mentors with places; beyond them there is nobody to find
    queue = np.empty(len(mate), np.int32)
    tail = 0
    for i in range(len(mate)):
        if mate[i] == FREE and start[i] < stop[i]:
            queue[tail] = i
            tail += 1
    head, found, depth = 0, False, 0
    while head < tail and unseen and not found:
        end, depth = tail, depth + 1
        while head < end and unseen:
            i = queue[head]
            head += 1
            for e in range(start[i], stop[i]):
                j = mentor[e]
                if level[j] == -1:
                    level[j] = depth
                    unseen -= capacity[j] > 0
                    found |= taken[j] < capacity[j]
                    for at in range(slot[j], slot[j] + taken[j]):
                        queue[tail] = holder[at]
                        tail += 1
    return level, found


@njit(cache=True, nogil=True)
def _augment_all(graph, matching, level):  # type: ignore[no-untyped-def]
    """Match more people along shortest paths that have no mentor in common; how many more."""
    start, stop, mentor, capacity = graph
    mate, slot, holder, taken = matching
    edge = start.copy()  # the next to look at, of each newcomer
    turn = slot[:-1].copy()  # the next place of each mentor that may be moved from
    path = np.empty(len(mate), np.int32)  # newcomers
    moved = np.empty(len(mate), np.int64)  # the place that the next on the path would leave
    more = 0
    for root in range(len(mate)):
        if mate[root] != FREE:
            continue
        path[0], depth = root, 0
        while depth >= 0:
            i = path[depth]
            if edge[i] == stop[i]:
                depth -= 1
                continue
            j = mentor[edge[i]]
            if level[j] != depth + 1:
                edge[i] += 1
            elif taken[j] < capacity[j]:
                place = slot[j] + taken[j]
                taken[j] += 1
                for at in range(depth, -1, -1):
                    holder[place] = path[at]
                    mate[path[at]] = mentor[edge[path[at]]]
                    if at:
                        place = moved[at - 1]
                more += 1
                break
            elif turn[j] < slot[j] + taken[j]:
                moved[depth] = turn[j]
                path[depth + 1] = holder[turn[j]]
                turn[j] += 1
                depth += 1
            else:
                edge[i] += 1
    return more


@njit(cache=True, nogil=True)
def contested(ways, matching):  # type: ignore[no-untyped-def]
    """Who competes: masks of the newcomers whom an alternating path joins to one left out, and of
    the mentors on these paths, who all are full in every largest matching."""
    start, stop, mentor = ways
    mate, slot, holder, taken = matching
    rivals = np.zeros(len(mate), np.bool_)
    full = np.zeros(len(taken), np.bool_)
    unseen = (taken > 0).sum()  # mentors; who has nobody leads no further
    queue = np.empty(len(mate), np.int32)
    head = tail = 0
    for i in range(len(mate)):
        if mate[i] == FREE:
            rivals[i] = True
            queue[tail] = i
            tail += 1
    while head < tail and unseen:
        i = queue[head]
        head += 1
        for e in range(start[i], stop[i]):
            j = mentor[e]
            if not full[j]:
                full[j] = True
                unseen -= taken[j] > 0
                for at in range(slot[j], slot[j] + taken[j]):
                    if not rivals[holder[at]]:
                        rivals[holder[at]] = True
                        queue[tail] = holder[at]
                        tail += 1
    return rivals, full
