"""Employers apply, are looked at by a coordinator, are members, and leave."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError

from newcomer import audit, i18n, limits
from newcomer.accounts.models import User
from newcomer.errors import EditConflict, NewcomerError
from newcomer.extensions import db
from newcomer.links import absolute_url
from newcomer.mail import queue_email
from newcomer.partner_jobs import names, org_numbers
from newcomer.partner_jobs.models.employers import (
    Employer,
    EmployerNo,
    EmployerPerson,
    EmployerStatus,
    Membership,
)
from newcomer.partner_jobs.services import acting, fit_state, parting
from newcomer.region import Contact, Region, current_region

APPLICATIONS_PER_DAY = 20
UNDECIDED = (EmployerStatus.applied, EmployerStatus.asked)
OUTSIDE = (EmployerStatus.declined, EmployerStatus.left)  # may apply again


class Decided(NewcomerError):
    """Somebody else has decided about the employer, or it has left: this cannot be done any more."""

    status = 409


class KnownEmployer(NewcomerError):
    """There is an employer with this number, and whoever applies does not act for it."""

    status = 409


class OwnCase(NewcomerError):
    """Whoever acts for an employer does not decide about it."""

    status = 409


@dataclass(frozen=True)
class Applicant:
    """Who applies; whoever signs in with the address acts for the employer from then on."""

    user: User
    name: str
    title: str
    phone: str
    language: str


# -- the employer's own acts -----------------------------------------------------------------------


def count_try(email: str, now: datetime) -> None:
    """Raises TooMany for who tries out many numbers."""
    limits.hit(
        "employer application", email, most=APPLICATIONS_PER_DAY, per=timedelta(days=1), now=now
    )


def apply(
    number: str, facts: Mapping[str, Any], applicant: Applicant, once: str, now: datetime
) -> tuple[Employer, bool]:
    """The employer with this number, and whether it has applied just now: anew, or once more after a
    no or after it had left. However many apply at once, there is one row for each number.

    Raises KnownEmployer for a number that is here already, if others act for it.
    """
    employer = _by_number(number)
    if employer is None:
        try:
            with db.session.begin_nested():
                employer = _new(number, facts, applicant, once, now)
        except IntegrityError:  # somebody else applied at the same moment
            employer = _by_number(number)
            if employer is None:
                raise
        else:
            _note("applied", employer, applicant.user, now)
            _receipt(employer, now)
            return employer, True
    if all(one.email != applicant.user.email for one in employer.people):
        raise KnownEmployer
    if employer.status not in OUTSIDE:
        return employer, False
    change(employer, facts, version=employer.version, answer="", actor=applicant.user, now=now)
    return employer, True


def _by_number(number: str) -> Employer | None:
    return db.session.scalar(select(Employer).where(Employer.org_number == number))


def _new(
    number: str, facts: Mapping[str, Any], applicant: Applicant, once: str, now: datetime
) -> Employer:
    employer = Employer(
        **facts,
        org_number=number,
        status=EmployerStatus.applied,
        created_at=now,
        last_used_at=now,
        once=once,
        people=[
            EmployerPerson(
                email=applicant.user.email,
                name=applicant.name,
                title=applicant.title,
                phone=applicant.phone,
                language=applicant.language,
                created_at=now,
            )
        ],
    )
    db.session.add(employer)
    db.session.flush()
    return employer


def _receipt(employer: Employer, now: datetime) -> None:
    tell("employer_applied", employer, now)


def change(
    employer: Employer,
    facts: Mapping[str, Any],
    *,
    version: int | None,
    answer: str,
    actor: User,
    now: datetime,
) -> None:
    """Tell something else. Who was asked for more waits for us again; who was declined or has left
    applies again. Raises EditConflict if it was changed after it was shown."""
    if employer.version != version:
        raise EditConflict
    before = employer.status
    for name, value in facts.items():
        setattr(employer, name, value)
    employer.last_used_at = now
    if before is EmployerStatus.asked:
        employer.status, employer.answer = EmployerStatus.applied, answer
    elif before in OUTSIDE:
        employer.status, employer.no_reason = EmployerStatus.applied, None
        employer.asked_for = employer.answer = ""
        employer.decided_at = None
    _note("changed" if before is employer.status else "applied", employer, actor, now)
    if before in OUTSIDE:
        _receipt(employer, now)


def leave(employer: Employer, version: int | None, actor: User, now: datetime) -> None:
    """It leaves the network by its own will. Raises EditConflict, or Decided for who is no member."""
    if employer.version != version:
        raise EditConflict
    _end(employer, actor, now)
    _note("left", employer, actor, now)
    tell("employer_left", employer, now)


def _end(employer: Employer, actor: User, now: datetime) -> None:
    if not employer.is_member:
        raise Decided
    employer.status, employer.last_used_at = EmployerStatus.left, now
    for one in employer.memberships:
        one.left_at = one.left_at or now
    db.session.flush()
    parting.employer(employer, now)


# -- the desk --------------------------------------------------------------------------------------


def _decide(employer: Employer, version: int | None, actor: User) -> None:
    """Raises EditConflict if it is not what the coordinator has seen, OwnCase if they act for it."""
    if employer.version != version:
        raise EditConflict
    if any(one.email == actor.email for one in employer.people):
        raise OwnCase


def approve(employer: Employer, version: int | None, actor: User, now: datetime) -> None:
    """They are a member from now on. Raises EditConflict, OwnCase, or Decided if it does not wait."""
    _decide(employer, version, actor)
    if employer.status not in UNDECIDED:
        raise Decided
    employer.status, employer.decided_at, employer.last_used_at = EmployerStatus.approved, now, now
    employer.memberships.append(Membership(joined_at=now))
    _note("approved", employer, actor, now)
    tell("employer_approved", employer, now)


def ask(employer: Employer, text: str, version: int | None, actor: User, now: datetime) -> None:
    """Ask for more before we decide. Raises the same."""
    _decide(employer, version, actor)
    if employer.status not in UNDECIDED:
        raise Decided
    employer.status, employer.asked_for, employer.answer = EmployerStatus.asked, text, ""
    employer.last_used_at = now
    _note("asked", employer, actor, now)
    tell("employer_asked", employer, now, text=text)


def decline(
    employer: Employer, reason: EmployerNo, version: int | None, actor: User, now: datetime
) -> None:
    """Say no, and why. Raises the same."""
    _decide(employer, version, actor)
    if employer.status not in UNDECIDED:
        raise Decided
    employer.status, employer.no_reason = EmployerStatus.declined, reason
    employer.decided_at = employer.last_used_at = now
    _note("declined", employer, actor, now, reason=reason.value)
    with_reason = names.EMPLOYER_NOS[reason]
    tell("employer_declined", employer, now, reason=with_reason)


def end_membership(employer: Employer, version: int | None, actor: User, now: datetime) -> None:
    """A coordinator ends it. Raises the same."""
    _decide(employer, version, actor)
    _end(employer, actor, now)
    _note("ended", employer, actor, now)
    tell("employer_ended", employer, now)


def put_right(
    employer: Employer, facts: Mapping[str, Any], version: int | None, actor: User, now: datetime
) -> None:
    """A coordinator corrects what it told. Its sector decides whether people are ranked for it, so
    what fits is found anew. Raises EditConflict, or OwnCase."""
    _decide(employer, version, actor)
    sector = employer.sector
    for name, value in facts.items():
        setattr(employer, name, value)
    _note("put_right", employer, actor, now)
    if employer.sector is not sector:
        fit_state.want()


# -- what others are told --------------------------------------------------------------------------


def tell(
    kind: str, employer: Employer, now: datetime, *, text: str = "", reason: object = ""
) -> None:
    """Mail all who act for the employer. Those who have never signed in are told by its number only:
    what somebody typed goes to no address that nobody has confirmed."""
    confirmed = acting.confirmed_addresses([one.email for one in employer.people])
    region = current_region()
    for person in employer.people:
        known = person.email in confirmed
        queue_email(
            kind,
            to=person.email,
            language=person.language,
            now=now,
            once=f"{kind}:{employer.id}:{employer.version}:{person.id}",
            link=room_link(employer, person.language),
            employer=employer.name if known else written_number(employer, region),
            text=text if known else "",
            reason=reason,
            contact=contact(region),
            days=region.jobs["answer_working_days"],
        )


def contact(region: Region) -> Contact:
    """Whom employers call."""
    return next(one for one in region.contacts if one.slug == region.jobs["contact"])


def written_number(employer: Employer, region: Region) -> str:
    """The organisation number as it is written in the region's country."""
    return org_numbers.written(employer.org_number, region.country)


