"""A coordinator's word on a pair: always these two, or never."""

import enum
from datetime import datetime

from sqlalchemy import delete, select

from newcomer import audit
from newcomer.accounts.models import User
from newcomer.database import add_or_change
from newcomer.errors import NewcomerError
from newcomer.extensions import db
from newcomer.mentoring.models import (
    MentorMatch,
    MentorProfile,
    MentorRequest,
    PairRule,
    RuleKind,
)
from newcomer.mentoring.services.instance import SAID_NO
from newcomer.mentoring.services.judging import genders_fit


class WhyNoLock(enum.Enum):
    """What no coordinator decides over. Silence, distance and points they do."""

    said_no = "said_no"  # one of the two, to the other: nobody is asked that again
    gender = "gender"  # one of the two wishes for another: we keep to it
    one_person = "one_person"  # by their address


class NoLock(NewcomerError):
    """These two cannot be locked to each other."""

    def __init__(self, why: WhyNoLock) -> None:
        super().__init__(why.value)
        self.why = why


def why_no_lock(request: MentorRequest, mentor: MentorProfile) -> WhyNoLock | None:
    """Why these two cannot be locked to each other; None if they can."""
    if request.arrival.email == mentor.email:
        return WhyNoLock.one_person
    if said_no(request.id, mentor.id):
        return WhyNoLock.said_no
    return None if genders_fit(request.arrival, mentor) else WhyNoLock.gender


def lock(request: MentorRequest, mentor: MentorProfile, actor: User, now: datetime) -> None:
    """Propose these two to each other, whatever the points say; a newcomer is locked to one mentor,
    the last. NoLock if one has said no, or wishes for another gender, or they are one."""
    if (why := why_no_lock(request, mentor)) is not None:
        raise NoLock(why)
    db.session.execute(
        delete(PairRule).where(
            PairRule.request_id == request.id,
            PairRule.mentor_id != mentor.id,
            PairRule.kind == RuleKind.lock,
        )
    )
    _set(request, mentor, RuleKind.lock, actor, now)


def forbid(request: MentorRequest, mentor: MentorProfile, actor: User, now: datetime) -> None:
    """Never propose these two to each other."""
    _set(request, mentor, RuleKind.forbid, actor, now)


def _set(
    request: MentorRequest, mentor: MentorProfile, kind: RuleKind, actor: User, now: datetime
) -> None:
    change = {"kind": kind, "created_at": now}
    key = {"request_id": request.id, "mentor_id": mentor.id}
    add_or_change(db.session(), PairRule, key, first=change, then=change)
    action = f"pair_rule.{kind.value}"
    audit.record(db.session(), action, request, actor_id=actor.id, now=now, mentor=mentor.id)


def undo(request: MentorRequest, mentor: MentorProfile, actor: User, now: datetime) -> None:
    """These two are as any other pair again."""
    gone = db.session.execute(
        delete(PairRule).where(PairRule.request_id == request.id, PairRule.mentor_id == mentor.id)
    )
    if gone.rowcount:  # type: ignore[attr-defined]
        audit.record(
            db.session(),
            "pair_rule.undone",
            request,
            actor_id=actor.id,
            now=now,
            mentor=mentor.id,
        )


def said_no(request_id: int, mentor_id: int) -> bool:
    """Whether one of the two has said no to the other."""
    return (
        db.session.scalar(
            select(MentorMatch.id)
            .where(
                MentorMatch.request_id == request_id,
                MentorMatch.mentor_id == mentor_id,
                MentorMatch.status.in_(SAID_NO),
            )
            .limit(1)
        )
        is not None
    )


def rules_of(request_id: int) -> list[PairRule]:
    """What has been said of this newcomer's pairs."""
    query = select(PairRule).where(PairRule.request_id == request_id)
    return list(db.session.scalars(query.order_by(PairRule.created_at)))


def rules_with_mentors(request_id: int) -> list[tuple[PairRule, MentorProfile]]:
    """The same, each with the mentor."""
    query = (
        select(PairRule, MentorProfile)
        .join(MentorProfile, PairRule.mentor_id == MentorProfile.id)
        .where(PairRule.request_id == request_id)
        .order_by(PairRule.created_at)
    )
    return [(rule, mentor) for rule, mentor in db.session.execute(query)]
