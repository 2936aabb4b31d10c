"""Which questions wait, and for whom."""

from sqlalchemy import func, select

from newcomer.database import COUNT_LIMIT, Page, paged
from newcomer.extensions import db
from newcomer.helpdesk.models import Question, QuestionStatus


def inbox(status: QuestionStatus, page: int) -> Page[Question]:
    """Questions in this state: those that wait the longest first, closed ones the latest first."""
    latest = Question.last_activity_at
    order = latest.asc() if status is QuestionStatus.open else latest.desc()
    return paged(
        select(Question).where(Question.status == status).order_by(order, Question.id), page
    )


def open_questions() -> int:
    """How many questions wait for us, counted no further than a list shows."""
    waiting = select(Question.id).where(Question.status == QuestionStatus.open).limit(COUNT_LIMIT)
    return db.session.scalar(select(func.count()).select_from(waiting.subquery())) or 0
