"""Which mentors would help most: how many more people one more of a kind would match."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numba import njit

from newcomer.matching.cardinality import contested, largest
from newcomer.matching.changes import merged, only
from newcomer.matching.columns import I32, Row
from newcomer.matching.data import read_mentors
from newcomer.matching.edges import find_edges
from newcomer.matching.mentors import NOBODY, Matcher, Matching
from newcomer.matching.solve import by_mentor

BODY = {"gender": "x", "gender_pref": "any", "interests": [], "age": 40, "isco": "", "children": []}


def somebody(
    languages: Mapping[str, int],
    municipality: int,
    slots: Sequence[int],
    reach_km: float,
    **more: object,
) -> Row:
    """The profile of a mentor to look for; only what the hard limits ask counts."""
    return {
        "id": "somebody",
        "languages": dict(languages),
        "municipality": municipality,
        "availability": list(slots),
        "reach_km": reach_km,
        "situation": "single",
        "capacity": 1,
        **BODY,
        **more,
    }


def more_matched(matcher: Matcher, matching: Matching, profiles: Sequence[Row]) -> list[int]:
    """For each profile: how many more are matched if one such mentor joins, and all is solved again.

    Locked pairs stay. One search for an augmenting path per place, instead of solving. A profile is
    as a mentor's in an instance (its id doesn't matter); BadInput if one is broken.
    """
    instance = matcher.instance
    rows = [{**row, "id": f"candidate {number}"} for number, row in enumerate(profiles)]
    source = {**matcher.source, "newcomers": [], "mentors": rows}
    fresh = read_mentors(source, instance.rules, instance.languages)
    everybody = np.arange(len(instance.newcomers), dtype=np.int32)
    nobody = np.full(len(rows), NOBODY, np.int32)
    edges = find_edges(
        replace(
            instance,
            newcomers=merged(instance.newcomers, fresh.newcomers, everybody),
            mentors=merged(only(instance.mentors, everybody[:0]), fresh.mentors, nobody),
        )
    )
    free = ~matching.locked
    graph = matcher.graph(np.where(free, NOBODY, matching.mate).astype(np.int32))
    mentor = edges.mentor[: edges.used]
    order = np.argsort(mentor, kind="stable")
    start = np.searchsorted(mentor[order], np.arange(len(rows) + 1))
    newcomer = np.repeat(everybody, edges.stop - edges.start)[order]
    ways = (graph.start, graph.stop, graph.mentor)
    matching_now = largest(ways, graph.capacity)
    rivals, full = contested(ways, matching_now)
    rivals &= free
    wanted_by = by_mentor(graph, rivals)
    mate = matching_now[0]
    more: I32 = _more(mate, rivals, len(full), wanted_by, (start, newcomer), fresh.capacity)
    return [int(one) for one in more]


@njit(cache=True, nogil=True)
def _more(best, rivals, mentors, wanted_by, candidates, places):  # type: ignore[no-untyped-def]
    """How many more newcomers are matched for each candidate, who can meet newcomer[start[c]:...].

    `best`: each newcomer's mentor in a largest matching without them.
    """
    start, newcomer = candidates
    more = np.zeros(len(places), np.int32)
    for c in range(len(places)):
        mate = best.copy()
        for _ in range(places[c]):
            if not _make_room(newcomer[start[c] : start[c + 1]], rivals, wanted_by, mate, mentors):
                break
            more[c] += 1
    return more


@njit(cache=True, nogil=True)
def _make_room(newcomers, rivals, wanted_by, mate, candidate):  # type: ignore[no-untyped-def]
    """Give one of these newcomers to the candidate, if that lets in somebody who was left out."""
    queue = np.empty(len(mate), np.int32)
    after = np.full(len(mate), -2, np.int32)  # whose place each would take; -1: the candidate's
    asked = np.zeros(candidate, np.bool_)
    head = tail = 0
    for i in newcomers:
        if rivals[i] and mate[i] != candidate:
            after[i], queue[tail] = -1, i
            tail += 1
    while head < tail:
        i = queue[head]
        head += 1
        if mate[i] < 0:
            while after[i] >= 0:
                mate[i] = mate[after[i]]
                i = after[i]
            mate[i] = candidate
            return True
        j = mate[i]
        if j == candidate or asked[j]:
            continue
        asked[j] = True
        for e in range(wanted_by.start[j], wanted_by.start[j + 1]):
            other = wanted_by.good[e]
            if after[other] == -2:
                after[other], queue[tail] = i, other
                tail += 1
    return False
