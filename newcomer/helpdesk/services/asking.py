"""Taking questions."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from newcomer import audit, limits
from newcomer.extensions import db
from newcomer.helpdesk.models import Question, QuestionStatus, once_key
from newcomer.helpdesk.services import question_search
from newcomer.helpdesk.services.conversation import conversation_link
from newcomer.mail import queue_email
from newcomer.region import Region
from newcomer.situations import Situation

# Enough for a family with much on its mind; too little to flood a coordinator or a stranger's inbox.
PER_ADDRESS = 10
PER_NETWORK = 60
WINDOW = timedelta(hours=1)


def count_question(email: str, network: str, now: datetime) -> None:
    """Count that somebody asks; raises TooMany."""
    limits.hit("ask network", network, most=PER_NETWORK, per=WINDOW, now=now)
    limits.hit("ask address", email, most=PER_ADDRESS, per=WINDOW, now=now)


def ask(
    *,
    body: str,
    email: str,
    language: str,
    topic: str,
    municipality: str,
    situation: str,
    once: str,
    region: Region,
    now: datetime,
) -> Question:
    """Take a question and queue its receipt. The same form sent twice gives the same question.

    The receipt carries nothing that the sender typed: the address may be somebody else's.
    """
    key = once_key(once, body, email)
    known = db.session.scalar(select(Question).where(Question.once == key))
    if known is not None:
        return known
    question = Question(
        body=body,
        email=email,
        language=language,
        topic=topic,
        municipality=municipality,
        situation=Situation(situation) if situation else None,
        status=QuestionStatus.open,
        created_at=now,
        last_activity_at=now,
        answer_due_at=region.answer_due(now),
        once=key,
        messages=[],
    )
    try:
        with db.session.begin_nested():
            db.session.add(question)
    except IntegrityError:  # the same form, sent twice at the same moment
        return db.session.scalars(select(Question).where(Question.once == key)).one()
    question_search.index_question(question)
    audit.record(db.session(), "question.asked", question, actor_id=None, now=now)
    queue_email(
        "receipt",
        to=email,
        language=language,
        now=now,
        once=f"receipt:{question.id}",
        link=conversation_link(question),
        number=question.id,
        due=question.answer_due_at,
    )
    return question
