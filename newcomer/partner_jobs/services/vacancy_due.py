"""What comes by itself: the owner is told in time, and on its day a vacancy goes."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from newcomer.extensions import db
from newcomer.partner_jobs.models.vacancies import Vacancy, VacancyStatus
from newcomer.partner_jobs.services import vacancies, vacancy_mails
from newcomer.region import current_region
from newcomer.registry import Counts

BATCH = 500


def run(now: datetime) -> Counts:
    """All of it, once."""
    region = current_region()
    today = vacancies.today_in(region, now)
    soon = today + timedelta(days=region.jobs["notice_days"])
    passed = Vacancy.status.in_(vacancies.SHOWN) & (Vacancy.expires_on < today)
    untold = (
        (Vacancy.status == VacancyStatus.open)
        & (Vacancy.expires_on >= today)
        & (Vacancy.expires_on <= soon)
        & Vacancy.expiry_told_at.is_(None)
    )
    done = {
        "expired": _each(passed, vacancies.expire, now),
        "told": _each(untold, _tell, now),
    }
    return {name: many for name, many in done.items() if many}


def _tell(vacancy: Vacancy, now: datetime) -> None:
    if vacancy.expiry_told_at is not None:
        raise vacancies.NotNow
    vacancy.expiry_told_at = now
    db.session.flush()
    vacancy_mails.expires_soon(vacancy, now)
    db.session.flush()


def _each(
    which: ColumnElement[bool], act: Callable[[Vacancy, datetime], None], now: datetime
) -> int:
    """Do it to each of these by itself, so that a worker that is killed leaves nothing half done.
    What somebody else has just changed is left for the next time."""
    many = 0
    for number in db.session.scalars(
        select(Vacancy.id).where(which).order_by(Vacancy.id).limit(BATCH)
    ).all():
        db.session.commit()
        try:
            vacancy = db.session.scalar(select(Vacancy).where(Vacancy.id == number, which))
            if vacancy is not None:
                act(vacancy, now)
                many += 1
            db.session.commit()
        except (vacancies.NotNow, StaleDataError, IntegrityError):
            db.session.rollback()
    db.session.commit()
    return many
