"""Export, erasure and retention of employers' people, partners and introductions."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import undefer

from newcomer.accounts.models import User
from newcomer.extensions import db
from newcomer.partner_jobs.models.employers import (
    Employer,
    EmployerPerson,
    EmployerStatus,
    MemberMail,
)
from newcomer.partner_jobs.models.introductions import OPEN, Introduction
from newcomer.partner_jobs.models.partners import PartnerCV, PartnerProfile, ProfileLook
from newcomer.partner_jobs.models.vacancies import Vacancy, VacancyStatus
from newcomer.partner_jobs.services import parting
from newcomer.region import current_region
from newcomer.registry import RETENTION_BATCH, Counts

ENDED = (VacancyStatus.filled, VacancyStatus.expired, VacancyStatus.closed)


def export(user: User) -> dict[str, Any]:
    """What the person told as a partner, who looked, their introductions, and whom they act for."""
    partner = db.session.scalar(select(PartnerProfile).where(PartnerProfile.email == user.email))
    acts = select(EmployerPerson).where(EmployerPerson.email == user.email)
    return {
        "partner": _partner(partner) if partner else None,
        "acts_for": [
            {
                "employer": one.employer.name,
                "name": one.name,
                "title": one.title,
                "phone": one.phone,
                "since": one.created_at.isoformat(),
            }
            for one in db.session.scalars(acts.order_by(EmployerPerson.id))
        ],
        "mails_to_members": [
            {"at": one.sent_at.isoformat(), "subject": one.subject, "text": one.body}
            for one in db.session.scalars(
                select(MemberMail).where(MemberMail.sent_by_id == user.id).order_by(MemberMail.id)
            )
        ],
    }


def _partner(one: PartnerProfile) -> dict[str, Any]:
    looks = select(ProfileLook).where(ProfileLook.partner_id == one.id).order_by(ProfileLook.id)
    met = select(Introduction).where(Introduction.partner_id == one.id).order_by(Introduction.id)
    cv = db.session.scalar(
        select(PartnerCV).where(PartnerCV.partner_id == one.id).options(undefer(PartnerCV.data))
    )
    return {
        "email": one.email,
        "name": one.name,
        "phone": one.phone,
        "language": one.language,
        "status": one.status.value,
        "visibility": one.visibility.value,
        "occupations": one.occupations,
        "education": one.education.value,
        "field_of_study": one.field_of_study,
        "skills": one.skills,
        "languages": one.languages,
        "place": one.place,
        "reach_km": one.reach_km,
        "workload": [one.pct_from, one.pct_to],
        "available_from": one.available_from.isoformat() if one.available_from else None,
        "permit": one.permit.value,
        "presentation": one.presentation,
        "brought_by": one.brought_by.name if one.brought_by else "",
        "digest": one.digest.value,
        "registered_at": one.created_at.isoformat(),
        "hired_at": one.hired_at.isoformat() if one.hired_at else None,
        "hired_by": one.hired_by.name if one.hired_by else "",
        # The file itself is fetched from one's own page.
        "cv": {"bytes": cv.size, "uploaded_at": cv.uploaded_at.isoformat()} if cv else None,
        "looks": [
            {
                "at": look.at.isoformat(),
                "by": look.employer.name if look.employer else "a coordinator",
                "what": look.what.value,
            }
            for look in db.session.scalars(looks)
        ],
        "introductions": [
            {
                "employer": intro.employer.name,
                "at": intro.created_at.isoformat(),
                "status": intro.status.value,
                "talked_on": intro.talked_on.isoformat() if intro.talked_on else None,
                "outcome": intro.outcome.value if intro.outcome else "",
            }
            for intro in db.session.scalars(met)
        ],
    }


def erase(user: User, now: datetime) -> None:
    """Remove the person as a partner, and from the employers that they act for. Introductions stay
    without them: they count what the employer did."""
    partner = db.session.scalar(select(PartnerProfile).where(PartnerProfile.email == user.email))
    if partner is not None:
        parting.partner(partner, now)
    db.session.execute(
        delete(EmployerPerson)
        .where(EmployerPerson.email == user.email)
        .execution_options(synchronize_session=False)
    )
    db.session.flush()


def retain(now: datetime) -> Counts:
    """Remove employers that were refused or have left, vacancies that have ended, partners who have
    not been here for long, looks, introductions and mails to members: each after its time."""
    region = current_region()
    ended = or_(
        Vacancy.status.in_(ENDED) & (Vacancy.ended_at < now - region.keep_for("ended_vacancy")),
        (Vacancy.status == VacancyStatus.draft)
        & (Vacancy.created_at < now - region.keep_for("ended_vacancy")),
    )
    unused_since = now - region.keep_for("partner")
    # One that both said yes to may never be ended by anybody: it keeps nobody here for ever.
    being_introduced = select(Introduction.partner_id).where(
        Introduction.status.in_(OPEN),
        Introduction.partner_id.is_not(None),
        Introduction.last_activity_at >= unused_since,
    )
    kinds: dict[str, tuple[Any, Any]] = {
        "refused_employer": (
            Employer,
            (Employer.status == EmployerStatus.declined)
            & (Employer.decided_at < now - region.keep_for("refused_employer")),
        ),
        "former_employer": (
            Employer,
            (Employer.status == EmployerStatus.left)
            & (Employer.last_used_at < now - region.keep_for("former_employer")),
        ),
        "ended_vacancy": (Vacancy, ended),
        "profile_look": (ProfileLook, ProfileLook.at < now - region.keep_for("profile_look")),
        "introduction": (
            Introduction,
            Introduction.status.not_in(OPEN)
            & (Introduction.last_activity_at < now - region.keep_for("introduction")),
        ),
        "member_mail": (MemberMail, MemberMail.sent_at < now - region.keep_for("member_mail")),
    }
    removed = {}
    for kind, (model, which) in kinds.items():
        removed[kind] = _remove(select(model).where(which).order_by(model.id))
    unused = select(PartnerProfile).where(
        PartnerProfile.last_used_at < unused_since, PartnerProfile.id.not_in(being_introduced)
    )
    old = db.session.scalars(unused.order_by(PartnerProfile.id).limit(RETENTION_BATCH)).all()
    for partner in old:
        parting.partner(partner, now)
    return {**removed, "partner_profile": len(old)}


def _remove(which: Any) -> int:
    rows = db.session.scalars(which.limit(RETENTION_BATCH)).all()
    for row in rows:
        db.session.delete(row)
    db.session.flush()
    return len(rows)
