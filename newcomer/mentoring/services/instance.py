"""Who waits and who has a place, as the engine reads them: ten thousand in less than a second."""

import json
from collections import defaultdict, namedtuple
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, cast, exists, select

from newcomer.arrivals.models import Arrival, ArrivalStatus, ArrivalUse
from newcomer.extensions import db
from newcomer.mentoring.models import (
    HOLDING,
    MatchStatus,
    MentorMatch,
    MentorProfile,
    MentorRequest,
    MentorStatus,
    PairRule,
    RequestStatus,
    RuleKind,
)
from newcomer.mentoring.services.judging import genders_fit
from newcomer.mentoring.services.requests import PURPOSE
from newcomer.profile import AGE_OF_BAND, AgeBand, EngineRows, age_of, engine_places
from newcomer.region import Region

SAID_NO = (MatchStatus.declined_mentor, MatchStatus.declined_newcomer)
# Whom one has met, or has asked in vain, one is not asked about again.
NOT_AGAIN = (
    *SAID_NO,
    MatchStatus.expired_mentor,
    MatchStatus.expired_newcomer,
    MatchStatus.ended,
    MatchStatus.finished,
)
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
    "facts_version",
)
JSON_FACTS = {"languages", "free_times", "interests", "children"}
UNKNOWN_AGE = 40

Pair = tuple[int, int]  # numbers of a request and a mentor


@dataclass
class Loaded:
    """What a search starts from. People by the number of their request or profile."""

    instance: dict[str, Any]
    newcomers: dict[int, Any]
    mentors: dict[int, Any]
    locked: list[Pair] = field(default_factory=list)
    # Whom the search leaves aside, and why.
    aside: dict[int, dict[str, Any]] = field(default_factory=dict)


def is_waiting() -> ColumnElement[bool]:
    """Of requests joined with arrivals: they may be proposed to somebody. Those to whom a proposal
    has been sent do not wait: it stays as it is."""
    sent = exists().where(
        MentorMatch.request_id == MentorRequest.id, MentorMatch.status.in_(HOLDING)
    )
    agreed = exists().where(
        ArrivalUse.arrival_id == Arrival.id,
        ArrivalUse.purpose == PURPOSE,
        ArrivalUse.withdrawn_at.is_(None),
    )
    return (
        (MentorRequest.status == RequestStatus.waiting)
        & (Arrival.status == ArrivalStatus.active)
        & agreed
        & ~sent
    )


