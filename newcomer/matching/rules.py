"""What counts how much when newcomers and mentors are matched. A region may choose its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from types import MappingProxyType

from newcomer.matching.errors import BadInput

SITUATIONS = (
    "single",
    "couple",
    "family",
    "single_parent",
    "student",
    "senior",
    "accompanying_partner",
    "refugee",
)
RELATED = (
    ("single", "student"),
    ("couple", "accompanying_partner"),
    ("couple", "family"),
    ("family", "single_parent"),
    ("couple", "senior"),
    ("single", "refugee"),
    ("family", "refugee"),
    ("family", "accompanying_partner"),
)
MOST_POINTS = 30_000  # a score is kept in 16 bits


@dataclass(frozen=True)
class Rules:
    """The hard limits and the points of a pair; the defaults are the reference's.

    All points are whole numbers from 0. `waiting_each_week` points for every week that the newcomer
    has waited, at most `waiting_most` in all, decide who comes first where places are scarce.
    `stability` from 1 up: what a score is raised to before the best total is sought. Above 1 a
    few points are given away for fewer pairs who would both rather have each other; as many
    are matched as ever.
    """

    min_level: int = 3  # CEFR B1: the language both get by in
    min_slots: int = 1  # how many free times in common
    interests: int = 300  # times what they share, by all that either has
    situation_same: int = 200
    situation_related: int = 100
    age: int = 150
    age_each_year: int = 6
    profession_each_digit: int = 50  # leading digits of ISCO-08 in common, at most four
    children_shared: int = 150  # children of about the same age
    children_other: int = 60  # both have children, of other ages
    children_neither: int = 75
    waiting_each_week: int = 0
    waiting_most: int = 0
    stability: float = 1.0
    situations: tuple[str, ...] = SITUATIONS
    related: tuple[tuple[str, str], ...] = field(default=RELATED, repr=False)

    def __post_init__(self) -> None:
        for one in fields(self):
            value = getattr(self, one.name)
            if isinstance(one.default, int) and (type(value) is not int or value < 0):
                raise BadInput(f"weights: {one.name} is a whole number from 0, not {value!r}")
        if not 1 <= self.min_level <= 6:
            raise BadInput(f"weights: min_level is 1 (A1) to 6 (C2), not {self.min_level!r}")
        if self.most_points > MOST_POINTS:
            raise BadInput(f"weights: a pair can have {self.most_points} points; {MOST_POINTS} go")
        if type(self.stability) not in (int, float) or not 1 <= self.stability <= 3:
            raise BadInput(f"weights: stability is a number from 1 to 3, not {self.stability!r}")
        unknown = {one for pair in self.related for one in pair} - set(self.situations)
        if unknown:
            raise BadInput(f"weights: related names unknown situations: {sorted(unknown)}")

    @property
    def most_points(self) -> int:
        """No pair's score is higher than this."""
        children = max(self.children_shared, self.children_other, self.children_neither)
        situation = max(self.situation_same, self.situation_related)
        profession = 4 * self.profession_each_digit
        return self.interests + situation + self.age + profession + children + self.waiting_most

    def with_weights(self, weights: Mapping[str, object]) -> "Rules":
        """These rules with some weights changed; BadInput if one isn't known or isn't a number."""
        changeable = {one.name for one in fields(self)} - {"situations", "related"}
        unknown = sorted(set(weights) - changeable)
        if unknown:
            raise BadInput(f"weights: there is no {unknown[0]!r}")
        return replace(self, **weights)  # type: ignore[arg-type]  # __post_init__ looks at them


REFERENCE = Rules()
GENDERS: Mapping[str, int] = MappingProxyType({"f": 1, "m": 2, "x": 4})
WISHES: Mapping[str, int] = MappingProxyType({"f": 1, "m": 2, "any": 7})
