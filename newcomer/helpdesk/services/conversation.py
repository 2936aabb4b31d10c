"""The private conversation: its links, and what the asker writes and does there."""

from datetime import datetime, timedelta
from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, Select, and_, delete, or_, select, update

from newcomer import audit, limits
from newcomer.errors import TooMany
from newcomer.extensions import db
from newcomer.helpdesk.models import (
    Channel,
    Message,
    Question,
    QuestionStatus,
    Rating,
    once_key,
)
from newcomer.links import absolute_url, link_token, read_link_token
from newcomer.mail import EmailStatus, OutgoingEmail, queue_email
from newcomer.region import current_region

LINK = "conversation"
CONFIRM = "confirm question"
REPLIES_PER_HOUR = 60  # from one network
LINK_AGAIN = timedelta(minutes=10)  # no sooner is a link mailed a second time
LOST_LINKS_PER_NETWORK = 30  # in an hour
LOST_LINKS_BACK = timedelta(days=365)
MOST_LINKS = 20


def conversation_link(question: Question) -> str:
    """The private address of the conversation, for e-mails: in the language of our replies."""
    return absolute_url("helpdesk.conversation", language=question.language, token=_token(question))


def conversation_path(question: Question, language: str) -> str:
    """The private address of the conversation on this site, in the language of the page."""
    return url_for("helpdesk.conversation", language=language, token=_token(question))


def confirmation_link(question: Question) -> str:
    """The address where the asker confirms that they asked; only their own mail has it."""
    token = link_token(CONFIRM, question.id, question.link_nonce)
    return absolute_url("helpdesk.confirm", language=question.language, confirmation=token)


def _token(question: Question) -> str:
    return link_token(LINK, question.id, question.link_nonce)


def question_of_link(token: str) -> Question | None:
    """The question that a private link opens; None for a link that is forged or has been revoked.
    Who phoned or came to the counter without leaving an e-mail address has no private page."""
    question = _question_of(LINK, token)
    has_page = question is not None and (question.channel is Channel.web or question.email)
    return question if has_page else None


def question_to_confirm(confirmation: str) -> Question | None:
    """The question that the link in an e-mail confirms; None as for question_of_link()."""
    return _question_of(CONFIRM, confirmation)


def _question_of(kind: str, token: str) -> Question | None:
    opened = read_link_token(kind, token)
    if opened is None:
        return None
    question = db.session.get(Question, opened[0])
    return question if question is not None and question.link_nonce == opened[1] else None


def is_deleted(token: str) -> bool:
    """Whether this was a link of ours to a question that is gone."""
    opened = read_link_token(LINK, token)
    return opened is not None and db.session.get(Question, opened[0]) is None


def original_of(question: Question) -> Question | None:
    """The same asker's question under which this one is answered, if there is one."""
    number = question.duplicate_of_id
    return None if number is None else db.session.get(Question, number)


def count_reply(network: str, now: datetime) -> None:
    """Count that somebody writes more; raises TooMany."""
    limits.hit("reply network", network, most=REPLIES_PER_HOUR, per=timedelta(hours=1), now=now)


def reply(question: Question, body: str, once: str, now: datetime) -> None:
    """The asker writes more. Sent twice, it stands once."""
    key = once_key(once, str(question.id), body)
    if is_written(question, body, once):
        return
    question.add_reply(body, key, now, current_region().answer_due(now))
    audit.record(db.session(), "question.replied", question, actor_id=None, now=now)


def is_written(question: Question, body: str, once: str) -> bool:
    """Whether this very form with this very text has been taken already."""
    key = once_key(once, str(question.id), body)
    return db.session.scalar(select(Message.id).where(Message.once == key)) is not None


def questions_of(email: str) -> list[Question]:
    """What was asked from this confirmed address, the latest first."""
    query: Select[Any] = (
        select(Question)
        .where(Question.email == email, Question.status != QuestionStatus.unconfirmed)
        .order_by(Question.id.desc())
        .limit(100)
    )
    return list(db.session.scalars(query))


def close(question: Question, now: datetime) -> None:
    """The asker needs no more. What is closed, or not even confirmed, stays as it is."""
    if question.status in {QuestionStatus.closed, QuestionStatus.unconfirmed}:
        return
    question.close(now)
    audit.record(db.session(), "question.closed", question, actor_id=None, now=now)


# -- what the asker says of the help -------------------------------------------------------------


