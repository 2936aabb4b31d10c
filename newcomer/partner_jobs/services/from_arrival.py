"""What "I'm moving here" may be used for here: the mover is told of job number 2, for their partner
or for themselves, and a profile can begin with what they told."""

from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, delete, exists, or_, select

from newcomer.arrivals.models import Arrival
from newcomer.extensions import db
from newcomer.links import absolute_url, link_token, read_link_token
from newcomer.mail import EmailStatus, OutgoingEmail, queue_email
from newcomer.partner_jobs.models.partners import PartnerProfile, PartnerStatus
from newcomer.partner_jobs.services import parting

PURPOSE = "partner_job"
LINK = "partner of arrival"


def tell(arrival: Arrival, now: datetime) -> None:
    """Mail the mover the two ways on, once a day at most. It holds nothing that anybody typed."""
    once = f"{_mails(arrival)}{now.date().isoformat()}"
    if db.session.scalar(select(OutgoingEmail.id).where(OutgoingEmail.once == once)) is None:
        queue_email(
            "partner_invited",
            to=arrival.email,
            language=arrival.language,
            now=now,
            once=once,
            link=absolute_url("jobs.partners_welcome", language=arrival.language),
            own_link=absolute_url(
                "jobs.partner_profile", language=arrival.language, arrival=token_of(arrival)
            ),
        )


def take_back(arrival: Arrival, now: datetime) -> None:
    """They say no more: a profile that began with what they told is hidden, and can be shown again
    by whom it is about."""
    _forget_mails(arrival)
    for partner in _profiles(arrival):
        if partner.is_active:
            parting.hide(partner, now)


def in_use(since: datetime) -> ColumnElement[bool]:
    """Of arrivals: a profile that began with one is looked for, or has been used since then."""
    return exists().where(
        PartnerProfile.arrival_id == Arrival.id,
        or_(PartnerProfile.status == PartnerStatus.active, PartnerProfile.last_used_at >= since),
    )


def section(arrival: Arrival) -> tuple[str, dict[str, Any]]:
    """The links, for the mover's private page."""
    return "jobs/partner_of_arrival.html", {
        "partner_link": absolute_url("jobs.partners_welcome"),
        "own_path": url_for("jobs.partner_profile", arrival=token_of(arrival)),
        "partners": _profiles(arrival),
    }


def token_of(arrival: Arrival) -> str:
    return link_token(LINK, arrival.id, arrival.link_nonce)


def arrival_of(token: str) -> Arrival | None:
    """The arrival whose facts the link lends, if they may still be used for this."""
    opened = read_link_token(LINK, token) if token else None
    found = db.session.get(Arrival, opened[0]) if opened else None
    if found is None or opened is None or found.link_nonce != opened[1]:
        return None
    return found if found.is_active and PURPOSE in found.purposes else None


def facts_of(arrival: Arrival) -> dict[str, Any]:
    """What a profile can begin with, by column."""
    return {
        "name": arrival.first_name,
        "language": arrival.language,
        "languages": arrival.languages,
        "place": arrival.place,
        "reach_km": arrival.reach_km,
        "occupations": [arrival.occupation] if arrival.occupation else [],
    }


def _profiles(arrival: Arrival) -> list[PartnerProfile]:
    query = select(PartnerProfile).where(PartnerProfile.arrival_id == arrival.id)
    return list(db.session.scalars(query.order_by(PartnerProfile.id)))


def _mails(arrival: Arrival) -> str:
    return f"partner_job:{arrival.id}:"


def _forget_mails(arrival: Arrival) -> None:
    db.session.execute(
        delete(OutgoingEmail)
        .where(
            OutgoingEmail.status != EmailStatus.sent,
            OutgoingEmail.once.startswith(_mails(arrival), autoescape=True),
        )
        .execution_options(synchronize_session=False)
    )
