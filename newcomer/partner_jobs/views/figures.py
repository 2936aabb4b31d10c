"""How job number 2 is doing, on a page and as a file."""

from datetime import timedelta
from typing import Any

from flask import render_template

from newcomer import plots
from newcomer.access import Permission, requires
from newcomer.database import utcnow
from newcomer.partner_jobs.services import figure_plots
from newcomer.partner_jobs.services.figures import figures
from newcomer.partner_jobs.views import desk_pages
from newcomer.region import current_region
from newcomer.spreadsheet import Table, download


@desk_pages.get("/job-number-2/figures")
@requires(Permission.run_job_network)
def job_figures() -> Any:
    region = current_region()
    found = figures(region, utcnow())
    return render_template(
        "jobs/desk/figures.html",
        figures=found,
        last_day=found.until - timedelta(days=1),
        drawn=figure_plots.draw(found, region),
        plots=plots,
    )


@desk_pages.get("/job-number-2/figures.csv")
@requires(Permission.run_job_network)
def job_figures_csv() -> Any:
    """The tables behind the figures, for a spreadsheet."""
    region, now = current_region(), utcnow()
    tables = [
        _titled(heading, plots.table(one))
        for heading, group in figure_plots.draw(figures(region, now), region)
        for one in group
    ]
    return download(tables, "job-number-2", now.date())


def _titled(heading: str, table: Table) -> Table:
    return Table(f"{heading}: {table.title}", table.headers, table.rows)
