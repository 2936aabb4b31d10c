"""The private conversation: its links, and what the asker writes and does there."""

from datetime import datetime, timedelta
from typing import Any

from flask import url_for
from sqlalchemy import Select, select

from newcomer import audit, limits
from newcomer.extensions import db
from newcomer.helpdesk.models import Message, Question, once_key
from newcomer.helpdesk.services import question_search
from newcomer.links import absolute_url, link_token, read_link_token

LINK = "conversation"
REPLIES_PER_HOUR = 60  # from one network


def conversation_link(question: Question) -> str:
    """The private address of the conversation, for e-mails: in the language of our replies."""
    return absolute_url("helpdesk.conversation", language=question.language, token=_token(question))


def conversation_path(question: Question, language: str) -> str:
    """The private address of the conversation on this site, in the language of the page."""
    return url_for("helpdesk.conversation", language=language, token=_token(question))


def _token(question: Question) -> str:
    return link_token(LINK, question.id, question.link_nonce)


def question_of_link(token: str) -> Question | None:
    """The question that a private link opens; None for a link that is forged or has been revoked."""
    opened = read_link_token(LINK, token)
    if opened is None:
        return None
    question = db.session.get(Question, opened[0])
    return question if question is not None and question.link_nonce == opened[1] else None


def count_reply(network: str, now: datetime) -> None:
    """Count that somebody writes more; raises TooMany."""
    limits.hit("reply network", network, most=REPLIES_PER_HOUR, per=timedelta(hours=1), now=now)


def reply(question: Question, body: str, once: str, now: datetime) -> None:
    """The asker writes more. Sent twice, it stands once."""
    key = once_key(once, str(question.id), body)
    if is_written(question, body, once):
        return
    question.add_reply(body, key, now)
    question_search.index_text(question.id, body)
    audit.record(db.session(), "question.replied", question, actor_id=None, now=now)


def is_written(question: Question, body: str, once: str) -> bool:
    """Whether this very form with this very text has been taken already."""
    key = once_key(once, str(question.id), body)
    return db.session.scalar(select(Message.id).where(Message.once == key)) is not None


def questions_of(email: str) -> list[Question]:
    """What was asked from this confirmed address, the latest first."""
    query: Select[Any] = (
        select(Question).where(Question.email == email).order_by(Question.id.desc()).limit(100)
    )
    return list(db.session.scalars(query))
