"""The links of an arrival: one that confirms it, one that opens its page. Only mails carry them."""

from flask import url_for

from newcomer.arrivals.models import Arrival, ArrivalStatus
from newcomer.extensions import db
from newcomer.links import absolute_url, link_token, read_link_token

LINK = "arrival"
CONFIRM = "confirm arrival"


def private_link(arrival: Arrival) -> str:
    """The private page's address, for e-mails: in the language of our mails."""
    return absolute_url(
        "arrivals.private", language=arrival.language, arrival_token=token_of(arrival)
    )


def private_path(arrival: Arrival, language: str) -> str:
    """The private page's address on this site."""
    return url_for("arrivals.private", language=language, arrival_token=token_of(arrival))


def confirmation_link(arrival: Arrival) -> str:
    """Where somebody sees what was told and says that it is right; only their own mail has it."""
    token = link_token(CONFIRM, arrival.id, arrival.link_nonce)
    return absolute_url("arrivals.confirm", language=arrival.language, arrival_confirmation=token)


def token_of(arrival: Arrival) -> str:
    return link_token(LINK, arrival.id, arrival.link_nonce)


def arrival_of_link(token: str) -> Arrival | None:
    """The arrival that a private link opens; None for a link that is forged or has been revoked."""
    found = _arrival_of(LINK, token)
    return None if found is None or found.status is ArrivalStatus.unconfirmed else found


def arrival_to_confirm(confirmation: str) -> Arrival | None:
    """The arrival that the link in an e-mail confirms, also if it has been; None if it is gone."""
    return _arrival_of(CONFIRM, confirmation)


def is_deleted(token: str) -> bool:
    """Whether this was a link of ours to an arrival that is gone."""
    opened = read_link_token(LINK, token) or read_link_token(CONFIRM, token)
    return opened is not None and db.session.get(Arrival, opened[0]) is None


def _arrival_of(kind: str, token: str) -> Arrival | None:
    opened = read_link_token(kind, token)
    if opened is None:
        return None
    arrival = db.session.get(Arrival, opened[0])
    return arrival if arrival is not None and arrival.link_nonce == opened[1] else None
