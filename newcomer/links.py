"""Addresses for e-mails, and signed links for people without an account.

A signed link carries what it opens and cannot be guessed.

What is signed is the row's id and its nonce; changing the nonce revokes every link given out before.
The link itself is stored only in an e-mail that has not gone out yet (newcomer/mail.py).
"""

import hashlib
import secrets
from datetime import datetime
from typing import Any

from flask import current_app, url_for
from itsdangerous import BadSignature, URLSafeSerializer


def _serializer(kind: str) -> URLSafeSerializer:
    keys = [*current_app.config["SECRET_KEY_FALLBACKS"], current_app.config["SECRET_KEY"]]
    return URLSafeSerializer(
        keys, salt=f"link:{kind}", signer_kwargs={"digest_method": hashlib.sha256}
    )


def link_token(kind: str, row_id: int, nonce: str) -> str:
    """The part of a URL that opens this one row, for this one purpose."""
    return str(_serializer(kind).dumps([row_id, nonce]))


def read_link_token(kind: str, token: str) -> tuple[int, str] | None:
    """The row's id and the nonce that the link was made with; None for a forged or broken link."""
    if not token.isascii():  # a link copied with the » behind it
        return None
    try:
        row_id, nonce = _serializer(kind).loads(token[:500])
    except (BadSignature, ValueError, TypeError):
        return None
    opened = int(row_id), str(nonce)
    # base64 is read leniently: one row must not have many links that all count as different.
    return opened if secrets.compare_digest(link_token(kind, *opened), token) else None


OPENED = "form opened"


def opened_mark(now: datetime) -> str:
    """When a form was opened, signed: it comes back with what was written."""
    return link_token(OPENED, int(now.timestamp() * 1000), "")


def seconds_open(mark: str, now: datetime) -> float | None:
    """How long ago the form with this mark was opened; None for a forged mark."""
    opened = read_link_token(OPENED, mark)
    return None if opened is None else now.timestamp() - opened[0] / 1000


def absolute_url(endpoint: str, **values: Any) -> str:
    """A page's full address, from the settings: a request's Host header is not to be believed."""
    base: str = current_app.config["SETTINGS"].base_url
    return base + url_for(endpoint, **values, _external=False)
