"""What the two are told by e-mail about an introduction: the partner, and all who act for the
employer. Each thing is told once: the key says of which introduction, to whom and what. Before both
have said yes no mail names the partner, nor holds anything that the other side wrote; to a colleague
who has never signed in no mail holds anything that anybody typed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_

from newcomer import i18n
from newcomer.extensions import db
from newcomer.links import absolute_url
from newcomer.mail import EmailStatus, OutgoingEmail, queue_email
from newcomer.partner_jobs import org_numbers
from newcomer.partner_jobs.models.employers import EmployerPerson
from newcomer.partner_jobs.models.introductions import Introduction, Side
from newcomer.partner_jobs.services import acting
from newcomer.partner_jobs.services import introduction_words as words
from newcomer.region import Contact, current_region

ASKING = ("introduction_asked", "introduction_reminder")
KINDS = (*ASKING, "introduction_contact", "introduction_over", "introduction_hired")


@dataclass(frozen=True)
class Recipient:
    """Somebody who is written to about an introduction. `key` stands for them in what is told once."""

    key: str
    email: str
    language: str
    is_confirmed: bool = True  # somebody has signed in with this address


def coordinator_contact() -> Contact:
    """Whom partners and employers call."""
    region = current_region()
    return next(one for one in region.contacts if one.slug == region.jobs["contact"])


def recipients(introduction: Introduction, side: Side) -> list[Recipient]:
    """The partner, or all who act for the employer."""
    if side is Side.employer:
        people = introduction.employer.people
        confirmed = acting.confirmed_addresses([one.email for one in people])
        return [
            Recipient(f"e{one.id}", one.email, one.language, one.email in confirmed)
            for one in people
        ]
    partner = introduction.partner
    return [Recipient("p", partner.email, partner.language)] if partner else []


def ask(introduction: Introduction, side: Side, now: datetime) -> None:
    """What kind of work it is about, and for the partner which employer; the answer is given on a
    page."""
    due = introduction.due_at
    _queue("introduction_asked", introduction, side, now, mark=due, due=due)


def remind(introduction: Introduction, side: Side, now: datetime) -> None:
    due = introduction.due_at
    _queue("introduction_reminder", introduction, side, now, mark=due, due=due)


def contact(introduction: Introduction, side: Side, now: datetime) -> None:
    """Both have said yes: how to reach each other."""
    partner, people = introduction.partner, introduction.employer.people
    if side is Side.employer:
        them = [(partner.name, "", partner.email, partner.phone)] if partner else []
    else:
        them = [(one.name, one.title, one.email, one.phone) for one in people]
    _queue("introduction_contact", introduction, side, now, mark=now, them=them)


def over(
    introduction: Introduction,
    side: Side,
    now: datetime,
    *,
    is_late: bool = False,
    was_accepted: bool = False,
    but: Collection[str] = (),
) -> None:
    """It came to nothing: the same words whatever the reason was. `is_late`: the employer has not
    answered, and a coordinator sees to it. `but`: addresses that never heard of it."""
    about = {"is_late": is_late, "was_accepted": was_accepted}
    _queue("introduction_over", introduction, side, now, mark=now, but=but, **about)


def hired(introduction: Introduction, side: Side, now: datetime) -> None:
    """The other side, or a coordinator, has written down that the partner was hired."""
    _queue("introduction_hired", introduction, side, now, mark=now)


def unsay(introduction: Introduction, side: Side) -> frozenset[str]:
    """Keep back whatever waits to go out to this side about it; the addresses to which the question
    has never been sent, so that they know nothing of it."""
    gone = _remove(introduction, side, KINDS)
    return frozenset(to for to, kind, attempts in gone if kind == ASKING[0] and attempts == 0)


def keep_back(introduction: Introduction, side: Side, *kinds: str) -> None:
    """What this side was to be told is not told, if it waits still."""
    _remove(introduction, side, kinds)


def keep_from(person: EmployerPerson) -> None:
    """Somebody acts for the employer no more: what waits to go out to them about partners does not."""
    db.session.execute(
        delete(OutgoingEmail)
        .where(
            OutgoingEmail.status != EmailStatus.sent,
            OutgoingEmail.to == person.email,
            OutgoingEmail.kind.in_(KINDS),
            OutgoingEmail.once.contains(f":e{person.id}:", autoescape=True),
        )
        .execution_options(synchronize_session=False)
    )


def _remove(
    introduction: Introduction, side: Side, kinds: Collection[str]
) -> list[tuple[str, str, int]]:
    """Also what waits for somebody who acts for the employer no more, and what could not be sent."""
    first = {Side.partner: "p", Side.employer: "e"}[side]  # of each recipient's key
    keys = [
        OutgoingEmail.once.startswith(f"{kind}:{introduction.id}:{first}", autoescape=True)
        for kind in kinds
    ]
    gone = db.session.execute(
        delete(OutgoingEmail)
        .where(OutgoingEmail.status != EmailStatus.sent, or_(*keys))
        .returning(OutgoingEmail.to, OutgoingEmail.kind, OutgoingEmail.attempts)
        .execution_options(synchronize_session=False)
    )
    return [(to, kind, attempts) for to, kind, attempts in gone]


def _once(kind: str, number: int, key: str) -> str:
    return f"{kind}:{number}:{key}:"


def _queue(
    kind: str,
    introduction: Introduction,
    side: Side,
    now: datetime,
    *,
    mark: datetime | None,
    but: Collection[str] = (),
    **context: Any,
) -> None:
    told_at = int((mark or now).timestamp())
    employer = introduction.employer
    number = org_numbers.written(employer.org_number, current_region().country)
    for one in recipients(introduction, side):
        if one.email in but:
            continue
        with i18n.speaking(one.language):
            work = words.work(introduction)
        queue_email(
            kind,
            to=one.email,
            language=one.language,
            now=now,
            once=f"{_once(kind, introduction.id, one.key)}{told_at}",
            side=side.value,
            employer=employer.name if one.is_confirmed else number,
            work=work,
            is_conversation=introduction.is_conversation,
            link=absolute_url(
                "jobs.introduction", language=one.language, introduction_id=introduction.id
            ),
            **(context if one.is_confirmed else {**context, "them": []}),
        )
