"""Newcomers and mentors as columns: what `python -m newcomer.matching mentors` reads, checked."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, compress, repeat
from typing import Any

import numpy as np
import numpy.typing as npt

from newcomer.matching.columns import I32, I64, Bits, Table, index_of, marked, packed
from newcomer.matching.errors import BadInput
from newcomer.matching.places import distances
from newcomer.matching.rules import GENDERS, REFERENCE, WISHES, Rules

SCANDINAVIAN = ("nb", "nn", "sv", "da")
SLOTS = 21  # free times in a week: day * 3 + morning, afternoon or evening
BANDS = ((0, 2), (3, 5), (6, 9), (10, 12), (13, 15), (16, 17))  # of children's ages
MOST_INTERESTS = 256  # different ones
OLDEST = 130
MOST_PLACES = 1000  # of one mentor
PERSON = (
    "id",
    "municipality",
    "reach_km",
    "languages",
    "gender",
    "gender_pref",
    "availability",
    "interests",
    "situation",
    "age",
    "isco",
    "children",
)
NO_PROFESSION = {"newcomer": 0xE000, "mentor": 0xF000}  # has not even the first digit in common

Pair = tuple[str, str]  # ids of a newcomer and a mentor


@dataclass(frozen=True, eq=False)
class People:
    """One side, a row for each. Bits are packed 64 to a word, as many words as it takes."""

    ids: list[str]
    place: I32  # index of the place
    reach: npt.NDArray[np.float64]  # km
    levels: npt.NDArray[np.uint8]  # what each gets by with in every language, CEFR 1 to 6
    speaks: Bits  # the languages at the level that is needed
    gender: I32  # one bit
    wish: I32  # the bits of the genders that they wish for
    slots: Bits
    interests: Bits
    situation: I32  # index into Rules.situations
    age: I32
    profession: I32  # ISCO-08, a digit in every four bits
    children: I32  # a bit for every band of ages that a child is in

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def index(self) -> dict[str, int]:
        """The row of each id."""
        return index_of(self.ids)


@dataclass(frozen=True, eq=False)
class MentorInstance:
    """Everything the mentor matching knows. `km[a, b]`: from a newcomer's place to a mentor's."""

    newcomers: People
    mentors: People
    capacity: I32  # of each mentor: places free now
    waiting: I32  # of each newcomer: points for the weeks waited
    turned_down: I64  # rows of (newcomer, mentor), ascending
    km: npt.NDArray[np.float64]
    languages: list[str]  # what the columns of People.levels are
    rules: Rules


def read_mentors(
    instance: object, rules: Rules = REFERENCE, languages: Sequence[str] = SCANDINAVIAN
) -> MentorInstance:
    """Check an instance as described in the reference; BadInput says what is wrong with it.

    Beyond the reference it may have `travel_km` (rows of kilometres from every municipality to
    every other, null where there is no way, in place of x and y), `weights` (see Rules), and for
    a newcomer `weeks_waited`. An unknown profession is "" or null. `languages`: those that are
    known already, in the order of the columns.
    """
    if not isinstance(instance, Mapping):
        raise BadInput("an instance is a JSON object with newcomers and mentors")
    if instance.get("kind", "mentor") != "mentor":
        raise BadInput(f"kind: mentor is expected, it is {instance['kind']!r}")
    weights = instance.get("weights", {})
    if not isinstance(weights, Mapping):
        raise BadInput("weights: an object is expected")
    rules = rules.with_weights(weights) if weights else rules
    for needed in ("municipalities", "newcomers", "mentors"):
        if needed not in instance:
            raise BadInput(f"{needed}: missing")
    km = distances(instance["municipalities"], instance.get("travel_km"))
    newcomers = Table("newcomer", instance["newcomers"], PERSON)
    mentors = Table("mentor", instance["mentors"], (*PERSON, "capacity"))
    codes = {code: number for number, code in enumerate(languages)}
    levels = [understood(table.levels("languages", codes)) for table in (newcomers, mentors)]
    interests = [table.lists("interests", MOST_INTERESTS - 1) for table in (newcomers, mentors)]
    topics = 1 + max(int(numbers.max(initial=0)) for _owners, numbers in interests)
    shape = (len(codes), topics, len(km))
    left = _people(newcomers, levels[0], interests[0], shape, rules)
    right = _people(mentors, levels[1], interests[1], shape, rules)
    return MentorInstance(
        newcomers=left,
        mentors=right,
        capacity=capacities(mentors),
        waiting=waiting_points(newcomers, rules),
        turned_down=turned_down(newcomers, right),
        km=km,
        languages=list(codes),
        rules=rules,
    )


def capacities(mentors: Table) -> I32:
    """How many places each mentor has."""
    return mentors.whole("capacity", 0, MOST_PLACES)


def waiting_points(newcomers: Table, rules: Rules) -> I32:
    """What the weeks that each newcomer has waited are worth."""
    weeks = newcomers.whole("weeks_waited", 0, 100_000, default=0).astype(np.int64)
    return np.minimum(weeks * rules.waiting_each_week, rules.waiting_most).astype(np.int32)


def understood(levels: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Bokmål, nynorsk, Swedish and Danish (the first columns) are understood one level below the
    best of the four that somebody has."""
    four = levels[:, : len(SCANDINAVIAN)]
    best = four.max(axis=1, initial=0)
    np.maximum(four, np.where(best > 1, best - 1, 0)[:, None], out=four)
    return levels


