"""Who somebody is in job number 2: the employers they act for, and their own profile. The one place
that decides whether a row is theirs."""

from collections.abc import Sequence

from sqlalchemy import select

from newcomer.accounts.models import User
from newcomer.extensions import db
from newcomer.partner_jobs.models.employers import Employer, EmployerPerson
from newcomer.partner_jobs.models.partners import PartnerProfile


def employers_of(user: User) -> list[Employer]:
    """The employers that this person acts for, by name; also those that are not members (yet)."""
    query = (
        select(Employer)
        .join(EmployerPerson)
        .where(EmployerPerson.email == user.email)
        .order_by(Employer.name, Employer.id)
    )
    return list(db.session.scalars(query))


def employer_of(user: User, employer_id: int) -> Employer | None:
    """The employer with this number, if the person acts for it."""
    query = (
        select(Employer)
        .join(EmployerPerson)
        .where(Employer.id == employer_id, EmployerPerson.email == user.email)
    )
    return db.session.scalar(query)


def partner_of(user: User) -> PartnerProfile | None:
    """The person's own profile, if they look for work."""
    return db.session.scalar(select(PartnerProfile).where(PartnerProfile.email == user.email))


def confirmed_addresses(emails: Sequence[str]) -> set[str]:
    """Those of these addresses with which somebody has signed in. To no other goes anything that
    somebody has typed."""
    return set(db.session.scalars(select(User.email).where(User.email.in_(emails))))
