"""As many questions as wanted, each with a conversation, made of the sentences of the guides."""

import random
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert

from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.helpdesk.models import Message, Question, QuestionStatus, QuestionWord
from newcomer.helpdesk.services.question_search import all_stems
from newcomer.region import current_region
from tests.benchmarks.seed_guides import material

CHUNK = 1000
SENTENCES = 4  # of a question
MESSAGES = 5  # of each question, of a sentence each
# Half of the questions wait, so that the inbox has full pages whatever their number.
STATUSES = (
    QuestionStatus.open,
    QuestionStatus.closed,
    QuestionStatus.open,
    QuestionStatus.answered,
)


def ask(count: int) -> None:
    """Questions one minute apart, each with its messages and the words of them all."""
    first = utcnow() - timedelta(minutes=count)
    sentences = material("nb").sentences
    stems = {sentence: all_stems(sentence) for sentence in sentences}
    chance = random.Random("questions")  # noqa: S311
    for start in range(0, count, CHUNK):
        numbers = range(start, min(start + CHUNK, count))
        said = [chance.choices(sentences, k=SENTENCES + MESSAGES) for _ in numbers]
        rows = [
            _question(number, ". ".join(texts[:SENTENCES]), first + timedelta(minutes=number))
            for number, texts in zip(numbers, said, strict=True)
        ]
        ids = db.session.scalars(
            insert(Question).returning(Question.id, sort_by_parameter_order=True), rows
        ).all()
        messages = [
            _message(question_id, place, text, row["last_activity_at"])
            for question_id, texts, row in zip(ids, said, rows, strict=True)
            for place, text in enumerate(texts[SENTENCES:])
        ]
        db.session.execute(insert(Message), messages)
        words = {
            (stem, one)
            for one, texts in zip(ids, said, strict=True)
            for t in texts
            for stem in stems[t]
        }
        db.session.execute(
            insert(QuestionWord),
            [{"stem": stem, "question_id": question_id} for stem, question_id in sorted(words)],
        )


def _question(number: int, body: str, asked_at: datetime) -> dict[str, Any]:
    status = STATUSES[number % len(STATUSES)]
    closed = status is QuestionStatus.closed
    topics = current_region().topics
    return {
        "email": f"person{number}@example.test",
        "language": ("nb", "nn", "sv", "en")[number // 4 % 4],
        "body": body,
        "topic": topics[number // 4 % len(topics)].slug,
        "municipality": "lillehammer" if number // 4 % 4 else "",
        "situation": None,
        "status": status,
        "created_at": asked_at,
        "answer_due_at": asked_at + timedelta(days=2),
        "due_at": asked_at + timedelta(days=2) if status is QuestionStatus.open else None,
        "first_answered_at": None if status is QuestionStatus.open else asked_at,
        "last_activity_at": asked_at,
        "closed_at": asked_at if closed else None,
        "once": f"question {number}",
        "version": 1,
    }


def _message(question_id: int, place: int, body: str, at: datetime) -> dict[str, Any]:
    return {
        "question_id": question_id,
        "from_staff": place % 2 == 0,
        "body": body,
        "created_at": at,
        "once": f"message {question_id} {place}",
    }