def read_pairs(pairs: object, name: str) -> list[Pair]:
    """A list of [newcomer id, mentor id], or the answer of an earlier run with its "pairs"."""
    if isinstance(pairs, Mapping):
        pairs = pairs.get("pairs")
    if not isinstance(pairs, Sequence) or isinstance(pairs, str):
        raise BadInput(f"{name}: a list of pairs is expected")
    for pair in pairs:
        is_pair = isinstance(pair, list | tuple) and len(pair) == 2
        if not is_pair or not all(type(one) is str for one in pair):
            raise BadInput(f"{name}: a pair is [newcomer id, mentor id], not {pair!r}")
    return [(newcomer, mentor) for newcomer, mentor in pairs]


def _people(
    table: Table,
    levels: npt.NDArray[np.uint8],
    interests: tuple[I32, I32],
    shape: tuple[int, int, int],  # how many languages, interests and places there are
    rules: Rules,
) -> People:
    languages, topics, places = shape
    levels = np.pad(levels, ((0, 0), (0, languages - levels.shape[1])))
    return People(
        ids=table.ids(),
        place=_places(table, places),
        reach=table.numbers("reach_km"),
        levels=levels,
        speaks=packed(levels >= rules.min_level),
        gender=table.choice("gender", GENDERS),
        wish=table.choice("gender_pref", WISHES),
        slots=packed(marked(*table.lists("availability", SLOTS - 1), (len(table), SLOTS))),
        interests=packed(marked(*interests, (len(table), topics))),
        situation=table.choice("situation", {one: at for at, one in enumerate(rules.situations)}),
        age=table.whole("age", 0, OLDEST),
        profession=_professions(table),
        children=_children(table),
    )


def _places(table: Table, places: int) -> I32:
    column = table.whole("municipality", 0, 1 << 30)
    if len(column) and column.max() >= places:
        at = int(np.argmax(column >= places))
        raise table.complaint("municipality", at, f"is one of the {places}, counted from 0")
    return column


def _professions(table: Table) -> I32:
    """Four digits of ISCO-08, four bits for each; the unknown ones have nothing in common."""
    found = table.values("isco")
    bits: dict[object, int] = {"": NO_PROFESSION[table.name], None: NO_PROFESSION[table.name]}
    try:
        bits |= {code: _digits(code) for code in set(found) - bits.keys()}
    except (TypeError, ValueError):
        at = next(at for at, code in enumerate(found) if not _is_profession(code))
        raise table.complaint("isco", at, "takes four digits") from None
    return np.fromiter(map(bits.__getitem__, found), np.int32, len(found))


def _digits(code: object) -> int:
    if isinstance(code, str) and re.fullmatch("[0-9]{4}", code):
        return int(code, 16)
    raise ValueError


def _is_profession(code: object) -> bool:
    return code in (None, "") or (isinstance(code, str) and bool(re.fullmatch("[0-9]{4}", code)))


def _children(table: Table) -> I32:
    owners, ages = table.lists("children", BANDS[-1][1])
    band_of = np.repeat(np.arange(len(BANDS)), [high - low + 1 for low, high in BANDS])
    mask = marked(owners, band_of[ages].astype(np.int32), (len(table), len(BANDS)))
    return packed(mask)[:, 0].astype(np.int32)


def turned_down(newcomers: Table, mentors: People) -> I64:
    """Who said no to whom, ascending. Mentors who are no longer there are left out."""
    found = newcomers.values("rejected", default=())
    owners = list(compress(range(len(found)), found))
    lists: list[Any] = [found[at] for at in owners]
    ids: list[Any] = [None] if set(map(type, lists)) - {list} else list(chain.from_iterable(lists))
    if not set(map(type, ids)) <= {str}:
        is_broken = [type(one) is not list or set(map(type, one)) != {str} for one in lists]
        at = owners[is_broken.index(True)]
        raise newcomers.complaint("rejected", at, "takes a list of ids")
    whose = np.repeat(np.array(owners, np.int64), list(map(len, lists)))
    whom = np.fromiter(map(mentors.index.get, ids, repeat(-1)), np.int64, len(ids))
    pairs = np.sort(whose[whom >= 0] * len(mentors) + whom[whom >= 0])
    pairs = pairs[np.diff(pairs, prepend=-1) > 0]  # each once
    return np.stack(np.divmod(pairs, max(1, len(mentors))), axis=1)
