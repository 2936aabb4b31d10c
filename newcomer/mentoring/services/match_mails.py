"""What the two are told by e-mail about a proposal and their pair. Each thing is told once: the key
says of which pair, to whom and what. No mail holds a name or an address before both said yes, nor
anything that the other wrote."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, update

from newcomer import i18n
from newcomer.extensions import db
from newcomer.links import absolute_url
from newcomer.mail import EmailStatus, OutgoingEmail, queue_email
from newcomer.mentoring.models import MentorMatch, RequestStatus, Side
from newcomer.mentoring.services.links import address_of, language_of, other, pair_link
from newcomer.mentoring.services.other_side import first_name, glimpse
from newcomer.region import Contact, current_region


def coordinator_contact() -> Contact:
    """Whom mentors and newcomers call."""
    region = current_region()
    return next(one for one in region.contacts if one.slug == region.mentoring["contact"])


def _queue(kind: str, match: MentorMatch, side: Side, now: datetime, **context: Any) -> None:
    key = context.pop("key", kind)
    queue_email(
        kind,
        to=address_of(match, side),
        language=language_of(match, side),
        now=now,
        once=_once(key, match.id, side),
        side=side.value,
        link=context.pop("link", pair_link(match, side)),
        **context,
    )


def _once(kind: str, number: int, side: Side) -> str:
    return f"{kind}:{number}:{side.value}"


def ask(match: MentorMatch, side: Side, now: datetime) -> None:
    """The kind of person it is and why the two fit, in words; the answer is given on a page."""
    with i18n.speaking(language_of(match, side)):
        seen = glimpse(match, side, now)
        _queue("pair_asked", match, side, now, seen=seen, due=match.due_at)


def remind(match: MentorMatch, side: Side, now: datetime) -> None:
    _queue("pair_reminder", match, side, now, due=match.due_at)


def unsay(match: MentorMatch, side: Side) -> bool:
    """Keep back the question to this side, and the reminder, if they wait to go out still, also after
    a try that failed; whether the question has never been tried, so that they know nothing of it."""
    keys = [_once(kind, match.id, side) for kind in ("pair_asked", "pair_reminder")]
    gone = db.session.execute(
        delete(OutgoingEmail)
        .where(OutgoingEmail.once.in_(keys), OutgoingEmail.status == EmailStatus.waiting)
        .returning(OutgoingEmail.kind, OutgoingEmail.attempts)
        .execution_options(synchronize_session=False)
    )
    return ("pair_asked", 0) in [tuple(row) for row in gone]


def keep_back(kind: str, number: int, side: Side) -> None:
    """What this side of that pair was to be told is not told, if it waits still."""
    db.session.execute(
        delete(OutgoingEmail)
        .where(
            OutgoingEmail.once == _once(kind, number, side),
            OutgoingEmail.status == EmailStatus.waiting,
        )
        .execution_options(synchronize_session=False)
    )


def hurry(kind: str, number: int, side: Side, now: datetime) -> None:
    """What this side of that pair was to be told later is told now."""
    db.session.execute(
        update(OutgoingEmail)
        .where(OutgoingEmail.once == _once(kind, number, side), OutgoingEmail.attempts == 0)
        .values(next_attempt_at=now, created_at=now)
        .execution_options(synchronize_session=False)
    )


def forget(match: MentorMatch, leaver: Side, now: datetime) -> None:
    """One of the two goes, and the pages with them: so do the mails about it that name them or lead
    there, sent or not. Only what is said now stays, and what tells nothing of anybody. That it is
    over, if the other has not heard it yet, is said anew without a link."""
    stays = (OutgoingEmail.kind == "pair_came_to_nothing") | (OutgoingEmail.created_at >= now)
    _remove(match, leaver)
    gone = _remove(match, other(leaver), ~stays)
    unheard = {kind for kind, status in gone if status is EmailStatus.waiting}
    if unheard & {"pair_ended", "pair_finished"}:
        ended(match, other(leaver), now, is_gone=True)


def _remove(match: MentorMatch, side: Side, *which: Any) -> list[tuple[str, EmailStatus]]:
    """Remove mails about this pair to this side; what kinds they were, and whether they were sent."""
    gone = db.session.execute(
        delete(OutgoingEmail)
        .where(
            OutgoingEmail.to == address_of(match, side),
            OutgoingEmail.once.endswith(_once("", match.id, side)),
            *which,
        )
        .returning(OutgoingEmail.kind, OutgoingEmail.status)
        .execution_options(synchronize_session=False)
    )
    return [(kind, status) for kind, status in gone]


def came_to_nothing(match: MentorMatch, side: Side, now: datetime) -> None:
    """It is the same mail whatever the reason was: a no, silence, or one of the two who left. It goes
    out at that time and carries its date, which may lie ahead (services/hearing.py)."""
    _queue("pair_came_to_nothing", match, side, now)


def begin(match: MentorMatch, side: Side, now: datetime) -> None:
    _queue("pair_begins", match, side, now, name=first_name(match, other(side)))


def ended(match: MentorMatch, side: Side, now: datetime, *, is_gone: bool = False) -> None:
    """`is_gone`: the other is erased, and the pair's pages with them."""
    name, waits = first_name(match, other(side)), match.request.status is RequestStatus.waiting
    _queue("pair_ended", match, side, now, name=name, is_gone=is_gone, waits=waits)


def finished(match: MentorMatch, side: Side, now: datetime) -> None:
    _queue(
        "pair_finished",
        match,
        side,
        now,
        name=first_name(match, other(side)),
        link=pair_link(match, side, "mentoring.pair_survey"),
    )


def midway(match: MentorMatch, side: Side, now: datetime) -> None:
    """Three questions, halfway."""
    _queue(
        "pair_midway",
        match,
        side,
        now,
        name=first_name(match, other(side)),
        link=pair_link(match, side, "mentoring.pair_midway"),
    )


def written(match: MentorMatch, side: Side, message_id: int, now: datetime) -> None:
    """That there is a message on the page; not what it says."""
    name = first_name(match, other(side))
    _queue("pair_message", match, side, now, name=name, key=f"pair_message:{message_id}")


def concern(user: Any, concern_id: int, now: datetime) -> None:
    """To a coordinator: that somebody is worried, and where to read it."""
    queue_email(
        "pair_concern",
        to=user.email,
        language=user.language,
        now=now,
        once=f"concern:{concern_id}:{user.id}",
        link=absolute_url("mentoring_desk.concern", language=user.language, concern_id=concern_id),
    )


def concern_without_reader(address: str, language: str, concern_id: int, now: datetime) -> None:
    """To administrators: that no coordinator may read a concern, since it is about each of them."""
    queue_email(
        "pair_concern_unread",
        to=address,
        language=language,
        now=now,
        once=f"concern_unread:{concern_id}:{address}",
        link=absolute_url("accounts.people", language=language),
    )
