"""What an employer fills in about a vacancy, and what comes of it."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.partner_jobs.models.vacancies import Vacancy
from newcomer.partner_jobs.services import vacancy_due
from newcomer.region import current_region
from tests.partner_jobs import people
from tests.support.client import Page, SiteClient

ClientFor = Callable[..., SiteClient]
HR = "hr@example.test"
ANSWERS: dict[str, Any] = {
    "title": "Sykepleier på natt",
    "body": "Du har vakt om natten. **Velkommen!**",
    "how_to_apply": "Send en kort e-post.",
    "kind": "permanent",
    "occupation": "sykepleier",
    "skills": ["nursing"],
    "languages-0-code": "nb",
    "languages-0-level": "4",
    "place": "lillehammer",
    "remote_pct": "0",
    "pct_from": "80",
    "pct_to": "100",
    "apply_email": "jobb@example.test",
    "contact_name": "Hege Rud",
    "contact_phone": "900 00 000",
}


@pytest.fixture
def hr(client_for: ClientFor) -> SiteClient:
    return client_for("member", email=HR)


@pytest.fixture
def employer(app: Flask) -> int:
    return people.make_employer(app, people=(HR, "colleague@example.test"))


def write(hr: SiteClient, employer: int, **changes: Any) -> Page:
    return hr.submit("jobs.new_vacancy", {**ANSWERS, **changes}, employer_id=employer)


def row(app: Flask) -> Vacancy:
    """The only vacancy."""
    with app.app_context():
        found = db.session.scalars(select(Vacancy)).one()
        db.session.expunge_all()
    return found


def path_of(app: Flask, client: SiteClient, number: int) -> str:
    with app.app_context():
        employer = db.session.get_one(Vacancy, number).employer_id
    return client.url("jobs.own_vacancy", employer_id=employer, vacancy_id=number)


def today(app: Flask, now: datetime | None = None) -> date:
    with app.app_context():
        return (now or utcnow()).astimezone(current_region().zone).date()


def due(app: Flask, now: datetime | None = None) -> dict[str, int]:
    """What a worker does when it comes round."""
    with app.app_context():
        return vacancy_due.run(now or utcnow())
