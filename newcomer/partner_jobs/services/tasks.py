"""The introductions as coordinators see them: which of them need a person, and why."""

import enum
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from newcomer.accounts.models import User
from newcomer.database import Page, paged
from newcomer.partner_jobs.models.employers import Employer
from newcomer.partner_jobs.models.introductions import (
    Introduction,
    IntroductionStatus,
    Suggester,
)
from newcomer.partner_jobs.models.partners import PartnerProfile
from newcomer.partner_jobs.services.introduction_rows import with_both
from newcomer.partner_jobs.services.introductions import AWAITED, EXPIRED

SILENT = timedelta(weeks=3)  # after both have said yes
ASKED = tuple(AWAITED)
UNANSWERED = tuple(EXPIRED.values())
ENDED = tuple(
    one for one in IntroductionStatus if one not in ASKED and one is not IntroductionStatus.accepted
)


class Tab(enum.Enum):
    needs = "needs"
    asked = "asked"
    accepted = "accepted"
    ended = "ended"


class Need(enum.Enum):
    """Why a coordinator should look at it."""

    unanswered = "unanswered"  # nobody answered in time
    silent = "silent"  # both said yes, nothing final is written, and for weeks nothing was heard


def page(
    tab: Tab, number: int, chosen: Mapping[str, str], now: datetime, viewer: User
) -> Page[Introduction]:
    """One page of a tab, narrowed down by the employer's sector and place and by who suggested it. A
    coordinator does not see those in which they are the partner themself."""
    query = _seen(_in(tab, with_both(), now), viewer).join(Introduction.employer)
    if chosen["sector"]:
        query = query.where(Employer.sector == chosen["sector"])
    if chosen["place"]:
        query = query.where(Employer.place == chosen["place"])
    if chosen["by"]:
        query = query.where(Introduction.suggested_by == Suggester(chosen["by"]))
    order = Introduction.last_activity_at if tab is Tab.needs else Introduction.id.desc()
    return paged(query.order_by(order, Introduction.id), number)


def needing(now: datetime, viewer: User) -> Select[int]:
    """Those that need somebody, as on the pages."""
    return _seen(_in(Tab.needs, select(Introduction.id), now), viewer)


def _seen(query: Select[Any], viewer: User) -> Select[Any]:
    own = select(PartnerProfile.id).where(PartnerProfile.email == viewer.email)
    return query.where(Introduction.partner_id.is_(None) | Introduction.partner_id.not_in(own))


def _in(tab: Tab, query: Select[Any], now: datetime) -> Select[Any]:
    if tab is Tab.needs:
        return query.where(or_(*_needs(now).values()))
    statuses = {
        Tab.asked: ASKED,
        Tab.accepted: (IntroductionStatus.accepted,),
        Tab.ended: ENDED,
    }
    return query.where(Introduction.status.in_(statuses[tab]))


def _needs(now: datetime) -> dict[Need, ColumnElement[bool]]:
    since, one = now - SILENT, Introduction
    left_alone = or_(one.looked_after_at.is_(None), one.looked_after_at < since)
    ran_out = and_(one.status.in_(UNANSWERED), one.looked_after_at.is_(None))
    return {
        # One whose time is over and that the worker has not come to yet counts as well.
        Need.unanswered: or_(ran_out, and_(one.status.in_(ASKED), one.due_at <= now)),
        Need.silent: and_(
            one.status == IntroductionStatus.accepted,
            one.last_activity_at < since,
            left_alone,
        ),
    }


def needs_of(one: Introduction, now: datetime) -> list[Need]:
    """The same for one that has been loaded: why it needs somebody."""
    since, seen = now - SILENT, one.looked_after_at
    is_late = one.status in ASKED and one.due_at is not None and one.due_at <= now
    left_alone = seen is None or seen < since
    found = {
        Need.unanswered: is_late or (one.status in UNANSWERED and seen is None),
        Need.silent: one.is_accepted and one.last_activity_at < since and left_alone,
    }
    return [need for need, is_so in found.items() if is_so]
