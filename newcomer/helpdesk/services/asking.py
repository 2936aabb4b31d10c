"""Taking questions: guides that may answer them, receipts, and confirming what looks suspicious."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from newcomer import audit, limits
from newcomer.errors import TooMany
from newcomer.extensions import db
from newcomer.guides import services as guides
from newcomer.helpdesk.models import Question, QuestionStatus, once_key
from newcomer.helpdesk.services.conversation import confirmation_link, conversation_link
from newcomer.links import absolute_url
from newcomer.mail import queue_email
from newcomer.region import Region
from newcomer.situations import Situation

# Enough for a family with much on its mind; too little to flood a coordinator or a stranger's inbox.
PER_ADDRESS = 10
PER_NETWORK = 60
WINDOW = timedelta(hours=1)

SUGGESTIONS_PER_NETWORK = 600  # in an hour: a whole class may be writing
ANSWERED_PER_NETWORK = 30


@dataclass(frozen=True)
class Asked:
    """What somebody fills in. `email` or `phone` is there: where they want to be reached."""

    body: str
    email: str
    language: str
    once: str
    topic: str = ""
    municipality: str = ""
    situation: str = ""
    phone: str = ""  # as +4761000000; "": no call
    call_times: Sequence[str] = ()  # CallTime values; none: any time


def suggestions(text: str) -> list[guides.Found]:
    """The guides that look like what somebody is about to ask, best first; at most three."""
    return guides.suggested(text)


def may_suggest(network: str, now: datetime) -> bool:
    """Count that guides are looked for; False once this network has had enough of them."""
    try:
        limits.hit("suggestions", network, most=SUGGESTIONS_PER_NETWORK, per=WINDOW, now=now)
    except TooMany:
        return False
    return True


def may_count_answered(once: str, network: str, now: datetime) -> bool:
    """Count that a guide answered somebody; False for the same button pressed again, and for a
    network that presses too often."""
    try:
        limits.hit("answered network", network, most=ANSWERED_PER_NETWORK, per=WINDOW, now=now)
        limits.hit("answered", once, most=1, per=timedelta(days=1), now=now)
    except TooMany:
        return False
    return True


def count_question(address: str, network: str, now: datetime) -> None:
    """Count that somebody asks, from this e-mail address or phone; raises TooMany."""
    limits.hit("ask network", network, most=PER_NETWORK, per=WINDOW, now=now)
    limits.hit("ask address", address, most=PER_ADDRESS, per=WINDOW, now=now)


def ask(asked: Asked, *, region: Region, now: datetime, suspicious: bool = False) -> Question:
    """Take a question and queue its receipt. The same form sent twice gives the same question.

    A suspicious one needs an e-mail address: it waits, unseen by anybody, until the asker confirms
    it by the link in an e-mail. No mail here carries what the sender typed: the address may be
    somebody else's.
    """
    key = once_key(asked.once, asked.body, asked.email, asked.phone)
    known = db.session.scalar(select(Question).where(Question.once == key))
    if known is not None:
        return known
    question = Question(
        body=asked.body,
        email=asked.email,
        phone=asked.phone,
        call_times=list(asked.call_times),
        language=asked.language,
        topic=asked.topic,
        municipality=asked.municipality,
        situation=Situation(asked.situation) if asked.situation else None,
        status=QuestionStatus.unconfirmed if suspicious else QuestionStatus.open,
        created_at=now,
        last_activity_at=now,
        answer_due_at=region.answer_due(now),
        due_at=None if suspicious else region.answer_due(now),
        once=key,
        messages=[],
    )
    try:
        with db.session.begin_nested():
            db.session.add(question)
    except IntegrityError:  # the same form, sent twice at the same moment
        return db.session.scalars(select(Question).where(Question.once == key)).one()
    audit.record(db.session(), "question.asked", question, actor_id=None, now=now)
    if suspicious:
        send_confirmation(question, now, once=f"confirm:{question.id}")
    else:
        _send_receipt(question, now)
    return question


def confirm(question: Question, region: Region, now: datetime) -> None:
    """The asker says that they did ask: from now on it waits for us. A second time changes nothing."""
    if question.status is not QuestionStatus.unconfirmed:
        return
    question.status = QuestionStatus.open
    question.last_activity_at = now
    question.answer_due_at = question.due_at = region.answer_due(now)
    db.session.flush()
    audit.record(db.session(), "question.confirmed", question, actor_id=None, now=now)
    _send_receipt(question, now)


def send_confirmation(question: Question, now: datetime, once: str | None = None) -> None:
    queue_email(
        "confirm",
        to=question.email,
        language=question.language,
        now=now,
        once=once,
        link=confirmation_link(question),
    )


def _send_receipt(question: Question, now: datetime) -> None:
    if question.email:
        queue_email(
            "receipt",
            to=question.email,
            language=question.language,
            now=now,
            once=f"receipt:{question.id}",
            link=conversation_link(question),
            number=question.id,
            due=question.answer_due_at,
            call=bool(question.phone),
            moving=absolute_url("arrivals.moving", language=question.language),
        )
