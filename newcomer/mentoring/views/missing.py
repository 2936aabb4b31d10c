"""Which mentors are missing most right now, for everybody to see."""

from typing import Any

from flask import current_app, render_template, url_for

from newcomer.access import public
from newcomer.mentoring import names
from newcomer.mentoring.services import missing as services
from newcomer.mentoring.views import public_pages
from newcomer.mentoring.views.board import place_name


def _become_a_mentor() -> str:
    """Where the form is; whom to write to where a site has none."""
    endpoint = "mentoring.become"
    return url_for(endpoint if endpoint in current_app.view_functions else "pages.contact")


@public_pages.get("/mentors/missing")
@public
def missing() -> Any:
    found = services.last()
    return render_template(
        "mentoring/missing.html",
        run=found[0] if found else None,
        found=found[1] if found else None,
        few=services.FEW,
        most=services.PLACES_OFFERED,
        names=names,
        place_name=place_name,
        become_url=_become_a_mentor(),
    )
