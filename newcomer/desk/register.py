"""What the desk adds to the application."""

from flask import Flask
from flask_babel import gettext as _

from newcomer.access import Permission
from newcomer.desk import names
from newcomer.desk.views import bp
from newcomer.registry import DeskLink, Registry


def register(app: Flask, registry: Registry) -> None:
    app.register_blueprint(bp, url_prefix="/<language:language>/desk")
    app.jinja_env.filters["role_name"] = names.role_name
    app.jinja_env.globals |= {
        "action_name": names.action_name,
        "work_name": names.work_name,
        "kind_name": names.kind_name,
    }
    registry.desk_links += [
        DeskLink(lambda: _("Overview"), "desk.overview", Permission.see_desk, order=1),
        DeskLink(lambda: _("Unsent e-mail"), "desk.mail", Permission.see_operations, order=85),
        DeskLink(lambda: _("Log"), "desk.log", Permission.see_operations, order=90),
        DeskLink(
            lambda: _("Automatic work"), "desk.operations", Permission.see_operations, order=95
        ),
    ]
