"""Letters from a coordinator to the members: written once, sent to each person once."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from newcomer import audit
from newcomer.accounts.models import User
from newcomer.database import Page, paged
from newcomer.extensions import db
from newcomer.mail import queue_email
from newcomer.partner_jobs.models.employers import (
    Employer,
    EmployerPerson,
    EmployerStatus,
    MemberMail,
    Sector,
)


@dataclass(frozen=True)
class Letter:
    """What is to be sent. `mark` is the form's: the same letter from the same form is one letter."""

    subject: str
    body: str
    sectors: Sequence[str]  # Sector values; none: to all
    mark: str

    @property
    def once(self) -> str:
        """After "back" and a change it is another letter."""
        parts = (self.mark, self.subject, self.body, *self.sectors)
        return hashlib.sha256("\x00".join(parts).encode()).hexdigest()


@dataclass(frozen=True)
class Recipients:
    """To whom a letter goes: each address once, with the language of the words around the letter."""

    languages: dict[str, str]  # by address
    unconfirmed: int  # addresses with which nobody has signed in yet; they get nothing


def recipients(sectors: Sequence[str]) -> Recipients:
    """Who acts for the members of these sectors."""
    query = (
        select(EmployerPerson.email, EmployerPerson.language, User.id.is_not(None))
        .join(Employer)
        .outerjoin(User, User.email == EmployerPerson.email)
        .where(Employer.status == EmployerStatus.approved)
        .order_by(EmployerPerson.id)
    )
    if sectors:
        query = query.where(Employer.sector.in_([Sector(one) for one in sectors]))
    languages: dict[str, str] = {}
    others: set[str] = set()
    for email, language, is_confirmed in db.session.execute(query):
        if is_confirmed:
            languages.setdefault(email, language)
        else:
            others.add(email)
    return Recipients(languages, len(others))


def send(letter: Letter, *, actor: User, now: datetime) -> MemberMail:
    """Queue the letter to everybody; the same one twice is sent once."""
    known = select(MemberMail).where(MemberMail.once == letter.once)
    if (mail := db.session.scalar(known)) is not None:
        return mail
    to = recipients(letter.sectors)
    mail = MemberMail(
        subject=letter.subject,
        body=letter.body,
        sectors=list(letter.sectors),
        recipients=len(to.languages),
        sent_by_id=actor.id,
        sent_at=now,
        once=letter.once,
    )
    try:
        with db.session.begin_nested():
            db.session.add(mail)
    except IntegrityError:  # pressed twice, at the same moment
        return db.session.scalars(known).one()
    for number, (email, language) in enumerate(to.languages.items()):
        queue_email(
            "employer_letter",
            to=email,
            language=language,
            now=now,
            once=f"member_mail:{mail.id}:{number}",
            subject=letter.subject,
            text=letter.body,
        )
    audit.record(
        db.session(), "member_mail.sent", mail, actor_id=actor.id, now=now, to=len(to.languages)
    )
    return mail


def sent(page: int) -> Page[MemberMail]:
    """What has been sent, the latest first."""
    return paged(select(MemberMail).order_by(MemberMail.id.desc()), page)
