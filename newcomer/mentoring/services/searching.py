"""What a worker does with a search: takes it, finds the proposals, writes them down.

Whoever takes a search marks it with a claim of their own and is heard of at every step. One who is
not heard of for a while is taken for dead; should they come back, their claim is gone and what they
found is thrown away.
"""

import gc
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import and_, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.mentoring.models import MatchRun, MentorProfile, MentorRequest, Proposal, RunStatus
from newcomer.mentoring.services import instance as instances
from newcomer.mentoring.services import missing, runs
from newcomer.mentoring.services.instance import Loaded
from newcomer.mentoring.services.judging import alike
from newcomer.mentoring.services.weights import numbers, rules
from newcomer.region import Region
from newcomer.registry import Counts

log = structlog.get_logger()

TAKEN_FOR_DEAD = timedelta(minutes=3)  # many times what a search takes
ATTEMPTS = 3  # a search that kills its worker is given up
KEPT = 2  # searches for everybody whose proposals are kept: the last, and one to compare with


class LostClaim(Exception):
    """Another worker has taken the search, or it has been deleted."""


def warm() -> None:
    """Have the engine compiled and loaded: half a minute the first time on a machine."""
    import newcomer.matching.mentors
    import newcomer.matching.recruit  # noqa: F401


def is_something_queued(now: datetime) -> bool:
    """A look that takes no lock, so that it can be taken often."""
    with db.engine.connect() as connection:
        reading = connection.execution_options(writes=False)
        return reading.scalar(select(MatchRun.id).where(_waits(now)).limit(1)) is not None


def _waits(now: datetime) -> Any:
    died = and_(MatchRun.status == RunStatus.running, MatchRun.claimed_at <= now - TAKEN_FOR_DEAD)
    return or_(MatchRun.status == RunStatus.queued, died)


def take_next(now: datetime) -> tuple[int, str] | None:
    """Claim the search that has waited longest; its number and the claim. None: nothing waits, or
    somebody else was quicker. Commits."""
    run = db.session.execute(
        select(MatchRun.id, MatchRun.result).where(_waits(now)).order_by(MatchRun.id).limit(1)
    ).first()
    if run is None:
        db.session.rollback()
        return None
    attempts = int(run.result.get("attempts", 0)) + 1
    given_up = attempts > ATTEMPTS
    claim = secrets.token_hex(16)
    taken = db.session.execute(
        update(MatchRun)
        .where(MatchRun.id == run.id, _waits(now))
        .values(
            status=RunStatus.failed if given_up else RunStatus.running,
            error="died" if given_up else "",
            finished_at=now if given_up else None,
            claim=claim,
            claimed_at=now,
            step="loading",
            result={"attempts": attempts},
        )
        .execution_options(synchronize_session=False)
    )
    mine = taken.rowcount == 1  # type: ignore[attr-defined]
    db.session.commit()
    return (run.id, claim) if mine and not given_up else None


def work(region: Region, now: datetime) -> bool:
    """Do the next search that waits; False if there was none. Commits at every step."""
    if not is_something_queued(now):
        return False
    taken = take_next(now)
    if taken is None:
        return False
    run_id, claim = taken
    try:
        with _without_collecting():
            carry_out(run_id, claim, region, now)
    except LostClaim:
        db.session.rollback()
        log.warning("search taken by another worker", run=run_id)
    except Exception as failure:  # noqa: BLE001 - one broken search must not stop the worker
        db.session.rollback()
        log.exception("search failed", run=run_id)
        _fail(run_id, claim, type(failure).__name__)
    return True


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Python looks for garbage each time many new objects are made; here they are all needed."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def carry_out(run_id: int, claim: str, region: Region, now: datetime) -> None:
    """Find the proposals of a search that has been claimed. LostClaim if the claim is gone."""
    started = time.perf_counter()
    run = db.session.execute(
        select(MatchRun.request_id, MatchRun.weights).where(MatchRun.id == run_id)
    ).first()
    if run is None:
        raise LostClaim
    request_id, weights = run
    loaded = instances.load(region, request_id, now)
    _step(run_id, claim, "matching")
    from newcomer.matching.mentors import Matcher

    began = time.perf_counter()
    matcher = Matcher(loaded.instance, rules(region, weights))
    matching = matcher.match((str(one), str(other)) for one, other in loaded.locked)
    engine = time.perf_counter() - began
    rows = _proposals(run_id, loaded, matching)
    _step(run_id, claim, "writing")
    result = {
        "waiting": len(loaded.newcomers),
        "mentors": len(loaded.mentors),
        "places": sum(one["capacity"] for one in loaded.instance["mentors"]),
        "matched": matching.matched,
        "score": matching.score,
        "weights": numbers(matcher.instance.rules),
        "engine_seconds": round(engine, 3),
    }
    _finish(run_id, claim, rows, result, started)
    if request_id is None:
        _forget_replaced()


