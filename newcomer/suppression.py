"""Figures of which few people could be told: they are not shown, nor what would give them away.

A figure of a part (a municipality) is hidden where fewer than FEWEST people stand behind it. If the
figure of the whole is shown, what is hidden could be reckoned from it and from the other parts; so
the smallest part that is shown is hidden too, until all that is hidden together has FEWEST people.
"""

from collections.abc import Mapping
from dataclasses import dataclass

FEWEST = 5


@dataclass(frozen=True)
class Figure:
    """A value and how many people stand behind it."""

    value: float
    people: int


@dataclass(frozen=True)
class Shown:
    """What may be shown: the whole, and each part; None for what is hidden."""

    whole: float | None
    parts: Mapping[str, float | None]


def shown(whole: Figure | None, parts: Mapping[str, Figure]) -> Shown:
    """What of these figures nobody can be told by. A part that nobody stands behind is hidden as
    well: it says nothing, and that nobody is there is also something to know."""
    if whole is None or whole.people < FEWEST:
        return Shown(None, dict.fromkeys(parts))
    open_ = {name for name, one in parts.items() if one.people >= FEWEST}
    while 0 < sum(parts[name].people for name in parts.keys() - open_) < FEWEST:
        if not open_:
            break
        open_.remove(min(open_, key=lambda name: (parts[name].people, name)))
    return Shown(
        whole.value, {name: one.value if name in open_ else None for name, one in parts.items()}
    )
