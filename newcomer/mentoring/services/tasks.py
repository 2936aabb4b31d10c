"""The pairs as coordinators see them: which of them need a person, and why. They see when the two
met and what they answered, never what they wrote to each other."""

import enum
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased, selectinload

from newcomer.accounts.models import User
from newcomer.database import Page, paged
from newcomer.extensions import db
from newcomer.mentoring.models import (
    OPEN,
    FeedbackKind,
    MatchFeedback,
    MatchStatus,
    MentorMatch,
    MentorMeeting,
    MentorProfile,
    MentorRequest,
    MentorStatus,
    RequestStatus,
)
from newcomer.mentoring.services.feedback import LOW
from newcomer.mentoring.services.links import with_people
from newcomer.mentoring.services.parties import about
from newcomer.region import Region

UNANSWERED = (
    MatchStatus.declined_mentor,
    MatchStatus.declined_newcomer,
    MatchStatus.expired_mentor,
    MatchStatus.expired_newcomer,
)
OVER = (MatchStatus.finished, MatchStatus.ended, *UNANSWERED, MatchStatus.withdrawn)
STILL_MENTORS = (MentorStatus.approved, MentorStatus.paused)


class Tab(enum.Enum):
    needs = "needs"
    open = "open"
    active = "active"
    over = "over"


class Need(enum.Enum):
    """Why a coordinator should look at it."""

    unanswered = "unanswered"  # a no or silence, and the newcomer still waits
    silent = "silent"  # nothing has been heard of the pair for weeks
    unhappy = "unhappy"  # a low answer halfway
    mentor_gone = "mentor_gone"  # the mentor is none any more (or begins anew), and has a pair


def page(tab: Tab, number: int, now: datetime, region: Region, viewer: User) -> Page[MentorMatch]:
    """One page of a tab, with the two people and the answers halfway. A coordinator does not see
    the pairs that they are in themselves."""
    order = MentorMatch.last_activity_at if tab is Tab.needs else MentorMatch.id.desc()
    query = _in(tab, with_people(), now, region).options(selectinload(MentorMatch.feedback))
    query = query.where(~about(MentorMatch, viewer))
    return paged(query.order_by(order, MentorMatch.id), number)


def needing(now: datetime, region: Region, viewer: User) -> Select[int]:
    """Those that need somebody, as on the pages."""
    query = _in(Tab.needs, select(MentorMatch.id), now, region)
    return query.where(~about(MentorMatch, viewer))


def _in(tab: Tab, query: Select[Any], now: datetime, region: Region) -> Select[Any]:
    statuses = {Tab.open: OPEN, Tab.active: (MatchStatus.active,), Tab.over: OVER}
    if tab in statuses:
        return query.where(MentorMatch.status.in_(statuses[tab]))
    return query.where(or_(*_needs(now, region).values()))


def _needs(now: datetime, region: Region) -> dict[Need, ColumnElement[bool]]:
    since = _since(now, region)
    active = MentorMatch.status == MatchStatus.active
    left_alone = or_(MentorMatch.looked_after_at.is_(None), MentorMatch.looked_after_at < since)
    waits = select(MentorRequest.id).where(
        MentorRequest.id == MentorMatch.request_id,
        MentorRequest.status == RequestStatus.waiting,
    )
    later = aliased(MentorMatch)
    proposed_again = select(later.id).where(
        later.request_id == MentorMatch.request_id, later.id > MentorMatch.id
    )
    low = select(MatchFeedback.id).where(
        MatchFeedback.match_id == MentorMatch.id,
        MatchFeedback.kind == FeedbackKind.midway,
        MatchFeedback.lowest <= LOW,
        or_(
            MentorMatch.looked_after_at.is_(None),
            MentorMatch.looked_after_at < MatchFeedback.created_at,
        ),
    )
    gone = select(MentorProfile.id).where(
        MentorProfile.id == MentorMatch.mentor_id, MentorProfile.status.not_in(STILL_MENTORS)
    )
    return {
        Need.unanswered: and_(
            MentorMatch.status.in_(UNANSWERED),
            MentorMatch.looked_after_at.is_(None),
            waits.exists(),
            ~proposed_again.exists(),
        ),
        Need.silent: and_(active, MentorMatch.last_activity_at < since, left_alone),
        Need.unhappy: and_(active, low.exists()),
        Need.mentor_gone: and_(active, gone.exists(), left_alone),
    }


def _since(now: datetime, region: Region) -> datetime:
    return now - timedelta(weeks=region.mentoring["silent_weeks"])


def needs_of(match: MentorMatch, now: datetime, region: Region) -> list[Need]:
    """The same for one pair that has been loaded: why it needs somebody. For one that got a no it
    is said whether or not there has been another proposal since."""
    since, seen = _since(now, region), match.looked_after_at
    left_alone = seen is None or seen < since
    low = [one for one in match.feedback if one.kind is FeedbackKind.midway and one.lowest <= LOW]
    waits = match.request.status is RequestStatus.waiting
    found = {
        Need.unanswered: match.status in UNANSWERED and seen is None and waits,
        Need.silent: match.is_active and match.last_activity_at < since and left_alone,
        Need.unhappy: match.is_active and any(seen is None or seen < one.created_at for one in low),
        Need.mentor_gone: match.is_active
        and match.mentor.status not in STILL_MENTORS
        and left_alone,
    }
    return [need for need, is_so in found.items() if is_so]


def meetings_of(matches: Sequence[MentorMatch]) -> dict[int, int]:
    """How often these pairs have met, by their number."""
    query = (
        select(MentorMeeting.match_id, func.count())
        .where(MentorMeeting.match_id.in_([match.id for match in matches]))
        .group_by(MentorMeeting.match_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def load(number: int) -> MentorMatch | None:
    """One pair with its people, meetings and answers; not its messages."""
    query = with_people().where(MentorMatch.id == number)
    both = query.options(selectinload(MentorMatch.feedback), selectinload(MentorMatch.meetings))
    found: MentorMatch | None = db.session.scalar(both)
    return found
