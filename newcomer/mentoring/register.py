"""What the mentor scheme adds to the application."""

from datetime import timedelta
from typing import Any

from flask import Flask, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from newcomer.access import Permission
from newcomer.mentoring import names, personal_data
from newcomer.mentoring.services import board as board_services
from newcomer.mentoring.services import reasons, searching
from newcomer.mentoring.views import board, desk_pages, missing, newcomers, public_pages
from newcomer.region import current_region
from newcomer.registry import (
    AwaitedWork,
    DeskLink,
    DeskTask,
    DueWork,
    PersonalData,
    Registry,
)

# Imported for the pages that they add.
PAGES = (board, missing, newcomers)


def register(app: Flask, registry: Registry) -> None:
    app.register_blueprint(public_pages, url_prefix="/<language:language>")
    app.register_blueprint(desk_pages, url_prefix="/<language:language>/desk")
    app.jinja_env.globals |= {
        "reasons_of": reasons.of_pair,
        "left_out_of": reasons.of_left_out,
        "language_of_code": names.language_of_code,
        "level_of": board.level_name,
        "match_status_name": names.STATUSES.__getitem__,
    }
    registry.personal_data.append(
        PersonalData(
            kind="mentoring",
            tables=frozenset(
                {
                    "mentor_profile",
                    "mentor_reference",
                    "mentor_request",
                    "mentor_match",
                    "match_message",
                    "mentor_meeting",
                    "match_feedback",
                    "concern",
                }
            ),
            export=personal_data.export,
            erase=personal_data.erase,
            retain=personal_data.retain,
        )
    )
    _add_board(registry)


def _add_board(registry: Registry) -> None:
    registry.desk_links.append(
        DeskLink(
            lambda: _("Mentor matching"),
            "mentoring_desk.board",
            Permission.run_mentoring,
            order=30,
        )
    )
    registry.desk_tasks.append(
        DeskTask(
            label=lambda count: ngettext(
                "%(num)d newcomer waits for a mentor",
                "%(num)d newcomers wait for a mentor",
                count,
            ),
            count=_waiting,
            url=lambda: url_for("mentoring_desk.board"),
        )
    )
    registry.due_work.append(
        DueWork(
            "missing_mentors",
            timedelta(minutes=10),
            lambda now: searching.count_missing(current_region(), now),
        )
    )
    registry.awaited_work.append(
        AwaitedWork("matching", searching.warm, lambda now: searching.work(current_region(), now))
    )


def _waiting(user: Any) -> int | None:
    return board_services.waiting_count() if user.may(Permission.run_mentoring) else None
