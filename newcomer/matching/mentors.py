"""Newcomers get mentors: the best proposals, from scratch or after a few changes."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat
from operator import itemgetter

import numpy as np
from numba import njit

from newcomer.matching.changes import updated
from newcomer.matching.columns import I32, I64, Mask, Row
from newcomer.matching.data import MentorInstance, Pair, read_mentors
from newcomer.matching.edges import find_edges, scores
from newcomer.matching.errors import BadInput
from newcomer.matching.known import Known
from newcomer.matching.rules import REFERENCE, SITUATIONS, Rules
from newcomer.matching.solve import Graph, Split, by_mentor, favour, solve, split

NOBODY = -1
STAY = 60  # points that an earlier proposal has before any other, if that costs no more than
MOST_LOST = 0.001  # of the score
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

    @cached_property
    def score(self) -> int:
        """The total of all pairs, points for waiting included."""
        return self._score_of(np.arange(len(self.mate)))

    def lost(self, other: "Matching") -> int:
        """How much less the other counts."""
        differ = np.flatnonzero(self.mate != other.mate)
        return self._score_of(differ) - other._score_of(differ)

    def _score_of(self, newcomers: I64) -> int:
        rows = newcomers[self.mate[newcomers] != NOBODY]
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
        self._known: Known | None = None

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
        but most earlier proposals stay: each counts STAY points more than its score, or as many
        as lose no more than MOST_LOST of the best total.
        """
        if instance is not None:
            self.instance, self.edges, was = updated(
                self.source, instance, self.instance, self.edges, self._rules
            )
            self.source = instance
            self._known = self._known.after(was) if self._known and was is not None else None
        return self._solve(
            self._locked(locked), None if previous is None else self._earlier(previous)
        )

    def _locked(self, pairs: Iterable[Pair]) -> I32:
        """The mentor whom each newcomer has for good, -1 for none."""
        pairs = list(pairs)
        newcomer, mentor = self._rows(pairs)
        for at in np.flatnonzero((newcomer == NOBODY) | (mentor == NOBODY))[:1].tolist():
            side = int(newcomer[at] != NOBODY)
            raise BadInput(f"locked: there is no {('newcomer', 'mentor')[side]} {pairs[at][side]}")
        locked = np.full(len(self.instance.newcomers), NOBODY, np.int32)
        locked[newcomer] = mentor
        if int((locked != NOBODY).sum()) < len(pairs):
            twice = next(one for one, many in Counter(one for one, _ in pairs).items() if many > 1)
            raise BadInput(f"locked: newcomer {twice} is there twice")
        return locked

    def _earlier(self, pairs: Iterable[Pair]) -> I32:
        """The mentor who was proposed to each newcomer; who isn't there any more is left out."""
        newcomer, mentor = self._rows(list(pairs))
        known = (newcomer != NOBODY) & (mentor != NOBODY)
        earlier = np.full(len(self.instance.newcomers), NOBODY, np.int32)
        earlier[newcomer[known]] = mentor[known]
        return earlier

    def _rows(self, pairs: Sequence[Pair]) -> tuple[I32, I32]:
        """The rows of the newcomer and of the mentor in each pair, -1 for one who isn't there."""
        newcomers, mentors = self.instance.newcomers.index, self.instance.mentors.index
        left = map(newcomers.get, map(itemgetter(0), pairs), repeat(NOBODY))
        right = map(mentors.get, map(itemgetter(1), pairs), repeat(NOBODY))
        return np.fromiter(left, np.int32, len(pairs)), np.fromiter(right, np.int32, len(pairs))

    def _solve(self, locked: I32, earlier: I32 | None) -> Matching:
        graph = self.graph(locked)
        parts = self._split(graph)
        optimum = self._matching(locked, solve(parts))
        if earlier is None:
            self._known = Known.made(parts, graph, self.instance)
            return optimum
        points, allowed = STAY, MOST_LOST * optimum.score
        favour(parts, earlier, points)
        kept = self._matching(locked, solve(parts))
        while (lost := optimum.lost(kept)) > allowed:
            fewer = int(0.95 * points * allowed / lost)
            if not fewer:
                return optimum
            favour(parts, earlier, fewer - points)
            kept, points = self._matching(locked, solve(parts)), fewer
        return kept

    def _split(self, graph: Graph) -> Split:
        """What there is to solve; what the last match has sorted isn't sorted again."""
        known, instance = self._known, self.instance
        if known is None:
            return split(graph, by_mentor)
        return split(graph, lambda graph, rivals: known.offers(instance, graph, rivals))

    def _matching(self, locked: I32, mate: I32) -> Matching:
        free = locked == NOBODY
        return Matching(self.instance, np.where(free, mate, locked).astype(np.int32), ~free)

    def graph(self, locked: I32) -> Graph:
        """The pairs that can be proposed beside the locked ones (each newcomer's mentor or -1).

        Where somebody said no, the edge leads to one more mentor, who has no place.
        """
        instance, edges, free = self.instance, self.edges, locked == NOBODY
        used = np.bincount(locked[~free], minlength=len(instance.mentors))
        capacity = np.append(np.maximum(instance.capacity - used, 0), 0).astype(np.int32)
        stop = np.where(free, edges.stop, edges.start)
        ways = (edges.start, stop, edges.mentor[: edges.used])
        mentor = _without(ways, instance.turned_down, len(used))
        worth = worths(instance.rules)
        return Graph(edges.start, stop, mentor, edges.score, instance.waiting, worth, capacity)


def worths(rules: Rules) -> I32:
    """What a pair is worth in the sum, by its score: the score itself but for stability."""
    every = np.arange(rules.most_points + 1)
    if rules.stability == 1:
        return every.astype(np.int32)
    share = every / max(1, rules.most_points)
    return np.rint(MOST_SCALED * share**rules.stability).astype(np.int32)


@njit(cache=True, nogil=True)
def _without(ways, turned_down, nobody):  # type: ignore[no-untyped-def]
    """Where the edges lead: those of pairs that were turned down, to `nobody`."""
    start, stop, mentor = ways
    leads_to = mentor.copy()
    for row in range(len(turned_down)):
        i, j = turned_down[row]
        for e in range(start[i], stop[i]):
            if mentor[e] == j:
                leads_to[e] = nobody
    return leads_to


def _compile() -> None:
    """Have everything compiled (or fetched from where that was kept) that matching needs."""
    person = {
        "municipality": 0,
        "reach_km": 0,
        "languages": {"en": 6},
        "gender": "x",
        "gender_pref": "any",
        "availability": [0],
        "interests": [],
        "situation": SITUATIONS[0],
        "age": 40,
        "isco": "",
        "children": [],
        "capacity": 1,
    }
    newcomers, mentors = ([{**person, "id": f"{one}"} for one in range(count)] for count in (3, 1))
    instance = {"municipalities": [{"x": 0, "y": 0}], "newcomers": newcomers, "mentors": mentors}
    matcher = Matcher(instance)
    matcher.rematch({**instance, "newcomers": newcomers[1:]}, previous=matcher.match().pairs())


_compile()  # part of the import, so that nobody waits for it later
