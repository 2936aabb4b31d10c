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


class CallTime(enum.Enum):
    """When somebody who wants to be called can take a call, on a weekday."""

    morning = "morning"  # 8–11
    midday = "midday"  # 11–14
    afternoon = "afternoon"  # 14–17


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
        Index("ix_question_waiting", "status", "due_at", "id"),
        # Holds all that the inbox is narrowed down by, so that counting reads nothing else.
        Index("ix_question_filters", "status", "topic", "municipality", "language", "situation"),
        Index("ix_question_assignee", "assignee_id", "status", "last_activity_at"),
        CheckConstraint("duplicate_of_id != id", name="not_its_own_duplicate"),
        CheckConstraint("email != '' OR phone != '' OR channel != 'web'", name="can_be_reached"),
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
    answer_due_at: Mapped[datetime] = mapped_column(UTCDateTime)  # the first answer
    # When the asker is to hear from us next; None: nobody waits for us.
    due_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)
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
        """Whether the asker should have heard from us before now."""
        return self.due_at is not None and self.due_at < now

    def add_answer(
        self,
        body: str,
        author: User,
        once: str,
        now: datetime,
        kind: MessageKind = MessageKind.message,
    ) -> "Message":
        """Answer, by mail or by phone, which stops the clock. Whoever answers has taken the question,
        unless somebody had. Raises QuestionClosed."""
        message = self._from_us(kind, body, author, once, now)
        self.status, self.due_at = QuestionStatus.answered, None
        self.first_answered_at = self.first_answered_at or now
        self.assignee = self.assignee or author
        return message

    def promise_answer(
        self, reason: str, due_at: datetime, author: User, once: str, now: datetime
    ) -> "Message":
        """A preliminary reply: why it takes longer, and when we write again. Raises QuestionClosed."""
        message = self._from_us(MessageKind.preliminary, reason, author, once, now)
        self.status, self.due_at = QuestionStatus.elsewhere, due_at
        if self.first_answered_at is None:
            self.answer_due_at = due_at
        self.assignee = self.assignee or author
        return message

    def hand_over(
        self, note: str, check_at: datetime, author: User, once: str, now: datetime
    ) -> "Message":
        """Another body answers, and the asker knows which; we look again at `check_at`.
        Raises QuestionClosed."""
        message = self._from_us(MessageKind.handover, note, author, once, now)
        self.status, self.due_at = QuestionStatus.elsewhere, check_at
        self.first_answered_at = self.first_answered_at or now
        self.assignee = self.assignee or author
        return message

    def add_note(self, body: str, author: User, once: str, now: datetime) -> "Message":
        """A word between coordinators: it changes nothing for the asker."""
        return self._add(_from_staff(MessageKind.note, body, author, once, now))

    def add_reply(self, body: str, once: str, now: datetime, due_at: datetime) -> "Message":
        """The asker writes more, which opens the question again, on its own."""
        if self.status is not QuestionStatus.unconfirmed:
            self.status = QuestionStatus.open
            self.due_at = min(self.due_at or due_at, due_at)
        self.closed_at = self.duplicate_of_id = None
        return self._add(Message(from_staff=False, body=body, once=once, created_at=now))

    def _from_us(
        self, kind: MessageKind, body: str, author: User, once: str, now: datetime
    ) -> "Message":
        if self.is_closed:
            raise QuestionClosed
        return self._add(_from_staff(kind, body, author, once, now))

    def _add(self, message: "Message") -> "Message":
        self.messages.append(message)
        self.last_activity_at = message.created_at
        return message

    def close(self, now: datetime) -> None:
        self.status, self.closed_at, self.last_activity_at = QuestionStatus.closed, now, now
        self.due_at = None

    def reopen(self, now: datetime, due_at: datetime) -> None:
        """Back to where it waits: for us, until `due_at`, unless we had answered."""
        said = [one for one in self.messages if one.kind is not MessageKind.note]
        last = said[-1] if said else None
        if last is None or not last.from_staff:
            self.status, self.due_at = QuestionStatus.open, due_at
        elif last.kind in (MessageKind.preliminary, MessageKind.handover):
            self.status, self.due_at = QuestionStatus.elsewhere, due_at
        else:
            self.status = QuestionStatus.answered
        self.closed_at = self.duplicate_of_id = None
        self.last_activity_at = now

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


def _from_staff(kind: MessageKind, body: str, author: User, once: str, now: datetime) -> Message:
    return Message(kind=kind, author=author, from_staff=True, body=body, once=once, created_at=now)


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
