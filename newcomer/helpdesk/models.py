"""Questions with their conversation, and articles with their translations."""

import enum
import hashlib
import secrets
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from newcomer.accounts.models import User
from newcomer.database import NEVER_REUSE_IDS, UTCDateTime, enum_column
from newcomer.errors import NewcomerError
from newcomer.extensions import Model


class QuestionClosed(NewcomerError):
    """The question is closed: open it again first."""

    status = 409


class QuestionStatus(enum.Enum):
    open = "open"  # waits for us
    answered = "answered"  # waits for the asker, or for nobody
    closed = "closed"


class Situation(enum.Enum):
    """Why somebody moves and with what rights: it selects what is told to them."""

    family = "family"
    student = "student"
    returning = "returning"
    nordic = "nordic"
    eu = "eu"
    non_eu = "non_eu"
    remote = "remote"
    partner = "partner"


class Question(Model):
    __tablename__ = "question"
    __table_args__ = (Index("ix_question_inbox", "status", "last_activity_at"), NEVER_REUSE_IDS)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    language: Mapped[str] = mapped_column(String(2))  # of our replies
    body: Mapped[str] = mapped_column(Text)
    topic: Mapped[str] = mapped_column(String(50), default="")  # a slug of the region file
    municipality: Mapped[str] = mapped_column(
        String(50), default=""
    )  # a slug, or "" for not sure yet
    situation: Mapped[Situation | None] = enum_column(Situation)
    status: Mapped[QuestionStatus] = enum_column(QuestionStatus, default=QuestionStatus.open)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    answer_due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    first_answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    last_activity_at: Mapped[datetime] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # Every link to the conversation is signed over this; a new one revokes those given out.
    link_nonce: Mapped[str] = mapped_column(String(32), default=lambda: secrets.token_hex(8))
    # The same form sent twice makes one question.
    once: Mapped[str] = mapped_column(String(64), unique=True)
    version: Mapped[int] = mapped_column()

    messages: Mapped[list["Message"]] = relationship(
        back_populates="question",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="Message.id",
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_closed(self) -> bool:
        return self.status is QuestionStatus.closed

    def is_overdue(self, now: datetime) -> bool:
        """Whether a first answer has been promised for before now, and is still missing."""
        return self.first_answered_at is None and not self.is_closed and self.answer_due_at < now

    def add_answer(self, body: str, author: User, once: str, now: datetime) -> "Message":
        """Answer, which stops the clock. Raises QuestionClosed."""
        if self.is_closed:
            raise QuestionClosed
        self.status = QuestionStatus.answered
        self.first_answered_at = self.first_answered_at or now
        return self._add(
            Message(author=author, from_staff=True, body=body, once=once, created_at=now)
        )

    def add_reply(self, body: str, once: str, now: datetime) -> "Message":
        """The asker writes more, which opens the question again."""
        self.status, self.closed_at = QuestionStatus.open, None
        return self._add(Message(from_staff=False, body=body, once=once, created_at=now))

    def _add(self, message: "Message") -> "Message":
        self.messages.append(message)
        self.last_activity_at = message.created_at
        return message

    def close(self, now: datetime) -> None:
        self.status, self.closed_at, self.last_activity_at = QuestionStatus.closed, now, now

    def reopen(self, now: datetime) -> None:
        """Back to where it waits: for us if the asker had the last word."""
        asker_spoke_last = not self.messages or not self.messages[-1].from_staff
        self.status = QuestionStatus.open if asker_spoke_last else QuestionStatus.answered
        self.closed_at, self.last_activity_at = None, now

    def revoke_links(self) -> None:
        """Make every link to the conversation that was given out useless, and the form that it was
        asked with as well: sending that again would lead here."""
        self.link_nonce = secrets.token_hex(8)
        self.once = secrets.token_hex(32)


class Message(Model):
    """What was said after the question, by the asker or by us."""

    __tablename__ = "message"
    __table_args__ = NEVER_REUSE_IDS

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(
        ForeignKey("question.id", ondelete="CASCADE"), index=True
    )
    from_staff: Mapped[bool]
    author_id: Mapped[int | None] = mapped_column(
        ForeignKey("user.id", ondelete="SET NULL"), index=True
    )
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    once: Mapped[str] = mapped_column(String(64), unique=True)

    question: Mapped[Question] = relationship(back_populates="messages")
    author: Mapped[User | None] = relationship()


class Article(Model):
    """An answer for many. Its texts are in `translations`; what does not depend on language is here."""

    __tablename__ = "article"
    __shown_publicly__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    topic: Mapped[str] = mapped_column(String(50), index=True)
    situations: Mapped[list[str]] = mapped_column(JSON, default=list)  # empty: for everybody
    sources: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)  # name and url
    owner: Mapped[str] = mapped_column(String(100))  # who keeps it right; empty: the helpdesk
    checked_on: Mapped[date]

    translations: Mapped[list["ArticleTranslation"]] = relationship(
        back_populates="article",
        cascade="all, delete-orphan",
        passive_deletes=True,
        lazy="selectin",
    )

    @property
    def texts(self) -> dict[str, "ArticleTranslation"]:
        return {translation.language: translation for translation in self.translations}


class ArticleTranslation(Model):
    __tablename__ = "article_translation"
    __table_args__ = (UniqueConstraint("article_id", "language"),)
    __shown_publicly__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(String(2))
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(String(500))
    body: Mapped[str] = mapped_column(Text)  # Markdown

    article: Mapped[Article] = relationship(back_populates="translations")


def once_key(mark: str, *parts: str) -> str:
    """The same form with the same content is the same act; after "back" and a change it is another."""
    return hashlib.sha256("\x00".join((mark, *parts)).encode()).hexdigest()
