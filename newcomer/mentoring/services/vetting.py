"""Mentors at the desk: who waits, the checklist, and the decision."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select

from newcomer import audit
from newcomer.accounts.models import User
from newcomer.database import Page, paged
from newcomer.errors import EditConflict
from newcomer.extensions import db
from newcomer.mentoring.mentor_names import REASONS_TOLD
from newcomer.mentoring.models import (
    DeclineReason,
    MatchStatus,
    MentorMatch,
    MentorProfile,
    MentorStatus,
    NotNow,
)
from newcomer.mentoring.services.becoming import tell
from newcomer.profile import Level


class View(enum.Enum):
    """The lists of mentors. What is only begun is nobody's business but its writer's."""

    submitted = "submitted"
    interview = "interview"
    approved = "approved"
    paused = "paused"
    leaving = "leaving"  # stopped (and perhaps begun anew), and in a pair still
    ended = "ended"
    declined = "declined"


class Check(enum.Enum):
    """What has to be done before a mentor is approved."""

    interview = "interviewed_at"
    references = "references_called_at"
    training = "trained_at"


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed down to; "" for everything."""

    speaks: str = ""  # a language that they get by in
    place: str = ""
    free: str = ""  # "1": with a free place

    def narrow(self, query: Select[Any]) -> Select[Any]:
        if self.speaks:
            level = MentorProfile.languages[self.speaks].as_integer()
            query = query.where(level >= int(Level.b1))
        if self.place:
            query = query.where(MentorProfile.place == self.place)
        if self.free:
            query = query.where(
                MentorProfile.status == MentorStatus.approved,
                MentorProfile.places_held < MentorProfile.capacity,
            )
        return query


def _in_a_pair() -> ColumnElement[bool]:
    return exists().where(
        MentorMatch.mentor_id == MentorProfile.id, MentorMatch.status == MatchStatus.active
    )


def _of_view(view: View) -> ColumnElement[bool]:
    if view is View.leaving:
        still = (MentorStatus.approved, MentorStatus.paused)
        return and_(MentorProfile.status.not_in(still), _in_a_pair())
    return MentorProfile.status == MentorStatus(view.value)


def mentors(view: View, filters: Filters, page: int) -> Page[MentorProfile]:
    """A list of mentors: those who wait for us in the order in which they came, others by name."""
    query = filters.narrow(select(MentorProfile).where(_of_view(view)))
    if view in (View.submitted, View.interview):
        query = query.order_by(MentorProfile.submitted_at, MentorProfile.id)
    else:
        query = query.order_by(func.lower(MentorProfile.first_name), MentorProfile.id)
    return paged(query, page)


def counts() -> dict[View, int]:
    """How many mentors each list has, and of those that are approved how many places are free."""
    leaving = case((_of_view(View.leaving), 1), else_=0)
    rows = db.session.execute(
        select(MentorProfile.status, func.count(), func.sum(leaving)).group_by(MentorProfile.status)
    ).all()
    found = {View(status.value): number for status, number, _ in rows if status.value in _LISTED}
    found[View.leaving] = sum(int(number or 0) for _, _, number in rows)
    return found


_LISTED = {one.value for one in View}


def free_places() -> int:
    """How many newcomers the approved mentors could take now."""
    free = MentorProfile.capacity - MentorProfile.places_held
    return int(
        db.session.scalar(
            select(func.coalesce(func.sum(free), 0)).where(
                MentorProfile.status == MentorStatus.approved, free > 0
            )
        )
        or 0
    )


def waiting_for_interview() -> Select[int]:
    """Who has sent their form and has not been talked with yet."""
    status = MentorProfile.status
    waits = or_(
        status == MentorStatus.submitted,
        and_(status == MentorStatus.interview, MentorProfile.interviewed_at.is_(None)),
    )
    return select(MentorProfile.id).where(waits)


def leaving() -> Select[int]:
    """Who has stopped, and is in a pair still."""
    return select(MentorProfile.id).where(_of_view(View.leaving))


def load(mentor_id: int) -> MentorProfile | None:
    """A mentor whose form has been sent in; or who begins anew while a pair of theirs goes on."""
    mentor = db.session.get(MentorProfile, mentor_id)
    if mentor is None or (mentor.status is MentorStatus.draft and mentor.places_held == 0):
        return None
    return mentor


# -- the way to a yes or a no ----------------------------------------------------------------------


def checks(mentor: MentorProfile) -> Mapping[Check, datetime | None]:
    """The checklist: when each was done, None for what is still to do."""
    return {check: getattr(mentor, check.value) for check in Check}


def may_be_approved(mentor: MentorProfile) -> bool:
    return mentor.status is MentorStatus.interview and all(checks(mentor).values())


def expect_version(mentor: MentorProfile, version: int | None) -> None:
    """Raises EditConflict if it is not what the coordinator has seen."""
    if mentor.version != version:
        raise EditConflict


def tick(mentor: MentorProfile, check: Check, done: bool, actor: User, now: datetime) -> None:
    """Something of the checklist is done, or is not after all. Raises NotNow once it is decided."""
    if mentor.status not in (MentorStatus.submitted, MentorStatus.interview):
        raise NotNow
    setattr(mentor, check.value, now if done else None)
    what = "checked" if done else "unchecked"
    _changed(what, mentor, actor, now, check=check.name)


def to_interview(mentor: MentorProfile, actor: User, now: datetime) -> None:
    """We want to talk with them, and they are told so. Raises NotNow unless they wait for that."""
    if mentor.status is not MentorStatus.submitted:
        raise NotNow
    mentor.status = MentorStatus.interview
    _changed("interview", mentor, actor, now)
    tell("mentor_interview", mentor, now)


def approve(mentor: MentorProfile, actor: User, now: datetime) -> None:
    """They are a mentor from now on. Who vouched for them is forgotten. Raises NotNow unless the
    checklist is done."""
    if not may_be_approved(mentor):
        raise NotNow
    mentor.status, mentor.approved_at = MentorStatus.approved, now
    mentor.references.clear()
    _changed("approved", mentor, actor, now)
    tell("mentor_approved", mentor, now)


def decline(
    mentor: MentorProfile, reason: DeclineReason, *, tell_why: bool, actor: User, now: datetime
) -> None:
    """Not this time. The mail is kind, and says why only if the coordinator wants that. Raises NotNow
    for who has been decided on."""
    if mentor.status not in (MentorStatus.submitted, MentorStatus.interview):
        raise NotNow
    mentor.status, mentor.decline_reason = MentorStatus.declined, reason
    mentor.last_used_at = now  # from now on its time runs
    mentor.references.clear()
    _changed("declined", mentor, actor, now)
    tell("mentor_declined", mentor, now, why=REASONS_TOLD[reason] if tell_why else "")


def _changed(
    what: str, mentor: MentorProfile, actor: User, now: datetime, **details: object
) -> None:
    db.session.flush()
    audit.record(
        db.session(), f"mentor_profile.{what}", mentor, actor_id=actor.id, now=now, **details
    )
