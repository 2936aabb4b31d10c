"""What pairs add: from a sent proposal to the end."""

from datetime import timedelta

from flask import Flask, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from newcomer.access import Permission
from newcomer.database import utcnow
from newcomer.mentoring import demo_pairs
from newcomer.mentoring.services import concerns, due, links, matches, tasks
from newcomer.region import current_region
from newcomer.registry import DeskLink, DeskTask, DueWork, MyPageSection, Registry


def add(app: Flask, registry: Registry) -> None:
    app.jinja_env.globals["pair_path"] = links.pair_path
    registry.due_work.append(DueWork("pairs", timedelta(minutes=15), due.run))
    registry.desk_links.append(
        DeskLink(lambda: _("Pairs"), "mentoring_desk.pairs", Permission.run_mentoring, order=42)
    )
    registry.my_page.append(
        MyPageSection(
            "mentoring/_my_pairs.html",
            lambda user: {"pairs": matches.pairs_of_address(user.email, utcnow())},
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
            rows=lambda user: (
                tasks.needing(utcnow(), current_region(), user)
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
            rows=lambda user: (
                concerns.waiting(user) if user.may(Permission.run_mentoring) else None
            ),
            url=lambda: url_for("mentoring_desk.concerns"),
        ),
    ]
    registry.demo.append(demo_pairs.fill)
