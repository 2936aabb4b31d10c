"""Which questions wait, and for whom; and what each coordinator has seen of them."""

import enum
import functools
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session, joinedload, lazyload

from newcomer.access import ROLE_PERMISSIONS, Permission
from newcomer.accounts.models import RoleGrant, User
from newcomer.database import Page, add_or_change, paged, paged_by_key
from newcomer.extensions import db
from newcomer.helpdesk.models import Question, QuestionStatus, ReadMark
from newcomer.helpdesk.services import question_search
from newcomer.situations import Situation

_WITH_ASSIGNEE = joinedload(Question.assignee).lazyload(User.grants)
MOST_COUNTED = 100  # beyond this a tab says "more than"


class View(enum.Enum):
    """The lists of the inbox."""

    ours = "ours"  # all that waits for us
    new = "new"  # waits for us, and nobody has taken it
    mine = "mine"
    asker = "asker"  # waits for the asker
    elsewhere = "elsewhere"  # waits for somebody else
    overdue = "overdue"
    closed = "closed"


COUNTED = (View.new, View.mine, View.ours, View.elsewhere, View.overdue)  # in the tabs


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed down to; "" for everything."""

    topic: str = ""
    municipality: str = ""
    answer_in: str = ""  # a language
    situation: str = ""
    q: str = ""

    def narrow(self, query: Select[Any]) -> Select[Any]:
        if self.situation:
            query = query.where(Question.situation == Situation(self.situation))
        if self.topic:
            query = query.where(Question.topic == self.topic)
        if self.municipality:
            query = query.where(Question.municipality == self.municipality)
        if self.answer_in:
            query = query.where(Question.language == self.answer_in)
        if self.q:
            query = query.where(question_search.matching(self.q))
        return query


def inbox(view: View, filters: Filters, user: User, page: int, now: datetime) -> Page[Question]:
    """A list of the inbox. What waits for us comes in the order in which it is due, the rest with
    what was touched last first."""
    query = filters.narrow(_of_view(view).params(user=user.id, now=now))
    if view in (View.asker, View.closed):
        query = query.order_by(Question.last_activity_at.desc(), Question.id.desc())
    elif view is View.mine:  # the only list in which some wait for us and some do not
        query = query.order_by(Question.due_at.asc().nulls_last(), Question.id)
    else:
        query = query.order_by(Question.due_at, Question.id)
    if filters.q:
        return paged_by_key(query, Question.id, select(Question).options(_WITH_ASSIGNEE), page)
    return paged(query.options(_WITH_ASSIGNEE), page)


@functools.cache  # making a statement takes longer than running it
def _of_view(view: View) -> Select[Any]:
    """The questions of a list, for the :user and as of :now."""
    status = Question.status
    # Spelled out, so that the index on whose and in which state is used.
    unfinished = (QuestionStatus.open, QuestionStatus.elsewhere, QuestionStatus.answered)
    conditions = {
        View.new: and_(
            status == QuestionStatus.open,
            or_(Question.assignee_id.is_(None), Question.assignee_id.not_in(_coordinator_ids())),
        ),
        View.mine: and_(Question.assignee_id == bindparam("user"), status.in_(unfinished)),
        View.ours: status == QuestionStatus.open,
        View.asker: status == QuestionStatus.answered,
        View.elsewhere: status == QuestionStatus.elsewhere,
        View.overdue: Question.due_at < bindparam("now"),
        View.closed: status == QuestionStatus.closed,
    }
    return select(Question).where(conditions[view])


def held(view: View, user: User, now: datetime) -> Select[int]:
    """The questions of a list by their numbers."""
    return _of_view(view).with_only_columns(Question.id).params(user=user.id, now=now)


def counts(user: User, now: datetime) -> dict[View, int]:
    """How many questions each of COUNTED holds, counted no further than MOST_COUNTED + 1: one
    statement."""
    row = db.session.execute(_numbers(), {"user": user.id, "now": now}).one()
    return dict(zip(COUNTED, row, strict=True))


@functools.cache
def _numbers() -> Select[Any]:
    numbers = []
    for view in COUNTED:
        some = _of_view(view).with_only_columns(Question.id).limit(MOST_COUNTED + 1)
        numbers.append(
            select(func.count()).select_from(some.subquery()).scalar_subquery().label(view.value)
        )
    return select(*numbers)


def _coordinator_ids() -> Select[int]:
    """Those who may answer questions now."""
    roles = [role for role, may in ROLE_PERMISSIONS.items() if Permission.answer_questions in may]
    return select(RoleGrant.user_id).where(RoleGrant.role.in_(roles))


def coordinators() -> list[User]:
    """Everybody who may answer questions, by name."""
    query = select(User).where(User.id.in_(_coordinator_ids())).options(lazyload(User.grants))
    found = db.session.scalars(query)
    return sorted(found, key=lambda user: user.display_name.casefold())


# -- read marks --------------------------------------------------------------------------------


def unread(questions: list[Question], user: User) -> set[int]:
    """The numbers of those in which there is something that this person has not seen."""
    marks = select(ReadMark.question_id, ReadMark.seen_at).where(
        ReadMark.user_id == user.id, ReadMark.question_id.in_([one.id for one in questions])
    )
    seen = {mark.question_id: mark.seen_at for mark in db.session.execute(marks)}
    return {
        one.id for one in questions if one.id not in seen or seen[one.id] < one.last_activity_at
    }


def mark_read(session: Session, question: Question, user: User, seen_at: datetime) -> None:
    """Note that this person has seen what was written until then. `session` is a short one."""
    key = {"user_id": user.id, "question_id": question.id}
    add_or_change(session, ReadMark, key, first={"seen_at": seen_at}, then={"seen_at": seen_at})
