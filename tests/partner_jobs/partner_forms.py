"""What partners fill in, who is signed in, and what a worker does, for tests."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import select

from newcomer.access import Role
from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.partner_jobs.models.partners import JobFit, PartnerProfile
from newcomer.partner_jobs.services import fit_state, fits
from newcomer.region import current_region
from tests import factories
from tests.support.client import SiteClient

MARIA = "maria@example.test"

# A form filled in by a nurse who lacks nothing.
FILLED: dict[str, Any] = {
    "name": "Maria Prøve",
    "phone": "912 34 567",
    "language": "nb",
    "occupation_1": "Sykepleier",
    "education": "bachelor",
    "field_of_study": "Sykepleie",
    "skills": ["nursing"],
    "languages-0-code": "nb",
    "languages-0-level": "3",
    "languages-1-code": "es",
    "languages-1-level": "6",
    "place": "lillehammer",
    "reach_km": "25",
    "pct_from": "50",
    "pct_to": "100",
    "permit": "yes",
    "presentation": "Jeg har arbeidet på sykehus i seks år.",
    "digest": "weekly",
    "visibility": "anonymous",
}


def signed_in(app: Flask, email: str, *roles: Role, language: str = "nb") -> SiteClient:
    """A browser in which the person with this address is signed in."""
    client = SiteClient(app, language)
    client.sign_in(factories.make_user(app, email, *roles))
    return client


def find_fits(app: Flask) -> None:
    """A worker finds what fits, if anything has changed."""
    with app.app_context():
        fits.work(current_region(), utcnow())
        db.session.remove()


def want_fits(app: Flask) -> None:
    with app.test_request_context(method="POST"):
        fit_state.want()
        db.session.commit()


def change(app: Flask, number: int, act: Callable[[PartnerProfile], object]) -> None:
    """Do this with a partner's row, and commit."""
    with app.test_request_context(method="POST"):
        act(db.session.get_one(PartnerProfile, number))
        db.session.commit()


def look_at(app: Flask, number: int) -> PartnerProfile | None:
    with app.app_context():
        found = db.session.get(PartnerProfile, number)
        db.session.expunge_all()
    return found


def the_partner(app: Flask) -> PartnerProfile:
    """The only one there is, as a row that no session holds."""
    with app.app_context():
        (found,) = db.session.scalars(select(PartnerProfile)).all()
        db.session.expunge_all()
    return found


def all_fits(app: Flask) -> list[JobFit]:
    with app.app_context():
        found = list(
            db.session.scalars(select(JobFit).order_by(JobFit.partner_id, JobFit.vacancy_id))
        )
        db.session.expunge_all()
    return found
