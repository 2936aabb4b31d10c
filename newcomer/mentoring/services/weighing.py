"""Any mentor beside one newcomer, for a page: limits and points as a search would find them now."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from newcomer.extensions import db
from newcomer.mentoring.models import (
    MentorMatch,
    MentorProfile,
    MentorRequest,
    PairRule,
    RuleKind,
)
from newcomer.mentoring.services.instance import NOT_AGAIN, UNKNOWN_AGE, age_of_band
from newcomer.mentoring.services.judging import alike, judge
from newcomer.mentoring.services.weights import rules
from newcomer.profile import EngineRows, age_of
from newcomer.region import Region


def judged(
    request: MentorRequest, mentors: Sequence[MentorProfile], region: Region, now: datetime
) -> dict[int, dict[str, Any] | None]:
    """What judge() says of the newcomer and each mentor, with what the two have in common; None
    where one of them lives in a place that the region has no more."""
    rows, wanted = EngineRows(region), rules(region, {})
    places = {place.slug: place for place in region.places}
    arrival = request.arrival
    one = rows.row(str(request.id), arrival, age_of_band(arrival.age_band))
    if one is not None:
        weeks = max(0, (now - request.waiting_since).days // 7)
        one |= {"weeks_waited": weeks, "rejected": _kept_from(request.id)}
    found: dict[int, dict[str, Any] | None] = {}
    for mentor in mentors:
        age = (
            age_of(mentor.birth_year, now.astimezone(region.zone).date())
            if mentor.birth_year
            else UNKNOWN_AGE
        )
        other = rows.row(str(mentor.id), mentor, age)
        if one is None or other is None:
            found[mentor.id] = None
            continue
        other["capacity"] = mentor.free_places
        here, there = places[arrival.place], places[mentor.place]
        km = 0.0 if here is there else region.road_km(here, there)
        years = abs(one["age"] - age)
        said = judge(one, other, km, wanted) | alike(arrival, mentor, years)
        if mentor.email == arrival.email:
            said["broken"].append("one_person")
        found[mentor.id] = said
    return found


def _kept_from(request_id: int) -> set[str]:
    """The mentors who are not proposed to this newcomer (again)."""
    matches = select(MentorMatch.mentor_id).where(
        MentorMatch.request_id == request_id, MentorMatch.status.in_(NOT_AGAIN)
    )
    forbidden = select(PairRule.mentor_id).where(
        PairRule.request_id == request_id, PairRule.kind == RuleKind.forbid
    )
    return {str(one) for one in db.session.scalars(matches.union(forbidden))}
