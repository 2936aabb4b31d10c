"""What comes by itself: reminders, proposals that run out, the questions halfway, the end of a
pair's time, and (where the region wants it) the next proposal after a no.

Each pair is done with before the next one is begun: a worker that is killed in the middle leaves
nothing half done, and nobody is told twice."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased
from sqlalchemy.orm.exc import StaleDataError

from newcomer.extensions import db
from newcomer.mentoring.models import (
    OPEN,
    MatchRun,
    MatchStatus,
    MentorMatch,
    MentorRequest,
    NoPlaceLeft,
    NoReason,
    NotNow,
    PairRule,
    Proposal,
    RequestStatus,
    RuleKind,
    RunStatus,
    Side,
)
from newcomer.mentoring.services import match_mails as mails
from newcomer.mentoring.services import matches, runs
from newcomer.mentoring.services.links import with_people
from newcomer.mentoring.services.rows import take
from newcomer.region import Region, current_region
from newcomer.registry import Counts

BATCH = 500
RECENT = timedelta(days=30)  # how long after a no another proposal follows by itself
# After these the newcomer would still like somebody, and somebody else.
ASK_ANOTHER_AFTER = (NoReason.not_fitting, NoReason.know_each_other)


def run(now: datetime) -> Counts:
    """All of it, once."""
    region = current_region()
    today = now.astimezone(region.zone).date()
    half = timedelta(weeks=region.mentoring["duration_weeks"]) / 2
    is_open, is_active = MentorMatch.status.in_(OPEN), MentorMatch.status == MatchStatus.active
    asked_half = is_active & MentorMatch.midway_asked_at.is_(None)
    done = {
        "expired": _each(is_open & (MentorMatch.due_at <= now), matches.expire, now),
        "reminded": _each(is_open & (MentorMatch.remind_at <= now), matches.remind, now),
        "finished": _each(is_active & (MentorMatch.ends_on < today), matches.finish, now),
        "midway": _each(asked_half & (MentorMatch.started_at <= now - half), ask_midway, now),
    }
    if region.mentoring["next_by_itself"]:
        done["next"] = _next_by_themselves(now, region)
    return {name: many for name, many in done.items() if many}


def _each(
    which: ColumnElement[bool], act: Callable[[MentorMatch, datetime], None], now: datetime
) -> int:
    """Do it to each of these by itself; how many it was done to. What somebody else has just done,
    or is doing, is left for the next time, and so is what cannot be done now."""
    many = 0
    for number in _numbers(which):
        match = db.session.scalar(with_people().where(MentorMatch.id == number))
        try:
            if match is not None:
                act(match, now)
                many += 1
            db.session.commit()
        except (NotNow, StaleDataError, IntegrityError):
            db.session.rollback()
    return many


def _numbers(which: ColumnElement[bool]) -> Iterator[int]:
    """Of all of these, however many stay as they are; some at a time, and no transaction is left
    open meanwhile."""
    query, last = select(MentorMatch.id).where(which).order_by(MentorMatch.id).limit(BATCH), 0
    while numbers := db.session.scalars(query.where(MentorMatch.id > last)).all():
        db.session.commit()
        yield from numbers
        last = numbers[-1]
    db.session.commit()


def ask_midway(match: MentorMatch, now: datetime) -> None:
    """Ask both the three questions. Raises NotNow if they were asked, or are no pair any more."""
    take(match)
    if not match.is_active or match.midway_asked_at is not None:
        raise NotNow
    match.midway_asked_at = now
    db.session.flush()
    for side in Side:
        mails.midway(match, side, now)


# -- the next proposal by itself -----------------------------------------------------------------


def _next_by_themselves(now: datetime, region: Region) -> int:
    """Send the next proposal to whoever waits after a no, or have one looked for."""
    later = aliased(MentorMatch)
    newer = select(later.id).where(
        later.request_id == MentorMatch.request_id, later.id > MentorMatch.id
    )
    said_no = (
        MentorMatch.status.in_((MatchStatus.declined_mentor, MatchStatus.expired_mentor))
    ) | (
        (MentorMatch.status == MatchStatus.declined_newcomer)
        & MentorMatch.no_reason.in_(ASK_ANOTHER_AFTER)
    )
    waiting = select(MentorRequest.id).where(
        MentorRequest.id == MentorMatch.request_id,
        MentorRequest.status == RequestStatus.waiting,
    )
    which = said_no & ~newer.exists() & waiting.exists() & (MentorMatch.ended_at > now - RECENT)

    def act(match: MentorMatch, now: datetime) -> None:
        _send_next(match, now, region)

    return _each(which, act, now)


def _send_next(last: MentorMatch, now: datetime, region: Region) -> None:
    """The newcomer's newest proposal if it still holds; else have a new one looked for."""
    found = _newest_proposal(last.request)
    if found is not None and found.mentor is not None and _still_holds(found):
        try:
            matches.send(
                last.request,
                found.mentor,
                score=found.score,
                reasons=found.reasons,
                actor=None,
                now=now,
                region=region,
            )
        except NoPlaceLeft as error:
            raise NotNow from error
        return
    looked = last.ended_at is not None and found is not None and _made_after(found, last.ended_at)
    if looked or _is_being_looked_for(last.request_id):
        raise NotNow  # nobody was found, or it takes a while: a coordinator sees the task
    queue_run(last.request_id, now)


def _newest_proposal(request: MentorRequest) -> Proposal | None:
    """Of a search as the region wants it: with other weights, one only tries."""
    query = (
        select(Proposal, MatchRun.weights)
        .join(MatchRun, Proposal.run_id == MatchRun.id)
        .where(Proposal.request_id == request.id)
        .order_by(Proposal.run_id.desc())
    )
    return next((one for one, weights in db.session.execute(query) if not weights), None)


def _made_after(proposal: Proposal, moment: datetime) -> bool:
    run = db.session.get(MatchRun, proposal.run_id)
    return run is not None and run.created_at >= moment


def _still_holds(proposal: Proposal) -> bool:
    """Whether both are as they were when it was reckoned, the mentor has a place, no coordinator
    keeps the two apart, and they have not been proposed to each other before."""
    mentor, request = proposal.mentor, proposal.request
    if mentor is None or mentor.free_places == 0:
        return False
    same = (request.arrival.facts_version, mentor.facts_version) == (
        proposal.newcomer_facts,
        proposal.mentor_facts,
    )
    before: Any = select(MentorMatch.id).where(
        MentorMatch.request_id == request.id, MentorMatch.mentor_id == mentor.id
    )
    rule = db.session.get(PairRule, (request.id, mentor.id))
    kept_apart = rule is not None and rule.kind is RuleKind.forbid
    return same and not kept_apart and db.session.scalar(before.limit(1)) is None


def _is_being_looked_for(request_id: int) -> bool:
    query = select(MatchRun.id).where(
        MatchRun.request_id == request_id,
        MatchRun.status.in_((RunStatus.queued, RunStatus.running)),
    )
    return db.session.scalar(query.limit(1)) is not None


def queue_run(request_id: int, now: datetime) -> None:
    """Have a worker look for somebody for this newcomer."""
    runs.queue(request_id, {}, actor=None, now=now)
