"""Which mentors are missing most right now, for everybody to see."""

from typing import Any

from flask import render_template, url_for

from newcomer.access import public
from newcomer.mentoring import names
from newcomer.mentoring.services import missing as services
from newcomer.mentoring.views import public_pages


@public_pages.get("/mentors/missing")
@public
def missing() -> Any:
    found = services.last()
    return render_template(
        "mentoring/missing.html",
        run=found[0] if found else None,
        found=found[1] if found else None,
        most=services.PLACES_OFFERED,
        names=names,
        become_url=url_for(".become"),
    )
