"""How the mentor scheme is doing, on a page and as a file."""

from datetime import timedelta
from typing import Any

from flask import render_template

from newcomer import plots
from newcomer.access import Permission, requires
from newcomer.database import utcnow
from newcomer.mentoring.services import figure_plots
from newcomer.mentoring.services.figures import figures
from newcomer.mentoring.views import desk_pages
from newcomer.region import current_region
from newcomer.spreadsheet import download


@desk_pages.get("/mentoring/figures")
@requires(Permission.run_mentoring)
def mentor_figures() -> Any:
    region = current_region()
    found = figures(region, utcnow())
    return render_template(
        "mentoring/desk/figures.html",
        figures=found,
        last_day=found.until - timedelta(days=1),
        drawn=figure_plots.draw(found, region),
        plots=plots,
    )


@desk_pages.get("/mentoring/figures.csv")
@requires(Permission.run_mentoring)
def mentor_figures_csv() -> Any:
    """The tables behind the figures, for a spreadsheet."""
    region, now = current_region(), utcnow()
    drawn = figure_plots.draw(figures(region, now), region)
    return download((plots.table(one) for one in drawn), "mentors", now.date())
