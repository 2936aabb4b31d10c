"""Export, erasure and retention of questions."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from newcomer.accounts.models import User
from newcomer.extensions import db
from newcomer.helpdesk.models import MessageKind, Question, QuestionStatus
from newcomer.helpdesk.services import conversation
from newcomer.region import current_region
from newcomer.registry import RETENTION_BATCH, Counts


def export(user: User) -> list[dict[str, Any]]:
    """All questions from the person's confirmed address, with their conversations."""
    questions = db.session.scalars(
        select(Question)
        .where(Question.email == user.email)
        .order_by(Question.id)
        .options(selectinload(Question.messages))
    )
    return [as_record(question, with_notes=False) for question in questions]


def as_record(question: Question, *, with_notes: bool = True) -> dict[str, Any]:
    """The question and its conversation as plain values; who answered is a duty, not a name. Notes
    between coordinators go to the archive; they are no part of what was said to the asker."""
    return {
        "number": question.id,
        "asked_at": question.created_at.isoformat(),
        "email": question.email,
        "phone": question.phone,
        "call_times": question.call_times,
        "came_by": question.channel.value,
        "language": question.language,
        "topic": question.topic,
        "municipality": question.municipality,
        "situation": question.situation.value if question.situation else "",
        "status": question.status.value,
        "question": question.body,
        "rating": question.rating.value if question.rating else "",
        "rating_comment": question.rating_comment,
        "messages": [
            {
                "at": message.created_at.isoformat(),
                "kind": message.kind.value,
                "from": "coordinator" if message.from_staff else "asker",
                "text": message.body,
            }
            for message in question.messages
            if with_notes or message.kind is not MessageKind.note
        ],
    }


def erase(user: User, now: datetime) -> None:
    """Remove the person's questions with the mails about them that wait, and their name from answers
    they wrote to others."""
    theirs = select(Question).where(Question.email == user.email)
    for question in db.session.scalars(theirs).all():
        conversation.remove(question)


def retain(now: datetime) -> Counts:
    """Archive and remove what was closed, or fell silent after our answer, long enough ago; and
    remove what nobody confirmed."""
    before = now - current_region().keep_for("closed_question")
    old = db.session.scalars(
        select(Question)
        .where(
            Question.status.in_((QuestionStatus.answered, QuestionStatus.closed)),
            Question.last_activity_at < before,
        )
        .order_by(Question.id)
        .options(selectinload(Question.messages))
        .limit(RETENTION_BATCH)
    ).all()
    _archive(old, now)
    for question in old:
        db.session.delete(question)
    unconfirmed = _unconfirmed(now)
    for question in unconfirmed:
        db.session.delete(question)
    db.session.flush()
    return {"question": len(old), "unconfirmed_question": len(unconfirmed)}


def _unconfirmed(now: datetime) -> Sequence[Question]:
    """What looked suspicious, and nobody said that they had asked it. No archive needs that."""
    before = now - current_region().keep_for("unconfirmed_question")
    return db.session.scalars(
        select(Question)
        .where(Question.status == QuestionStatus.unconfirmed, Question.last_activity_at < before)
        .order_by(Question.id)
        .limit(RETENTION_BATCH)
    ).all()


def _archive(questions: Any, now: datetime) -> None:
    """Write the records to the archive folder before they go: they may be public documents, and the
    archive decides. A run that fails afterwards writes them again, so that none is ever missing."""
    if not questions:
        return
    folder = current_app.config["SETTINGS"].instance / "archive"
    folder.mkdir(exist_ok=True, mode=0o700)
    path = folder / f"questions-{now:%Y-%m-%dT%H%M%S}.jsonl"
    with path.open("a", encoding="utf-8") as file:
        path.chmod(0o600)
        for question in questions:
            file.write(json.dumps(as_record(question, with_notes=True), ensure_ascii=False) + "\n")
