"""Introductions: a partner and an employer who are asked whether they want to talk with each other."""

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from newcomer.database import NEVER_REUSE_IDS, UTCDateTime, enum_column
from newcomer.errors import NewcomerError
from newcomer.extensions import Model
from newcomer.partner_jobs.models.employers import Employer
from newcomer.partner_jobs.models.partners import PartnerProfile
from newcomer.partner_jobs.models.vacancies import Vacancy


class NotNow(NewcomerError):
    """It has been answered, taken back or has run out: there is nothing to do any more."""

    status = 409


class AlreadyOpen(NewcomerError):
    """The two have an open introduction for this already."""

    status = 409


class IntroductionStatus(enum.Enum):
    asked_partner = "asked_partner"
    asked_employer = "asked_employer"
    accepted = "accepted"  # both have said yes: they have each other's contact
    declined_partner = "declined_partner"
    declined_employer = "declined_employer"
    expired_partner = "expired_partner"
    expired_employer = "expired_employer"
    withdrawn = "withdrawn"  # by whoever suggested it, or because one of the two left
    over = "over"  # an outcome was written down that nothing follows


OPEN = (
    IntroductionStatus.asked_partner,
    IntroductionStatus.asked_employer,
    IntroductionStatus.accepted,
)
_OPEN_SQL = "status IN ('asked_partner', 'asked_employer', 'accepted')"


class Side(enum.Enum):
    """The two who are introduced to each other."""

    partner = "partner"
    employer = "employer"

    @property
    def other(self) -> "Side":
        return Side.employer if self is Side.partner else Side.partner


class Suggester(enum.Enum):
    coordinator = "coordinator"
    partner = "partner"
    employer = "employer"


class PartnerNo(enum.Enum):
    """Why a partner said no. The employer is told only that it came to nothing."""

    found_work = "found_work"
    not_my_work = "not_my_work"
    too_far = "too_far"
    hours = "hours"
    not_now = "not_now"


class EmployerNoReason(enum.Enum):
    """Why an employer said no: about the work and what it needs, and never about the person's life
    (no reason that the laws against discrimination forbid)."""

    filled = "filled"
    other_skills = "other_skills"
    language_level = "language_level"
    hours = "hours"
    start = "start"  # needs somebody sooner or later
    no_time = "no_time"


class Outcome(enum.Enum):
    """What came of the conversation. `hired` and `not_now` end it."""

    interview = "interview"
    offer = "offer"
    hired = "hired"
    not_now = "not_now"


def _is_without_vacancy(context: Any) -> bool:
    return context.get_current_parameters()["vacancy_id"] is None


class Introduction(Model):
    """One partner and one employer, for a vacancy or for a conversation. `partner_id` is empty once
    the partner has been erased: what the employer did still counts."""

    __tablename__ = "introduction"
    __table_args__ = (
        # One at a time, whoever suggests it and however quickly.
        Index(
            "uq_introduction_vacancy",
            "partner_id",
            "vacancy_id",
            unique=True,
            sqlite_where=text(f"{_OPEN_SQL} AND vacancy_id IS NOT NULL"),
            postgresql_where=text(f"{_OPEN_SQL} AND vacancy_id IS NOT NULL"),
        ),
        Index(
            "uq_introduction_conversation",
            "partner_id",
            "employer_id",
            unique=True,
            sqlite_where=text(f"{_OPEN_SQL} AND is_conversation"),
            postgresql_where=text(f"{_OPEN_SQL} AND is_conversation"),
        ),
        CheckConstraint("due_at IS NULL OR remind_at IS NULL OR remind_at <= due_at", name="due"),
        Index("ix_introduction_due", "status", "due_at"),
        Index("ix_introduction_employer", "employer_id", "created_at"),
        NEVER_REUSE_IDS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int | None] = mapped_column(
        ForeignKey("partner_profile.id", ondelete="SET NULL"), index=True
    )
    employer_id: Mapped[int] = mapped_column(ForeignKey("employer.id", ondelete="CASCADE"))
    vacancy_id: Mapped[int | None] = mapped_column(
        ForeignKey("vacancy.id", ondelete="SET NULL"), index=True
    )
    # Asked for without a vacancy. What was for one stays so when the vacancy is deleted.
    is_conversation: Mapped[bool] = mapped_column(default=_is_without_vacancy)
    status: Mapped[IntroductionStatus] = enum_column(IntroductionStatus)
    suggested_by: Mapped[Suggester] = enum_column(Suggester)
    score: Mapped[int] = mapped_column(default=0)
    parts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # of the score, in codes
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    partner_yes_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    employer_asked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    employer_due_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # stays, for the ledger
    employer_answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # a yes or a no
    due_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # until when an answer is awaited
    remind_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # None: reminded, or no need
    partner_no: Mapped[PartnerNo | None] = enum_column(PartnerNo)
    employer_no: Mapped[EmployerNoReason | None] = enum_column(EmployerNoReason)
    talked_on: Mapped[date | None] = mapped_column()  # the conversation
    outcome: Mapped[Outcome | None] = enum_column(Outcome)
    outcome_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # Who wrote it down; None: a coordinator.
    outcome_by: Mapped[Side | None] = enum_column(Side)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    last_activity_at: Mapped[datetime] = mapped_column(UTCDateTime)
    looked_after_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # by a coordinator
    version: Mapped[int] = mapped_column()

    partner: Mapped[PartnerProfile | None] = relationship()
    employer: Mapped[Employer] = relationship()
    vacancy: Mapped[Vacancy | None] = relationship()

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def is_accepted(self) -> bool:
        return self.status is IntroductionStatus.accepted
