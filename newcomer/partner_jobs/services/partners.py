"""Registering as a partner who looks for work, and what becomes of the profile."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from newcomer import audit
from newcomer.accounts.models import User
from newcomer.arrivals.models import Arrival
from newcomer.errors import EditConflict
from newcomer.extensions import db
from newcomer.partner_jobs.models.employers import Employer, EmployerStatus
from newcomer.partner_jobs.models.partners import DigestRhythm, PartnerProfile, PartnerStatus
from newcomer.partner_jobs.services import acting, fit_state, parting

TRACE_EVERY = timedelta(days=1)  # how exactly we know when a page was last looked at
FOUND_BY = ("occupations", "skills", "languages", "place", "reach_km", "pct_from", "pct_to")


def register(
    user: User, facts: dict[str, Any], arrival: Arrival | None, now: datetime
) -> PartnerProfile:
    """Make the profile of whoever is signed in. The same form sent twice, also at the same moment,
    is one profile. Raises EditConflict if they have one that says something else."""
    known = acting.partner_of(user)
    if known is None:
        partner = PartnerProfile(
            email=user.email,
            **facts,
            arrival_id=arrival.id if arrival else None,
            digest_at=now,
            created_at=now,
            last_used_at=now,
        )
        try:
            with db.session.begin_nested():
                db.session.add(partner)
        except IntegrityError:  # the same form, sent twice at the same moment
            known = db.session.scalars(
                select(PartnerProfile).where(PartnerProfile.email == user.email)
            ).one()
    if known is not None:
        if any(getattr(known, name) != value for name, value in facts.items()):
            raise EditConflict
        return known
    _record("registered", partner, now, visibility=partner.visibility.value)
    fit_state.want()
    return partner


def change(
    partner: PartnerProfile, facts: dict[str, Any], *, version: int | None, now: datetime
) -> None:
    """Tell something else. Raises EditConflict if it is no longer what was shown."""
    if partner.version != version:
        raise EditConflict
    before = partner.visibility
    changed = {name for name, value in facts.items() if getattr(partner, name) != value}
    for name in changed:
        setattr(partner, name, facts[name])
    partner.last_used_at = now
    db.session.flush()
    if partner.digest is DigestRhythm.never:
        parting.forget_digests(partner)
    if not partner.is_seen_by_employers:
        parting.unseen(partner, now)
    _record("changed", partner, now)
    if partner.visibility is not before:
        _record("consented", partner, now, visibility=partner.visibility.value)
    if changed & {*FOUND_BY, "visibility"}:
        fit_state.want()


def show_again(partner: PartnerProfile, now: datetime) -> None:
    """They look for work again, and are seen by whom they chose. Active already, nothing changes."""
    if partner.is_active:
        return
    partner.status, partner.hired_at, partner.hired_by_id = PartnerStatus.active, None, None
    partner.last_used_at = now
    db.session.flush()
    _record("shown", partner, now, visibility=partner.visibility.value)
    fit_state.want()


def found_work(partner: PartnerProfile, employer_id: int | None, now: datetime) -> None:
    """They have found work, and look no more. Said before, only where it is may change."""
    if partner.status is PartnerStatus.hired:
        partner.hired_by_id = employer_id or partner.hired_by_id
        db.session.flush()
    else:
        parting.found_work(partner, employer_id, now)


def end_digest(partner: PartnerProfile, now: datetime) -> None:
    """No more mails about vacancies, and none of those that have not gone out."""
    if partner.digest is not DigestRhythm.never:
        partner.digest = DigestRhythm.never
        db.session.flush()
        _record("digest_ended", partner, now)
    parting.forget_digests(partner)


def is_due_a_trace(partner: PartnerProfile, now: datetime) -> bool:
    return partner.last_used_at < now - TRACE_EVERY


def note_use(session: Session, partner_id: int, now: datetime) -> None:
    """That they looked at their page: what is used is not deleted for its age. No new version."""
    session.execute(
        update(PartnerProfile)
        .where(PartnerProfile.id == partner_id)
        .values(last_used_at=now)
        .execution_options(synchronize_session=False)
    )


def members() -> list[tuple[int, str]]:
    """(number, name) of the members of the network, by name."""
    query = select(Employer.id, Employer.name).where(Employer.status == EmployerStatus.approved)
    return [(number, name) for number, name in db.session.execute(query.order_by(Employer.name))]


def member_of_code(code: str) -> tuple[int, str] | None:
    """The member whose link for its own people this code is part of."""
    if not code.isalnum() or len(code) > 12:
        return None
    found = db.session.execute(
        select(Employer.id, Employer.name).where(
            Employer.referral_code == code, Employer.status == EmployerStatus.approved
        )
    ).first()
    return (found.id, found.name) if found else None


def _record(what: str, partner: PartnerProfile, now: datetime, **details: object) -> None:
    audit.record(
        db.session(), f"partner_profile.{what}", partner, actor_id=None, now=now, **details
    )
