"""An employer's vacancies: written, read through, published, renewed, paused, and over."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.partner_jobs.models.vacancies import FilledBy, Vacancy, VacancyStatus
from tests.partner_jobs import people
from tests.support.client import Outbox, Page, SiteClient

ClientFor = Callable[..., SiteClient]
HR = "hr@example.test"
ANSWERS: dict[str, Any] = {
    "title": "Sykepleier på natt",
    "body": "Du har vakt om natten. **Velkommen!**",
    "how_to_apply": "Send en kort e-post.",
    "kind": "permanent",
    "occupation": "nurse",
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
    return client_for("member", email=HR, language="en")


@pytest.fixture
def employer(app: Flask) -> int:
    return people.make_employer(app, people=(HR, "colleague@example.test"))


def write(hr: SiteClient, employer: int, **changes: Any) -> Page:
    return hr.submit("jobs.new_vacancy", {**ANSWERS, **changes}, employer_id=employer)


def test_smoke(hr: SiteClient, employer: int, app: Flask, client_for: ClientFor) -> None:
    visitor = client_for(None, language="en")
    page = write(hr, employer)
    print(page.path, page.heading)
    page = hr.press(page, "/publish")
    print(page.flashes)
    print(visitor.get("jobs.vacancies").text)
    print(visitor.get("jobs.vacancy", vacancy_id=int(page.path.split("/")[-1])).text)
    print(visitor.get("jobs.vacancies_feed").html)
    for path in ("/edit", "/end", "/delete", "/text/sv", ""):
        hr.get(page.path + path)
    hr.get("jobs.employer_vacancies", employer_id=employer)
