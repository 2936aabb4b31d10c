"""What comes by itself: reminders, introductions that run out, and those whose vacancy is gone.

Each introduction is done with before the next one is begun: a worker that is killed in the middle
leaves nothing half done, and nobody is told twice."""

from collections.abc import Callable, Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from newcomer.extensions import db
from newcomer.partner_jobs.models.introductions import Introduction, NotNow
from newcomer.partner_jobs.models.vacancies import Vacancy
from newcomer.partner_jobs.services import introductions
from newcomer.partner_jobs.services.introduction_rows import load
from newcomer.registry import Counts

BATCH = 500


def run(now: datetime) -> Counts:
    """All of it, once."""
    asked = Introduction.status.in_(introductions.AWAITED.keys())
    gone = select(Vacancy.id).where(
        Vacancy.id == Introduction.vacancy_id, Vacancy.status.in_(introductions.GONE)
    )
    done = {
        "withdrawn": _each(asked & gone.exists(), introductions.withdraw, now),
        "expired": _each(asked & (Introduction.due_at <= now), introductions.expire, now),
        "reminded": _each(asked & (Introduction.remind_at <= now), introductions.remind, now),
    }
    return {name: many for name, many in done.items() if many}


def _each(
    which: ColumnElement[bool], act: Callable[[Introduction, datetime], None], now: datetime
) -> int:
    """Do it to each of these by itself; how many it was done to. What somebody else has just done,
    or is doing, is left for the next time."""
    many = 0
    for number in _numbers(which):
        one = load(number)
        try:
            if one is not None:
                act(one, now)
                many += 1
            db.session.commit()
        except (NotNow, StaleDataError, IntegrityError):
            db.session.rollback()
    return many


def _numbers(which: ColumnElement[bool]) -> Iterator[int]:
    """Of all of these, however many stay as they are; some at a time, and no transaction is left open
    meanwhile."""
    query = select(Introduction.id).where(which).order_by(Introduction.id).limit(BATCH)
    last = 0
    while numbers := db.session.scalars(query.where(Introduction.id > last)).all():
        db.session.commit()
        yield from numbers
        last = numbers[-1]
    db.session.commit()