def load(region: Region, request_id: int | None, now: datetime) -> Loaded:
    """Everybody who waits, or one of them, and every mentor, with what coordinators said of pairs.

    Whoever has an open proposal or a mentor is not among them, and a mentor's places are those that
    are free: so what has been sent stays, and no place is given twice.
    """
    newcomers = {row.id: row for row in _newcomers(request_id)}
    mentors = {row.id: row for row in _mentors()}
    rows = EngineRows(region)
    found = Loaded(engine_places(region), newcomers, mentors)
    year = now.astimezone(region.zone).date()
    offered: list[dict[str, Any]] = []
    for mentor in mentors.values():
        age = age_of(mentor.birth_year, year) if mentor.birth_year else UNKNOWN_AGE
        row = rows.row(str(mentor.id), mentor, age)
        if row is not None:
            offered.append({**row, "capacity": max(0, mentor.capacity - mentor.places_held)})
    places = {int(one["id"]): int(one["capacity"]) for one in offered}
    if request_id is not None:
        _keep_for_others(request_id, places)
        for one in offered:
            one["capacity"] = places[int(one["id"])]
    forbidden = _rules_and_answers(found, places)
    wanted: list[dict[str, Any]] = []
    for newcomer in newcomers.values():
        if newcomer.id in found.aside:
            continue
        row = rows.row(str(newcomer.id), newcomer, age_of_band(newcomer.age_band))
        if row is None or newcomer.age_band is AgeBand.under_18:
            found.aside[newcomer.id] = {"reason": "place" if row is None else "age"}
            continue
        weeks = max(0, (now - newcomer.waiting_since).days // 7)
        rejected = [str(one) for one in forbidden.get(newcomer.id, ())]
        wanted.append({**row, "weeks_waited": weeks, "rejected": rejected})
    known = {int(one["id"]) for one in wanted}
    found.locked = [pair for pair in found.locked if pair[0] in known]
    found.instance |= {"kind": "mentor", "newcomers": wanted, "mentors": offered}
    return found


def _keep_for_others(request_id: int, places: dict[int, int]) -> None:
    """Take away the places that others who wait are locked to: a search for one newcomer gives no
    place away that a coordinator has meant for somebody else."""
    said_no = exists().where(
        MentorMatch.request_id == PairRule.request_id,
        MentorMatch.mentor_id == PairRule.mentor_id,
        MentorMatch.status.in_(SAID_NO),
    )
    locks = (
        select(PairRule.request_id, PairRule.mentor_id)
        .join(MentorRequest, PairRule.request_id == MentorRequest.id)
        .join(Arrival, MentorRequest.arrival_id == Arrival.id)
        .where(PairRule.kind == RuleKind.lock, is_waiting(), ~said_no)
        .order_by(PairRule.created_at, PairRule.request_id)
    )
    left = dict(places)
    for other, mentor_id in db.session.execute(locks):
        if left.get(mentor_id, 0) > 0:
            left[mentor_id] -= 1
            if other != request_id:
                places[mentor_id] -= 1


def age_of_band(band: AgeBand | None) -> int:
    return AGE_OF_BAND.get(band, UNKNOWN_AGE) if band else UNKNOWN_AGE


def _newcomers(request_id: int | None) -> list[Any]:
    query = (
        select(MentorRequest.id, MentorRequest.waiting_since, Arrival.age_band, *_facts(Arrival))
        .join(Arrival, MentorRequest.arrival_id == Arrival.id)
        .where(is_waiting())
        .order_by(MentorRequest.waiting_since, MentorRequest.id)
    )
    if request_id is not None:
        query = query.where(MentorRequest.id == request_id)
    return _read(query, ("id", "waiting_since", "age_band"))


def _mentors() -> list[Any]:
    own = ("id", "birth_year", "capacity", "places_held")
    columns = [getattr(MentorProfile, name) for name in own]
    query = (
        select(*columns, *_facts(MentorProfile))
        .where(MentorProfile.status == MentorStatus.approved)
        .order_by(MentorProfile.id)
    )
    return _read(query, own)


def _facts(model: Any) -> list[Any]:
    """The columns of FACTS, those with JSON as text."""
    return [
        cast(getattr(model, name), Text) if name in JSON_FACTS else getattr(model, name)
        for name in FACTS
    ]


def _read(query: Select[Any], own: tuple[str, ...]) -> list[Any]:
    """The query's rows, with names. A column of JSON is read as one text: ten times as quick."""
    names = (*own, *FACTS)
    rows = db.session.execute(query).all()
    if not rows:
        return []
    columns: list[Any] = list(zip(*rows, strict=True))
    for at, name in enumerate(names):
        if name in JSON_FACTS:
            columns[at] = json.loads(f"[{','.join(columns[at])}]")
    person: Any = namedtuple("person", names)  # type: ignore[misc]  # noqa: PYI024
    return list(map(person._make, zip(*columns, strict=True)))


def _rules_and_answers(found: Loaded, places: dict[int, int]) -> dict[int, set[int]]:
    """Note the locked pairs; the mentors who must not be proposed, by request. A newcomer who is
    locked to a mentor that cannot take them is left aside: a coordinator meant nobody else."""
    forbidden: dict[int, set[int]] = defaultdict(set)
    said_no: set[Pair] = set()
    # All of them: they are few, and a list of ten thousand numbers is more than a database takes.
    matches = select(MentorMatch.request_id, MentorMatch.mentor_id, MentorMatch.status)
    for request_id, mentor_id, status in db.session.execute(
        matches.where(MentorMatch.status.in_(NOT_AGAIN))
    ):
        forbidden[request_id].add(mentor_id)
        if status in SAID_NO:
            said_no.add((request_id, mentor_id))
    for request_id, mentor_id in _one_person():
        forbidden[request_id].add(mentor_id)
        said_no.add((request_id, mentor_id))  # a lock counts as little
    locks: dict[int, int] = {}
    rules = select(PairRule.request_id, PairRule.mentor_id, PairRule.kind)
    for request_id, mentor_id, kind in db.session.execute(
        rules.order_by(PairRule.created_at, PairRule.mentor_id)
    ):
        if kind is RuleKind.forbid:
            forbidden[request_id].add(mentor_id)
        elif request_id in found.newcomers and (request_id, mentor_id) not in said_no:
            locks[request_id] = mentor_id
    left = dict(places)
    for request_id, mentor_id in locks.items():
        mentor = found.mentors.get(mentor_id)
        if mentor is not None and not genders_fit(found.newcomers[request_id], mentor):
            found.aside[request_id] = {"reason": "locked_against_wish"}
        elif left.get(mentor_id, 0) > 0:
            left[mentor_id] -= 1
            found.locked.append((request_id, mentor_id))
        else:
            found.aside[request_id] = {"reason": "locked"}
    return forbidden


def _one_person() -> list[Pair]:
    """Who is a mentor and waits for one: nobody is proposed to themselves."""
    query = (
        select(MentorRequest.id, MentorProfile.id)
        .join(Arrival, MentorRequest.arrival_id == Arrival.id)
        .join(MentorProfile, MentorProfile.email == Arrival.email)
    )
    return [(request_id, mentor_id) for request_id, mentor_id in db.session.execute(query)]
