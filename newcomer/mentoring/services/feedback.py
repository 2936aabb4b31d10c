"""The few questions halfway and at the end, and the certificate of a mentor's time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from newcomer.database import add_or_change
from newcomer.extensions import db
from newcomer.mentoring.models import (
    FeedbackKind,
    MatchFeedback,
    MatchStatus,
    MentorMatch,
    MentorMeeting,
    NotNow,
    Side,
)
from newcomer.region import Region

LOW = 2  # an answer like this or lower, and somebody should call
OVER = (MatchStatus.finished, MatchStatus.ended)


def may_answer(match: MentorMatch, kind: FeedbackKind) -> bool:
    """Halfway while they are a pair and have been asked; at the end when it is over."""
    if kind is FeedbackKind.midway:
        return match.is_active and match.midway_asked_at is not None
    return match.status in OVER


def give(
    match: MentorMatch,
    side: Side,
    kind: FeedbackKind,
    answers: Mapping[str, int],
    comment: str,
    now: datetime,
) -> None:
    """Keep one side's answers, 1 to 5; given again, the later ones count. Only coordinators see
    them. Raises NotNow when it is not time for them."""
    if not may_answer(match, kind):
        raise NotNow
    values = {
        "answers": dict(answers),
        "lowest": min(answers.values()),
        "comment": comment,
        "created_at": now,
    }
    key = {"match_id": match.id, "side": side, "kind": kind}
    add_or_change(db.session(), MatchFeedback, key, first=values, then=values)


def given(match: MentorMatch, side: Side) -> dict[FeedbackKind, MatchFeedback]:
    """What this side has answered."""
    query = select(MatchFeedback).where(
        MatchFeedback.match_id == match.id, MatchFeedback.side == side
    )
    return {one.kind: one for one in db.session.scalars(query)}


@dataclass(frozen=True)
class Service:
    """What a mentor did in one pair, without a word on the other."""

    begun_on: date
    ended_on: date
    meetings: int
    minutes: int
    languages: list[str]  # codes, the most used first

    @property
    def hours(self) -> float:
        """To the half hour."""
        return round(self.minutes / 30) / 2


def service_of(match: MentorMatch, region: Region) -> Service | None:
    """What the certificate tells; None before the pair is over."""
    if match.status not in OVER or match.started_at is None or match.ended_at is None:
        return None
    query = select(MentorMeeting).where(MentorMeeting.match_id == match.id)
    meetings = db.session.scalars(query).all()
    minutes: dict[str, int] = {}
    for one in meetings:
        minutes[one.language] = minutes.get(one.language, 0) + one.minutes
    return Service(
        begun_on=match.started_at.astimezone(region.zone).date(),
        ended_on=match.ended_at.astimezone(region.zone).date(),
        meetings=len(meetings),
        minutes=sum(minutes.values()),
        languages=sorted(minutes, key=lambda code: (-minutes[code], code)),
    )
