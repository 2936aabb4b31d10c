"""What coordinators do with a question: each act is one message at most, one mail at most per person,
and done on what they had seen."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from newcomer import audit
from newcomer.accounts.models import User
from newcomer.errors import EditConflict
from newcomer.extensions import db
from newcomer.helpdesk.models import Message, MessageKind, Question, once_key
from newcomer.helpdesk.services.conversation import conversation_link, is_written
from newcomer.links import absolute_url
from newcomer.mail import queue_email
from newcomer.region import Contact, Region

HANDOVER_CHECK = 10  # working days until we look whether the other body has answered


@dataclass(frozen=True)
class Act:
    """Who does something to a question, when, on which version of it, and the mark of the form."""

    author: User
    now: datetime
    once: str
    version: int | None = None


def load_question_with_messages(question_id: int) -> Question | None:
    """The question, its messages and who wrote them: two statements, however long it is."""
    query = (
        select(Question)
        .where(Question.id == question_id)
        .options(
            joinedload(Question.assignee).lazyload(User.grants),
            selectinload(Question.messages).joinedload(Message.author).lazyload(User.grants),
        )
    )
    return db.session.scalar(query)


def answer(
    question: Question, body: str, act: Act, *, reopen: bool = False, by_phone: bool = False
) -> None:
    """Answer the question, stop its clock and tell the asker; with `reopen` also a closed one; with
    `by_phone` it has been told already, and what was said is written down.

    Raises QuestionClosed, and EditConflict if the conversation has moved on since the author saw
    it. Sent twice, it is one answer and one e-mail.
    """
    if is_written(question, body, act.once):
        return
    check_seen(question, act.version)
    if reopen:
        question.reopen(act.now, act.now)
    by_phone = by_phone or not question.email
    kind = MessageKind.call if by_phone else MessageKind.message
    message = question.add_answer(body, act.author, _key(question, body, act), act.now, kind)
    record("question.answered", question, act.author, act.now)
    if not by_phone:
        _mail("answer", question, message, act, body=body)


def promise_answer(
    question: Question, reason: str, expected_on: date, act: Act, region: Region
) -> None:
    """Tell the asker why it takes longer and when we write again; the question waits for somebody
    else until then. Raises as answer() does."""
    if is_written(question, reason, act.once):
        return
    check_seen(question, act.version)
    due_at = region.close_of(expected_on)
    message = question.promise_answer(
        reason, due_at, act.author, _key(question, reason, act), act.now
    )
    record("question.promised", question, act.author, act.now)
    _mail("preliminary", question, message, act, body=reason, due=due_at)


def hand_over(
    question: Question, contact: Contact, note: str, act: Act, region: Region, *, share: bool
) -> None:
    """Leave the question to another body and tell the asker, with our note. With `share` the body
    gets the question and how to reach the asker. Raises as answer() does."""
    if is_written(question, note, act.once):
        return
    check_seen(question, act.version)
    share = share and bool(contact.email)
    check_at = region.close_of_day_after(act.now, HANDOVER_CHECK)
    message = question.hand_over(note, check_at, act.author, _key(question, note, act), act.now)
    record("question.handed_over", question, act.author, act.now)
    _mail("handover", question, message, act, body=note, contact=contact, shared=share)
    if share:
        queue_email(
            "handed_over",
            to=contact.email,
            language=region.default_language,
            now=act.now,
            once=f"handed_over:{message.id}",
            number=question.id,
            question=question,
            note=note,
        )


def add_note(question: Question, body: str, act: Act) -> None:
    """Write a note to the other coordinators. It is mailed to nobody, and right at any version."""
    if not is_written(question, body, act.once):
        question.add_note(body, act.author, _key(question, body, act), act.now)
        record("question.noted", question, act.author, act.now)


def assign(question: Question, assignee: User | None, act: Act) -> None:
    """Give the question to a coordinator, or to nobody. Somebody else who gets it is told."""
    if question.assignee == assignee:
        return
    check_seen(question, act.version)
    question.assignee = assignee
    record("question.assigned", question, act.author, act.now)
    if assignee is not None and assignee != act.author:
        queue_email(
            "assigned",
            to=assignee.email,
            language=assignee.language,
            now=act.now,
            once=f"assigned:{question.id}:{act.once}",
            number=question.id,
            link=absolute_url(
                "helpdesk_desk.question", language=assignee.language, question_id=question.id
            ),
        )


def close(question: Question, *, version: int | None, actor: User | None, now: datetime) -> None:
    """Close the question; without an actor it was the asker. A closed one stays closed.

    Raises EditConflict if it has moved on since this version of it was seen; None: whatever came.
    """
    if question.is_closed:
        return
    check_seen(question, version)
    question.close(now)
    record("question.closed", question, actor, now)


def reopen(
    question: Question, *, version: int | None, actor: User, now: datetime, due_at: datetime
) -> None:
    """Open a closed question again. Raises EditConflict, as close() does."""
    if not question.is_closed:
        return
    check_seen(question, version)
    question.reopen(now, due_at)
    record("question.reopened", question, actor, now)


def renew_link(question: Question, *, version: int | None, actor: User, now: datetime) -> None:
    """Make the links given out useless, and mail the asker a new one.

    Raises EditConflict, as close() does: pressed twice, it does it once.
    """
    check_seen(question, version)
    question.revoke_links()
    db.session.flush()
    record("question.link_renewed", question, actor, now)
    if question.email:
        link = conversation_link(question)
        queue_email("new_link", to=question.email, language=question.language, now=now, link=link)


def check_seen(question: Question, version: int | None) -> None:
    """Raises EditConflict if the question has moved on since this version of it was seen."""
    if version is not None and version != question.version:
        raise EditConflict


def record(action: str, question: Question, actor: User | None, now: datetime) -> None:
    audit.record(db.session(), action, question, actor_id=actor.id if actor else None, now=now)


def _key(question: Question, body: str, act: Act) -> str:
    return once_key(act.once, str(question.id), body)


def _mail(kind: str, question: Question, message: Message, act: Act, **context: Any) -> None:
    """Tell the asker, if there is an address; once for each message."""
    db.session.flush()
    if question.email:
        queue_email(
            kind,
            to=question.email,
            language=question.language,
            now=act.now,
            once=f"{kind}:{message.id}",
            link=conversation_link(question),
            number=question.id,
            **context,
        )