def count_missing(region: Region, now: datetime) -> Counts:
    """Which mentors are missing most, by the last search for everybody: nobody waits for it, so it
    is not part of that search. Counts nothing if it has been counted. Commits when it has read what
    it needs: it computes for seconds, and on SQLite nobody could write meanwhile."""
    run = runs.last_for_all()
    if run is None or "missing" in run.result:
        return {}
    from newcomer.matching.mentors import Matcher

    run_id, result = run.id, run.result
    loaded = instances.load(region, None, now)
    db.session.commit()
    matcher = Matcher(loaded.instance, rules(region, {}))
    matching = matcher.match((str(one), str(other)) for one, other in loaded.locked)
    found = missing.find(region, matcher, matching)
    found["left_out"] += len(loaded.aside)
    db.session.execute(
        update(MatchRun)
        .where(MatchRun.id == run_id, MatchRun.status == RunStatus.done)
        .values(result={**result, "missing": found})
        .execution_options(synchronize_session=False)
    )
    return {"left_out": found["left_out"]}


def _proposals(run_id: int, loaded: Loaded, matching: Any) -> list[dict[str, Any]]:
    """A row for everybody who waits: the mentor and why, or what stands in the way."""
    from newcomer.matching.explain import newcomers_left_out, pairs_explained

    people = {one["id"]: one for one in loaded.instance["newcomers"]}
    mentors = {one["id"]: one for one in loaded.instance["mentors"]}
    rows = []
    explained: list[dict[str, Any]] = [dict(one) for one in pairs_explained(matching)]
    for found in explained:
        one, other = people[found.pop("newcomer")], mentors[found.pop("mentor")]
        newcomer, mentor = loaded.newcomers[int(one["id"])], loaded.mentors[int(other["id"])]
        score = found.pop("score")
        years = abs(one["age"] - other["age"])
        rows.append(
            _row(run_id, newcomer)
            | {
                "mentor_id": mentor.id,
                "score": score,
                "mentor_facts": mentor.facts_version,
                "reasons": found | alike(newcomer, mentor, years),
            }
        )
    left_out: list[dict[str, Any]] = [dict(one) for one in newcomers_left_out(matching)]
    for found in left_out:
        newcomer = loaded.newcomers[int(found.pop("newcomer"))]
        rows.append(_row(run_id, newcomer) | {"reasons": found})
    for number, why in loaded.aside.items():
        rows.append(_row(run_id, loaded.newcomers[number]) | {"reasons": why})
    return rows


def _row(run_id: int, newcomer: Any) -> dict[str, Any]:
    return {
        "run_id": run_id,
        "request_id": newcomer.id,
        "mentor_id": None,
        "score": 0,
        "newcomer_facts": newcomer.facts_version,
        "mentor_facts": 0,
        "reasons": {},
    }


def _step(run_id: int, claim: str, step: str) -> None:
    """Say how far it has come, and that we live."""
    _change(run_id, claim, step=step, claimed_at=utcnow())
    db.session.commit()


def _change(run_id: int, claim: str, **values: Any) -> None:
    """Change the search if it is still ours; LostClaim if not."""
    changed = db.session.execute(
        update(MatchRun)
        .where(MatchRun.id == run_id, MatchRun.claim == claim)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    if changed.rowcount == 0:  # type: ignore[attr-defined]
        raise LostClaim


def _finish(
    run_id: int, claim: str, rows: list[dict[str, Any]], result: dict[str, Any], started: float
) -> None:
    """Write all of it down at once: a search has all its proposals or none."""
    for last_try in (False, True):
        try:
            _change(run_id, claim, status=RunStatus.done, step="")  # holds the row until the commit
            there = _still_there(rows)
            if there:
                db.session.execute(insert(Proposal), there)
            break
        except IntegrityError:  # somebody has been deleted since we looked who is still there
            db.session.rollback()
            if last_try:
                raise
    result["seconds"] = round(time.perf_counter() - started, 3)
    _change(run_id, claim, result=result, finished_at=utcnow())
    db.session.commit()


def _still_there(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without those whose wish or profile was deleted while we searched."""
    requests = set(db.session.scalars(select(MentorRequest.id)))
    mentors = {None, *db.session.scalars(select(MentorProfile.id))}
    return [row for row in rows if row["request_id"] in requests and row["mentor_id"] in mentors]


def _forget_replaced() -> None:
    """Away with the proposals of searches that have been replaced. The searches stay a while."""
    kept = (
        select(MatchRun.id)
        .where(MatchRun.status == RunStatus.done, MatchRun.request_id.is_(None))
        .order_by(MatchRun.id.desc())
        .limit(KEPT)
    )
    oldest = min(db.session.scalars(kept))
    db.session.execute(
        delete(Proposal)
        .where(Proposal.run_id < oldest)
        .execution_options(synchronize_session=False)
    )
    db.session.commit()


def _fail(run_id: int, claim: str, error: str) -> None:
    try:
        _change(run_id, claim, status=RunStatus.failed, error=error, step="", finished_at=utcnow())
        db.session.commit()
    except LostClaim:
        db.session.rollback()
