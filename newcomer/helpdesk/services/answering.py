"""What coordinators do with a question."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from newcomer import audit
from newcomer.accounts.models import User
from newcomer.errors import EditConflict
from newcomer.extensions import db
from newcomer.helpdesk.models import Message, Question, once_key
from newcomer.helpdesk.services import question_search
from newcomer.helpdesk.services.conversation import conversation_link, is_written
from newcomer.mail import queue_email


def load_question_with_messages(question_id: int) -> Question | None:
    """The question, its messages and who wrote them: three statements, however long it is."""
    query = (
        select(Question)
        .where(Question.id == question_id)
        .options(selectinload(Question.messages).joinedload(Message.author))
    )
    return db.session.scalar(query)


def answer(
    question: Question,
    body: str,
    once: str,
    *,
    version: int | None,
    author: User,
    now: datetime,
    reopen: bool = False,
) -> None:
    """Answer the question, stop its clock and tell the asker; with `reopen` also a closed one.

    Raises QuestionClosed, and EditConflict if the conversation has moved on since the author saw
    it. Sent twice, it is one answer and one e-mail.
    """
    key = once_key(once, str(question.id), body)
    if is_written(question, body, once):
        return
    _check_seen(question, version)
    if reopen:
        question.reopen(now)
    message = question.add_answer(body, author, key, now)
    question_search.index_text(question.id, body)
    db.session.flush()
    audit.record(db.session(), "question.answered", question, actor_id=author.id, now=now)
    queue_email(
        "answer",
        to=question.email,
        language=question.language,
        now=now,
        once=f"answer:{message.id}",
        body=body,
        link=conversation_link(question),
        number=question.id,
    )


def close(question: Question, *, version: int | None, actor: User | None, now: datetime) -> None:
    """Close the question; without an actor it was the asker. A closed one stays closed.

    Raises EditConflict if it has moved on since this version of it was seen; None: whatever came.
    """
    if question.is_closed:
        return
    _check_seen(question, version)
    question.close(now)
    _record("question.closed", question, actor, now)


def reopen(question: Question, *, version: int | None, actor: User, now: datetime) -> None:
    """Open a closed question again. Raises EditConflict, as close() does."""
    if not question.is_closed:
        return
    _check_seen(question, version)
    question.reopen(now)
    _record("question.reopened", question, actor, now)


def renew_link(question: Question, *, version: int | None, actor: User, now: datetime) -> None:
    """Make the links given out useless, and mail the asker a new one.

    Raises EditConflict, as close() does: pressed twice, it does it once.
    """
    _check_seen(question, version)
    question.revoke_links()
    db.session.flush()
    _record("question.link_renewed", question, actor, now)
    link = conversation_link(question)
    queue_email("new_link", to=question.email, language=question.language, now=now, link=link)


def _check_seen(question: Question, version: int | None) -> None:
    if version is not None and version != question.version:
        raise EditConflict


def _record(action: str, question: Question, actor: User | None, now: datetime) -> None:
    audit.record(db.session(), action, question, actor_id=actor.id if actor else None, now=now)
