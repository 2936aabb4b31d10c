"""The demo's mailbox: where sent e-mails can be read when no SMTP server is configured.

It exists only in the demo (Settings.shows_demo_mailbox), and answers only this machine: whoever
reads these mails can sign in as anybody.
"""

from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from flask import Blueprint, abort, current_app, render_template, request

from newcomer.access import public

bp = Blueprint("demo_mailbox", __name__)


@bp.before_request
def only_here() -> None:
    if request.remote_addr not in {"127.0.0.1", "::1"} or request.headers.get("X-Forwarded-For"):
        abort(404)


@bp.get("/mail")
@public
def mailbox() -> Any:
    folder = current_app.config["SETTINGS"].instance / "mail"
    newest = sorted(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    return render_template("pages/demo_mailbox.html", mails=[_read(path) for path in newest[:50]])


def _read(path: Path) -> dict[str, Any]:
    """What the worker wrote, as the page shows it."""
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    return {
        "to": message["To"],
        "subject": message["Subject"],
        "language": message["Content-Language"],
        "created_at": parsedate_to_datetime(message["Date"]),
        "body": message.get_content(),
    }
