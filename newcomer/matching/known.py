"""The mentors' offers as a match has sorted them: after a few changes most still hold.

To sort all edges by mentor takes a seventh of a first match. To drop those of newcomers who don't
count any more, and to put in those of the few who are new, takes less than half as long.
"""

from dataclasses import dataclass, replace

import numpy as np
from numba import njit

from newcomer.matching.assign import Offers
from newcomer.matching.columns import I32, I64, Mask
from newcomer.matching.data import MentorInstance
from newcomer.matching.solve import Graph, Split, by_mentor

NONE = -1


@dataclass(frozen=True, eq=False)
class Known:
    """What mentors could bid for, and what that was made of.

    All but `row` is numbered as it was when they were sorted. Newcomers who are not `listed` and
    mentors who had no place (`has_place`) are not in there.
    """

    sorted: Offers
    row: I32  # of each newcomer now: which of those they were, -1 if they are new or have changed
    listed: Mask
    waiting: I32  # points of each newcomer
    turned_down: I64  # rows of (newcomer, mentor)
    has_place: Mask

    @classmethod
    def made(cls, parts: Split, graph: Graph, instance: MentorInstance) -> "Known":
        """What there is to know of a match, if its offers are still as they were sorted."""
        row = np.arange(len(parts.rivals), dtype=np.int32)
        listed = parts.rivals & (graph.start < graph.stop)
        made_of = (instance.waiting, instance.turned_down, graph.capacity > 0)
        return cls(parts.by_mentor, row, listed, *made_of)

    def after(self, was: I32) -> "Known":
        """As it is when newcomer i was row was[i] until now, or is new (-1)."""
        return replace(self, row=np.append(self.row, np.int32(NONE))[was])

    def offers(self, instance: MentorInstance, graph: Graph, rivals: Mask) -> Offers:
        """The same as by_mentor() gives."""
        holds = rivals & (graph.start < graph.stop) & self._holds(instance)
        row = self.row[holds]
        if (np.diff(row) < 0).any() or (~self.has_place & (graph.capacity > 0)).any():
            return by_mentor(graph, rivals)  # type: ignore[no-any-return]
        now_at = np.full(len(self.listed), NONE, np.int32)
        now_at[row] = np.flatnonzero(holds)
        fresh = by_mentor(graph, rivals & ~holds)
        return Offers(*_merged(self.sorted, now_at, fresh, graph.capacity))

    def _holds(self, instance: MentorInstance) -> Mask:
        """Of each newcomer: all that made their offers is as it was."""
        holds: Mask = self.row != NONE
        row = self.row[holds]
        holds[holds] = self.listed[row] & (self.waiting[row] == instance.waiting[holds])
        now_at = np.full(len(self.listed), NONE, np.int64)
        now_at[row] = np.flatnonzero(self.row != NONE)
        mentors = len(self.has_place)
        said_no = now_at[self.turned_down[:, 0]] * mentors + self.turned_down[:, 1]
        now = instance.turned_down[:, 0] * mentors + instance.turned_down[:, 1]
        holds[np.setxor1d(said_no[said_no >= 0], now, assume_unique=True) // mentors] = False
        return holds


@njit(cache=True, nogil=True)
def _merged(old, now_at, fresh, capacity):  # type: ignore[no-untyped-def]
    """Both sorts of offers, by mentor, the best first, equal ones by newcomer; of the old ones
    only those of newcomers who are somebody now (`now_at`)."""
    most = len(old.good) + len(fresh.good) + 1
    start = np.zeros(len(capacity) + 1, np.int64)
    good, score = np.empty(most, np.int32), np.empty(most, np.int32)
    k = 0
    for j in range(len(capacity)):
        to_put, last = fresh.start[j], fresh.start[j + 1]
        for e in range(old.start[j], old.start[j + 1] if capacity[j] else 0):
            i, points = now_at[old.good[e]], old.score[e]
            while to_put < last and (-fresh.score[to_put], fresh.good[to_put]) < (-points, i):
                good[k], score[k] = fresh.good[to_put], fresh.score[to_put]
                k, to_put = k + 1, to_put + 1
            good[k], score[k] = i, points  # overwritten by the next one if this one is nobody
            k += i >= 0
        for at in range(to_put, last):
            good[k], score[k] = fresh.good[at], fresh.score[at]
            k += 1
        start[j + 1] = k
    return start, good[:k], score[:k]
