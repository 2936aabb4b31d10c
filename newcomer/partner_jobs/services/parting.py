"""What happens to the others when somebody goes: a partner who hides or is erased, an employer that
leaves. Nothing stays open that nobody can answer."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, update

from newcomer import audit
from newcomer.extensions import db
from newcomer.mail import EmailStatus, OutgoingEmail
from newcomer.partner_jobs.models.employers import Employer
from newcomer.partner_jobs.models.introductions import (
    Introduction,
    IntroductionStatus,
    Side,
    Suggester,
)
from newcomer.partner_jobs.models.partners import JobFit, PartnerProfile, PartnerStatus
from newcomer.partner_jobs.models.vacancies import Vacancy, VacancyStatus
from newcomer.partner_jobs.services import fit_state, introductions


def hide(partner: PartnerProfile, now: datetime) -> None:
    """They have taken back their yes: from now on nobody sees them, nothing unsent tells of them or
    reaches them, and what was asked is asked no more."""
    partner.status, partner.last_used_at = PartnerStatus.hidden, now
    db.session.flush()
    _let_go(partner, now)
    audit.record(db.session(), "partner_profile.hidden", partner, actor_id=None, now=now)


def unseen(partner: PartnerProfile, now: datetime) -> None:
    """No employer may see the profile any more: what one has asked because it saw it, and the partner
    has not answered, is asked no more."""
    asked = Introduction.status == IntroductionStatus.asked_partner
    by_employer = Introduction.suggested_by == Suggester.employer
    of_partner = Introduction.partner_id == partner.id
    take_back(of_partner & asked & by_employer, now, by=Side.partner)


def found_work(partner: PartnerProfile, employer_id: int | None, now: datetime) -> None:
    """They look for no work any more: nobody sees them, and what was asked is asked no more."""
    partner.last_used_at = now
    hired(partner, employer_id, now)
    take_back(Introduction.partner_id == partner.id, now, by=Side.partner)
    audit.record(db.session(), "partner_profile.hired", partner, actor_id=None, now=now)


def hired(partner: PartnerProfile, employer_id: int | None, now: datetime) -> None:
    """They have work; by which member of the network, if one. No vacancy is looked for any more. What
    they are asked elsewhere stays open until they have said what becomes of it."""
    partner.status, partner.hired_at = PartnerStatus.hired, partner.hired_at or now
    partner.hired_by_id = employer_id
    db.session.flush()
    _forget_fits(partner)


def partner(partner: PartnerProfile, now: datetime) -> None:
    """The profile goes, with the CV and all that fits. Introductions stay, without how well it fitted:
    that tells what somebody can do."""
    _let_go(partner, now)
    db.session.execute(
        update(Introduction)
        .where(Introduction.partner_id == partner.id)
        .values(score=0, parts={}, version=Introduction.version + 1)
        .execution_options(synchronize_session="fetch")
    )
    audit.record(db.session(), "partner_profile.deleted", partner, actor_id=None, now=now)
    db.session.delete(partner)
    db.session.flush()


def employer(employer: Employer, now: datetime) -> None:
    """It is a member no more: its vacancies close and its introductions end."""
    take_back(Introduction.employer_id == employer.id, now, by=Side.employer)
    db.session.execute(
        update(Vacancy)
        .where(
            Vacancy.employer_id == employer.id,
            Vacancy.status.in_((VacancyStatus.open, VacancyStatus.paused)),
        )
        .values(status=VacancyStatus.closed, ended_at=now, version=Vacancy.version + 1)
        .execution_options(synchronize_session="fetch")
    )
    fit_state.want()


def take_back(which: ColumnElement[bool], now: datetime, *, by: Side | None = None) -> None:
    """End these introductions, unless they are over: nobody has to answer any more. Whoever has heard
    of one is told once, but for the side that goes (`by`)."""
    introductions.end_all(which, now, by=by)


def _let_go(partner: PartnerProfile, now: datetime) -> None:
    take_back(Introduction.partner_id == partner.id, now, by=Side.partner)
    _forget_fits(partner)


def _forget_fits(partner: PartnerProfile) -> None:
    db.session.execute(
        delete(JobFit)
        .where(JobFit.partner_id == partner.id)
        .execution_options(synchronize_session=False)
    )
    forget_digests(partner)
    fit_state.want()


def forget_digests(partner: PartnerProfile) -> None:
    """What was to tell them of vacancies and has not gone out does not go out."""
    unsent = OutgoingEmail.status != EmailStatus.sent
    db.session.execute(
        delete(OutgoingEmail)
        .where(unsent, OutgoingEmail.kind == "job_digest", OutgoingEmail.to == partner.email)
        .execution_options(synchronize_session=False)
    )
