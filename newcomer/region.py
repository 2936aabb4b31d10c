"""The running region: what its file says, checked once at start. No other module knows a region."""

import functools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app

from newcomer import i18n

FOLDER = Path(__file__).parent / "regions"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

MENTORING = {
    "answer_working_days",
    "reminder_working_days",
    "offer_working_days",
    "duration_weeks",
    "meetings",
    "silent_weeks",
    "next_by_itself",
    "contact",
}

JOBS = {
    "answer_working_days",
    "reminder_working_days",
    "vacancy_days",
    "notice_days",
    "contact",
}

Texts = Mapping[str, str]


class RegionError(Exception):
    """The region file is missing something or contradicts itself; the message says what."""


@dataclass(frozen=True)
class Municipality:
    slug: str
    name: str
    text: Texts
    seat: str = ""
    population: int | None = None
    population_date: date | None = None
    url: str = ""


@dataclass(frozen=True)
class Place:
    slug: str
    name: str
    municipality: str
    x: float  # km east
    y: float  # km north


@dataclass(frozen=True)
class Fact:
    text: Texts
    year: int
    source: Texts


@dataclass(frozen=True)
class Event:
    name: str
    text: Texts


@dataclass(frozen=True)
class Contact:
    slug: str
    name: Texts
    email: str
    text: Texts
    municipality: str = ""
    url: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Authority:
    slug: str
    name: str
    url: str
    text: Texts


@dataclass(frozen=True)
class Topic:
    slug: str
    title: Texts
    summary: Texts
    icon: str


@dataclass(frozen=True)
class RegionNames:
    name: str
    site_name: str
    helpdesk_name: str
    tagline: str


@dataclass(frozen=True)
class Region:
    slug: str
    country: str
    default_language: str
    languages: tuple[str, ...]
    time_zone: str
    currency: str
    name: Texts
    site_name: Texts
    helpdesk_name: Texts
    tagline: Texts
    about: Texts
    theme: Mapping[str, str]
    controller: Mapping[str, str]
    municipalities: tuple[Municipality, ...]
    places: tuple[Place, ...]
    facts: tuple[Fact, ...]
    events: tuple[Event, ...]
    contacts: tuple[Contact, ...]
    authorities: tuple[Authority, ...]
    topics: tuple[Topic, ...]
    working_hours: Mapping[str, tuple[str, str]]
    holidays: Mapping[str, str]
    promise: Mapping[str, int]
    retention: Mapping[str, int]
    ages: Mapping[str, int]
    accessibility: Mapping[str, str]
    mentoring: Mapping[str, Any]
    jobs: Mapping[str, Any]
    travel: tuple[Mapping[str, Any], ...] = field(default=())

    def text(self, texts: Texts) -> str:
        """The text in the language of the page, or in the nearest one that there is."""
        return i18n.pick(texts, i18n.current_language(), self.default_language)[1]

    @property
    def names(self) -> "RegionNames":
        """What the region and its service are called, in the language of the page."""
        return RegionNames(
            self.text(self.name),
            self.text(self.site_name),
            self.text(self.helpdesk_name),
            self.text(self.tagline),
        )

    def topic(self, slug: str) -> Topic | None:
        return next((topic for topic in self.topics if topic.slug == slug), None)

    def municipality(self, slug: str) -> Municipality | None:
        return next((one for one in self.municipalities if one.slug == slug), None)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def keep_for(self, kind: str) -> timedelta:
        """How long this kind of data is kept before the worker removes it."""
        return timedelta(days=self.retention[kind])

    def is_working_day(self, day: date) -> bool:
        return WEEKDAYS[day.weekday()] in self.working_hours and day not in _public_holidays(
            self.holidays["country"], day.year
        )

    def answer_due(self, asked_at: datetime) -> datetime:
        """When an answer is promised: the close of the Nth working day after the question."""
        return self.close_of_day_after(asked_at, self.promise["answer_working_days"])

    def close_of_day_after(self, moment: datetime, working_days: int) -> datetime:
        """The close of the Nth working day after a moment."""
        day = moment.astimezone(self.zone).date()
        while working_days > 0:
            day += timedelta(days=1)
            working_days -= self.is_working_day(day)
        return self.close_of(day)

    def close_of(self, day: date) -> datetime:
        """When we close on a working day; on another, when the day ends."""
        hours = self.working_hours.get(WEEKDAYS[day.weekday()])
        closes = time.fromisoformat(hours[1]) if hours else time(23, 59)
        return datetime.combine(day, closes, tzinfo=self.zone)

    def road_km(self, one: Place, other: Place) -> float:
        """Kilometres between two places: by road where the file says so, else as the crow flies."""
        for leg in self.travel:
            if {leg["from"], leg["to"]} == {one.slug, other.slug}:
                return float(leg["km"])
        return float(((one.x - other.x) ** 2 + (one.y - other.y) ** 2) ** 0.5)

    @property
    def illustration(self) -> str:
        """The region's drawing as SVG markup, from its own file or the one for everybody."""
        path = FOLDER / self.theme.get("illustration", "default.svg")
        return (path if path.exists() else FOLDER / "default.svg").read_text(encoding="utf-8")


