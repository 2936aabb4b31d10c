"""Mentors, wishes for one, what was proposed, and the pairs that came of it."""

import enum
import secrets
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from newcomer.accounts.models import User
from newcomer.arrivals.models import Arrival
from newcomer.database import NEVER_REUSE_IDS, UTCDateTime, enum_column
from newcomer.errors import NewcomerError
from newcomer.extensions import Model
from newcomer.profile import ProfileColumns

MOST_PLACES = 5


class NotNow(NewcomerError):
    """It has been answered, taken back or has run out: there is nothing to do any more."""

    status = 409


class NoPlaceLeft(NewcomerError):
    """The mentor has no free place, or is paused."""

    status = 409


class MentorStatus(enum.Enum):
    draft = "draft"  # the form has been begun
    submitted = "submitted"  # waits for a coordinator
    interview = "interview"  # a talk is agreed on or has been held
    approved = "approved"
    paused = "paused"
    declined = "declined"
    ended = "ended"


class DeclineReason(enum.Enum):
    """Why a coordinator said no to a mentor."""

    references = "references"
    too_young = "too_young"
    not_here = "not_here"  # lives elsewhere
    not_fitting = "not_fitting"
    enough = "enough"  # there are enough mentors of this kind for now
    no_answer = "no_answer"


class NoReason(enum.Enum):
    """Why somebody said no to a proposal. Never shown to the other side."""

    no_time = "no_time"
    not_now = "not_now"
    not_fitting = "not_fitting"
    know_each_other = "know_each_other"
    plans_changed = "plans_changed"
    other = "other"


