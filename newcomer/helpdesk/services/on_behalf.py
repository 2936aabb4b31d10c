"""Questions of people who phoned or stood at the counter, written down by a coordinator."""

from dataclasses import astuple, dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from newcomer.extensions import db
from newcomer.helpdesk.models import Channel, Question, QuestionStatus, once_key
from newcomer.helpdesk.services.answering import Act, answer, record
from newcomer.helpdesk.services.conversation import conversation_link
from newcomer.links import absolute_url
from newcomer.mail import queue_email
from newcomer.region import Region
from newcomer.situations import Situation


@dataclass(frozen=True)
class WrittenDown:
    """What somebody said, and how to reach them; "" where they did not say."""

    body: str
    channel: Channel
    language: str
    email: str = ""
    phone: str = ""
    topic: str = ""
    municipality: str = ""
    situation: str = ""
    answer: str = ""  # what they were told at once


def ask_on_behalf(said: WrittenDown, act: Act, region: Region) -> Question:
    """Take the question as the coordinator's own to see to. With an e-mail address the asker gets a
    receipt with the private page; with an answer given at once it is answered already. The same
    form sent twice gives the same question.
    """
    key = once_key(act.once, *(str(part) for part in astuple(said)))
    known = db.session.scalar(select(Question).where(Question.once == key))
    if known is not None:
        return known
    due_at = region.answer_due(act.now)
    question = Question(
        body=said.body,
        channel=said.channel,
        email=said.email,
        phone=said.phone,
        language=said.language,
        topic=said.topic,
        municipality=said.municipality,
        situation=Situation(said.situation) if said.situation else None,
        status=QuestionStatus.open,
        assignee=act.author,
        created_at=act.now,
        last_activity_at=act.now,
        answer_due_at=due_at,
        due_at=due_at,
        once=key,
        messages=[],
    )
    try:
        with db.session.begin_nested():
            db.session.add(question)
    except IntegrityError:  # the same form, sent twice at the same moment
        return db.session.scalars(select(Question).where(Question.once == key)).one()
    record("question.written_down", question, act.author, act.now)
    if said.email:
        queue_email(
            "receipt",
            to=said.email,
            language=said.language,
            now=act.now,
            once=f"receipt:{question.id}",
            link=conversation_link(question),
            number=question.id,
            due=due_at,
            answered=bool(said.answer),
            moving=absolute_url("arrivals.moving", language=said.language),
        )
    if said.answer:
        answer(question, said.answer, act, by_phone=True)
    return question
