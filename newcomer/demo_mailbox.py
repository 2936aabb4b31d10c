"""The demo's mailbox: where sent e-mails can be read when no SMTP server is configured.

It exists only in the demo (Settings.shows_demo_mailbox), and answers only this machine: whoever
reads these mails can sign in as anybody.
"""

from typing import Any

from flask import Blueprint, abort, render_template, request
from sqlalchemy import select

from newcomer.access import public
from newcomer.extensions import db
from newcomer.mail import OutgoingEmail

bp = Blueprint("demo_mailbox", __name__)


@bp.before_request
def only_here() -> None:
    if request.remote_addr not in {"127.0.0.1", "::1"} or request.headers.get("X-Forwarded-For"):
        abort(404)


@bp.get("/mail")
@public
def mailbox() -> Any:
    mails = db.session.scalars(
        select(OutgoingEmail).order_by(OutgoingEmail.id.desc()).limit(50)
    ).all()
    return render_template("pages/demo_mailbox.html", mails=mails)
