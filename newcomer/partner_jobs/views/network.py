"""The network as a whole, for coordinators."""

from typing import Any

from flask import current_app, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from newcomer import plots
from newcomer.access import Permission, requires
from newcomer.database import count, utcnow
from newcomer.partner_jobs.ledger_plots import figures_of
from newcomer.partner_jobs.services import introduction_words as words
from newcomer.partner_jobs.services import ledger, tasks
from newcomer.partner_jobs.services import network as services
from newcomer.partner_jobs.views import desk_pages
from newcomer.partner_jobs.views.room import actor
from newcomer.region import current_region

WHY = {
    "occupation": _l("Occupation: no open vacancy is near what they can do"),
    "language": _l("Language: the vacancies that fit need a higher level"),
    "distance": _l("Distance: the vacancies that fit are too far away"),
    "workload": _l("Workload: the vacancies that fit are for other hours"),
    services.OTHER: _l("Several things at once"),
}


@desk_pages.get("/job-number-2")
@requires(Permission.run_job_network)
def network() -> Any:
    now = utcnow()
    found = services.network()
    since = ledger.period(now, current_region())[0]
    whole = ledger.network(since, at_desk=True)
    return render_template(
        "jobs/network_desk.html",
        network=found,
        since=since,
        figures=figures_of(whole.total, whole),
        waiting=count(tasks.needing(now, actor())),
        plot=plots.bars(_plot(found)) if found.reasons else "",
        why=WHY,
        page_of=services.unmatched(found.why, request.args.get("page", 1, type=int)),
        silent=services.silent_employers(now),
        vacancies=services.unfitted_vacancies(),
        title_of=words.title,
        occupation_names=words.occupation_names,
        link_to=_link_to,
    )


def _plot(found: services.Network) -> plots.BarPlot:
    return plots.BarPlot(
        "jobs-unmatched",
        _("Partners without a vacancy that fits, and why"),
        _("What would have to change first, for each partner who looks for work."),
        (_("Why"), _("Partners")),
        [plots.Bar(str(WHY[reason]), many) for reason, many in found.reasons.items()],
    )


def _link_to(endpoint: str, **values: Any) -> str:
    """The address of a page that another part of job number 2 has; "" if it has none."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else ""
