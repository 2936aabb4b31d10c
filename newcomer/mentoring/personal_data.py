"""Export, erasure and retention of mentors, wishes for one, pairs and worries."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import selectinload

from newcomer.accounts.models import User
from newcomer.arrivals.models import Arrival
from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.mentoring.models import (
    HOLDING,
    Concern,
    MatchRun,
    MatchStatus,
    MentorMatch,
    MentorProfile,
    MentorRequest,
    MentorStatus,
    Side,
)
from newcomer.mentoring.services import hearing, parting, rows, standing
from newcomer.profile import as_record as facts_of
from newcomer.region import current_region
from newcomer.registry import RETENTION_BATCH, Counts


def export(user: User) -> dict[str, Any]:
    """What the person told as a mentor, what they wished for, their pairs and their worries. Of the
    other in a pair only what the two wrote to each other."""
    mentor = db.session.scalar(select(MentorProfile).where(MentorProfile.email == user.email))
    requests = db.session.scalars(
        select(MentorRequest).join(Arrival).where(Arrival.email == user.email)
    ).all()
    worries = db.session.scalars(select(Concern).where(Concern.email == user.email))
    return {
        "mentor": mentor_record(mentor) if mentor else None,
        "wishes": [
            {
                "status": request.status.value,
                "asked_at": request.created_at.isoformat(),
                "waiting_since": request.waiting_since.isoformat(),
            }
            for request in requests
        ],
        "pairs": [
            *_pairs(MentorProfile.email == user.email, Side.mentor),
            *_pairs(Arrival.email == user.email, Side.newcomer),
        ],
        "worries": [
            {"at": one.created_at.isoformat(), "text": one.body, "outcome": one.outcome}
            for one in worries
        ],
    }


def mentor_record(mentor: MentorProfile) -> dict[str, Any]:
    """What the mentor told and what became of it, as plain values."""
    return {
        "email": mentor.email,
        "status": mentor.status.value,
        "why": mentor.why,
        "birth_year": mentor.birth_year,
        "places": mentor.capacity,
        **facts_of(mentor),
        "references": [
            {"name": one.name, "phone": one.phone, "relation": one.relation}
            for one in mentor.references
        ],
        "begun_at": mentor.created_at.isoformat(),
        "pledged_at": _iso(mentor.pledged_at),
        "interviewed_at": _iso(mentor.interviewed_at),
        "references_called_at": _iso(mentor.references_called_at),
        "trained_at": _iso(mentor.trained_at),
        "approved_at": _iso(mentor.approved_at),
        "paused_until": mentor.paused_until.isoformat() if mentor.paused_until else None,
        "declined_because": mentor.decline_reason.value if mentor.decline_reason else "",
    }


def _matches(whose: ColumnElement[bool]) -> list[MentorMatch]:
    query = (
        select(MentorMatch)
        .join(MentorProfile, MentorMatch.mentor_id == MentorProfile.id)
        .join(MentorRequest, MentorMatch.request_id == MentorRequest.id)
        .join(Arrival, MentorRequest.arrival_id == Arrival.id)
        .where(whose)
        .order_by(MentorMatch.id)
        .options(
            selectinload(MentorMatch.messages),
            selectinload(MentorMatch.meetings),
            selectinload(MentorMatch.feedback),
        )
    )
    return list(db.session.scalars(query))


def _pairs(whose: ColumnElement[bool], side: Side) -> list[dict[str, Any]]:
    now = utcnow()
    known = [(match, _status_known(match, side, now)) for match in _matches(whose)]
    return [_pair(match, side, status) for match, status in known if status]


def _status_known(match: MentorMatch, side: Side, now: datetime) -> str:
    """How it stands as this side knows it from their pages: never what the other answered, or
    whether they did. Empty for a proposal that a newcomer has not heard of."""
    own = {f"asked_{side.value}", f"declined_{side.value}", f"expired_{side.value}"}
    if match.started_at is not None or match.status.value in own:
        return match.status.value
    if side is Side.newcomer:
        return "over" if match.status is MatchStatus.withdrawn else ""
    return MatchStatus.asked_newcomer.value if hearing.is_ahead(match, now) else "over"


def _pair(match: MentorMatch, side: Side, status: str) -> dict[str, Any]:
    tells_when = status == match.status.value  # else it is the other's doing
    return {
        "as": side.value,
        "status": status,
        "proposed_at": match.created_at.isoformat(),
        "started_at": _iso(match.started_at),
        "ended_at": _iso(match.ended_at) if tells_when else None,
        "messages": [
            {
                "at": message.created_at.isoformat(),
                "from": "me" if message.side is side else "the other",
                "text": message.body,
            }
            for message in match.messages
        ],
        "meetings": [
            {"on": one.on.isoformat(), "minutes": one.minutes, "language": one.language}
            for one in match.meetings
        ],
        "answers": [
            {"kind": one.kind.value, "answers": one.answers, "comment": one.comment}
            for one in match.feedback
            if one.side is side
        ],
    }


def erase(user: User, now: datetime) -> None:
    """Remove the person as a mentor and as a newcomer, with their pairs: the other in a pair is told
    that it has ended, and a newcomer waits for another mentor at once. A worry stays with the
    coordinators until it is handled and its time is over, without the address."""
    mentor = db.session.scalar(select(MentorProfile).where(MentorProfile.email == user.email))
    _lock(user.email, mentor)
    if mentor is not None:
        standing.delete(mentor, now)
    for arrival in db.session.scalars(select(Arrival).where(Arrival.email == user.email)).all():
        parting.newcomer(arrival, now)
    db.session.execute(
        update(Concern)
        .where(Concern.email == user.email)
        .values(email="")
        .execution_options(synchronize_session=False)
    )
    db.session.flush()


def _lock(email: str, mentor: MentorProfile | None) -> None:
    """Nothing is sent to them, answered or taken back while they go."""
    arrivals = select(Arrival.id).where(Arrival.email == email).order_by(Arrival.id)
    theirs = db.session.scalars(arrivals.with_for_update(key_share=True)).all()
    as_mentor = [rows.of_mentor(mentor.id)] if mentor else []
    rows.lock_wishes(MentorRequest.arrival_id.in_(theirs), *as_mentor)


def retain(now: datetime) -> Counts:
    """Remove mentors who never finished their form, whom nobody decided on, who never came back from
    a break, or are not mentors any more; pairs that ended; searches for proposals; worries that were
    handled: each after its time."""
    region = current_region()
    over = (MentorStatus.declined, MentorStatus.ended)
    kinds: dict[str, tuple[Any, Any]] = {
        "mentor_match": (
            MentorMatch,
            (MentorMatch.status.not_in(HOLDING))
            & (MentorMatch.last_activity_at < now - region.keep_for("mentor_match")),
        ),
        "mentor_draft": (
            MentorProfile,
            (MentorProfile.status == MentorStatus.draft)
            & (MentorProfile.places_held == 0)  # they had stopped, and begun again
            & (MentorProfile.last_used_at < now - region.keep_for("mentor_draft")),
        ),
        "mentor_undecided": (
            MentorProfile,
            MentorProfile.status.in_((MentorStatus.submitted, MentorStatus.interview))
            & (MentorProfile.places_held == 0)
            & (MentorProfile.last_used_at < now - region.keep_for("mentor_undecided")),
        ),
        "mentor_paused": (
            MentorProfile,
            (MentorProfile.status == MentorStatus.paused)
            & (MentorProfile.places_held == 0)
            & (MentorProfile.last_used_at < now - region.keep_for("mentor_paused")),
        ),
        "mentor_profile": (
            MentorProfile,
            MentorProfile.status.in_(over)
            & (MentorProfile.places_held == 0)  # a pair goes on: somebody sees to it first
            & (MentorProfile.last_used_at < now - region.keep_for("mentor")),
        ),
        "match_run": (MatchRun, MatchRun.created_at < now - region.keep_for("match_run")),
        "concern": (Concern, Concern.handled_at < now - region.keep_for("concern")),
    }
    removed = {}
    for kind, (model, which) in kinds.items():
        old = db.session.scalars(
            select(model).where(which).order_by(model.id).limit(RETENTION_BATCH)
        ).all()
        for row in old:
            db.session.delete(row)
        db.session.flush()
        removed[kind] = len(old)
    return removed


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
