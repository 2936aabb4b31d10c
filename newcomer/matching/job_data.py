"""Profiles and jobs as columns: what `python -m newcomer.matching jobs` reads, checked."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from newcomer.matching.columns import I32, I64, Mask, Table, index_of
from newcomer.matching.data import SCANDINAVIAN, understood
from newcomer.matching.errors import BadInput
from newcomer.matching.job_rules import DIGITS, REFERENCE, JobRules
from newcomer.matching.places import Km, distances

SIDE = ("id", "isco", "skills", "languages", "pct")
PROFILE = (*SIDE, "municipality", "max_km")
JOB = (*SIDE, "municipality")
LAST_SKILL = 999_999  # skills are numbers up to here
MOST_SKILLS = 255  # of one job
MOST_CODES = 20  # of occupations, in one profile or job
REMOTE = 100  # percent: from anywhere
PARTLY_REMOTE = 50  # percent, from here on one travels twice as far
# Has not even the first digit in common with anything.
NO_OCCUPATION = {"profile": (0xE000,), "job": (0xF000,)}


@dataclass(frozen=True, eq=False)
class Side:
    """What profiles and jobs both have, a row for each."""

    ids: list[str]
    occupation: I32  # the number of the set of codes that each has
    codes: I32  # of every set in a row, ISCO-08, a digit in every four bits; the last repeated
    skills: I32  # row i has skills[skills_start[i] : skills_start[i + 1]], none of them twice
    skills_start: I64
    levels: npt.NDArray[np.uint8]  # in every language, CEFR 1 to 6, 0: none
    place: I32  # index of the place
    low: I32  # workload in percent, from
    high: I32  # and to

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def index(self) -> dict[str, int]:
        """The row of each id."""
        return index_of(self.ids)

    @cached_property
    def different_codes(self) -> tuple[I32, I64]:
        """The codes that there are, and which of them `codes` has where."""
        different, which = np.unique(self.codes, return_inverse=True)
        return different, which.reshape(self.codes.shape)


@dataclass(frozen=True, eq=False)
class Profiles(Side):
    """People who look for work; `levels` is what each gets by with."""

    max_km: npt.NDArray[np.float64]
    consents: Mask  # who may be proposed for a job


@dataclass(frozen=True, eq=False)
class Jobs(Side):
    """What is offered; `levels` is what is needed."""

    asked: I32  # how many skills it names, those named twice counted twice
    remote: I32  # percent that may be worked from anywhere
    ranks: Mask  # whether people may be ranked for it

    @cached_property
    def needed(self) -> Mask:
        """The columns of the languages that some job needs."""
        return np.asarray(self.levels.any(axis=0))


@dataclass(frozen=True, eq=False)
class JobInstance:
    """Everything the job matching knows. `km[a, b]`: from a profile's place to a job's."""

    profiles: Profiles
    jobs: Jobs
    km: Km
    languages: list[str]  # what the columns of Side.levels are
    rules: JobRules


def read_jobs(instance: object, rules: JobRules = REFERENCE) -> JobInstance:
    """Check an instance as described in the reference; BadInput says what is wrong with it.

    Beyond the reference it may have `travel_km` (as for mentors) and `weights` (see JobRules).
    `isco` may also be a list of codes, of which the best counts, or "", null or [] where none is
    known. A job may be `remote` by so many percent: at 100 distance is no matter (and
    `municipality` may be null), from 50 on everybody's max_km counts double. A profile with
    `consents` false is proposed for no job; for a job with `ranks` false nobody is.
    """
    if not isinstance(instance, Mapping):
        raise BadInput("an instance is a JSON object with profiles and jobs")
    if instance.get("kind", "job") != "job":
        raise BadInput(f"kind: job is expected, it is {instance['kind']!r}")
    weights = instance.get("weights", {})
    if not isinstance(weights, Mapping):
        raise BadInput("weights: an object is expected")
    rules = rules.with_weights(weights) if weights else rules
    for needed in ("municipalities", "profiles", "jobs"):
        if needed not in instance:
            raise BadInput(f"{needed}: missing")
    km = _kilometres(instance["municipalities"], instance.get("travel_km"))
    codes = {code: number for number, code in enumerate(SCANDINAVIAN)}
    profiles = read_profiles(instance["profiles"], codes, len(km))
    jobs = read_offers(instance["jobs"], codes, len(km))
    return JobInstance(with_languages(profiles, len(codes)), jobs, km, list(codes), rules)


def with_languages(profiles: Profiles, many: int) -> Profiles:
    """The profiles with columns for so many languages; whatever is new nobody speaks."""
    levels = np.zeros((len(profiles), many), np.uint8)
    known = min(many, profiles.levels.shape[1])
    levels[:, :known] = profiles.levels[:, :known]
    return replace(profiles, levels=levels)


def read_profiles(rows: object, codes: dict[str, int], places: int) -> Profiles:
    """Check profiles. Languages that `codes` doesn't know yet are added to it."""
    table = Table("profile", rows, PROFILE)
    place = table.whole("municipality", 0, 1 << 30)
    _is_known(table, place, places)
    return Profiles(
        **_side(table),
        levels=understood(table.levels("languages", codes)),
        place=place,
        max_km=table.numbers("max_km"),
        consents=_truths(table, "consents"),
    )


