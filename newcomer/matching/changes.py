"""What is new since the last time: only people who changed are worked out again."""

from collections.abc import Sequence
from dataclasses import fields, replace
from operator import eq
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from newcomer.matching.columns import I16, I32, I64, Row, Table
from newcomer.matching.data import (
    MentorInstance,
    People,
    capacities,
    read_mentors,
    turned_down,
    waiting_points,
)
from newcomer.matching.edges import Edges, find_edges
from newcomer.matching.errors import BadInput
from newcomer.matching.rules import Rules

GROUND = ("kind", "municipalities", "travel_km", "weights")  # if one changes, everything does
ANEW = {"capacity", "rejected", "weeks_waited"}  # read each time: edges don't depend on them
NEW = -1


def updated(
    before: Row, now: Row, instance: MentorInstance, edges: Edges, rules: Rules
) -> tuple[MentorInstance, Edges, I32 | None]:
    """The columns and edges of `now`, by those of `before`; BadInput if `now` is broken.

    Last comes which row each newcomer was in `instance`, -1 for one who is new or has changed;
    None if any mentor has.
    """
    if any(before.get(key) != now.get(key) for key in GROUND):
        fresh = read_mentors(now, rules)
        return fresh, find_edges(fresh), None
    newcomers, mentors = (
        Table("newcomer", now["newcomers"], ()),
        Table("mentor", now["mentors"], ()),
    )
    was_newcomer = _unchanged(newcomers, instance.newcomers, before["newcomers"])
    was_mentor = _unchanged(mentors, instance.mentors, before["mentors"])
    fresh = read_mentors(
        {
            **now,
            "newcomers": _at(newcomers.rows, np.flatnonzero(was_newcomer == NEW).tolist()),
            "mentors": _at(mentors.rows, np.flatnonzero(was_mentor == NEW).tolist()),
        },
        rules,
        instance.languages,
    )
    now_mentors = merged(instance.mentors, fresh.mentors, was_mentor)
    after = replace(
        instance,
        newcomers=merged(instance.newcomers, fresh.newcomers, was_newcomer),
        mentors=now_mentors,
        capacity=capacities(mentors),
        waiting=_waiting(newcomers, instance.rules),
        turned_down=turned_down(newcomers, now_mentors),
        languages=fresh.languages,
    )
    stay = now_mentors is instance.mentors
    now_edges = _updated_edges(edges, after, was_newcomer, was_mentor, stay)
    return after, now_edges, was_newcomer if stay else None


def _waiting(newcomers: Table, rules: Rules) -> I32:
    """Where waiting is worth nothing, nobody is asked how long they have waited."""
    if not rules.waiting_each_week:
        return np.zeros(len(newcomers), np.int32)
    return waiting_points(newcomers, rules)


def _unchanged(table: Table, people: People, before: Any) -> I32:
    """Which row each one was the last time, -1 where it was none or another."""
    rows = table.rows
    was = np.arange(len(table), dtype=np.int32)
    same = np.zeros(len(table), bool)
    most = min(len(table), len(before))
    # Two tuples of the very same row are equal without a look into it; two such rows are not.
    same[:most] = np.fromiter(map(eq, zip(rows), zip(before)), bool, most)
    others = np.flatnonzero(~same).tolist()  # changed, or in another place
    ids = Table(table.name, _at(rows, others), ()).ids()
    for number, one in zip(others, ids, strict=True):
        at = people.index.get(one, NEW)
        if at != NEW and at < most and same[at]:
            raise BadInput(f"{table.name} {one}: there are two with this id")
        stays = at != NEW and _lasting(before[at]) == _lasting(rows[number])
        was[number] = at if stays else NEW
    return was


def _lasting(row: Row) -> dict[str, object]:
    return {key: value for key, value in row.items() if key not in ANEW}


def _at(rows: Sequence[Row], numbers: Sequence[int]) -> list[Row]:
    return [rows[at] for at in numbers]


def merged(old: People, fresh: People, was: I32) -> People:
    """A row for each: the old one, or the next of the fresh ones."""
    if _is_as_before(was, len(old)):
        return old
    new = was == NEW
    order = np.where(new, len(old) + np.cumsum(new) - 1, was)
    columns: dict[str, object] = {}
    for one in fields(People):
        left, right = getattr(old, one.name), getattr(fresh, one.name)
        if one.name == "ids":
            both = [*left, *right]
            columns["ids"] = [both[at] for at in order.tolist()]
        else:
            columns[one.name] = np.concatenate(_as_wide(left, right))[order]
    return People(**columns)  # type: ignore[arg-type]  # the fields of People themselves