@functools.cache
def _public_holidays(country: str, year: int) -> frozenset[date]:
    import holidays  # costs a third of a second; few requests need it

    return frozenset(holidays.country_holidays(country, years=year))


def available_regions() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def load_region(slug: str) -> Region:
    """Read and check a region's file. Raises RegionError with what is wrong and where."""
    if slug not in available_regions():
        raise RegionError(f"No region {slug!r}. There are: {', '.join(available_regions())}.")
    with (FOLDER / f"{slug}.toml").open("rb") as file:
        try:
            data = tomllib.load(file)
        except tomllib.TOMLDecodeError as error:
            raise RegionError(f"{slug}.toml: {error}") from error
    try:
        region = Region(**{**data, **_rows(data), "languages": tuple(data["languages"])})
    except (TypeError, KeyError) as error:
        raise RegionError(f"{slug}.toml: {error}") from error
    _check(region)
    return region


def _rows(data: Mapping[str, Any]) -> dict[str, Any]:
    kinds = {
        "municipalities": Municipality,
        "places": Place,
        "facts": Fact,
        "events": Event,
        "contacts": Contact,
        "authorities": Authority,
        "topics": Topic,
    }
    rows: dict[str, Any] = {
        name: tuple(kind(**row) for row in data[name]) for name, kind in kinds.items()
    }
    rows["travel"] = tuple(data.get("travel", ()))
    return rows


def _check(region: Region) -> None:
    """What types do not hold: languages, cross-references, the clock and the colour."""
    if region.default_language not in region.languages or set(region.languages) != set(
        i18n.LANGUAGES
    ):
        raise RegionError(
            f"{region.slug}.toml: languages must be the four, default_language one of them."
        )
    for name in ("name", "site_name", "helpdesk_name", "tagline", "about"):
        missing = set(i18n.LANGUAGES) - set(getattr(region, name))
        if missing:
            raise RegionError(f"{region.slug}.toml: {name} lacks {', '.join(sorted(missing))}.")
    municipalities = {one.slug for one in region.municipalities}
    for place in region.places:
        if place.municipality not in municipalities:
            raise RegionError(
                f"{region.slug}.toml: place {place.slug} lies in no municipality of the region."
            )
    if not set(region.working_hours) <= set(WEEKDAYS) or not region.working_hours:
        raise RegionError(
            f"{region.slug}.toml: working_hours needs weekdays by their English names."
        )
    _check_workflow(region, "mentoring", MENTORING)
    _check_workflow(region, "jobs", JOBS)
    try:
        ZoneInfo(region.time_zone)
    except (KeyError, ValueError) as error:
        raise RegionError(f"{region.slug}.toml: no time zone {region.time_zone!r}.") from error
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", region.theme.get("accent", "")):
        raise RegionError(f"{region.slug}.toml: theme needs an accent like #1f6b4a.")


def _check_workflow(region: Region, name: str, needed: set[str]) -> None:
    """A workflow's own settings: those that it cannot do without, and whom people call."""
    settings: Mapping[str, Any] = getattr(region, name)
    missing = needed - set(settings)
    if missing:
        raise RegionError(f"{region.slug}.toml: {name} lacks {', '.join(sorted(missing))}.")
    if settings["contact"] not in {one.slug for one in region.contacts}:
        raise RegionError(f"{region.slug}.toml: {name}'s contact is none of the contacts.")


def current_region() -> Region:
    region: Region = current_app.extensions["region"]
    return region
