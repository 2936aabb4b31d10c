"""Who may look at which profile, and the note of each look, which the partner sees."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, insert, or_, select
from sqlalchemy.orm import Session, joinedload

from newcomer.database import Page, paged
from newcomer.extensions import db
from newcomer.partner_jobs.models.employers import Employer
from newcomer.partner_jobs.models.partners import (
    LookedAt,
    PartnerCV,
    PartnerProfile,
    PartnerStatus,
    ProfileLook,
    Visibility,
)
from newcomer.partner_jobs.services.cv import has_met

SAME_LOOK, SAME_LIST = timedelta(minutes=1), timedelta(days=1)


def seen_by_employers() -> ColumnElement[bool]:
    """Of partners: who lets members of the network see them, with their name or without."""
    return and_(
        PartnerProfile.status == PartnerStatus.active,
        PartnerProfile.visibility != Visibility.coordinators,
    )


def seen_at_desk() -> ColumnElement[bool]:
    """Of partners: all but those who have taken back their yes. Those are seen by nobody."""
    return PartnerProfile.status != PartnerStatus.hidden


def shown_to(employer: Employer) -> ColumnElement[bool]:
    """Of partners: whose profile this employer may open."""
    if not employer.is_member or employer.is_public_body:
        return false()
    return or_(seen_by_employers(), has_met(employer.id))


def is_named_for(partner: PartnerProfile, employer: Employer) -> bool:
    """Whether the employer sees who it is: they said so, or both have said yes to meeting."""
    if partner.is_active and partner.visibility is Visibility.named:
        return True
    query = select(PartnerProfile.id).where(PartnerProfile.id == partner.id, has_met(employer.id))
    return db.session.scalar(query) is not None


def note(
    session: Session,
    partner_id: int,
    what: LookedAt,
    *,
    by: int,
    employer_id: int | None,
    allowed: ColumnElement[bool],
    now: datetime,
) -> bool:
    """Note that somebody looks, for an employer or (None) as a coordinator, if they are `allowed` to
    look at this partner; False, and no note, if not. Comes before the look itself. The same person
    who looks at the same within a minute has looked once."""
    found = select(PartnerProfile.id).where(PartnerProfile.id == partner_id, allowed)
    if what is LookedAt.cv:
        found = found.join(PartnerCV, PartnerCV.partner_id == PartnerProfile.id)
    there = found.with_for_update(read=True, key_share=True, of=PartnerProfile)
    if session.scalar(there) is None:
        return False
    just_now = select(ProfileLook.id).where(
        ProfileLook.partner_id == partner_id,
        ProfileLook.at > now - SAME_LOOK,
        ProfileLook.what == what,
        ProfileLook.user_id == by,
        ProfileLook.employer_id.is_not_distinct_from(employer_id),
    )
    if session.scalar(just_now.limit(1)) is not None:
        return True
    session.execute(
        insert(ProfileLook).values(
            partner_id=partner_id, at=now, what=what, employer_id=employer_id, user_id=by
        )
    )
    return True


def note_listed(
    session: Session, partner_ids: Iterable[int], *, by: int, employer_id: int, now: datetime
) -> None:
    """Note that somebody saw these partners in the employer's list of who fits: once a day each."""
    shown = set(partner_ids)
    seen = select(ProfileLook.partner_id).where(
        ProfileLook.partner_id.in_(shown),
        ProfileLook.at > now - SAME_LIST,
        ProfileLook.what == LookedAt.listed,
        ProfileLook.user_id == by,
        ProfileLook.employer_id == employer_id,
    )
    # Those who are still there: a profile may have gone since the list was made.
    new = select(PartnerProfile.id).where(
        PartnerProfile.id.in_(shown), PartnerProfile.id.not_in(seen)
    )
    look = {"at": now, "what": LookedAt.listed, "employer_id": employer_id, "user_id": by}
    rows = [
        {"partner_id": one, **look}
        for one in session.scalars(new.with_for_update(read=True, key_share=True))
    ]
    if rows:
        session.execute(insert(ProfileLook), rows)


def of_partner(partner: PartnerProfile, number: int) -> Page[ProfileLook]:
    """Who has looked, the latest first."""
    return paged(_of(partner), number)


def latest(partner: PartnerProfile, most: int) -> list[ProfileLook]:
    """The last of them."""
    return list(db.session.scalars(_of(partner).limit(most)))


def _of(partner: PartnerProfile) -> Select[Any]:
    return (
        select(ProfileLook)
        .where(ProfileLook.partner_id == partner.id)
        .options(joinedload(ProfileLook.employer))
        .order_by(ProfileLook.at.desc(), ProfileLook.id.desc())
    )
