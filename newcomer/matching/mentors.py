"""Newcomers get mentors: the best proposals, from scratch or after a few changes."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numba import njit

from newcomer.matching.changes import updated
from newcomer.matching.columns import I32, Mask, Row, index_of
from newcomer.matching.data import MentorInstance, Pair, read_mentors
from newcomer.matching.edges import find_edges, scores
from newcomer.matching.errors import BadInput
from newcomer.matching.rules import REFERENCE, Rules
from newcomer.matching.solve import Graph, solve

NOBODY = -1
STAY = 50  # points that an earlier proposal has before any other
MOST_SCALED = 4000  # what the highest score becomes where stability counts


@dataclass(frozen=True, eq=False)
class Matching:
    """Who gets whom. `mate[i]`: the mentor of newcomer i, an index, or -1."""

    instance: MentorInstance
    mate: I32
    locked: Mask  # of each newcomer: the pair was there before

    @property
    def matched(self) -> int:
        """How many newcomers have a mentor."""
        return int((self.mate != NOBODY).sum())

    @property
    def score(self) -> int:
        """The total of all pairs, points for waiting included."""
        rows = np.flatnonzero(self.mate != NOBODY)
        return int(scores(self.instance, rows, self.mate[rows]).sum())

    def pairs(self) -> list[Pair]:
        """Ids of newcomers and mentors, in the order of the newcomers."""
        newcomers, mentors = self.instance.newcomers.ids, self.instance.mentors.ids
        rows = np.flatnonzero(self.mate != NOBODY).tolist()
        return [
            (newcomers[i], mentors[j]) for i, j in zip(rows, self.mate[rows].tolist(), strict=True)
        ]


class Matcher:
    """Finds the best proposals and, keeping what it knows, finds them again."""

    def __init__(self, instance: object, rules: Rules = REFERENCE) -> None:
        """`instance` as JSON gives it (see read_mentors); BadInput says what is wrong with it."""
        self.instance = read_mentors(instance, rules)
        self.source: Row = instance  # type: ignore[assignment]  # read_mentors has looked at it
        self._rules = rules
        self.edges = find_edges(self.instance)

    def match(self, locked: Iterable[Pair] = ()) -> Matching:
        """Most people matched, then the highest score, given the locked pairs, which stay.

        A locked pair takes a place of its mentor's, and stays even where it would not be proposed.
        BadInput if one names somebody unknown, or a newcomer twice.
        """
        return self._solve(self._locked(locked), None)

    def rematch(
        self,
        instance: Row | None = None,
        locked: Iterable[Pair] = (),
        previous: Iterable[Pair] | None = None,
    ) -> Matching:
        """Match again after a few changes; quicker than from scratch, with the same result.

        `instance` is the whole new one: rows that equal those of the last time are not worked
        out again, so give changed people new rows (only capacity and rejected may be changed in
        place). Without `previous` it is as match(). With it as many people are matched as ever,
        but whom a proposal was made for before mostly keeps it: an earlier pair counts STAY points
        more than its score.
        """
        if instance is not None:
            self.instance, self.edges = updated(
                self.source, instance, self.instance, self.edges, self._rules
            )
            self.source = instance
        mates = self._locked(locked)
        return self._solve(mates, None if previous is None else self._earlier(previous))

    def _locked(self, pairs: Iterable[Pair]) -> I32:
        """The mentor whom each newcomer has for good, -1 for none."""
        newcomers, mentors = self._index
        locked = np.full(len(newcomers), NOBODY, np.int32)
        for newcomer, mentor in pairs:
            if newcomer not in newcomers:
                raise BadInput(f"locked: there is no newcomer {newcomer}")
            if mentor not in mentors:
                raise BadInput(f"locked: there is no mentor {mentor}")
            if locked[newcomers[newcomer]] != NOBODY:
                raise BadInput(f"locked: newcomer {newcomer} is there twice")
            locked[newcomers[newcomer]] = mentors[mentor]
        return locked

    def _earlier(self, pairs: Iterable[Pair]) -> I32:
        """The mentor who was proposed to each newcomer; who isn't there any more is left out."""
        newcomers, mentors = self._index
        earlier = np.full(len(newcomers), NOBODY, np.int32)
        for newcomer, mentor in pairs:
            if newcomer in newcomers and mentor in mentors:
                earlier[newcomers[newcomer]] = mentors[mentor]
        return earlier

    @property
    def _index(self) -> tuple[dict[str, int], dict[str, int]]:
        return index_of(self.instance.newcomers.ids), index_of(self.instance.mentors.ids)

    def _solve(self, locked: I32, earlier: I32 | None) -> Matching:
        free = locked == NOBODY
        used = np.bincount(locked[~free], minlength=len(self.instance.mentors))
        capacity = np.maximum(self.instance.capacity - used, 0).astype(np.int32)
        prefer = np.full(len(free), NOBODY, np.int32) if earlier is None else earlier
        mate = np.where(free, solve(self.graph(free, capacity, prefer)), locked)
        return Matching(self.instance, mate.astype(np.int32), ~free)

    def graph(self, free: Mask, capacity: I32, prefer: I32) -> Graph:
        """The pairs that can be proposed to the newcomers who are free; nobody who said no."""
        instance = self.instance
        said_no = instance.turned_down
        first = np.searchsorted(said_no[:, 0], np.arange(len(free) + 1))
        worth = worths(instance.rules)
        stay = max(1, STAY * int(worth[-1]) // max(1, instance.rules.most_points))
        start, mentor, score = _open(
            (self.edges.start, self.edges.mentor, self.edges.score),
            (free, capacity > 0, prefer, instance.waiting),
            (first, said_no[:, 1].astype(np.int32)),
            worth,
            stay,
        )
        return Graph(start, mentor, score, capacity)


def worths(rules: Rules) -> I32:
    """What a pair is worth in the sum, by its score: the score itself but for stability."""
    every = np.arange(rules.most_points + 1)
    if rules.stability == 1:
        return every.astype(np.int32)
    share = every / max(1, rules.most_points)
    return np.rint(MOST_SCALED * share**rules.stability).astype(np.int32)


@njit(cache=True, nogil=True)
def _open(edges, people, turned_down, worth, stay):  # type: ignore[no-untyped-def]
    """The edges of those who are free, to mentors with a place, and what each is worth."""
    start, mentor, score = edges
    free, has_place, prefer, waiting = people
    first, who = turned_down
    to_start = np.zeros(len(start), np.int64)
    to_mentor = np.empty(len(mentor), np.int32)
    to_score = np.empty(len(mentor), np.int32)
    k = 0
    for i in range(len(free)):
        if free[i]:
            for e in range(start[i], start[i + 1]):
                j = mentor[e]
                to_mentor[k] = j
                to_score[k] = worth[score[e] + waiting[i]] + stay * (prefer[i] == j)
                ok = has_place[j]
                for one in range(first[i], first[i + 1]):
                    ok &= who[one] != j
                k += ok
        to_start[i + 1] = k
    return to_start, to_mentor[:k], to_score[:k]