class MentorProfile(ProfileColumns, Model):
    """Somebody who shows newcomers around. `places_held`: places taken by pairs and by proposals
    that are open; changed by a guarded statement only (services/matches.py)."""

    __tablename__ = "mentor_profile"
    __table_args__ = (
        CheckConstraint(f"capacity BETWEEN 1 AND {MOST_PLACES}", name="capacity"),
        CheckConstraint("places_held >= 0", name="places_held"),
        Index("ix_mentor_profile_status", "status", "id"),
        NEVER_REUSE_IDS,
    )
    OWN_FACTS = ("birth_year",)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    status: Mapped[MentorStatus] = enum_column(MentorStatus, default=MentorStatus.draft)
    why: Mapped[str] = mapped_column(Text, default="")
    birth_year: Mapped[int | None] = mapped_column()
    capacity: Mapped[int] = mapped_column(default=1)
    places_held: Mapped[int] = mapped_column(default=0)
    # The coordinator's checklist.
    interviewed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    references_called_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    trained_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    pledged_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # the confidentiality pledge
    decline_reason: Mapped[DeclineReason | None] = enum_column(DeclineReason)
    paused_until: Mapped[date | None] = mapped_column()
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    approved_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    last_used_at: Mapped[datetime] = mapped_column(UTCDateTime)
    link_nonce: Mapped[str] = mapped_column(String(32), default=lambda: secrets.token_hex(8))
    version: Mapped[int] = mapped_column()

    references: Mapped[list["MentorReference"]] = relationship(
        back_populates="mentor",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="MentorReference.id",
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def free_places(self) -> int:
        return max(0, self.capacity - self.places_held) if self.is_approved else 0

    @property
    def is_approved(self) -> bool:
        return self.status is MentorStatus.approved


class MentorReference(Model):
    """Somebody who can vouch for a mentor. Goes when the mentor is approved or declined."""

    __tablename__ = "mentor_reference"

    id: Mapped[int] = mapped_column(primary_key=True)
    mentor_id: Mapped[int] = mapped_column(
        ForeignKey("mentor_profile.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(String(100))
    phone: Mapped[str] = mapped_column(String(30))
    relation: Mapped[str] = mapped_column(String(100), default="")

    mentor: Mapped[MentorProfile] = relationship(back_populates="references")


class RequestStatus(enum.Enum):
    waiting = "waiting"  # for a mentor, whether a proposal is open or not
    matched = "matched"
    ended = "ended"  # taken back, or finished and content


class MentorRequest(Model):
    """A newcomer's wish for a mentor. The facts are the arrival's."""

    __tablename__ = "mentor_request"
    __table_args__ = (
        Index("ix_mentor_request_waiting", "status", "waiting_since", "id"),
        NEVER_REUSE_IDS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    arrival_id: Mapped[int] = mapped_column(
        ForeignKey("arrival.id", ondelete="CASCADE"), unique=True
    )
    status: Mapped[RequestStatus] = enum_column(RequestStatus, default=RequestStatus.waiting)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    waiting_since: Mapped[datetime] = mapped_column(UTCDateTime)
    first_offered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column()

    arrival: Mapped[Arrival] = relationship()

    __mapper_args__ = {"version_id_col": version}


class RunStatus(enum.Enum):
    queued = "queued"
    running = "running"
    done = "done"
    failed = "failed"


class MatchRun(Model):
    """A search for the best proposals, done by a worker."""

    __tablename__ = "match_run"
    __table_args__ = (
        Index("ix_match_run_status", "status", "id"),
        # Whoever presses twice gets the search that is under way.
        Index(
            "uq_match_run_under_way",
            "about",
            unique=True,
            sqlite_where=text("status IN ('queued', 'running')"),
            postgresql_where=text("status IN ('queued', 'running')"),
        ),
        NEVER_REUSE_IDS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[RunStatus] = enum_column(RunStatus, default=RunStatus.queued)
    # For this newcomer only; None: for everybody who waits.
    request_id: Mapped[int | None] = mapped_column(
        ForeignKey("mentor_request.id", ondelete="CASCADE"), index=True
    )
    weights: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # those that differ
    about: Mapped[str | None] = mapped_column(String(40))  # one for the same thing at a time
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    # A worker that has not been heard of since then is taken for dead, and another takes the run.
    claimed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    claim: Mapped[str] = mapped_column(String(32), default="")
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    step: Mapped[str] = mapped_column(String(20), default="")  # how far it has come
    # Counts: waiting, mentors, places, matched, score, seconds; and why people were left out.
    result: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    error: Mapped[str] = mapped_column(String(200), default="")


class Proposal(Model):
    """What a run found for a newcomer, before anything is sent. The next run replaces it."""

    __tablename__ = "proposal"
    __table_args__ = (UniqueConstraint("run_id", "request_id"), NEVER_REUSE_IDS)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("match_run.id", ondelete="CASCADE"))
    request_id: Mapped[int] = mapped_column(
        ForeignKey("mentor_request.id", ondelete="CASCADE"), index=True
    )
    # None: nobody could be found; `reasons` says what stands in the way.
    mentor_id: Mapped[int | None] = mapped_column(
        ForeignKey("mentor_profile.id", ondelete="CASCADE"), index=True
    )
    score: Mapped[int] = mapped_column(default=0)
    reasons: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # the engine's, in codes
    # The profiles' facts_version that it was reckoned from.
    newcomer_facts: Mapped[int] = mapped_column(default=0)
    mentor_facts: Mapped[int] = mapped_column(default=0)

    request: Mapped[MentorRequest] = relationship()
    mentor: Mapped[MentorProfile | None] = relationship()


class RuleKind(enum.Enum):
    lock = "lock"  # these two are proposed to each other, whatever the points say
    forbid = "forbid"  # these two never


class PairRule(Model):
    """A coordinator's word on a pair; whose, the audit log says."""

    __tablename__ = "pair_rule"

    request_id: Mapped[int] = mapped_column(
        ForeignKey("mentor_request.id", ondelete="CASCADE"), primary_key=True
    )
    mentor_id: Mapped[int] = mapped_column(
        ForeignKey("mentor_profile.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    kind: Mapped[RuleKind] = enum_column(RuleKind)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class MatchStatus(enum.Enum):
    asked_mentor = "asked_mentor"
    asked_newcomer = "asked_newcomer"
    active = "active"
    finished = "finished"  # the whole time
    ended = "ended"  # before the time, nobody's fault
    declined_mentor = "declined_mentor"
    declined_newcomer = "declined_newcomer"
    expired_mentor = "expired_mentor"
    expired_newcomer = "expired_newcomer"
    withdrawn = "withdrawn"  # by a coordinator, or because one of the two left


OPEN = (MatchStatus.asked_mentor, MatchStatus.asked_newcomer)
HOLDING = (*OPEN, MatchStatus.active)  # each of these takes a place of the mentor's
_HOLDING_SQL = "status IN ('asked_mentor', 'asked_newcomer', 'active')"


class Side(enum.Enum):
    mentor = "mentor"
    newcomer = "newcomer"


class MentorMatch(Model):
    """A proposal that has been sent, and the pair that comes of it when both say yes."""

    __tablename__ = "mentor_match"
    __table_args__ = (
        # One at a time for each newcomer, whoever is quickest.
        Index(
            "uq_mentor_match_one_at_a_time",
            "request_id",
            unique=True,
            sqlite_where=text(_HOLDING_SQL),
            postgresql_where=text(_HOLDING_SQL),
        ),
        Index("ix_mentor_match_due", "status", "due_at"),
        Index("ix_mentor_match_mentor", "mentor_id", "status"),
        NEVER_REUSE_IDS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(
        ForeignKey("mentor_request.id", ondelete="CASCADE"), index=True
    )
    mentor_id: Mapped[int] = mapped_column(ForeignKey("mentor_profile.id", ondelete="CASCADE"))
    status: Mapped[MatchStatus] = enum_column(MatchStatus, default=MatchStatus.asked_mentor)
    score: Mapped[int] = mapped_column(default=0)
    reasons: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # until when an answer is awaited
    remind_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # None: reminded, or no need
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # by the last who had to
    no_reason: Mapped[NoReason | None] = enum_column(NoReason)  # or why the pair ended early
    started_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ends_on: Mapped[date | None] = mapped_column()
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_by: Mapped[Side | None] = enum_column(Side)
    # When either last wrote or met: a pair that has been silent for long is a coordinator's task.
    last_activity_at: Mapped[datetime] = mapped_column(UTCDateTime)
    looked_after_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # by a coordinator
    midway_asked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # When each last looked at what the other wrote: a trace, which is no new version.
    mentor_seen_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    newcomer_seen_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # Each side has links of its own; a new nonce revokes them.
    mentor_nonce: Mapped[str] = mapped_column(String(32), default=lambda: secrets.token_hex(8))
    newcomer_nonce: Mapped[str] = mapped_column(String(32), default=lambda: secrets.token_hex(8))
    version: Mapped[int] = mapped_column()

    request: Mapped[MentorRequest] = relationship()
    mentor: Mapped[MentorProfile] = relationship()
    meetings: Mapped[list["MentorMeeting"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by="MentorMeeting.on"
    )
    messages: Mapped[list["MatchMessage"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by="MatchMessage.id"
    )
    feedback: Mapped[list["MatchFeedback"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by="MatchFeedback.id"
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def is_active(self) -> bool:
        return self.status is MatchStatus.active


class MatchMessage(Model):
    """What the two write to each other. Coordinators do not read it."""

    __tablename__ = "match_message"
    __table_args__ = NEVER_REUSE_IDS

    id: Mapped[int] = mapped_column(primary_key=True)
    match_id: Mapped[int] = mapped_column(
        ForeignKey("mentor_match.id", ondelete="CASCADE"), index=True
    )
    side: Mapped[Side] = enum_column(Side)
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    once: Mapped[str] = mapped_column(String(64), unique=True)


class MentorMeeting(Model):
    """That the two met: when, about how long, in which language."""

    __tablename__ = "mentor_meeting"

    id: Mapped[int] = mapped_column(primary_key=True)
    match_id: Mapped[int] = mapped_column(
        ForeignKey("mentor_match.id", ondelete="CASCADE"), index=True
    )
    on: Mapped[date] = mapped_column()
    minutes: Mapped[int] = mapped_column()
    language: Mapped[str] = mapped_column(String(8))
    side: Mapped[Side] = enum_column(Side)  # who wrote it down
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    once: Mapped[str] = mapped_column(String(64), unique=True)


class FeedbackKind(enum.Enum):
    midway = "midway"
    end = "end"


class MatchFeedback(Model):
    """One side's answers to the few questions midway or at the end: 1 (no) to 5 (yes)."""

    __tablename__ = "match_feedback"
    __table_args__ = (UniqueConstraint("match_id", "side", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    match_id: Mapped[int] = mapped_column(ForeignKey("mentor_match.id", ondelete="CASCADE"))
    side: Mapped[Side] = enum_column(Side)
    kind: Mapped[FeedbackKind] = enum_column(FeedbackKind)
    answers: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    lowest: Mapped[int] = mapped_column(default=0)  # of the answers
    comment: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Concern(Model):
    """What somebody in a pair is worried about. Coordinators only; every reading is in the log."""

    __tablename__ = "concern"
    __table_args__ = (Index("ix_concern_open", "handled_at", "id"), NEVER_REUSE_IDS)

    id: Mapped[int] = mapped_column(primary_key=True)
    match_id: Mapped[int | None] = mapped_column(
        ForeignKey("mentor_match.id", ondelete="SET NULL"), index=True
    )
    side: Mapped[Side] = enum_column(Side)
    email: Mapped[str] = mapped_column(String(254), index=True)  # whose worry it is
    # The account of whom it is about: they never read it, also when the pair is gone.
    about_id: Mapped[int | None] = mapped_column(
        ForeignKey("user.id", ondelete="SET NULL"), index=True
    )
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    handled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    handled_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user.id", ondelete="SET NULL"), index=True
    )
    outcome: Mapped[str] = mapped_column(Text, default="")
    once: Mapped[str] = mapped_column(String(64), unique=True)
    version: Mapped[int] = mapped_column()

    match: Mapped[MentorMatch | None] = relationship()
    handled_by: Mapped[User | None] = relationship(foreign_keys=[handled_by_id])

    __mapper_args__ = {"version_id_col": version}
