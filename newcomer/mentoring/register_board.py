"""What matching as work adds: the board, the searches and who is missing."""

from datetime import timedelta
from typing import Any

from flask import Flask, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Select

from newcomer.access import Permission
from newcomer.mentoring import names
from newcomer.mentoring.services import board as board_services
from newcomer.mentoring.services import reasons, searching
from newcomer.mentoring.views import board
from newcomer.region import current_region
from newcomer.registry import AwaitedWork, DeskLink, DeskTask, DueWork, Registry


def add(app: Flask, registry: Registry) -> None:
    app.jinja_env.globals |= {
        "reasons_of": reasons.of_pair,
        "left_out_of": reasons.of_left_out,
        "level_of": board.level_name,
        "match_status_name": names.STATUSES.__getitem__,
    }
    registry.desk_links += [
        DeskLink(
            lambda: _("Mentor matching"),
            "mentoring_desk.board",
            Permission.run_mentoring,
            order=30,
        ),
        DeskLink(
            lambda: _("Mentor figures"),
            "mentoring_desk.mentor_figures",
            Permission.run_mentoring,
            order=61,
        ),
    ]
    registry.desk_tasks.append(
        DeskTask(
            label=lambda count: ngettext(
                "%(num)d newcomer waits for a mentor",
                "%(num)d newcomers wait for a mentor",
                count,
            ),
            rows=_waiting,
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


def _waiting(user: Any) -> Select[int] | None:
    return board_services.all_waiting() if user.may(Permission.run_mentoring) else None
