"""What the people who act for an employer are told of its vacancies."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select

from newcomer.extensions import db
from newcomer.i18n import pick, speaking
from newcomer.links import absolute_url
from newcomer.mail import queue_email
from newcomer.partner_jobs.models.employers import EmployerPerson
from newcomer.partner_jobs.models.vacancies import Vacancy
from newcomer.partner_jobs.services import acting
from newcomer.region import current_region


def expires_soon(vacancy: Vacancy, now: datetime) -> None:
    """Its last day comes near: renew it, or say what became of it."""
    for person, title in _people(vacancy):
        queue_email(
            "vacancy_expires",
            to=person.email,
            language=person.language,
            now=now,
            once=f"vacancy {vacancy.id} expires {vacancy.expires_on} {person.id}",
            number=vacancy.id,
            title=title,
            last_day=vacancy.expires_on,
            has_deadline=vacancy.expires_on == vacancy.deadline,
            link=_link(vacancy, person.language),
        )


def taken_down(vacancy: Vacancy, reason: str, now: datetime) -> None:
    """A coordinator has taken it down, and why."""
    contact = next(
        one for one in current_region().contacts if one.slug == current_region().jobs["contact"]
    )
    for person, title in _people(vacancy):
        queue_email(
            "vacancy_taken_down",
            to=person.email,
            language=person.language,
            now=now,
            once=f"vacancy {vacancy.id} taken down {person.id}",
            number=vacancy.id,
            title=title,
            reason=reason if title else "",
            contact=contact,
            link=_link(vacancy, person.language),
        )


def _people(vacancy: Vacancy) -> Iterator[tuple[EmployerPerson, str]]:
    """Everybody who acts for the employer, and the title as they may be told it: nobody is mailed
    what others typed before they have shown that the address is theirs."""
    people = db.session.scalars(
        select(EmployerPerson)
        .where(EmployerPerson.employer_id == vacancy.employer_id)
        .order_by(EmployerPerson.id)
    ).all()
    confirmed = acting.confirmed_addresses([one.email for one in people])
    region = current_region()
    for person in people:
        _language, text = pick(vacancy.texts, person.language, region.default_language)
        yield person, text.title if person.email in confirmed else ""


def _link(vacancy: Vacancy, language: str) -> str:
    with speaking(language):
        return absolute_url(
            "jobs.own_vacancy", employer_id=vacancy.employer_id, vacancy_id=vacancy.id
        )
