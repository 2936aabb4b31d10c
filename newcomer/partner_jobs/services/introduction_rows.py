"""Which introductions there are, and the locks on what is about to change. Locks are always taken in
the same order: employer, partner, vacancy, introduction. Of two who come at the same moment the
second waits, and then reads what the first has done."""

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import class_mapper, defaultload, joinedload

from newcomer.extensions import db
from newcomer.partner_jobs.models.introductions import Introduction, NotNow
from newcomer.partner_jobs.models.vacancies import Vacancy


def with_both() -> Select[Any]:
    """A query of introductions that brings the two and the vacancy along."""
    return select(Introduction).options(
        joinedload(Introduction.partner),
        joinedload(Introduction.employer, innerjoin=True),
        joinedload(Introduction.vacancy),
    )


def load(number: int) -> Introduction | None:
    """One introduction with the two and the vacancy, whose texts come when they are asked for."""
    query = with_both().options(defaultload(Introduction.vacancy).lazyload(Vacancy.translations))
    found: Introduction | None = db.session.scalar(query.where(Introduction.id == number))
    return found


def take(introduction: Introduction, *, partner: bool = False) -> None:
    """Lock the introduction, and the partner where they change too; read them anew. Raises NotNow if
    the introduction is gone."""
    db.session.flush()
    if partner and introduction.partner is not None:
        lock(introduction.partner)
    lock(introduction)


def lock(row: Any) -> None:
    """Lock this row and read it anew; rows that point to it may come meanwhile. Raises NotNow if it
    is gone. Its columns only: a lock must not reach rows that are loaded along with it."""
    columns = [one.key for one in class_mapper(type(row)).column_attrs]
    try:
        db.session.refresh(row, columns, with_for_update={"key_share": True})
    except InvalidRequestError as error:
        raise NotNow from error
