"""Who moves here, what they told once, and for what each of it may be used."""

import enum
import secrets
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from newcomer.database import NEVER_REUSE_IDS, UTCDateTime, enum_column
from newcomer.extensions import Model
from newcomer.profile import AGE_OF_BAND, AgeBand, ProfileColumns


class ArrivalStatus(enum.Enum):
    unconfirmed = "unconfirmed"  # the address has not been shown to be theirs: nobody sees it
    active = "active"
    ended = "ended"  # they said that they need no more


class DoorKind(enum.Enum):
    """Who hands out a way in."""

    counter = "counter"  # of a municipality
    employer = "employer"
    other = "other"


class Door(Model):
    """A link and QR code that a counter or an employer hands out, with how many came through it."""

    __tablename__ = "door"
    __shown_publicly__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    kind: Mapped[DoorKind] = enum_column(DoorKind)
    name: Mapped[str] = mapped_column(String(100))
    municipality: Mapped[str] = mapped_column(String(50), default="")
    visits: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class Arrival(ProfileColumns, Model):
    """Somebody who moves here. One active arrival for each address."""

    __tablename__ = "arrival"
    __table_args__ = (
        Index(
            "uq_arrival_active_email",
            "email",
            unique=True,
            sqlite_where=text("status = 'active'"),
            postgresql_where=text("status = 'active'"),
        ),
        Index("ix_arrival_retention", "status", "last_used_at"),
        NEVER_REUSE_IDS,
    )
    OWN_FACTS = ("age_band",)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    status: Mapped[ArrivalStatus] = enum_column(ArrivalStatus, default=ArrivalStatus.unconfirmed)
    age_band: Mapped[AgeBand | None] = enum_column(AgeBand)
    moving_on: Mapped[date | None] = mapped_column()
    hopes: Mapped[str] = mapped_column(Text, default="")  # what one hopes for here
    # Somebody else filled it in; the person it is about has to agree by mail.
    asked_by_other: Mapped[bool] = mapped_column(default=False)
    door_id: Mapped[int | None] = mapped_column(
        ForeignKey("door.id", ondelete="SET NULL"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    last_used_at: Mapped[datetime] = mapped_column(UTCDateTime)
    link_nonce: Mapped[str] = mapped_column(String(32), default=lambda: secrets.token_hex(8))
    once: Mapped[str] = mapped_column(String(64), unique=True)
    version: Mapped[int] = mapped_column()

    uses: Mapped[list["ArrivalUse"]] = relationship(
        back_populates="arrival",
        cascade="all, delete-orphan",
        passive_deletes=True,
        lazy="selectin",
    )
    door: Mapped[Door | None] = relationship()

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_active(self) -> bool:
        return self.status is ArrivalStatus.active

    @property
    def purposes(self) -> set[str]:
        """What their facts may be used for now."""
        return {use.purpose for use in self.uses if use.withdrawn_at is None}

    @property
    def age(self) -> int:
        """What the engine reckons with: the middle of their band."""
        return AGE_OF_BAND.get(self.age_band, 40) if self.age_band else 40

    def confirm(self, now: datetime) -> None:
        """The address is theirs, and they agree to what it says."""
        self.status, self.confirmed_at, self.last_used_at = ArrivalStatus.active, now, now

    def end(self, now: datetime) -> None:
        self.status, self.last_used_at = ArrivalStatus.ended, now


class ArrivalUse(Model):
    """That the facts may be used for this, from when, and until when they said no more."""

    __tablename__ = "arrival_use"

    arrival_id: Mapped[int] = mapped_column(
        ForeignKey("arrival.id", ondelete="CASCADE"), primary_key=True
    )
    purpose: Mapped[str] = mapped_column(String(20), primary_key=True)  # Purpose.slug
    granted_at: Mapped[datetime] = mapped_column(UTCDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    arrival: Mapped[Arrival] = relationship(back_populates="uses")
