"""The same asker asks the same thing twice: one of the two is answered, the other points to it."""

from sqlalchemy import select

from newcomer.errors import NewcomerError
from newcomer.extensions import db
from newcomer.helpdesk.models import Question, QuestionStatus
from newcomer.helpdesk.services.answering import Act, check_seen, record
from newcomer.helpdesk.services.conversation import conversation_link
from newcomer.mail import queue_email


class NoSuchQuestion(NewcomerError):
    """There is no question with this number."""


class ItsOwnDuplicate(NewcomerError):
    """A question is marked as a duplicate of itself, be it by way of others."""


class NotAnswered(NewcomerError):
    """The other question is closed without an answer: both would be lost."""


class SomebodyElses(NewcomerError):
    """The other question is from another person, who must not learn of this one."""


def mark_duplicate(question: Question, original_id: int, act: Act) -> Question:
    """Close the question as a duplicate of another, and tell the asker where it is answered; returns
    the one at the end of the chain, under which it is answered.

    Raises NoSuchQuestion, ItsOwnDuplicate, SomebodyElses, NotAnswered, EditConflict.
    """
    original = _lock_both(question, original_id)
    if question.duplicate_of_id == original.id:
        return original
    check_seen(question, act.version)
    if original.id == question.id:
        raise ItsOwnDuplicate
    if not _same_asker(question, original):
        raise SomebodyElses
    if original.is_closed and original.first_answered_at is None:
        raise NotAnswered
    question.close(act.now)
    question.duplicate_of_id = original.id
    record("question.duplicate", question, act.author, act.now)
    if question.email:
        queue_email(
            "duplicate",
            to=question.email,
            language=question.language,
            now=act.now,
            once=f"duplicate:{question.id}:{original.id}:{question.version}",
            number=question.id,
            original=original.id,
            link=conversation_link(original),
        )
    return original


def _lock_both(question: Question, original_id: int) -> Question:
    """The question that `original_id` is answered under, with both rows locked in the same order by
    everybody: two who mark two questions as each other's duplicates would else make a circle."""
    original = _end_of_chain(original_id)
    query = (
        select(Question)
        .where(Question.id.in_([question.id, original.id]))
        .order_by(Question.id)
        .with_for_update(of=Question)
        .execution_options(populate_existing=True)
    )
    db.session.scalars(query).all()
    return _end_of_chain(original.id)


def _end_of_chain(number: int) -> Question:
    found = db.session.get(Question, number)
    seen = set()
    while found is not None and found.duplicate_of_id is not None and found.id not in seen:
        seen.add(found.id)
        found = db.session.get(Question, found.duplicate_of_id)
    if found is None or found.status is QuestionStatus.unconfirmed:
        raise NoSuchQuestion
    return found


def _same_asker(one: Question, other: Question) -> bool:
    """By what the answer is sent to. Anybody can write anybody's number or address: so the page of
    the one question never leads to the other; an e-mail to that address does."""
    return (one.email, one.phone if not one.email else "") == (
        other.email,
        other.phone if not other.email else "",
    )
