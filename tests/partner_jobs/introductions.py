"""Introductions for tests, as they are suggested and answered. Each gives back plain values."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from newcomer.accounts.models import User
from newcomer.accounts.sign_in import find_user, new_user
from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.partner_jobs.models.employers import Employer
from newcomer.partner_jobs.models.introductions import (
    Introduction,
    IntroductionStatus,
    Suggester,
)
from newcomer.partner_jobs.models.partners import PartnerProfile, Visibility
from newcomer.partner_jobs.models.vacancies import Vacancy
from newcomer.partner_jobs.services import cv, digest, due, introductions, parting
from newcomer.region import current_region
from tests.partner_jobs import pdfs, people

ANA = "ana@example.test"  # a nurse who has moved here
HEGE = "hege@example.test"  # acts for the employer
ODD = "odd@example.test"  # and so does he
KARI = "kari@example.test"  # a coordinator
DAY = timedelta(days=1)
ROLES = ("member@example.test", "coordinator@example.test", "administrator@example.test")


def make_ana(app: Flask, **facts: Any) -> int:
    """Ana, who lets employers see her profile without her name."""
    usual = {"email": ANA, "name": "Ana Costa", "phone": "900 00 001"}
    return people.make_partner(app, **{**usual, **facts})


def make_hospital(app: Flask, **facts: Any) -> int:
    """A private hospital that Hege and Odd act for."""
    usual = {"name": "Sykehuset AS", "people": (HEGE, ODD)}
    return people.make_employer(app, **{**usual, **facts})


def suggest(
    app: Flask,
    partner_id: int,
    employer_id: int,
    vacancy_id: int | None = None,
    *,
    by: Suggester = Suggester.coordinator,
    now: datetime | None = None,
) -> int:
    """Suggest it as the service does; the introduction's number."""
    now = now or utcnow()
    with app.test_request_context(method="POST"):
        found = introductions.suggest(
            db.session.get_one(PartnerProfile, partner_id),
            db.session.get_one(Employer, employer_id),
            db.session.get_one(Vacancy, vacancy_id) if vacancy_id else None,
            by=by,
            actor=_somebody(now),
            now=now,
            region=current_region(),
        )
        db.session.commit()
        number = int(found.id)
        db.session.remove()
    return number


def _somebody(now: datetime) -> User:
    return find_user(KARI) or new_user(KARI, "nb", now)


def look_at(app: Flask, number: int) -> Introduction:
    """The row as it is now, as a value that no session holds."""
    return row_of(app, Introduction, number)


def row_of(app: Flask, model: type[Any], number: int) -> Any:
    with app.app_context():
        row = db.session.get_one(model, number)
        db.session.expunge_all()
    return row


def status_of(app: Flask, number: int) -> IntroductionStatus:
    return look_at(app, number).status


def numbers(app: Flask, *conditions: Any) -> list[int]:
    with app.app_context():
        query = select(Introduction.id).where(*conditions).order_by(Introduction.id)
        return list(db.session.scalars(query))


def change(app: Flask, model: type[Any], number: int, **values: Any) -> None:
    """Set what time or somebody else has done to a row."""
    with app.test_request_context(method="POST"):
        row = db.session.get_one(model, number)
        for name, value in values.items():
            setattr(row, name, value)
        db.session.commit()
        db.session.remove()


def come_round(app: Flask, after: timedelta = timedelta(0)) -> dict[str, int]:
    """The due work, so much later than now."""
    with app.app_context():
        done = due.run(utcnow() + after)
        db.session.commit()
        db.session.remove()
    return done


def hide(app: Flask, partner_id: int) -> None:
    """The partner takes back their yes to being seen."""
    _part(app, PartnerProfile, partner_id, parting.hide)


def leave(app: Flask, employer_id: int) -> None:
    """The employer is a member no more."""
    from newcomer.partner_jobs.models.employers import EmployerStatus

    def go(employer: Employer, now: datetime) -> None:
        employer.status = EmployerStatus.left
        db.session.flush()
        parting.employer(employer, now)

    _part(app, Employer, employer_id, go)


def _part(app: Flask, model: type[Any], number: int, act: Callable[[Any, datetime], None]) -> None:
    with app.test_request_context(method="POST"):
        act(db.session.get_one(model, number), utcnow())
        db.session.commit()
        db.session.remove()


def world_of(app: Flask) -> dict[str, Any]:
    """What the addresses of these pages hold, for tests that open all pages: an employer that every
    role acts for, with a vacancy, an introduction to it, and one to which both have said yes; and a
    profile and a CV of everybody's."""
    employer_id = people.make_employer(app, people=ROLES)
    vacancy_id = people.make_vacancy(app, employer_id)
    partner_id = people.make_partner(app, visibility=Visibility.named)
    for one in (partner_id, *(people.make_partner(app, email=email) for email in ROLES)):
        _part(app, PartnerProfile, one, lambda row, now: cv.keep(row, pdfs.plain(), now))
    met = people.make_vacancy(app, employer_id)
    people.make_introduction(app, partner_id, employer_id, met, status=IntroductionStatus.accepted)
    number = people.make_introduction(
        app,
        partner_id,
        employer_id,
        vacancy_id,
        employer_asked_at=utcnow(),
        due_at=utcnow() + 5 * DAY,
    )
    return {
        "employer_id": employer_id,
        "vacancy_id": vacancy_id,
        "partner_id": partner_id,
        "introduction_id": number,
        "others_vacancy_id": people.make_vacancy(app, people.make_employer(app)),
        "digest_token": digest_token(app, partner_id),
    }


def digest_token(app: Flask, partner_id: int) -> str:
    """What stands in the link that ends a partner's digests."""
    with app.test_request_context():
        return digest.token_of(db.session.get_one(PartnerProfile, partner_id))
