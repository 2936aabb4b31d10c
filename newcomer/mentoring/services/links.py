"""Each side's own link to a proposal and to the pair that comes of it: the link is the key."""

import secrets
from typing import Any

from flask import url_for
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from newcomer.arrivals.models import Arrival
from newcomer.extensions import db
from newcomer.links import absolute_url, link_token, read_link_token
from newcomer.mentoring.models import MentorMatch, MentorRequest, Side

LINK = "mentor match"
PAGE = "mentoring.pair"


def match_token(match: MentorMatch, side: Side) -> str:
    """The part of an address that opens this pair's pages as this side."""
    return link_token(LINK, match.id, _nonce(match, side))


def match_of_token(token: str) -> tuple[MentorMatch, Side] | None:
    """The pair (or proposal) that a link opens, and whose link it is; None for one that is forged,
    has been revoked, or whose pair is gone. Both people come with it."""
    opened = read_link_token(LINK, token)
    if opened is None:
        return None
    number, nonce = opened
    match = db.session.scalar(with_people().where(MentorMatch.id == number))
    if match is None:
        return None
    for side in Side:
        if secrets.compare_digest(_nonce(match, side), nonce):
            return match, side
    return None


def with_people() -> Select[Any]:
    """A query of pairs that brings the two people along."""
    return select(MentorMatch).options(
        joinedload(MentorMatch.mentor, innerjoin=True),
        joinedload(MentorMatch.request, innerjoin=True)
        .joinedload(MentorRequest.arrival, innerjoin=True)
        .lazyload(Arrival.uses),
    )


def _nonce(match: MentorMatch, side: Side) -> str:
    return match.mentor_nonce if side is Side.mentor else match.newcomer_nonce


def pair_path(match: MentorMatch, side: Side) -> str:
    """The address on this site, in the language of the page."""
    return url_for(PAGE, pair_token=match_token(match, side))


def pair_link(match: MentorMatch, side: Side, page: str = PAGE) -> str:
    """The full address for e-mails to this side, in their language."""
    token = match_token(match, side)
    return absolute_url(page, language=language_of(match, side), pair_token=token)


def language_of(match: MentorMatch, side: Side) -> str:
    return match.mentor.language if side is Side.mentor else match.request.arrival.language


def address_of(match: MentorMatch, side: Side) -> str:
    return match.mentor.email if side is Side.mentor else match.request.arrival.email


def other(side: Side) -> Side:
    return Side.newcomer if side is Side.mentor else Side.mentor
