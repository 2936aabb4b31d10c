"""Employers, vacancies, partners and introductions for tests. Each maker commits and gives a number."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from flask import Flask
from sqlalchemy import select
from stdnum.no import orgnr

from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.partner_jobs.models.employers import (
    Employer,
    EmployerPerson,
    EmployerStatus,
    Membership,
    Sector,
    SizeBand,
)
from newcomer.partner_jobs.models.introductions import Introduction, IntroductionStatus, Suggester
from newcomer.partner_jobs.models.partners import Education, PartnerProfile, Permit, Visibility
from newcomer.partner_jobs.models.vacancies import (
    Vacancy,
    VacancyKind,
    VacancyStatus,
    VacancyText,
)

_numbers = count(1)
HR = "hr@example.test"
# A partner and a vacancy that fit.
OCCUPATION = {"occupation": "nurse", "isco": "2221"}


def org_number(number: int) -> str:
    """The nth made-up Norwegian organisation number that holds by its check digit."""
    found = 0
    for base in count(1_000_000):
        digits = f"9{base:07d}"
        check = orgnr.checksum(digits + "0") % 11
        last = (11 - check) % 11
        if last < 10:
            found += 1
            if found == number:
                return f"{digits}{last}"
    raise AssertionError


def _add(app: Flask, row: Any) -> int:
    with app.test_request_context(method="POST"):
        db.session.add(row)
        db.session.commit()
        number = int(row.id)
        db.session.remove()
    return number


def employer_row(
    *,
    status: EmployerStatus = EmployerStatus.approved,
    people: tuple[str, ...] = (HR,),
    now: datetime | None = None,
    **facts: Any,
) -> Employer:
    """A private member of the network whom hr@example.test acts for, unless told otherwise."""
    now = now or utcnow()
    number = next(_numbers)
    acting = [
        EmployerPerson(email=one, name="Hege Rud", title="HR", language="nb", created_at=now)
        for one in people
    ]
    member = [Membership(joined_at=now)] if status is EmployerStatus.approved else []
    usual = {
        "org_number": org_number(number),
        "name": f"Bedrift {number} AS",
        "sector": Sector.private,
        "place": "lillehammer",
        "size": SizeBand.medium,
        "languages": ["nb"],
        "conversations_a_month": 2,
        "posts_vacancies": True,
        "created_at": now,
        "decided_at": now,
        "last_used_at": now,
        "once": f"employer-{number}",
        "people": acting,
        "memberships": member,
    }
    return Employer(status=status, **{**usual, **facts})


def vacancy_row(
    *,
    status: VacancyStatus = VacancyStatus.open,
    title: str = "Sykepleier",
    language: str = "nb",
    now: datetime | None = None,
    **facts: Any,
) -> Vacancy:
    """A full-time vacancy for a nurse in Lillehammer, open for a month. Needs `employer_id` or
    `employer`."""
    now = now or utcnow()
    number = next(_numbers)
    usual = {
        **OCCUPATION,
        "kind": VacancyKind.permanent,
        "languages": {"nb": 3},
        "place": "lillehammer",
        "municipality": "lillehammer",
        "pct_from": 80,
        "pct_to": 100,
        "expires_on": (now + timedelta(days=30)).date(),
        "apply_email": "hr@example.test",
        "source_language": language,
        "created_at": now,
        "published_at": None if status is VacancyStatus.draft else now,
        "once": f"vacancy-{number}",
        "translations": [VacancyText(language=language, title=title, body=f"{title} hos oss.")],
    }
    return Vacancy(status=status, **{**usual, **facts})


def partner_row(*, now: datetime | None = None, **facts: Any) -> PartnerProfile:
    """A nurse who lives in Lillehammer and lets employers see the profile without the name."""
    now = now or utcnow()
    number = next(_numbers)
    usual = {
        "email": f"partner{number}@example.test",
        "name": f"Partner Etternavn{number}",
        "language": "nb",
        "visibility": Visibility.anonymous,
        "occupations": ["nurse"],
        "education": Education.bachelor,
        "languages": {"nb": 3, "en": 4},
        "place": "lillehammer",
        "permit": Permit.yes,
        "presentation": "Jeg har arbeidet på sykehus i seks år.",
        "digest_at": now,
        "created_at": now,
        "last_used_at": now,
    }
    return PartnerProfile(**{**usual, **facts})


def make_employer(app: Flask, **facts: Any) -> int:
    return _add(app, employer_row(**facts))


def person_of(app: Flask, employer_id: int, email: str = HR) -> int:
    """The number under which somebody acts for the employer."""
    with app.app_context():
        query = select(EmployerPerson.id).where(
            EmployerPerson.employer_id == employer_id, EmployerPerson.email == email
        )
        return db.session.scalars(query).one()


def make_vacancy(app: Flask, employer_id: int, **facts: Any) -> int:
    return _add(app, vacancy_row(employer_id=employer_id, **facts))


def make_partner(app: Flask, **facts: Any) -> int:
    return _add(app, partner_row(**facts))


def introduction_row(
    *,
    status: IntroductionStatus = IntroductionStatus.asked_employer,
    now: datetime | None = None,
    **facts: Any,
) -> Introduction:
    now = now or utcnow()
    usual = {"suggested_by": Suggester.coordinator, "created_at": now, "last_activity_at": now}
    return Introduction(status=status, **{**usual, **facts})


def make_introduction(
    app: Flask, partner_id: int, employer_id: int, vacancy_id: int | None = None, **facts: Any
) -> int:
    """An introduction that waits for the employer, unless `status` says otherwise."""
    ids = {"partner_id": partner_id, "employer_id": employer_id, "vacancy_id": vacancy_id}
    return _add(app, introduction_row(**ids, **facts))
