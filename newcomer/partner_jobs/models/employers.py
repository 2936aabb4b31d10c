"""Employers, who acts for them, and their membership of the network (the Personalforum)."""

import enum
import secrets
from datetime import datetime

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

from newcomer.database import NEVER_REUSE_IDS, UTCDateTime, enum_column
from newcomer.extensions import Model

MOST_CONVERSATIONS = 20  # with partners, that an employer can commit to in a month


class Sector(enum.Enum):
    private = "private"
    municipal = "municipal"
    county = "county"
    state = "state"
    voluntary = "voluntary"


# They take on people by qualification, after a public call: nobody is ranked for them.
PUBLIC_SECTORS = (Sector.municipal, Sector.county, Sector.state)


class SizeBand(enum.Enum):
    """How many work there."""

    small = "1-9"
    medium = "10-49"
    large = "50-249"
    largest = "250+"


class EmployerStatus(enum.Enum):
    applied = "applied"  # waits for a coordinator
    asked = "asked"  # a coordinator wants to know more first
    approved = "approved"
    declined = "declined"
    left = "left"  # was a member once


class EmployerNo(enum.Enum):
    """Why a coordinator said no to an employer."""

    not_here = "not_here"  # no work in the region
    not_registered = "not_registered"  # the number is nobody's, or somebody else's
    not_their_own = "not_their_own"  # whoever applied does not act for them
    no_commitment = "no_commitment"
    no_answer = "no_answer"  # to what we asked


class Employer(Model):
    """An employer, by its organisation number; one row for each, whoever applies."""

    __tablename__ = "employer"
    __table_args__ = (
        CheckConstraint(
            f"conversations_a_month BETWEEN 0 AND {MOST_CONVERSATIONS}", name="conversations"
        ),
        Index("ix_employer_status", "status", "id"),
        NEVER_REUSE_IDS,
    )
    __shown_publicly__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    org_number: Mapped[str] = mapped_column(String(20), unique=True)  # digits only
    name: Mapped[str] = mapped_column(String(150))
    sector: Mapped[Sector] = enum_column(Sector)
    place: Mapped[str] = mapped_column(String(50))  # a slug of the region file
    size: Mapped[SizeBand] = enum_column(SizeBand)
    website: Mapped[str] = mapped_column(String(300), default="")
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)  # codes: spoken at work
    status: Mapped[EmployerStatus] = enum_column(EmployerStatus, default=EmployerStatus.applied)
    asked_for: Mapped[str] = mapped_column(Text, default="")  # what a coordinator wants to know
    answer: Mapped[str] = mapped_column(Text, default="")  # the employer's, to that
    no_reason: Mapped[EmployerNo | None] = enum_column(EmployerNo)
    # What it commits to beside answering each introduction in time, which all of them do.
    conversations_a_month: Mapped[int] = mapped_column(default=0)
    posts_vacancies: Mapped[bool] = mapped_column(default=False)
    refers_partners: Mapped[bool] = mapped_column(default=False)
    # Part of the link that it gives the partners of its own new hires.
    referral_code: Mapped[str] = mapped_column(
        String(12), unique=True, default=lambda: secrets.token_hex(5)
    )
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    last_used_at: Mapped[datetime] = mapped_column(UTCDateTime)
    once: Mapped[str] = mapped_column(String(64), unique=True)
    version: Mapped[int] = mapped_column()

    people: Mapped[list["EmployerPerson"]] = relationship(
        back_populates="employer",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="EmployerPerson.id",
    )
    memberships: Mapped[list["Membership"]] = relationship(
        back_populates="employer",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="Membership.joined_at",
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_member(self) -> bool:
        return self.status is EmployerStatus.approved

    @property
    def is_public_body(self) -> bool:
        return self.sector in PUBLIC_SECTORS


class EmployerPerson(Model):
    """Somebody who acts for an employer: whoever signs in with this address."""

    __tablename__ = "employer_person"
    __table_args__ = (UniqueConstraint("employer_id", "email"), NEVER_REUSE_IDS)

    id: Mapped[int] = mapped_column(primary_key=True)
    employer_id: Mapped[int] = mapped_column(ForeignKey("employer.id", ondelete="CASCADE"))
    email: Mapped[str] = mapped_column(String(254), index=True)  # in small letters
    name: Mapped[str] = mapped_column(String(100))
    title: Mapped[str] = mapped_column(String(100), default="")  # what they do there
    phone: Mapped[str] = mapped_column(String(30), default="")
    language: Mapped[str] = mapped_column(String(2))  # of what we write to them
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    employer: Mapped[Employer] = relationship(back_populates="people")


class Membership(Model):
    """From when until when an employer is a member of the network. One at a time; the history stays."""

    __tablename__ = "membership"
    __table_args__ = (
        Index(
            "uq_membership_going_on",
            "employer_id",
            unique=True,
            sqlite_where=text("left_at IS NULL"),
            postgresql_where=text("left_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employer_id: Mapped[int] = mapped_column(
        ForeignKey("employer.id", ondelete="CASCADE"), index=True
    )
    joined_at: Mapped[datetime] = mapped_column(UTCDateTime)
    left_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    employer: Mapped[Employer] = relationship(back_populates="memberships")


class MemberMail(Model):
    """What a coordinator wrote to the members, once for all of them."""

    __tablename__ = "member_mail"
    __table_args__ = NEVER_REUSE_IDS

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(150))
    body: Mapped[str] = mapped_column(Text)
    sectors: Mapped[list[str]] = mapped_column(JSON, default=list)  # Sector values; empty: to all
    recipients: Mapped[int] = mapped_column()  # to how many addresses it went
    sent_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user.id", ondelete="SET NULL"), index=True
    )
    sent_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    once: Mapped[str] = mapped_column(String(64), unique=True)
