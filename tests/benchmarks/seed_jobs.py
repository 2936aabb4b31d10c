"""As many open vacancies as wanted, of as many employers as that many would have, with their words."""

import random
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert

from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.occupations import Occupation, occupations
from newcomer.partner_jobs.models.employers import Employer, EmployerStatus, Sector, SizeBand
from newcomer.partner_jobs.models.vacancies import (
    Vacancy,
    VacancyKind,
    VacancyStatus,
    VacancyText,
    VacancyWord,
    nordic_level,
)
from newcomer.partner_jobs.services.vacancy_search import stems_in
from newcomer.region import current_region
from newcomer.taxonomy import skills
from tests.benchmarks.seed_guides import material

CHUNK = 1000
PER_EMPLOYER = 20
SENTENCES = 6  # of a vacancy's text
KINDS = (*[VacancyKind.permanent] * 6, *[VacancyKind.temporary] * 3, VacancyKind.internship)


def post(count: int) -> None:
    """Open vacancies, one minute apart, in bokmål or Swedish, every third in English too."""
    first = utcnow() - timedelta(minutes=count)
    chance = random.Random("vacancies")  # noqa: S311
    employers = _employers(max(1, count // PER_EMPLOYER), first)
    known, all_skills = list(occupations().values()), list(skills())
    sentences = {language: material(language).sentences for language in ("nb", "sv", "en")}
    for start in range(0, count, CHUNK):
        rows, texts, words = [], [], []
        for number in range(start, min(start + CHUNK, count)):
            one = chance.choice(known)
            employer = employers[number % len(employers)]
            some = chance.sample(all_skills, 3)
            row = _vacancy(number, one, employer.id, some, first + timedelta(minutes=number))
            languages = (row["source_language"], *(("en",) if number % 3 == 0 else ()))
            said = [
                {
                    "vacancy_id": row["id"],
                    "language": language,
                    "title": f"{one.names[language].capitalize()}, {employer.name}",
                    "body": ". ".join(chance.choices(sentences[language], k=SENTENCES)),
                    "how_to_apply": "",
                }
                for language in languages
            ]
            rows.append(row)
            texts += said
            shown = Vacancy(
                **row, employer=employer, translations=[VacancyText(**text) for text in said]
            )
            words += [{"stem": stem, "vacancy_id": row["id"]} for stem in sorted(stems_in(shown))]
        db.session.expunge_all()  # what was only made to find its words
        db.session.execute(insert(Vacancy), rows)
        db.session.execute(insert(VacancyText), texts)
        db.session.execute(insert(VacancyWord), words)
        employers = [db.session.merge(one, load=False) for one in employers]


def _employers(count: int, now: datetime) -> list[Employer]:
    rows = [
        {
            "org_number": f"{900_000_000 + number}",
            "name": f"Firma {number} AS",
            "sector": Sector.private,
            "place": "lillehammer",
            "size": SizeBand.medium,
            "languages": ["nb"],
            "website": "",
            "status": EmployerStatus.approved,
            "asked_for": "",
            "conversations_a_month": 0,
            "posts_vacancies": True,
            "refers_partners": False,
            "referral_code": f"code{number}",
            "created_at": now,
            "decided_at": now,
            "last_used_at": now,
            "once": f"employer {number}",
            "version": 1,
        }
        for number in range(count)
    ]
    db.session.execute(insert(Employer), rows)
    return list(db.session.query(Employer).order_by(Employer.id))


def _vacancy(
    number: int, occupation: Occupation, employer_id: int, some: list[str], at: datetime
) -> dict[str, Any]:
    places = current_region().places
    place = places[number % len(places)]
    languages = ({"nb": 4}, {"nb": 3, "en": 4}, {"nb": 5}, {"en": 4})[number // 3 % 4]
    pct_from, pct_to = ((100, 100), (80, 100), (50, 80), (20, 60))[number // 5 % 4]
    return {
        "id": number + 1,
        "employer_id": employer_id,
        "status": VacancyStatus.open,
        "kind": KINDS[number % len(KINDS)],
        "occupation": occupation.slug,
        "isco": occupation.isco,
        "skills": some,
        "languages": languages,
        "nordic_level": nordic_level(languages),
        "place": place.slug,
        "municipality": place.municipality,
        "remote_pct": (0, 0, 0, 50, 100)[number // 7 % 5],
        "pct_from": pct_from,
        "pct_to": pct_to,
        "deadline": None,
        "expires_on": (at + timedelta(days=60)).date(),
        "apply_url": "",
        "apply_email": "jobb@example.test",
        "contact_name": "",
        "contact_phone": "",
        "source_language": "sv" if number % 10 == 0 else "nb",
        "created_at": at,
        "published_at": at,
        "facts_version": 1,
        "once": f"vacancy {number}",
        "version": 1,
    }
