"""What employers and their network add to the application."""

from collections.abc import Callable, Iterator
from typing import Any

from flask import Flask, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Select

from newcomer.access import Permission
from newcomer.partner_jobs import demo, ledger_plots
from newcomer.partner_jobs.models.employers import EmployerStatus
from newcomer.partner_jobs.services import acting, employers
from newcomer.partner_jobs.views import desk_employers
from newcomer.partner_jobs.views import employers as pages
from newcomer.registry import Card, DeskTask, MyPageSection, Registry

# Imported for the pages that they add.
PAGES = (pages, desk_employers)


def add(app: Flask, registry: Registry) -> None:
    app.jinja_env.globals["ledger_plots"] = ledger_plots
    registry.cards.append(
        Card(
            title=lambda: _("For employers"),
            text=lambda: _("Join the network that finds work for the partners of new employees."),
            url=lambda: url_for("jobs.employers"),
            icon="work",
            gives=True,
            order=30,
        )
    )
    registry.my_page.append(
        MyPageSection(
            "jobs/_employers_mine.html",
            lambda user: {"employers": acting.employers_of(user)},
            order=35,
        )
    )
    registry.desk_tasks += [
        DeskTask(
            label=lambda count: ngettext(
                "%(num)d employer has applied", "%(num)d employers have applied", count
            ),
            rows=lambda user: _if_allowed(user, employers.waiting),
            url=lambda: url_for("jobs_desk.employers", status=EmployerStatus.applied.value),
        ),
        DeskTask(
            label=lambda count: ngettext(
                "%(num)d member has nobody who acts for it",
                "%(num)d members have nobody who acts for them",
                count,
            ),
            rows=lambda user: _if_allowed(user, employers.forsaken),
            url=lambda: url_for(
                "jobs_desk.employers", status=EmployerStatus.approved.value, acts="nobody"
            ),
        ),
    ]
    registry.sitemap.append(_addresses)
    registry.demo.append(demo.fill)


def _if_allowed(user: Any, rows: Callable[[], Select[int]]) -> Select[int] | None:
    return rows() if user.may(Permission.run_job_network) else None


def _addresses() -> Iterator[tuple[str, dict[str, Any]]]:
    """What a search engine should know of."""
    yield "jobs.employers", {}