def rate(question: Question, rating: Rating, now: datetime) -> None:
    """The asker says whether our answer helped; they may change their mind. Nothing to say of yet:
    nothing happens. Whoever answers meanwhile is not disturbed: it is no new version."""
    if question.first_answered_at is None or question.rating is rating:
        return
    _set(question, rating=rating, rated_at=now)
    audit.record(
        db.session(), "question.rated", question, actor_id=None, now=now, rating=rating.value
    )


def comment_on_rating(question: Question, comment: str) -> None:
    """One line beside the rating; "" takes it away."""
    if question.rating is not None:
        _set(question, rating_comment=comment)


def _set(question: Question, **values: Any) -> None:
    db.session.execute(
        update(Question)
        .where(Question.id == question.id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


# -- links that were lost ------------------------------------------------------------------------


def may_send_link(email: str, network: str, now: datetime) -> bool:
    """Count that a link is to be mailed to this address; False when one has just been, whichever
    question it was for, or when the network has asked too often."""
    try:
        most, per = LOST_LINKS_PER_NETWORK, timedelta(hours=1)
        limits.hit("link again network", network, most=most, per=per, now=now)
    except TooMany:
        return False
    return bool(email) and _is_first("link again", email, now)


def send_link(question: Question, now: datetime) -> None:
    """Mail the link to the question's own address, wherever it was asked for."""
    queue_email(
        "link_again",
        to=question.email,
        language=question.language,
        now=now,
        link=conversation_link(question),
        number=question.id,
    )


def may_look_for_links(email: str, network: str, now: datetime) -> bool:
    """Count that somebody has lost their links; False when this address has just been written to.
    Raises TooMany for a network that asks too often."""
    per = timedelta(hours=1)
    limits.hit("lost link network", network, most=LOST_LINKS_PER_NETWORK, per=per, now=now)
    return _is_first("lost link", email, now)


def send_links(email: str, now: datetime) -> None:
    """Mail the links of the questions that are not closed to the address that asked them, if any."""
    done = (QuestionStatus.closed, QuestionStatus.unconfirmed)
    query = (
        select(Question)
        .where(Question.email == email, Question.status.not_in(done))
        .where(Question.created_at > now - LOST_LINKS_BACK)
        .order_by(Question.id.desc())
        .limit(MOST_LINKS)
    )
    found = list(db.session.scalars(query))
    if found:
        queue_email(
            "lost_links",
            to=email,
            language=found[0].language,
            now=now,
            questions=[(one.id, one.created_at, conversation_link(one)) for one in found],
        )


def _is_first(what: str, who: str, now: datetime) -> bool:
    try:
        limits.hit(what, who, most=1, per=LINK_AGAIN, now=now)
    except TooMany:
        return False
    return True


# -- deleting ------------------------------------------------------------------------------------

# Mails about one message are queued once, as "answer:17" for message 17.
MAILS_OF_A_MESSAGE = ("answer", "preliminary", "handover", "handed_over")


def delete_question(question: Question, now: datetime) -> None:
    """Remove the question, all that was said, and the mails about it that have not gone out. The log
    keeps that it was done. Raises StaleDataError if somebody wrote at the same moment."""
    for duplicate in db.session.scalars(
        select(Question).where(Question.duplicate_of_id == question.id)
    ):
        duplicate.reopen(now, current_region().answer_due(now))
    audit.record(db.session(), "question.deleted", question, actor_id=None, now=now)
    remove(question)


def remove(question: Question) -> None:
    """Remove the question, and the mails about it that have not gone out, to whomever."""
    once = [f"{kind}:{question.id}" for kind in ("receipt", "confirm")]
    once += [f"{kind}:{one.id}" for kind in MAILS_OF_A_MESSAGE for one in question.messages]
    of_this: list[ColumnElement[bool]] = [OutgoingEmail.once.in_(once)]
    of_this += [
        OutgoingEmail.once.startswith(f"{kind}:{question.id}:", autoescape=True)
        for kind in ("assigned", "duplicate")
    ]
    # Whatever else leads here and nowhere else.
    leads_here = OutgoingEmail.body.contains(_token(question), autoescape=True)
    of_this.append(and_(leads_here, OutgoingEmail.kind != "lost_links"))
    db.session.delete(question)
    db.session.flush()
    db.session.execute(
        delete(OutgoingEmail)
        .where(OutgoingEmail.status != EmailStatus.sent, or_(*of_this))
        .execution_options(synchronize_session=False)
    )
