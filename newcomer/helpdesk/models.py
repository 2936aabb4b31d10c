"""Questions, their conversation, and what coordinators keep beside them."""

import enum
import hashlib
import secrets
from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from newcomer.accounts.models import User
from newcomer.database import NEVER_REUSE_IDS, UTCDateTime, enum_column
from newcomer.errors import NewcomerError
from newcomer.extensions import Model
from newcomer.guides.words import STEM
from newcomer.situations import Situation


class QuestionClosed(NewcomerError):
    """The question is closed: open it again first."""

    status = 409


class QuestionStatus(enum.Enum):
    unconfirmed = "unconfirmed"  # looks suspicious: nobody is disturbed until the asker confirms it
    open = "open"  # waits for us
    elsewhere = "elsewhere"  # waits for somebody else: another body, or an answer that we wait for
    answered = "answered"  # waits for the asker, or for nobody
    closed = "closed"


class Channel(enum.Enum):
    """How the question came to us."""

    web = "web"
    phone = "phone"
    desk = "desk"


class Rating(enum.Enum):
    """What the asker says of the help."""

    good = "good"
    partly = "partly"
    poor = "poor"


class MessageKind(enum.Enum):
    message = "message"
    preliminary = "preliminary"  # why it takes longer, and until when
    handover = "handover"  # to whom the question has been handed over
    call = "call"  # what was said on the phone
    note = "note"  # between coordinators: never mailed, never shown to the asker


class Question(Model):
    __tablename__ = "question"
    __table_args__ = (
        Index("ix_question_inbox", "status", "last_activity_at"),
        Index("ix_question_assignee", "assignee_id", "status", "last_activity_at"),
        Index("ix_question_due", "status", "answer_due_at"),
        CheckConstraint("duplicate_of_id != id", name="not_its_own_duplicate"),
        CheckConstraint("email != '' OR phone != ''", name="can_be_reached"),
        NEVER_REUSE_IDS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # "" for somebody who phoned or stood at the desk, or wants to be called.
    email: Mapped[str] = mapped_column(String(254), index=True)
    # As +4761000000; "" for no call.
    phone: Mapped[str] = mapped_column(String(20), default="", index=True)
    call_times: Mapped[list[str]] = mapped_column(JSON, default=list)  # CallTime values
    channel: Mapped[Channel] = enum_column(Channel, default=Channel.web)
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
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    # The same question from the same asker, under which it is answered.
    duplicate_of_id: Mapped[int | None] = mapped_column(
        ForeignKey("question.id", ondelete="SET NULL"), index=True
    )
    # The guide that was made of the answer.
    article_id: Mapped[int | None] = mapped_column(
        ForeignKey("article.id", ondelete="SET NULL"), index=True
    )
    rating: Mapped[Rating | None] = enum_column(Rating)
    rating_comment: Mapped[str] = mapped_column(String(300), default="")
    rated_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
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

    assignee: Mapped[User | None] = relationship()

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
    kind: Mapped[MessageKind] = enum_column(MessageKind, default=MessageKind.message)
    from_staff: Mapped[bool]
    author_id: Mapped[int | None] = mapped_column(
        ForeignKey("user.id", ondelete="SET NULL"), index=True
    )
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    once: Mapped[str] = mapped_column(String(64), unique=True)

    question: Mapped[Question] = relationship(back_populates="messages")
    author: Mapped[User | None] = relationship()


class ReadMark(Model):
    """Up to when somebody at the desk has seen a question: what came later is new to them."""

    __tablename__ = "read_mark"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True
    )
    question_id: Mapped[int] = mapped_column(
        ForeignKey("question.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime)


class QuestionWord(Model):
    """That a word stands in a question, its conversation or the notes on it."""

    __tablename__ = "question_word"
    __table_args__ = (
        Index("ix_question_word_question", "question_id", "stem"),
        {"sqlite_with_rowid": False},
    )

    stem: Mapped[str] = mapped_column(STEM, primary_key=True)
    question_id: Mapped[int] = mapped_column(
        ForeignKey("question.id", ondelete="CASCADE"), primary_key=True
    )


class SavedAnswer(Model):
    """A text that is often sent, in the languages there are; its placeholders are filled in when it
    is taken into an answer."""

    __tablename__ = "saved_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(100))
    topic: Mapped[str] = mapped_column(String(50), default="")
    texts: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)  # by language
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


def once_key(mark: str, *parts: str) -> str:
    """The same form with the same content is the same act; after "back" and a change it is another."""
    return hashlib.sha256("\x00".join((mark, *parts)).encode()).hexdigest()
