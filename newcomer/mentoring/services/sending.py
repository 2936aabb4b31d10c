"""From proposals to questions that are asked: what has become stale meanwhile is not sent."""

import enum
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from newcomer.accounts.models import User
from newcomer.extensions import db
from newcomer.mentoring.models import (
    HOLDING,
    MentorMatch,
    MentorRequest,
    NoPlaceLeft,
    NotNow,
    PairRule,
    Proposal,
    RequestStatus,
    RuleKind,
)
from newcomer.mentoring.services import matches
from newcomer.mentoring.services.instance import NOT_AGAIN, SAID_NO
from newcomer.mentoring.services.requests import PURPOSE
from newcomer.mentoring.services.rows import lock_wishes
from newcomer.region import Region

MOST_AT_ONCE = 100


class Outcome(enum.Enum):
    """What became of a proposal that was to be sent."""

    sent = "sent"
    stale = "stale"  # one of the two has changed what they told, or the proposal is replaced
    gone = "gone"  # the newcomer does not wait any more, or has a proposal already
    no_place = "no_place"
    own = "own"  # whoever sends it is one of the two
    forbidden = "forbidden"  # kept apart, or one has said no meanwhile


def send(
    proposals: Sequence[int], *, actor: User, now: datetime, region: Region
) -> list[tuple[int, Outcome]]:
    """Send these proposals, as many as still hold; each request's number and what became of it.

    Two coordinators may do it at once: requests are locked in the order of their numbers, so that
    neither waits for the other in a circle; then places decide.
    """
    found = _load(list(dict.fromkeys(proposals))[:MOST_AT_ONCE])
    outcomes = []
    for proposal in sorted(found, key=lambda one: (one.mentor_id or 0, one.request_id)):
        outcomes.append((proposal.request_id, _send(proposal, actor, now, region)))
    return outcomes


def _load(proposals: list[int]) -> list[Proposal]:
    requests = select(Proposal.request_id).where(Proposal.id.in_(proposals))
    lock_wishes(MentorRequest.id.in_(requests))
    query = (
        select(Proposal)
        .where(Proposal.id.in_(proposals), Proposal.mentor_id.is_not(None))
        .options(
            joinedload(Proposal.mentor),
            joinedload(Proposal.request).joinedload(MentorRequest.arrival),
        )
    )
    return list(db.session.scalars(query))


def _send(proposal: Proposal, actor: User, now: datetime, region: Region) -> Outcome:
    if (why_not := check(proposal)) is not None:
        return why_not
    assert proposal.mentor is not None  # noqa: S101 - check() has seen to it
    if actor.email in (proposal.mentor.email, proposal.request.arrival.email):
        return Outcome.own
    try:
        with db.session.begin_nested():
            matches.send(
                proposal.request,
                proposal.mentor,
                score=proposal.score,
                reasons=proposal.reasons,
                actor=actor,
                now=now,
                region=region,
            )
    except NoPlaceLeft:
        return Outcome.no_place
    except (NotNow, IntegrityError):
        return Outcome.gone
    return Outcome.sent


def check(proposal: Proposal) -> Outcome | None:
    """Why this proposal cannot be sent as it stands; None if it can, as far as can be seen."""
    request, mentor = proposal.request, proposal.mentor
    arrival = request.arrival
    waits = request.status is RequestStatus.waiting and arrival.is_active
    if not waits or PURPOSE not in arrival.purposes:
        return Outcome.gone
    if mentor is None or _is_replaced(proposal):
        return Outcome.stale
    facts = (arrival.facts_version, mentor.facts_version)
    if facts != (proposal.newcomer_facts, proposal.mentor_facts):
        return Outcome.stale
    return _between(proposal) if mentor.is_approved else Outcome.no_place


def _is_replaced(proposal: Proposal) -> bool:
    """Whether a later search has found something else for this newcomer."""
    return (
        db.session.scalar(
            select(Proposal.id)
            .where(Proposal.request_id == proposal.request_id, Proposal.run_id > proposal.run_id)
            .limit(1)
        )
        is not None
    )


def _between(proposal: Proposal) -> Outcome | None:
    """What has been said of this pair, and whether another proposal is out already."""
    if proposal.mentor is not None and proposal.mentor.email == proposal.request.arrival.email:
        return Outcome.forbidden  # somebody is a mentor, and waits for one
    rule = db.session.get(PairRule, (proposal.request_id, proposal.mentor_id))
    if rule is not None and rule.kind is RuleKind.forbid:
        return Outcome.forbidden
    locked = rule is not None
    query = select(MentorMatch.mentor_id, MentorMatch.status).where(
        MentorMatch.request_id == proposal.request_id
    )
    for mentor_id, status in db.session.execute(query):
        if status in HOLDING:
            return Outcome.gone
        if mentor_id == proposal.mentor_id and status in (SAID_NO if locked else NOT_AGAIN):
            return Outcome.forbidden
    return None
