"""Who acts for an employer. The employer's row is locked first: of two who change its people at the
same moment, the second sees what the first has done."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from newcomer import audit, limits
from newcomer.accounts.models import User
from newcomer.errors import NewcomerError
from newcomer.extensions import db
from newcomer.mail import queue_email
from newcomer.partner_jobs.models.employers import Employer, EmployerPerson
from newcomer.partner_jobs.services import employers, introduction_mails
from newcomer.region import current_region

MOST_PEOPLE = 20  # who act for one employer
ADDED_PER_DAY = 20  # by one person: each of them gets a mail


class LastPerson(NewcomerError):
    """An employer needs somebody who acts for it: a successor comes first."""

    status = 409


class TooManyPeople(NewcomerError):
    """As many act for the employer as can."""

    status = 409


class NotTheirs(NewcomerError):
    """Whoever does this does not act for the employer (any more)."""

    status = 404


@dataclass(frozen=True)
class Colleague:
    """Somebody who is to act for an employer."""

    email: str
    name: str
    title: str
    language: str


def people_of(employer: Employer) -> list[EmployerPerson]:
    """Who acts for it now, in the order in which they came."""
    query = (
        select(EmployerPerson)
        .where(EmployerPerson.employer_id == employer.id)
        .order_by(EmployerPerson.id)
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(query))


def count_try(email: str, now: datetime) -> None:
    """Raises TooMany for who adds many people in a day: each of them gets a mail."""
    limits.hit("employer colleague", email, most=ADDED_PER_DAY, per=timedelta(days=1), now=now)


def add(employer: Employer, who: Colleague, *, actor: User, now: datetime) -> bool:
    """Let somebody act for the employer, and tell them; whether they did not already.

    Raises NotTheirs for an actor who does not act for it, TooManyPeople when there are enough.
    """
    _lock(employer)
    people = people_of(employer)
    _expect(actor, people)
    return _add(employer, people, who, actor, now)


def let_in(employer: Employer, who: Colleague, *, actor: User, now: datetime) -> bool:
    """The same by a coordinator, who has made sure who they are."""
    _lock(employer)
    return _add(employer, people_of(employer), who, actor, now)


def _add(
    employer: Employer, people: list[EmployerPerson], who: Colleague, actor: User, now: datetime
) -> bool:
    if any(one.email == who.email for one in people):
        return False
    if len(people) >= MOST_PEOPLE:
        raise TooManyPeople
    person = EmployerPerson(
        employer_id=employer.id,
        email=who.email,
        name=who.name,
        title=who.title,
        phone="",
        language=who.language,
        created_at=now,
    )
    db.session.add(person)
    _note("person_added", employer, actor, now)
    # Their address is not confirmed yet: the mail has nothing in it that anybody has typed.
    queue_email(
        "employer_colleague",
        to=who.email,
        language=who.language,
        now=now,
        once=f"employer_colleague:{person.id}",
        number=employers.written_number(employer, current_region()),
        link=employers.room_link(employer, who.language),
        contact=employers.contact(current_region()),
    )
    return True


def remove(employer: Employer, person_id: int, *, actor: User, now: datetime) -> None:
    """Somebody acts for the employer no more. Whoever is gone already stays gone.

    Raises NotTheirs for an actor who does not act for it, LastPerson for the only one.
    """
    _lock(employer)
    people = people_of(employer)
    _expect(actor, people)
    _remove(employer, people, person_id, actor, now)


def put_out(employer: Employer, person_id: int, *, actor: User, now: datetime) -> None:
    """The same by a coordinator. Raises LastPerson, unless the employer is outside the network."""
    _lock(employer)
    _remove(employer, people_of(employer), person_id, actor, now)


def _remove(
    employer: Employer, people: list[EmployerPerson], person_id: int, actor: User, now: datetime
) -> None:
    person = next((one for one in people if one.id == person_id), None)
    if person is None:
        return
    if len(people) == 1 and employer.status not in employers.OUTSIDE:
        raise LastPerson
    if person.email != actor.email:
        queue_email(
            "employer_removed",
            to=person.email,
            language=person.language,
            now=now,
            once=f"employer_removed:{person.id}",
            number=employers.written_number(employer, current_region()),
            contact=employers.contact(current_region()),
        )
    introduction_mails.keep_from(person)
    db.session.delete(person)
    _note("person_removed", employer, actor, now)


def change(person: EmployerPerson, *, name: str, title: str, phone: str, language: str) -> None:
    """One's own details."""
    person.name, person.title, person.phone, person.language = name, title, phone, language
    db.session.flush()


def _lock(employer: Employer) -> None:
    """Raises NotTheirs if the employer is gone. Its columns are read anew."""
    found = db.session.scalar(
        select(Employer)
        .where(Employer.id == employer.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotTheirs


def _expect(actor: User, people: list[EmployerPerson]) -> None:
    if all(one.email != actor.email for one in people):
        raise NotTheirs


def _note(what: str, employer: Employer, actor: User, now: datetime) -> None:
    db.session.flush()
    audit.record(db.session(), f"employer.{what}", employer, actor_id=actor.id, now=now)
