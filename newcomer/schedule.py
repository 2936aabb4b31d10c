"""Runs the due work. Several workers may call it; each piece of work runs once when it is due."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import JSON, String, and_, insert, or_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from newcomer.database import UTCDateTime
from newcomer.extensions import Model, db
from newcomer.registry import Counts, DueWork, registry

log = structlog.get_logger()

AGAIN = timedelta(minutes=15)  # after a run that failed
GIVEN_UP = timedelta(hours=1)  # after which a run that never finished is taken for dead


class ScheduledWork(Model):
    """When a piece of due work was last begun, and what the last finished run reported."""

    __tablename__ = "scheduled_work"

    name: Mapped[str] = mapped_column(String(50), primary_key=True)
    started_at: Mapped[datetime] = mapped_column(UTCDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    report: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    error: Mapped[str] = mapped_column(String(500), default="")


class RetentionReport(Model):
    """What retention removed in one run, per kind. Counts only."""

    __tablename__ = "retention_report"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    removed: Mapped[dict[str, Any]] = mapped_column(JSON)


def run_due(now: datetime) -> list[str]:
    """Run whatever is due; returns the names of what ran. One that fails stops none of the others."""
    ran = []
    for work in registry().due_work:
        if _claim(work, now):
            _run(work, now)
            ran.append(work.name)
    return ran


def _claim(work: DueWork, now: datetime) -> bool:
    """Take the work, unless it is not due or somebody else took it: a guarded statement decides.

    It is due a period after it was last begun; sooner when that run failed or never finished.
    """
    started, finished = ScheduledWork.started_at, ScheduledWork.finished_at
    died = and_(or_(finished.is_(None), finished < started), started <= now - GIVEN_UP)
    failed = and_(ScheduledWork.error != "", started <= now - AGAIN)
    taken = db.session.execute(
        update(ScheduledWork)
        .where(ScheduledWork.name == work.name, or_(started <= now - work.every, died, failed))
        .values(started_at=now, error="")
        .execution_options(synchronize_session=False)
    )
    claimed = taken.rowcount == 1  # type: ignore[attr-defined]
    if not claimed and db.session.get(ScheduledWork, work.name) is None:
        try:
            db.session.execute(
                insert(ScheduledWork).values(name=work.name, started_at=now, report={}, error="")
            )
            claimed = True
        except IntegrityError:
            db.session.rollback()
    db.session.commit()
    return bool(claimed)


def _run(work: DueWork, now: datetime) -> None:
    """Do the work and write down how it went."""
    report: Counts = {}
    error = ""
    try:
        report = work.run(now)
        db.session.flush()
    except Exception as failure:  # noqa: BLE001 - one broken piece of work must not stop the worker
        db.session.rollback()
        error = type(failure).__name__  # its words may name people
        log.exception("due work failed", work=work.name)
    db.session.execute(
        update(ScheduledWork)
        .where(ScheduledWork.name == work.name)
        .values(finished_at=now, report=report, error=error)
    )
    db.session.commit()


def carry_out_retention(now: datetime) -> Counts:
    """Remove what has been kept long enough, in every workflow, and keep a report of the counts.
    Commits batch by batch: what is done stays done, and is reported, if a later one fails."""
    removed: Counter[str] = Counter()
    try:
        for data in sorted(registry().personal_data, key=lambda data: data.order):
            while batch := +Counter(data.retain(now)):
                db.session.commit()
                removed += batch
    finally:
        db.session.rollback()
        db.session.add(RetentionReport(at=now, removed=dict(removed)))
        db.session.commit()
    return dict(removed)
