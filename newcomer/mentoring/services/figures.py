"""How the mentor scheme is doing: over the last twelve whole months, in all and by municipality.

Whole months, each as it stood when the last of them ended, so that two looks a day apart cannot be
compared to tell what one person did. Only what people take along changes the past: who is erased or
kept no longer is not counted any more, and who moves counts where they live now.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from statistics import mean, median
from typing import TypeVar

from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import aliased

from newcomer.arrivals.models import Arrival
from newcomer.extensions import db
from newcomer.mentoring.models import (
    FeedbackKind,
    MatchFeedback,
    MatchStatus,
    MentorMatch,
    MentorMeeting,
    MentorRequest,
)
from newcomer.region import Region
from newcomer.suppression import Figure, Shown, shown

DAY = 86_400  # seconds
OVER = (MatchStatus.finished, MatchStatus.ended)
# Nobody has answered: it is open still, or was taken back.
UNANSWERED = (MatchStatus.asked_mentor, MatchStatus.asked_newcomer, MatchStatus.withdrawn)
T = TypeVar("T", "Wish", "Pair")
# The language of the place, which people come to learn.
LOCAL = {"no": ("nb", "nn"), "se": ("sv",)}


@dataclass(frozen=True)
class Wish:
    """A newcomer who asked for a mentor in the period."""

    municipality: str
    asked_at: datetime
    offered_at: datetime | None
    promised_until: datetime


@dataclass(frozen=True)
class Pair:
    """A proposal that was sent in the period, and what had come of it when the period ended."""

    municipality: str
    request_id: int
    status: MatchStatus
    asked_at: datetime
    started_at: datetime | None
    is_first: bool  # the newcomer had not been one of a pair before
    meetings: int
    local_minutes: int
    content: float | None  # mean of the answers at the end, 1 to 5; None where there is none


@dataclass(frozen=True)
class Figures:
    """Each figure for the whole region and by municipality; None where too few people stand behind."""

    since: date
    until: date  # the first day that is not counted
    days_to_mentor: Shown  # median from asking to the first day of their first pair
    offered_in_time: Shown  # share of those who asked and heard of a mentor, once the time is up
    accepted: Shown  # share of the proposals answered or run out to which both said yes
    meetings: Shown  # mean of the pairs that are over
    finished: Shown  # share of the pairs that are over
    content: Shown  # mean of the answers at the end, 1 to 5
    local_hours: Shown  # hours of the local language at meetings, in all

    @property
    def nothing(self) -> bool:
        """Whether there is not one figure that enough people stand behind."""
        return all(one.whole is None for one in (self.days_to_mentor, self.offered_in_time))


def figures(region: Region, now: datetime) -> Figures:
    """The figures of the last twelve whole months: three statements."""
    until = now.astimezone(region.zone).date().replace(day=1)
    since = until.replace(year=until.year - 1)
    first, last = (datetime.combine(day, time(), tzinfo=region.zone) for day in (since, until))
    place = {one.slug: one.municipality for one in region.places}
    wishes = [one for one in _wishes(first, last, place, region) if one.promised_until < last]
    pairs = _pairs(first, last, place, region)
    names = [one.slug for one in region.municipalities]

    def over(which: Callable[[Pair], bool]) -> list[Pair]:
        return [one for one in pairs if which(one)]

    started = over(lambda one: one.started_at is not None)
    first_pairs = over(lambda one: one.started_at is not None and one.is_first)
    ended = over(lambda one: one.status in OVER)
    answered = over(lambda one: one.status not in UNANSWERED)
    rated = over(lambda one: one.content is not None)
    return Figures(
        since=since,
        until=until,
        days_to_mentor=_by_municipality(first_pairs, names, lambda rows: median(map(_days, rows))),
        offered_in_time=_by_municipality(wishes, names, lambda rows: mean(map(_in_time, rows))),
        accepted=_by_municipality(
            answered, names, lambda rows: mean(one.started_at is not None for one in rows)
        ),
        meetings=_by_municipality(ended, names, lambda rows: mean(one.meetings for one in rows)),
        finished=_by_municipality(
            ended, names, lambda rows: mean(one.status is MatchStatus.finished for one in rows)
        ),
        content=_by_municipality(rated, names, lambda rows: mean(one.content or 0 for one in rows)),
        local_hours=_by_municipality(
            started, names, lambda rows: sum(one.local_minutes for one in rows) / 60
        ),
    )


def _wishes(first: datetime, last: datetime, place: dict[str, str], region: Region) -> list[Wish]:
    rows = db.session.execute(
        select(Arrival.place, MentorRequest.created_at, MentorRequest.first_offered_at)
        .join(Arrival, MentorRequest.arrival_id == Arrival.id)
        .where(MentorRequest.created_at >= first, MentorRequest.created_at < last)
    )
    days = region.mentoring["offer_working_days"]
    return [
        Wish(place.get(where, ""), asked, offered, region.close_of_day_after(asked, days))
        for where, asked, offered in rows
    ]


def _pairs(first: datetime, last: datetime, place: dict[str, str], region: Region) -> list[Pair]:
    local = MentorMeeting.language.in_(LOCAL[region.country])
    met = (
        select(
            MentorMeeting.match_id,
            func.count(MentorMeeting.id).label("meetings"),
            func.sum(MentorMeeting.minutes).filter(local).label("minutes"),
        )
        .where(MentorMeeting.created_at < last)
        .group_by(MentorMeeting.match_id)
        .subquery()
    )
    earlier = aliased(MentorMatch)
    had_one = exists().where(
        earlier.request_id == MentorMatch.request_id,
        earlier.id < MentorMatch.id,
        earlier.started_at.is_not(None),
    )
    rows = db.session.execute(
        select(
            Arrival.place,
            MentorMatch.id,
            MentorMatch.request_id,
            MentorMatch.status,
            MentorRequest.created_at,
            MentorMatch.started_at,
            MentorMatch.ended_at,
            had_one.label("had_one"),
            met.c.meetings,
            met.c.minutes,
        )
        .join(MentorRequest, MentorMatch.request_id == MentorRequest.id)
        .join(Arrival, MentorRequest.arrival_id == Arrival.id)
        .outerjoin(met, met.c.match_id == MentorMatch.id)
        .where(MentorMatch.created_at >= first, MentorMatch.created_at < last)
        .order_by(MentorMatch.id)
    ).all()
    content = _content(first, last)
    return [
        Pair(
            municipality=place.get(row.place, ""),
            request_id=row.request_id,
            status=_status_at(last, row.status, row.started_at, row.ended_at),
            asked_at=row.created_at,
            started_at=row.started_at if _is_before(last, row.started_at) else None,
            is_first=not row.had_one,
            meetings=row.meetings or 0,
            local_minutes=row.minutes or 0,
            content=content.get(row.id),
        )
        for row in rows
    ]


def _status_at(
    then: datetime, status: MatchStatus, started_at: datetime | None, ended_at: datetime | None
) -> MatchStatus:
    """What became of a proposal, as far as could be told then."""
    if _is_before(then, ended_at):
        return status
    return MatchStatus.active if _is_before(then, started_at) else MatchStatus.asked_mentor


def _is_before(then: datetime, at: datetime | None) -> bool:
    return at is not None and at < then


def _content(first: datetime, last: datetime) -> dict[int, float]:
    """Match → the mean of what the two answered at the end."""
    rows = db.session.execute(
        select(MatchFeedback.match_id, MatchFeedback.answers)
        .join(MentorMatch, MatchFeedback.match_id == MentorMatch.id)
        .where(
            and_(MentorMatch.created_at >= first, MentorMatch.created_at < last),
            MatchFeedback.kind == FeedbackKind.end,
            MatchFeedback.created_at < last,
        )
    )
    answers: dict[int, list[int]] = {}
    for match_id, given in rows:
        answers.setdefault(match_id, []).extend(given.values())
    return {match_id: mean(values) for match_id, values in answers.items() if values}


def _by_municipality(
    rows: Sequence[T], municipalities: Iterable[str], reckon: Callable[[Sequence[T]], float]
) -> Shown:
    """The figure of all rows and of each municipality's, less what too few stand behind."""

    def figure(some: Sequence[T]) -> Figure:
        return Figure(reckon(some) if some else 0, _people(some))

    parts = {
        name: figure([one for one in rows if one.municipality == name]) for name in municipalities
    }
    elsewhere = [one for one in rows if one.municipality not in parts]
    found = shown(figure(rows), {**parts, "": figure(elsewhere)} if elsewhere else parts)
    return Shown(found.whole, {name: found.parts[name] for name in parts})


def _people(rows: Sequence[Wish | Pair]) -> int:
    """How many newcomers: one who has had two pairs is one."""
    return len({one.request_id if isinstance(one, Pair) else id(one) for one in rows})


def _days(pair: Pair) -> float:
    return max(0.0, ((pair.started_at or pair.asked_at) - pair.asked_at).total_seconds() / DAY)


def _in_time(wish: Wish) -> bool:
    return wish.offered_at is not None and wish.offered_at <= wish.promised_until
