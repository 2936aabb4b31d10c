"""What counts how much when profiles and jobs are matched. A region may choose its own."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from newcomer.matching.errors import BadInput

DIGITS = 4  # of a code of ISCO-08
MOST_POINTS = 8_000  # a score is kept in 16 bits, with room for what excludes a pair


@dataclass(frozen=True)
class JobRules:
    """The points of a pair; the defaults are the reference's. All are whole numbers from 0."""

    occupation: tuple[int, ...] = (0, 120, 220, 300, 350)  # by leading digits in common, 0 to 4
    skills: int = 300  # times those of the job that the profile has, by all of the job's
    language_met: int = 150  # every language is there at the level that is needed
    language_short: int = 60  # one or more are one level short; further down excludes the pair
    distance: int = 100  # as far as one travels; falls to 0 at twice as far, beyond it excludes
    workload: int = 100  # times the part of the job's range that is also in the profile's

    def __post_init__(self) -> None:
        for one in fields(self):
            value = getattr(self, one.name)
            if isinstance(one.default, int) and not _is_points(value):
                raise BadInput(f"weights: {one.name} is a whole number from 0, not {value!r}")
        steps = self.occupation
        is_row = type(steps) is tuple and len(steps) == DIGITS + 1 and all(map(_is_points, steps))
        if not is_row or list(steps) != sorted(steps):
            raise BadInput(
                f"weights: occupation is {DIGITS + 1} whole numbers from 0, for 0 to {DIGITS}"
                f" digits in common, none lower than the one before, not {steps!r}"
            )
        if self.most_points > MOST_POINTS:
            raise BadInput(f"weights: a pair can have {self.most_points} points; {MOST_POINTS} go")

    @property
    def most_points(self) -> int:
        """No pair's score is higher than this."""
        language = max(self.language_met, self.language_short)
        return self.occupation[-1] + self.skills + language + self.distance + self.workload

    def with_weights(self, weights: Mapping[str, object]) -> "JobRules":
        """These rules with some weights changed; BadInput if one isn't known or makes no sense."""
        unknown = sorted(set(weights) - {one.name for one in fields(self)})
        if unknown:
            raise BadInput(f"weights: there is no {unknown[0]!r}")
        changed = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in weights.items()
        }
        return replace(self, **changed)  # type: ignore[arg-type]  # __post_init__ looks at them


def _is_points(value: object) -> bool:
    return type(value) is int and value >= 0


REFERENCE = JobRules()
