"""What accounts add to the application."""

import time

from flask import Flask, current_app, session
from flask_babel import gettext as _

from newcomer.access import Permission
from newcomer.accounts import services
from newcomer.accounts.models import User
from newcomer.accounts.views import bp
from newcomer.extensions import db, login
from newcomer.registry import DeskLink, PersonalData, Registry


@login.user_loader
def load_user(session_id: str) -> User | None:
    """The user of a session, unless they have been signed out everywhere since."""
    lifetime = current_app.permanent_session_lifetime.total_seconds()
    if time.time() - session.get("signed_in_at", 0) > lifetime:  # however busy in between
        return None
    user_id, _dot, key = session_id.partition(".")
    user = db.session.get(User, int(user_id)) if user_id.isdigit() else None
    return user if user is not None and user.session_key == key else None


def register(app: Flask, registry: Registry) -> None:
    app.register_blueprint(bp, url_prefix="/<language:language>")
    registry.desk_links.append(
        DeskLink(
            lambda: _("People and roles"),
            "accounts.people",
            Permission.manage_people,
            order=80,
        )
    )
    registry.personal_data.append(
        PersonalData(
            kind="account",
            tables=frozenset(
                {
                    "user",
                    "role_grant",
                    "sign_in_link",
                    "outgoing_email",
                    "audit_entry",
                    "limit_count",
                }
            ),
            export=services.export_account,
            erase=services.erase_account,
            retain=services.retain_accounts,
            order=100,
        )
    )
