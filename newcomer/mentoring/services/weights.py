"""How much each thing counts: the few numbers that a coordinator turns, and the engine's rules."""

from collections.abc import Mapping
from typing import Any

from newcomer.matching.rules import REFERENCE, Rules
from newcomer.region import Region

TOPICS = ("interests", "situation", "age", "profession", "children", "waiting")
WEEKS_COUNTED = 26  # that waiting counts for
FADES_IN = 25  # years between two people after which age gives no points


def rules(region: Region, weights: Mapping[str, Any]) -> Rules:
    """The region's rules with some weights changed; BadInput if one makes no sense."""
    return REFERENCE.with_weights({**region.mentoring["weights"], **weights})


def numbers(rules: Rules) -> dict[str, int]:
    """What each topic can give at most; for waiting, what each week gives."""
    return {
        "interests": rules.interests,
        "situation": rules.situation_same,
        "age": rules.age,
        "profession": 4 * rules.profession_each_digit,
        "children": rules.children_shared,
        "waiting": rules.waiting_each_week,
    }


def changes(region: Region, wanted: Mapping[str, int]) -> dict[str, int]:
    """The weights that differ from the region's, as the engine names them."""
    usual = numbers(rules(region, {}))
    found: dict[str, int] = {}
    for topic, points in wanted.items():
        if points != usual[topic]:
            found |= _of_topic(topic, points)
    return found


def _of_topic(topic: str, points: int) -> dict[str, int]:
    """A topic's weights: what is less than a full likeness keeps its usual share."""
    if topic == "interests":
        return {"interests": points}
    if topic == "situation":
        return {"situation_same": points, "situation_related": points // 2}
    if topic == "age":
        return {"age": points, "age_each_year": -(-points // FADES_IN)}
    if topic == "profession":
        return {"profession_each_digit": points // 4}
    if topic == "children":
        return {
            "children_shared": points,
            "children_other": points * 2 // 5,
            "children_neither": points // 2,
        }
    return {"waiting_each_week": points, "waiting_most": points * WEEKS_COUNTED}


def as_line(region: Region, weights: Mapping[str, Any]) -> str:
    """The line of the region file that would keep these weights."""
    kept = {**region.mentoring["weights"], **weights}
    inner = ", ".join(f"{name} = {value}" for name, value in sorted(kept.items()))
    return f"weights = {{ {inner} }}" if kept else "weights = {}"
