"""Why this pair, why not that one, and why somebody was left out: codes and numbers, no words.

The site puts them into words in its languages: "2 mentors speak Tigrinya; both live over 40 km
away" is languages {"ti": 2}, left {"language": 2, "distance": 0} and nearest_km 41.3.
"""

import math

import numpy as np

from newcomer.matching.columns import I32, I64
from newcomer.matching.data import MentorInstance, People
from newcomer.matching.edges import Points, point_tables
from newcomer.matching.errors import BadInput
from newcomer.matching.limits import EVERY_MASK, LIMITS, broken, broken_by
from newcomer.matching.mentors import NOBODY, Matcher, Matching

TAKEN = "taken"  # they may meet somebody, but all of these are with others

Explanation = dict[str, object]


def explained(matching: Matching) -> dict[str, object]:
    """Everything about a matching: its pairs' points, and who was left out because of what."""
    return {
        "matched": matching.matched,
        "score": matching.score,
        "explanations": pairs_explained(matching),
        "left_out": newcomers_left_out(matching),
        "mentors_left_out": mentors_left_out(matching),
    }


def parts(instance: MentorInstance, i: int, j: int, points: Points) -> dict[str, int]:
    """The points of a pair, by what they are for. Their sum is its score."""
    left, right = instance.newcomers, instance.mentors
    common = _ones(left.interests[i] & right.interests[j])
    union = _ones(left.interests[i] | right.interests[j])
    apart = int(left.profession[i] ^ right.profession[j])
    digits = sum(apart < 1 << 4 * n for n in range(4))
    a, b = int(left.children[i]), int(right.children[j])
    found = {
        "interests": points.interests[common, union],
        "situation": points.situation[left.situation[i], right.situation[j]],
        "age": points.age[abs(left.age[i] - right.age[j])],
        "profession": points.profession[digits],
        "children": points.children[(a != 0) + (b != 0) + (a & b != 0)],
    }
    if instance.rules.waiting_each_week:
        found["waiting"] = instance.waiting[i]
    return {name: int(value) for name, value in found.items()}


def pairs_explained(matching: Matching) -> list[Explanation]:
    """For every pair: its score by parts, the languages (and at which level both get by), how far
    apart they live, and the free times that they have in common."""
    points = point_tables(matching.instance)
    return [
        _pair(matching.instance, i, int(matching.mate[i]), points)
        | {"locked": bool(matching.locked[i])}
        for i in np.flatnonzero(matching.mate != NOBODY).tolist()
    ]


def _pair(instance: MentorInstance, i: int, j: int, tables: Points) -> Explanation:
    left, right = instance.newcomers, instance.mentors
    points = parts(instance, i, j, tables)
    common = np.minimum(left.levels[i], right.levels[j])
    slots = int(left.slots[i, 0] & right.slots[j, 0])
    return {
        "newcomer": left.ids[i],
        "mentor": right.ids[j],
        "score": sum(points.values()),
        "parts": points,
        "languages": {
            instance.languages[code]: int(common[code])
            for code in np.flatnonzero(common >= instance.rules.min_level)
        },
        "km": _km(instance.km[left.place[i], right.place[j]]),
        "slots": [slot for slot in range(slots.bit_length()) if slots >> slot & 1],
    }


def newcomers_left_out(matching: Matching) -> list[Explanation]:
    """For everybody without a mentor: what stands in the way, in numbers of mentors.

    `reason` is the limit, in the order of LIMITS, after which nobody is left, or "taken"; `left`
    how many mentors are left after each limit in turn; `only` how many each limit keeps away all
    by itself; `possible` whom they may meet; `nearest_km` how far it is
    to the nearest who is only too far away; `languages` how many mentors get by in each of theirs.
    """
    instance = matching.instance
    rows = np.flatnonzero(matching.mate == NOBODY)
    everybody = np.arange(len(instance.mentors))
    counts, nearest = broken_by(instance, rows, everybody, of_mentors=False)
    speakers = _speakers(instance, instance.mentors)
    return [
        {"newcomer": instance.newcomers.ids[i]}
        | _stands_in_the_way(counts[at], nearest[at])
        | {"languages": _shared(instance, instance.newcomers, i, speakers)}
        for at, i in enumerate(rows.tolist())
    ]


