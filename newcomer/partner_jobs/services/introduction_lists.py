"""The introductions of one person, and those of an employer, as their own pages list them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, select

from newcomer.accounts.models import User
from newcomer.database import Page, paged
from newcomer.extensions import db
from newcomer.partner_jobs.models.employers import Employer
from newcomer.partner_jobs.models.introductions import (
    OPEN,
    Introduction,
    IntroductionStatus,
    Side,
)
from newcomer.partner_jobs.models.partners import PartnerProfile
from newcomer.partner_jobs.services import introductions
from newcomer.partner_jobs.services.introduction_rows import with_both

ON_MY_PAGE = 10


def of_partner(user: User, number: int) -> Page[Introduction]:
    """Those of the signed-in person's own profile: what is open first, then the latest."""
    own = select(PartnerProfile.id).where(PartnerProfile.email == user.email)
    query = with_both().where(Introduction.partner_id.in_(own))
    return paged(query.order_by(_open_first(), Introduction.id.desc()), number)


def of_employer(employer: Employer, number: int) -> Page[Introduction]:
    """Those that the employer has heard of: what waits for its answer first, then what is open."""
    query = with_both().where(Introduction.employer_id == employer.id, introductions.heard_of())
    asked = Introduction.status != IntroductionStatus.asked_employer
    order = (asked, _open_first(), Introduction.due_at, Introduction.id.desc())
    return paged(query.order_by(*order), number)


def waiting_for(employer: Employer, now: datetime) -> int:
    """How many wait for this employer's answer."""
    query = select(func.count()).where(
        Introduction.employer_id == employer.id,
        Introduction.status == IntroductionStatus.asked_employer,
        Introduction.due_at > now,
    )
    return db.session.scalar(query) or 0


def waiting_for_partner(partner: PartnerProfile, now: datetime) -> Sequence[Introduction]:
    """Those that wait for this partner's answer, the most urgent first."""
    query = with_both().where(
        Introduction.partner_id == partner.id,
        Introduction.status == IntroductionStatus.asked_partner,
        Introduction.due_at > now,
    )
    found = db.session.scalars(query.order_by(Introduction.due_at).limit(ON_MY_PAGE)).unique()
    return [one for one in found if introductions.is_awaited(one, Side.partner, now)]


def open_of(user: User) -> Sequence[tuple[Introduction, Side]]:
    """What the person's own page shows: those that are open, as a partner and for employers; those
    that have to be answered first."""
    query = with_both().where(introductions.theirs(user), Introduction.status.in_(OPEN))
    order = (Introduction.due_at.is_(None), Introduction.due_at, Introduction.id.desc())
    found = db.session.scalars(query.order_by(*order).limit(ON_MY_PAGE)).unique()
    return [(one, _side(user, one)) for one in found]


def _side(user: User, introduction: Introduction) -> Side:
    partner = introduction.partner
    return Side.partner if partner and partner.email == user.email else Side.employer


def _open_first() -> ColumnElement[int]:
    return case((Introduction.status.in_(OPEN), 0), else_=1)
