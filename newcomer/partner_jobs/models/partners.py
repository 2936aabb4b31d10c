"""Partners who look for work, who has looked at their profiles, and which vacancies fit them."""

import enum
import secrets
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, event
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.orm.attributes import get_history

from newcomer.arrivals.models import Arrival
from newcomer.database import NEVER_REUSE_IDS, UTCDateTime, enum_column
from newcomer.extensions import Model
from newcomer.partner_jobs.models.employers import Employer
from newcomer.partner_jobs.models.vacancies import Vacancy

MOST_OCCUPATIONS = 5


class PartnerStatus(enum.Enum):
    active = "active"  # looks for work
    hidden = "hidden"  # has taken back their yes: seen by nobody, told of nothing
    hired = "hired"


class Visibility(enum.Enum):
    """Who may see the profile, by the partner's own word."""

    coordinators = "coordinators"
    anonymous = "anonymous"  # approved employers too, without the name
    named = "named"


class Permit(enum.Enum):
    """Whether somebody may work in the country."""

    yes = "yes"
    applied = "applied"
    unsure = "unsure"


class Education(enum.Enum):
    school = "school"
    upper_secondary = "upper_secondary"
    vocational = "vocational"
    bachelor = "bachelor"
    master = "master"
    doctorate = "doctorate"


class DigestRhythm(enum.Enum):
    """How often somebody is told of new vacancies that fit."""

    daily = "daily"
    weekly = "weekly"
    never = "never"