def mentors_left_out(matching: Matching) -> list[Explanation]:
    """The same for every mentor who has a place and nobody in it, in numbers of newcomers."""
    instance = matching.instance
    busy = np.bincount(matching.mate[matching.mate != NOBODY], minlength=len(instance.mentors))
    rows = np.flatnonzero((instance.capacity > 0) & (busy == 0))
    everybody = np.arange(len(instance.newcomers))
    counts, nearest = broken_by(instance, everybody, rows, of_mentors=True)
    speakers = _speakers(instance, instance.newcomers)
    return [
        {"mentor": instance.mentors.ids[j]}
        | _stands_in_the_way(counts[at], nearest[at])
        | {"languages": _shared(instance, instance.mentors, j, speakers)}
        for at, j in enumerate(rows.tolist())
    ]


def why_not(matcher: Matcher, matching: Matching, newcomer: str, mentor: str) -> Explanation:
    """Why these two were not proposed to each other; BadInput if one of them isn't known.

    `broken` names the limits between them. Without any, `instead` says with whom they are, and
    `costs` how many fewer people would be matched and how many points would be lost if the two
    had to be a pair: 0 and 0 mean that it would be just as good.
    """
    instance = matching.instance
    i, j = _row(instance.newcomers, newcomer), _row(instance.mentors, mentor)
    tables = point_tables(instance)
    answer = _pair(instance, i, j, tables) | {"broken": broken(instance, i, j)}
    if answer["broken"]:
        return answer
    own = int(matching.mate[i])
    answer["instead"] = {
        "mentor": None if own == NOBODY else instance.mentors.ids[own],
        "newcomers": [instance.newcomers.ids[at] for at in np.flatnonzero(matching.mate == j)],
    }
    locked = [
        pair
        for pair, is_locked in zip(matching.pairs(), _locked(matching), strict=True)
        if is_locked
    ]
    if not matching.locked[i]:
        other = matcher.match([*locked, (newcomer, mentor)])
        fewer = matching.matched - other.matched
        answer["costs"] = {"matched": fewer, "score": matching.score - other.score}
    return answer


def _locked(matching: Matching) -> list[bool]:
    locked: list[bool] = matching.locked[matching.mate != NOBODY].tolist()
    return locked


def _stands_in_the_way(counts: I32, nearest: float) -> Explanation:
    left, gone = {}, 0
    for number, name in enumerate(LIMITS):
        gone |= 1 << number
        left[name] = int(counts[EVERY_MASK & gone == 0].sum())
    only = {name: int(counts[1 << number]) for number, name in enumerate(LIMITS)}
    possible = int(counts[0])
    reason = TAKEN if possible else next(name for name in LIMITS if left[name] == 0)
    return {
        "reason": reason,
        "possible": possible,
        "left": left,
        "only": {name: many for name, many in only.items() if many},
        "nearest_km": _km(nearest),
    }


def _speakers(instance: MentorInstance, people: People) -> I64:
    """How many of these people get by in each language."""
    speakers: I64 = (people.levels >= instance.rules.min_level).sum(axis=0)
    return speakers


def _shared(instance: MentorInstance, people: People, row: int, speakers: I64) -> dict[str, int]:
    codes = np.flatnonzero(people.levels[row] >= instance.rules.min_level)
    return {instance.languages[code]: int(speakers[code]) for code in codes}


def _row(people: People, one: str) -> int:
    at = people.index.get(one)
    if at is None:
        raise BadInput(f"there is nobody with the id {one}")
    return at


def _ones(words: np.ndarray[tuple[int], np.dtype[np.uint64]]) -> int:
    return int(np.bitwise_count(words).sum())


def _km(km: float) -> float | None:
    """To a tenth; None where there is no way."""
    return None if math.isinf(km) else round(float(km), 1)