def room_link(employer: Employer, language: str) -> str:
    """The address of the employer's own page; whoever is not signed in is asked to first."""
    return absolute_url("jobs.employer_room", language=language, employer_id=employer.id)


def referral_link(employer: Employer) -> str:
    """What the employer gives the partners of its own new hires; their profile then says who brought
    the family here."""
    code, language = employer.referral_code, i18n.current_language()
    if "jobs.partners_welcome" in current_app.view_functions:
        return absolute_url("jobs.partners_welcome", language=language, **{"from": code})
    return absolute_url("pages.front_page", language=language) + f"job-number-2?from={code}"


def _note(what: str, employer: Employer, actor: User, now: datetime, **details: object) -> None:
    db.session.flush()
    audit.record(db.session(), f"employer.{what}", employer, actor_id=actor.id, now=now, **details)


# -- how many wait ---------------------------------------------------------------------------------


def waiting() -> Select[int]:
    """Employers that wait for a coordinator's answer."""
    return select(Employer.id).where(Employer.status == EmployerStatus.applied)


def forsaken() -> Select[int]:
    """Members that nobody acts for any more: whoever did has erased themselves."""
    return select(Employer.id).where(
        Employer.status == EmployerStatus.approved,
        Employer.id.not_in(select(EmployerPerson.employer_id)),
    )