def read_offers(rows: object, codes: dict[str, int], places: int) -> Jobs:
    """Check jobs. Languages that `codes` doesn't know yet are added to it."""
    table = Table("job", rows, JOB)
    remote = table.whole("remote", 0, REMOTE, default=0)
    side = _side(table)
    asked = np.array(list(map(len, table.values("skills"))), np.int32)  # type: ignore[arg-type]
    if len(asked) and asked.max() > MOST_SKILLS:
        raise table.complaint("skills", int(asked.argmax()), f"takes {MOST_SKILLS} at most")
    return Jobs(
        **side,
        levels=table.levels("languages", codes),
        place=_places_of_jobs(table, remote, places),
        asked=asked,
        remote=remote,
        ranks=_truths(table, "ranks"),
    )


def _side(table: Table) -> dict[str, Any]:
    """What is read in the same way for both."""
    ids = table.ids()
    occupation, codes = _occupations(table)
    start, skills = _skills(table)
    low, high = _workloads(table)
    return {
        "ids": ids,
        "occupation": occupation,
        "codes": codes,
        "skills": skills,
        "skills_start": start,
        "low": low,
        "high": high,
    }


def _kilometres(municipalities: object, travel_km: object) -> Km:
    """As Python rounds, and so the reference: points fall at every hundredth of the way."""
    km = distances(municipalities, travel_km)
    if travel_km is None:
        xy = [(float(one["x"]), float(one["y"])) for one in municipalities]  # type: ignore[attr-defined]
        for a, (x, y) in enumerate(xy):
            if np.isfinite(km[a]).all():
                row = [math.sqrt((x - u) ** 2 + (y - v) ** 2) for u, v in xy[:a]]
                km[a, :a] = km[:a, a] = row
    return km


def _places_of_jobs(table: Table, remote: I32, places: int) -> I32:
    """A job that is done from anywhere need have no place; it gets -1."""
    nowhere = [one is None for one in table.values("municipality")]
    if any(nowhere):
        for at in np.flatnonzero(np.array(nowhere) & (remote < REMOTE)):
            raise table.complaint("municipality", int(at), f"is needed unless remote is {REMOTE}")
        rows = table.rows
        filled = [
            {**rows[at], "municipality": 0} if no else rows[at] for at, no in enumerate(nowhere)
        ]
        table = Table(table.name, filled, JOB)
    place = table.whole("municipality", 0, 1 << 30)
    if not all(nowhere):
        _is_known(table, place, places)
    place[nowhere] = -1
    return place


def _is_known(table: Table, place: I32, places: int) -> None:
    if len(place) and place.max() >= places:
        at = int(np.argmax(place >= places))
        raise table.complaint("municipality", at, f"is one of the {places}, counted from 0")


def _occupations(table: Table) -> tuple[I32, I32]:
    """Which of the different sets of codes each row has, and these sets."""
    found = [tuple(one) if type(one) is list else one for one in table.values("isco")]
    number: dict[tuple[int, ...], int] = {}
    known: dict[object, int] = {}
    try:
        for one in dict.fromkeys(found):
            some = _codes(one) or NO_OCCUPATION[table.name]
            known[one] = number.setdefault(some, len(number))
    except (TypeError, ValueError):
        at = next(at for at, one in enumerate(found) if not _has_codes(one))
        what = f"takes {DIGITS} digits, or a list of at most {MOST_CODES} such"
        raise table.complaint("isco", at, what) from None
    width = max(map(len, number), default=1)
    codes = np.array([some + some[-1:] * (width - len(some)) for some in number], np.int32)
    occupation = np.fromiter(map(known.__getitem__, found), np.int32, len(found))
    return occupation, codes.reshape(-1, width)


def _codes(one: object) -> tuple[int, ...]:
    if one is None or one == "":
        return ()
    codes = one if type(one) is tuple else (one,)
    if len(codes) > MOST_CODES:
        raise ValueError
    for code in codes:
        if not isinstance(code, str) or not re.fullmatch(f"[0-9]{{{DIGITS}}}", code):
            raise ValueError
    return tuple(sorted({int(code, 16) for code in codes}))


def _has_codes(one: object) -> bool:
    try:
        return bool(_codes(one)) or True
    except ValueError:
        return False


def _skills(table: Table) -> tuple[I64, I32]:
    """Where each row's skills start, and the skills; what a row has twice is there once."""
    owners, skills = table.lists("skills", LAST_SKILL)
    ascending = (np.diff(owners) > 0) | (np.diff(skills) > 0)
    if not ascending.all():
        keys = np.unique(owners.astype(np.int64) * (LAST_SKILL + 1) + skills)
        owners = (keys // (LAST_SKILL + 1)).astype(np.int32)
        skills = (keys % (LAST_SKILL + 1)).astype(np.int32)
    start = np.searchsorted(owners, np.arange(len(table) + 1)).astype(np.int64)
    return start, skills


def _workloads(table: Table) -> tuple[I32, I32]:
    owners, percent = table.lists("pct", 100)
    many = np.bincount(owners, minlength=len(table))
    if (many != 2).any():
        at = int(np.argmax(many != 2))
        raise table.complaint("pct", at, "takes [lowest, highest] percent")
    low, high = percent[::2].copy(), percent[1::2].copy()
    if (low > high).any():
        raise table.complaint("pct", int(np.argmax(low > high)), "is upside down")
    return low, high


def _truths(table: Table, key: str) -> Mask:
    """A column of true or false, true where nothing is said."""
    found = table.values(key, default=True)
    if not set(map(type, found)) <= {bool}:
        at = next(at for at, one in enumerate(found) if type(one) is not bool)
        raise table.complaint(key, at, "takes true or false")
    return np.fromiter(found, bool, len(found))
