"""What the two are told by e-mail about a proposal and their pair. Each thing is told once: the key
says of which pair, to whom and what. No mail holds a name or an address before both said yes, nor
anything that the other wrote."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete

from newcomer import i18n
from newcomer.extensions import db
from newcomer.links import absolute_url
from newcomer.mail import EmailStatus, OutgoingEmail, queue_email
from newcomer.mentoring.models import MentorMatch, Side
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
        once=_once(key, match, side),
        side=side.value,
        link=context.pop("link", pair_link(match, side)),
        **context,
    )


def _once(kind: str, match: MentorMatch, side: Side) -> str:
    return f"{kind}:{match.id}:{side.value}"


def ask(match: MentorMatch, side: Side, now: datetime) -> None:
    """The kind of person it is and why the two fit, in words; the answer is given on a page."""
    with i18n.speaking(language_of(match, side)):
        seen = glimpse(match, side, now)
        _queue("pair_asked", match, side, now, seen=seen, due=match.due_at)


def remind(match: MentorMatch, side: Side, now: datetime) -> None:
    _queue("pair_reminder", match, side, now, due=match.due_at)


def unsay(match: MentorMatch, side: Side) -> bool:
    """Keep back the question to this side if it has not gone out yet; whether it had not."""
    keys = [_once(kind, match, side) for kind in ("pair_asked", "pair_reminder")]
    gone = db.session.execute(
        delete(OutgoingEmail)
        .where(
            OutgoingEmail.once.in_(keys),
            OutgoingEmail.status == EmailStatus.waiting,
            OutgoingEmail.attempts == 0,
        )
        .returning(OutgoingEmail.kind)
        .execution_options(synchronize_session=False)
    )
    return "pair_asked" in gone.scalars().all()


def came_to_nothing(match: MentorMatch, side: Side, now: datetime) -> None:
    """It is the same mail whatever the reason was: a no, silence, or one of the two who left."""
    _queue("pair_came_to_nothing", match, side, now)


def begin(match: MentorMatch, side: Side, now: datetime) -> None:
    _queue("pair_begins", match, side, now, name=first_name(match, other(side)))


def ended(match: MentorMatch, side: Side, now: datetime, *, is_gone: bool = False) -> None:
    """`is_gone`: the other is erased, and the pair's pages with them."""
    name = first_name(match, other(side))
    _queue("pair_ended", match, side, now, name=name, is_gone=is_gone)


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
