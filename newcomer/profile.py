"""What a person tells of themselves so that others who fit can be found: the same facts for whoever
moves here and for whoever helps, as columns, and how they become what the matching engine reads.

The engine reckons with ages in years; we ask for no more than we need:

- A mover tells a band (AgeBand). The engine gets the band's middle (AGE_OF_BAND), and 70 for those of
  65 or more: at most five years from anybody up to 74. Two years apart cost twelve points (rules.py).
- A mentor tells the year of birth; the engine gets the age that they reach this year (age_of).
- Children are told as bands, which are the engine's own. It gets each band's first year (child_age),
  and gives the same points whichever year of the band it is.

tests/test_profile.py holds all three to it.
"""

import enum
from datetime import date
from typing import Any

from sqlalchemy import JSON, String, event
from sqlalchemy.orm import Mapped, declared_attr, mapped_column
from sqlalchemy.orm.attributes import get_history

from newcomer.database import enum_column
from newcomer.region import Place, Region
from newcomer.taxonomy import interests

SLOTS = 21  # free times in a week: day * 3 + 0 morning, 1 afternoon, 2 evening


class Level(enum.IntEnum):
    """How well somebody speaks a language: CEFR A1 to C2, as the engine counts them."""

    a1 = 1
    a2 = 2
    b1 = 3
    b2 = 4
    c1 = 5
    c2 = 6


class LifeSituation(enum.Enum):
    """Which life somebody lives: those in the same or a related one have more to talk about."""

    single = "single"
    couple = "couple"
    family = "family"
    single_parent = "single_parent"
    student = "student"
    senior = "senior"
    accompanying_partner = "accompanying_partner"
    refugee = "refugee"


class Gender(enum.Enum):
    female = "f"
    male = "m"
    unsaid = "x"  # another, or not told: fits whoever has no wish


class GenderWish(enum.Enum):
    any = "any"
    female = "f"
    male = "m"


class AgeBand(enum.Enum):
    """A person's age as others may know it. Minors are not matched with mentors."""

    under_18 = "under_18"
    from_18 = "18-24"
    from_25 = "25-34"
    from_35 = "35-44"
    from_45 = "45-54"
    from_55 = "55-64"
    from_65 = "65+"


# What the engine reckons with where only the band is known: its middle, and 70 for the open end.
AGE_OF_BAND = {
    AgeBand.from_18: 21,
    AgeBand.from_25: 30,
    AgeBand.from_35: 40,
    AgeBand.from_45: 50,
    AgeBand.from_55: 60,
    AgeBand.from_65: 70,
}


class ChildBand(enum.Enum):
    """How old a child is: the engine's bands."""

    baby = "0-2"
    toddler = "3-5"
    young = "6-9"
    middle = "10-12"
    teen = "13-15"
    oldest = "16-17"


def band_of_age(age: int) -> AgeBand:
    """The band that an age in years lies in."""
    bands = [band for band in AGE_OF_BAND if age >= int(band.value[:2])]
    return bands[-1] if bands else AgeBand.under_18


def age_of(birth_year: int, today: date) -> int:
    """The age that somebody born in this year reaches this year: at most a year too high."""
    return today.year - birth_year


def child_age(band: str) -> int:
    """The age that stands for a band of children's ages: its first year. The engine compares bands
    only, so any year in the band gives the same score."""
    return int(band.partition("-")[0])


class ProfileColumns:
    """The facts that matching goes by. A row has them from when it is a draft, so all may be empty."""

    first_name: Mapped[str] = mapped_column(String(50), default="")
    language: Mapped[str] = mapped_column(String(2))  # of what we write to them
    place: Mapped[str] = mapped_column(String(50), default="")  # a slug of the region file
    reach_km: Mapped[int] = mapped_column(default=25)
    languages: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)  # code → Level
    free_times: Mapped[list[int]] = mapped_column(JSON, default=list)  # slots of the week
    interests: Mapped[list[str]] = mapped_column(JSON, default=list)  # slugs of the taxonomy
    occupation: Mapped[str] = mapped_column(String(60), default="")  # a slug of the occupations
    isco: Mapped[str] = mapped_column(String(4), default="")  # its ISCO-08 unit group
    children: Mapped[list[str]] = mapped_column(JSON, default=list)  # ChildBand values
    # Counts up when anything of it changes, so that what was reckoned from it can be told from now.
    facts_version: Mapped[int] = mapped_column(default=1)

    @declared_attr
    def situation(cls) -> Mapped[LifeSituation | None]:  # noqa: N805
        return enum_column(LifeSituation)  # type: ignore[no-any-return]

    @declared_attr
    def gender(cls) -> Mapped[Gender]:  # noqa: N805
        return enum_column(Gender, default=Gender.unsaid)  # type: ignore[no-any-return]

    @declared_attr
    def gender_wish(cls) -> Mapped[GenderWish]:  # noqa: N805
        return enum_column(GenderWish, default=GenderWish.any)  # type: ignore[no-any-return]


FACTS = (
    "place",
    "reach_km",
    "languages",
    "free_times",
    "interests",
    "isco",
    "children",
    "situation",
    "gender",
    "gender_wish",
)


@event.listens_for(ProfileColumns, "before_update", propagate=True)
def _count_changes(_mapper: object, _connection: object, row: Any) -> None:
    own = getattr(type(row), "OWN_FACTS", ())
    if any(get_history(row, name).has_changes() for name in (*FACTS, *own)):
        row.facts_version += 1


def is_complete(row: Any) -> bool:
    """Whether there is enough to match by: without these nobody could be found."""
    return bool(row.place and row.languages and row.free_times and row.situation)


def engine_places(region: Region) -> dict[str, Any]:
    """The region's places as the engine reads them: kilometres by road where the file says so."""
    places = region.places
    return {
        "municipalities": [{"id": at, "x": one.x, "y": one.y} for at, one in enumerate(places)],
        "travel_km": [[_km(region, one, other) for other in places] for one in places],
    }


def _km(region: Region, one: Place, other: Place) -> float:
    return 0.0 if one is other else region.road_km(one, other)


class EngineRows:
    """Makes the engine's rows of profiles: the region's places and the interests become numbers."""

    def __init__(self, region: Region) -> None:
        self._place = {one.slug: at for at, one in enumerate(region.places)}
        self._interest = {slug: at for at, slug in enumerate(interests())}

    def row(self, key: str, facts: Any, age: int) -> dict[str, Any] | None:
        """One person, by what they told (a row with ProfileColumns, or of a query of them); None if
        their place or an answer that is needed is no longer in the region's files."""
        if facts.place not in self._place or facts.situation is None:
            return None
        known = self._interest
        return {
            "id": key,
            "municipality": self._place[facts.place],
            "reach_km": facts.reach_km,
            "languages": facts.languages,
            "gender": facts.gender.value,
            "gender_pref": facts.gender_wish.value,
            "availability": facts.free_times,
            "interests": [known[slug] for slug in facts.interests if slug in known],
            "situation": facts.situation.value,
            "age": age,
            "isco": facts.isco,
            "children": [child_age(band) for band in facts.children],
        }


def as_record(row: Any) -> dict[str, Any]:
    """The facts as plain values, for the person's own file."""
    return {
        "first_name": row.first_name,
        "language": row.language,
        "place": row.place,
        "reach_km": row.reach_km,
        "languages": row.languages,
        "free_times": row.free_times,
        "interests": row.interests,
        "occupation": row.occupation,
        "isco": row.isco,
        "children": row.children,
        "situation": row.situation.value if row.situation else "",
        "gender": row.gender.value,
        "gender_wish": row.gender_wish.value,
    }
