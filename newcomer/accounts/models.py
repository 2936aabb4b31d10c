"""Accounts, their roles, and the one-time links by which people sign in."""

import hashlib
import secrets
from datetime import datetime, timedelta

from flask_login import UserMixin
from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from newcomer.access import ROLE_PERMISSIONS, Permission, Role
from newcomer.database import NEVER_REUSE_IDS, UTCDateTime, enum_column
from newcomer.extensions import Model

LINK_LIFETIME = timedelta(hours=1)


class User(UserMixin, Model):
    __tablename__ = "user"
    __table_args__ = NEVER_REUSE_IDS

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)  # in small letters
    name: Mapped[str] = mapped_column(String(100), default="")
    language: Mapped[str] = mapped_column(String(2))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    # Every session carries this; a new one signs the person out everywhere.
    session_key: Mapped[str] = mapped_column(String(32))

    grants: Mapped[list["RoleGrant"]] = relationship(
        back_populates="user",
        cascade="all, delete-orphan",
        foreign_keys="RoleGrant.user_id",
        lazy="selectin",
        passive_deletes=True,
    )

    def get_id(self) -> str:
        return f"{self.id}.{self.session_key}"

    @property
    def roles(self) -> set[Role]:
        return {grant.role for grant in self.grants}

    @property
    def is_staff(self) -> bool:
        return self.may(Permission.see_desk)

    @property
    def display_name(self) -> str:
        return self.name or self.email

    def may(self, permission: Permission) -> bool:
        return any(permission in ROLE_PERMISSIONS[role] for role in self.roles)

    def sign_out_everywhere(self) -> None:
        self.session_key = secrets.token_hex(8)


class RoleGrant(Model):
    """A role that somebody was given. Administrators give and remove them."""

    __tablename__ = "role_grant"
    __table_args__ = (UniqueConstraint("user_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    role: Mapped[Role] = enum_column(Role)
    granted_at: Mapped[datetime] = mapped_column(UTCDateTime)
    granted_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user.id", ondelete="SET NULL"), index=True
    )

    user: Mapped[User] = relationship(back_populates="grants", foreign_keys=[user_id])


class SignInLink(Model):
    """A one-time link that was mailed. Only its fingerprint is stored."""

    __tablename__ = "sign_in_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    language: Mapped[str] = mapped_column(String(2))
    next_path: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    def is_usable(self, now: datetime) -> bool:
        return self.used_at is None and now < self.expires_at


def fingerprint(token: str) -> str:
    """What is stored of a token: it is long and random, so a plain hash cannot be reversed."""
    return hashlib.sha256(token.encode()).hexdigest()
