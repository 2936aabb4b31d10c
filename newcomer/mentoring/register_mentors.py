"""What becoming a mentor adds to the application: the pages, the desk's room and tasks, due work."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Select

from newcomer.access import Permission
from newcomer.i18n import current_language
from newcomer.mentoring import demo_mentors
from newcomer.mentoring.mentor_names import MY_STATUSES
from newcomer.mentoring.services import becoming, standing, vetting
from newcomer.region import current_region
from newcomer.registry import Card, DeskLink, DeskTask, DueWork, MyPageSection, Registry


def add(registry: Registry) -> None:
    registry.cards.append(
        Card(
            title=lambda: _("Become a mentor"),
            text=lambda: _("Meet somebody who is new here, and show them around."),
            url=lambda: url_for("mentoring.mentors"),
            icon="mentor",
            gives=True,
            order=20,
        )
    )
    registry.my_page.append(MyPageSection("mentoring/_my_mentor.html", _my_mentor, order=30))
    registry.desk_tasks += [
        DeskTask(
            label=lambda count: ngettext(
                "%(num)d mentor waits for an interview",
                "%(num)d mentors wait for an interview",
                count,
            ),
            rows=lambda user: _if_allowed(user, vetting.waiting_for_interview),
            url=lambda: url_for("mentoring_desk.mentors"),
        ),
        DeskTask(
            label=lambda count: ngettext(
                "%(num)d mentor has stopped, but is still in a pair",
                "%(num)d mentors have stopped, but are still in a pair",
                count,
            ),
            rows=lambda user: _if_allowed(user, vetting.leaving),
            url=lambda: url_for("mentoring_desk.mentors", view=vetting.View.leaving.value),
        ),
    ]
    registry.desk_links.append(
        DeskLink(lambda: _("Mentors"), "mentoring_desk.mentors", Permission.run_mentoring, order=30)
    )
    registry.due_work.append(
        DueWork(
            "mentor_breaks",
            timedelta(hours=1),
            lambda now: standing.end_breaks(now, current_region()),
        )
    )
    registry.sitemap.append(_addresses)
    registry.demo.append(demo_mentors.fill)


def _my_mentor(user: Any) -> dict[str, Any]:
    mentor = becoming.profile_of(user.email)
    return {
        "mentor": mentor,
        "mentor_url": becoming.profile_path(mentor, current_language()) if mentor else "",
        "my_statuses": MY_STATUSES,
    }


def _if_allowed(user: Any, rows: Callable[[], Select[int]]) -> Select[int] | None:
    return rows() if user.may(Permission.run_mentoring) else None


def _addresses() -> Iterator[tuple[str, dict[str, Any]]]:
    yield "mentoring.mentors", {}
    yield "mentoring.become", {}