class PartnerProfile(Model):
    """An accompanying partner who looks for work. No age, sex, photo or family."""

    __tablename__ = "partner_profile"
    __table_args__ = (
        CheckConstraint("pct_from BETWEEN 1 AND pct_to AND pct_to <= 100", name="workload"),
        Index("ix_partner_profile_status", "status", "id"),
        Index("ix_partner_profile_digest", "status", "digest", "digest_at"),
        NEVER_REUSE_IDS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)  # that they sign in with
    name: Mapped[str] = mapped_column(String(100))
    phone: Mapped[str] = mapped_column(String(30), default="")
    language: Mapped[str] = mapped_column(String(2))  # of what we write to them
    status: Mapped[PartnerStatus] = enum_column(PartnerStatus, default=PartnerStatus.active)
    visibility: Mapped[Visibility] = enum_column(Visibility, default=Visibility.coordinators)
    occupations: Mapped[list[str]] = mapped_column(JSON, default=list)  # slugs
    education: Mapped[Education] = enum_column(Education)
    field_of_study: Mapped[str] = mapped_column(String(100), default="")
    skills: Mapped[list[str]] = mapped_column(JSON, default=list)  # slugs of the taxonomy
    languages: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)  # code → Level
    place: Mapped[str] = mapped_column(String(50))  # a slug of the region file
    reach_km: Mapped[int] = mapped_column(default=25)
    pct_from: Mapped[int] = mapped_column(default=50)  # workload wanted, in percent
    pct_to: Mapped[int] = mapped_column(default=100)
    available_from: Mapped[date | None] = mapped_column()  # None: now
    permit: Mapped[Permit] = enum_column(Permit)
    presentation: Mapped[str] = mapped_column(Text, default="")
    # Which employer brought the family here, if one did.
    brought_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("employer.id", ondelete="SET NULL"), index=True
    )
    # What it was begun from; the arrival may be theirs or their partner's.
    arrival_id: Mapped[int | None] = mapped_column(
        ForeignKey("arrival.id", ondelete="SET NULL"), index=True
    )
    digest: Mapped[DigestRhythm] = enum_column(DigestRhythm, default=DigestRhythm.weekly)
    digest_at: Mapped[datetime] = mapped_column(UTCDateTime)  # up to when they have been told
    digest_nonce: Mapped[str] = mapped_column(String(32), default=lambda: secrets.token_hex(8))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    hired_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # Where they have found work, if they say so and it is with a member.
    hired_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("employer.id", ondelete="SET NULL"), index=True
    )
    last_used_at: Mapped[datetime] = mapped_column(UTCDateTime)
    # Counts up when anything that matching goes by changes.
    facts_version: Mapped[int] = mapped_column(default=1)
    version: Mapped[int] = mapped_column()

    brought_by: Mapped[Employer | None] = relationship(foreign_keys=[brought_by_id])
    hired_by: Mapped[Employer | None] = relationship(foreign_keys=[hired_by_id])
    arrival: Mapped[Arrival | None] = relationship()
    cv: Mapped["PartnerCV | None"] = relationship(
        back_populates="partner", cascade="all, delete-orphan", passive_deletes=True
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_active(self) -> bool:
        return self.status is PartnerStatus.active

    @property
    def is_seen_by_employers(self) -> bool:
        return self.is_active and self.visibility is not Visibility.coordinators


class PartnerCV(Model):
    """A CV as a PDF. In the database, so that it goes when the profile goes and the web cannot serve
    it by itself."""

    __tablename__ = "partner_cv"

    partner_id: Mapped[int] = mapped_column(
        ForeignKey("partner_profile.id", ondelete="CASCADE"), primary_key=True
    )
    data: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    size: Mapped[int] = mapped_column()  # bytes
    uploaded_at: Mapped[datetime] = mapped_column(UTCDateTime)

    partner: Mapped[PartnerProfile] = relationship(back_populates="cv")


class LookedAt(enum.Enum):
    """What of a profile somebody has looked at."""

    listed = "listed"  # among those who fit a vacancy
    profile = "profile"
    cv = "cv"


class ProfileLook(Model):
    """That somebody looked at a partner's profile. The partner sees it."""

    __tablename__ = "profile_look"
    __table_args__ = (Index("ix_profile_look_partner", "partner_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("partner_profile.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    what: Mapped[LookedAt] = enum_column(LookedAt)
    # For whom: an employer; None: a coordinator.
    employer_id: Mapped[int | None] = mapped_column(
        ForeignKey("employer.id", ondelete="CASCADE"), index=True
    )
    user_id: Mapped[int | None] = mapped_column(
        ForeignKey("user.id", ondelete="SET NULL"), index=True
    )

    partner: Mapped[PartnerProfile] = relationship()
    employer: Mapped[Employer | None] = relationship()


class JobFit(Model):
    """That a vacancy is among the best for a partner, or the partner among the best for a vacancy, as
    a worker found it last; without either rank: that it was. Whether it may be shown is decided when
    it is shown."""

    __tablename__ = "job_fit"
    __table_args__ = (
        Index("ix_job_fit_partner", "partner_id", "rank_for_partner"),
        Index("ix_job_fit_vacancy", "vacancy_id", "rank_for_vacancy"),
    )

    partner_id: Mapped[int] = mapped_column(
        ForeignKey("partner_profile.id", ondelete="CASCADE"), primary_key=True
    )
    vacancy_id: Mapped[int] = mapped_column(
        ForeignKey("vacancy.id", ondelete="CASCADE"), primary_key=True
    )
    score: Mapped[int] = mapped_column()
    parts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # the engine's, in codes
    rank_for_partner: Mapped[int | None] = mapped_column()  # 1 to 20
    # None also where nobody may be ranked: for public employers, and without the partner's yes.
    rank_for_vacancy: Mapped[int | None] = mapped_column()
    since: Mapped[datetime] = mapped_column(UTCDateTime)  # when it was found first

    partner: Mapped[PartnerProfile] = relationship()
    vacancy: Mapped[Vacancy] = relationship()


class FitState(Model):
    """Whether what fits has to be found anew: every change counts `wanted` up, and a worker that has
    found everything anew sets `done` to what `wanted` was when it began. One row."""

    __tablename__ = "fit_state"

    id: Mapped[int] = mapped_column(primary_key=True)
    wanted: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    claimed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    found_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # Whom nobody matches, and why, in codes: counts and partners' numbers.
    result: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


FACTS = (
    "occupations", "skills", "languages", "place", "reach_km", "pct_from", "pct_to",
    "status", "visibility",
)  # fmt: skip


@event.listens_for(PartnerProfile, "before_update")
def _count_changes(_mapper: object, _connection: object, row: PartnerProfile) -> None:
    if any(get_history(row, name).has_changes() for name in FACTS):
        row.facts_version += 1
