"""The parts of a mentor's form, and who is too young for it."""

import enum
from datetime import date

from newcomer.profile import age_of
from newcomer.region import Region


class Step(enum.Enum):
    """The parts of the form, in their order."""

    about = "about"
    languages = "languages"
    place = "place"
    interests = "interests"
    why = "why"
    references = "references"
    pledge = "pledge"


def is_too_young(birth_year: int, region: Region, today: date) -> bool:
    """Whether somebody born in this year cannot be old enough yet. Who has their birthday later this
    year is let through here: the coordinator asks in the interview."""
    return age_of(birth_year, today) < region.ages["mentor"]
