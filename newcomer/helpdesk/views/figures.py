"""The figures, on a page and as a file."""

from typing import Any

from flask import abort, render_template, request

from newcomer import plots
from newcomer.access import Permission, requires
from newcomer.database import utcnow
from newcomer.helpdesk.services import figure_plots
from newcomer.helpdesk.services import figures as services
from newcomer.helpdesk.services.figures import Figures, Period
from newcomer.helpdesk.views import desk_pages
from newcomer.region import current_region
from newcomer.spreadsheet import download


@desk_pages.get("/figures")
@requires(Permission.answer_questions)
def figures() -> Any:
    found = _figures()
    return render_template(
        "helpdesk/figures.html",
        figures=found,
        drawn=figure_plots.draw(found, current_region()),
        plots=plots,
        periods=tuple(Period),
        period_name=figure_plots.period_name,
        rating_name=figure_plots.rating_name,
    )


@desk_pages.get("/figures.csv")
@requires(Permission.answer_questions)
def figures_csv() -> Any:
    """The tables behind the figures, for a spreadsheet."""
    found = _figures()
    tables = figure_plots.tables(found, current_region())
    return download(tables, "figures", utcnow().date())


def _figures() -> Figures:
    period = request.args.get("period", Period.year.value)
    if period not in {one.value for one in Period}:
        abort(404)
    return services.figures(Period(period), current_region(), utcnow())
