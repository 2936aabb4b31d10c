"""One newcomer and one mentor: which limits stand between them, and their points.

The same as the engine says of the pair, without the engine, which takes long to load: a page can
ask for a few pairs at once. Tests hold it to the reference.
"""

from collections.abc import Mapping
from typing import Any

from newcomer.matching.rules import GENDERS, WISHES, Rules

SCANDINAVIAN = ("nb", "nn", "sv", "da")  # understood one level below one's best of the four
CHILD_BANDS = ((0, 2), (3, 5), (6, 9), (10, 12), (13, 15), (16, 17))

Person = Mapping[str, Any]  # a row as EngineRows makes it


def judge(newcomer: Person, mentor: Person, km: float, rules: Rules) -> dict[str, Any]:
    """`broken`: the limits between the two, as newcomer.matching.limits names them; `parts`: their
    points by what they are for, of which `score` is the sum; and what the reasons are told from."""
    left, right = understood(newcomer["languages"]), understood(mentor["languages"])
    common = {
        code: min(level, right.get(code, 0))
        for code, level in left.items()
        if min(level, right.get(code, 0)) >= rules.min_level
    }
    slots = sorted(set(newcomer["availability"]) & set(mentor["availability"]))
    parts = points(newcomer, mentor, rules)
    limits = {
        "language": bool(common),
        "distance": km <= max(newcomer["reach_km"], mentor["reach_km"]),
        "gender": _wished(newcomer, mentor) and _wished(mentor, newcomer),
        "time": len(slots) >= rules.min_slots,
        "declined": mentor["id"] not in newcomer.get("rejected", ()),
        "no_place": mentor["capacity"] > 0,
    }
    return {
        "broken": [name for name, holds in limits.items() if not holds],
        "score": sum(parts.values()),
        "parts": parts,
        "languages": common,
        "km": round(km, 1),
        "slots": slots,
    }


def understood(languages: Mapping[str, int]) -> dict[str, int]:
    """What somebody gets by with: their languages, and the Scandinavian ones next to their own."""
    best = max((languages.get(code, 0) for code in SCANDINAVIAN), default=0)
    near = {code: max(languages.get(code, 0), best - 1) for code in SCANDINAVIAN if best > 1}
    return {**languages, **near}


def points(newcomer: Person, mentor: Person, rules: Rules) -> dict[str, int]:
    """The points of a pair, by what they are for."""
    one, other = set(newcomer["interests"]), set(mentor["interests"])
    years = abs(newcomer["age"] - mentor["age"])
    pair = (newcomer["situation"], mentor["situation"])
    found = {
        "interests": rules.interests * len(one & other) // max(1, len(one | other)),
        "situation": rules.situation_same if pair[0] == pair[1] else 0,
        "age": max(0, rules.age - rules.age_each_year * years),
        "profession": rules.profession_each_digit * digits(newcomer["isco"], mentor["isco"]),
        "children": _children(newcomer["children"], mentor["children"], rules),
    }
    if pair in rules.related or pair[::-1] in rules.related:
        found["situation"] = rules.situation_related
    if rules.waiting_each_week:
        weeks = newcomer.get("weeks_waited", 0)
        found["waiting"] = min(weeks * rules.waiting_each_week, rules.waiting_most)
    return found


def digits(one: str, other: str) -> int:
    """How many leading digits two occupations have in common; none where one is not known."""
    if not one or not other:
        return 0
    return next((n for n in range(4) if one[n] != other[n]), 4)


def _wished(one: Person, other: Person) -> bool:
    return bool(WISHES[one["gender_pref"]] & GENDERS[other["gender"]])


def genders_fit(one: Any, other: Any) -> bool:
    """Whether each is of a gender that the other wishes for: of rows with the facts."""
    both = ((one, other), (other, one))
    return all(WISHES[a.gender_wish.value] & GENDERS[b.gender.value] for a, b in both)


def _children(one: list[int], other: list[int], rules: Rules) -> int:
    if not one and not other:
        return rules.children_neither
    if not one or not other:
        return 0
    return rules.children_shared if bands(one) & bands(other) else rules.children_other


def bands(ages: list[int]) -> set[int]:
    return {
        at
        for at, (first, last) in enumerate(CHILD_BANDS)
        if any(first <= age <= last for age in ages)
    }


def alike(newcomer: Any, mentor: Any, years: int) -> dict[str, Any]:
    """What the two have in common and not, for whoever says it in words: of rows with the facts."""
    liked = set(mentor.interests)
    spoken = {
        code: min(level, mentor.languages[code])
        for code, level in newcomer.languages.items()
        if code in mentor.languages
    }
    return {
        "interests": [slug for slug in newcomer.interests if slug in liked],
        "spoken": {code: level for code, level in spoken.items() if level >= 3},  # noqa: PLR2004
        "years": years,
        "situations": [newcomer.situation.value, mentor.situation.value],
        "digits": digits(newcomer.isco, mentor.isco),
        "children": [bool(newcomer.children), bool(mentor.children)],
        "same_bands": bool(set(newcomer.children) & set(mentor.children)),
    }
