"""Invented questions for the demo, at every stage of their life."""

import itertools
import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from newcomer.accounts.models import User
from newcomer.extensions import db
from newcomer.helpdesk import demo_year
from newcomer.helpdesk.models import Question, QuestionStatus, once_key
from newcomer.helpdesk.services import question_search
from newcomer.region import current_region
from newcomer.situations import Situation

FILE = Path(__file__).parent.parent / "demo" / "questions.toml"


def fill(now: datetime) -> None:
    """Add the demo's questions, unless they are there already."""
    coordinator = db.session.scalars(
        select(User).where(User.email == "coordinator@example.test")
    ).one()
    region = current_region()
    topics = {topic.slug for topic in region.topics}
    municipalities = itertools.cycle(["", *(one.slug for one in region.municipalities)])
    with FILE.open("rb") as file:
        rows = tomllib.load(file)["questions"]
    for row, municipality in zip(rows, municipalities, strict=False):
        key = once_key("demo", row["key"])
        if db.session.scalar(select(Question.id).where(Question.once == key)) is None:
            topic = row["topic"] if row["topic"] in topics else ""
            db.session.add(_question(row, key, topic, municipality, coordinator, now))
    db.session.flush()  # so that these have the first numbers
    demo_year.fill(region, coordinator.id, now)
    question_search.index_silent(now)


def _question(
    row: dict[str, Any], key: str, topic: str, municipality: str, coordinator: User, now: datetime
) -> Question:
    asked_at = now - timedelta(hours=row["hours_ago"])
    question = Question(
        body=row["body"].strip(),
        email=row["email"],
        language=row["language"],
        topic=topic,
        municipality=municipality,
        situation=Situation(row["situation"]) if row["situation"] else None,
        status=QuestionStatus.open,
        created_at=asked_at,
        last_activity_at=asked_at,
        answer_due_at=current_region().answer_due(asked_at),
        due_at=current_region().answer_due(asked_at),
        once=key,
        messages=[],
    )
    for number, message in enumerate(row.get("messages", [])):
        at = now - timedelta(hours=message["hours_ago"])
        mark = once_key(key, str(number))
        if message["author"] == "coordinator":
            question.add_answer(message["body"].strip(), coordinator, mark, at)
        else:
            due_at = current_region().answer_due(at)
            question.add_reply(message["body"].strip(), mark, at, due_at)
    if row["status"] == "closed":
        question.close(question.last_activity_at)
    return question
