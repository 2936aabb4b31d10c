"""What the mentor scheme adds to the application."""

from datetime import timedelta

from flask import Flask, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from newcomer.access import Permission
from newcomer.database import utcnow
from newcomer.mentoring import demo_pairs, personal_data
from newcomer.mentoring.services import concerns, due, links, matches, tasks
from newcomer.mentoring.views import care, desk_pages, pair, proposal, public_pages
from newcomer.region import current_region
from newcomer.registry import (
    DeskLink,
    DeskTask,
    DueWork,
    MyPageSection,
    PersonalData,
    Registry,
)

# Imported for the pages that they add.
PAGES = (care, pair, proposal)


def register(app: Flask, registry: Registry) -> None:
    app.register_blueprint(public_pages, url_prefix="/<language:language>")
    app.register_blueprint(desk_pages, url_prefix="/<language:language>/desk")
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
    _add_pairs(app, registry)


def _add_pairs(app: Flask, registry: Registry) -> None:
    """From a sent proposal to the end of a pair."""
    app.jinja_env.globals["pair_path"] = links.pair_path
    registry.due_work.append(DueWork("pairs", timedelta(minutes=15), due.run))
    registry.desk_links.append(
        DeskLink(lambda: _("Pairs"), "mentoring_desk.pairs", Permission.run_mentoring, order=42)
    )
    registry.my_page.append(
        MyPageSection(
            "mentoring/_my_pairs.html",
            lambda user: {"pairs": matches.pairs_of_address(user.email)},
            order=20,
        )
    )
    registry.desk_tasks += [
        DeskTask(
            label=lambda count: ngettext(
                "%(num)d pair or proposal needs you",
                "%(num)d pairs or proposals need you",
                count,
            ),
            count=lambda user: (
                tasks.count(tasks.Tab.needs, utcnow(), current_region())
                if user.may(Permission.run_mentoring)
                else None
            ),
            url=lambda: url_for("mentoring_desk.pairs"),
        ),
        DeskTask(
            label=lambda count: ngettext(
                "%(num)d concern in the mentor scheme waits",
                "%(num)d concerns in the mentor scheme wait",
                count,
            ),
            count=lambda user: concerns.waiting() if user.may(Permission.run_mentoring) else None,
            url=lambda: url_for("mentoring_desk.concerns"),
        ),
    ]
    registry.demo.append(demo_pairs.fill)