def _is_as_before(was: I32, count: int) -> bool:
    """Whether these are the `count` that there were, in the same order."""
    return len(was) == count and bool((was == np.arange(count)).all())


def _as_wide(
    left: npt.NDArray[np.generic], right: npt.NDArray[np.generic]
) -> Sequence[npt.NDArray[np.generic]]:
    """Both with as many columns as the wider one, where there are columns at all."""
    if left.ndim == 1:
        return left, right
    width = max(left.shape[1], right.shape[1])
    return [np.pad(one, ((0, 0), (0, width - one.shape[1]))) for one in (left, right)]


def _updated_edges(
    edges: Edges, after: MentorInstance, was_newcomer: I32, was_mentor: I32, mentors_stay: bool
) -> Edges:
    """Old edges where both are unchanged, and all those of the new newcomers and new mentors."""
    new_newcomers = np.flatnonzero(was_newcomer == NEW).astype(np.int32)
    to_all = find_edges(replace(after, newcomers=only(after.newcomers, new_newcomers)))
    if mentors_stay and edges.used + to_all.used <= len(edges.mentor):
        return _appended(edges, to_all, was_newcomer)
    new_mentors = np.flatnonzero(was_mentor == NEW).astype(np.int32)
    to_new = find_edges(replace(after, mentors=only(after.mentors, new_mentors)))
    to_new = replace(to_new, mentor=new_mentors[to_new.mentor[: to_new.used]])
    most = max(was_mentor.max(initial=0), edges.mentor[: edges.used].max(initial=0))
    now_at = np.full(1 + int(most), NEW, np.int32)
    now_at[was_mentor[was_mentor != NEW]] = np.flatnonzero(was_mentor != NEW)
    columns = [_columns(one) for one in (edges, to_all, to_new)]
    start, mentor, score = _joined(columns[0], columns[1], columns[2], was_newcomer, now_at)
    return Edges(start[:-1], start[1:], mentor, score, int(start[-1]))


def _appended(old: Edges, fresh: Edges, was: I32) -> Edges:
    """The old edges stay where they are; those of new newcomers come behind them."""
    stays, used = was != NEW, old.used + fresh.used
    start, stop = np.empty(len(was), np.int64), np.empty(len(was), np.int64)
    start[stays], stop[stays] = old.start[was[stays]], old.stop[was[stays]]
    start[~stays], stop[~stays] = old.used + fresh.start, old.used + fresh.stop
    old.mentor[old.used : used] = fresh.mentor[: fresh.used]
    old.score[old.used : used] = fresh.score[: fresh.used]
    return Edges(start, stop, old.mentor, old.score, used)


def only(people: People, rows: I32) -> People:
    """These people, in this order."""
    columns = {one.name: getattr(people, one.name) for one in fields(People)}
    ids = [people.ids[at] for at in rows.tolist()]
    taken = {name: column[rows] for name, column in columns.items() if name != "ids"}
    return People(ids=ids, **taken)


def _columns(edges: Edges) -> tuple[I64, I64, I32, I16]:
    return edges.start, edges.stop, edges.mentor, edges.score


@njit(cache=True, nogil=True)
def _joined(old, to_all, to_new, was_newcomer, now_at):  # type: ignore[no-untyped-def]
    """Every newcomer's old edges, to the mentors who stay, and then those to new ones; with some
    room at the end for the next time."""
    start = np.zeros(len(was_newcomer) + 1, np.int64)
    most = len(old[2]) + len(to_all[2]) + len(to_new[2])
    mentor = np.empty(most + most // 8, np.int32)
    score = np.empty(most + most // 8, np.int16)
    k = fresh = 0
    for i in range(len(was_newcomer)):
        was = was_newcomer[i]
        if was >= 0:
            for e in range(old[0][was], old[1][was]):
                mentor[k], score[k] = now_at[old[2][e]], old[3][e]
                k += mentor[k] >= 0
            first, last, new = to_new[0][i], to_new[1][i], to_new
        else:
            first, last, new = to_all[0][fresh], to_all[1][fresh], to_all
            fresh += 1
        for e in range(first, last):
            mentor[k], score[k] = new[2][e], new[3][e]
            k += 1
        start[i + 1] = k
    return start, mentor, score
