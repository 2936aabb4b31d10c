"""Searches for proposals: a coordinator asks for one, a worker does it (services/searching.py)."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError

from newcomer import audit
from newcomer.accounts.models import User
from newcomer.extensions import db
from newcomer.mentoring.models import MatchRun, RunStatus

UNDER_WAY = (RunStatus.queued, RunStatus.running)
USUALLY_DONE = timedelta(seconds=45)  # later than that, the page says that something may be wrong


def queue(
    request_id: int | None, weights: Mapping[str, Any], *, actor: User | None, now: datetime
) -> MatchRun:
    """Ask for proposals for everybody who waits, or for one request. Asked twice, also at the same
    moment, it is one search."""
    about = _about(request_id, weights)
    under_way = select(MatchRun).where(MatchRun.about == about, MatchRun.status.in_(UNDER_WAY))
    found = db.session.scalar(under_way)
    if found is not None:
        return found
    run = MatchRun(request_id=request_id, weights=dict(weights), about=about, created_at=now)
    try:
        with db.session.begin_nested():
            db.session.add(run)
            db.session.flush()
    except IntegrityError:
        found = db.session.scalar(under_way)
        if found is None:  # that of the other is done already
            return queue(request_id, weights, actor=actor, now=now)
        return found
    actor_id = actor.id if actor else None
    audit.record(db.session(), "match_run.queued", run, actor_id=actor_id, now=now)
    return run


def _about(request_id: int | None, weights: Mapping[str, Any]) -> str:
    """The same for searches that would find the same."""
    said = json.dumps([request_id, sorted(weights.items())])
    return hashlib.sha256(said.encode()).hexdigest()[:40]


def last_for_all() -> MatchRun | None:
    """The search that the board shows: the last that was done for everybody."""
    return db.session.scalar(_for_all().limit(1))


def done_before(run: MatchRun) -> MatchRun | None:
    """The search for everybody before this one, to compare with."""
    return db.session.scalar(_for_all().where(MatchRun.id < run.id).limit(1))


def _for_all() -> Select[MatchRun]:
    return (
        select(MatchRun)
        .where(MatchRun.status == RunStatus.done, MatchRun.request_id.is_(None))
        .order_by(MatchRun.id.desc())
    )


def newest(request_id: int | None = None) -> MatchRun | None:
    """The last search that was asked for, done or not: for everybody, or for one request."""
    whose = MatchRun.request_id == request_id if request_id else MatchRun.request_id.is_(None)
    return db.session.scalar(select(MatchRun).where(whose).order_by(MatchRun.id.desc()).limit(1))


def is_late(run: MatchRun, now: datetime) -> bool:
    return run.status in UNDER_WAY and now - run.created_at > USUALLY_DONE
