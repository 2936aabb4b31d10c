"""What the mentor scheme adds to the application."""

from datetime import datetime
from typing import Any

from flask import Flask
from flask_babel import gettext as _

from newcomer.arrivals.models import Arrival
from newcomer.database import utcnow
from newcomer.mentoring import personal_data, register_board, register_mentors, register_pairs
from newcomer.mentoring.models import RequestStatus
from newcomer.mentoring.services import matches, parting, requests
from newcomer.mentoring.views import (
    becoming,
    board,
    care,
    desk_pages,
    figures,
    missing,
    newcomers,
    pair,
    proposal,
    public_pages,
    vetting,
)
from newcomer.region import current_region
from newcomer.registry import PersonalData, Purpose, Registry

# Imported for the pages that they add.
PAGES = (becoming, board, care, figures, missing, newcomers, pair, proposal, vetting)


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
    _register_purpose(registry)
    register_mentors.add(registry)
    register_board.add(app, registry)
    register_pairs.add(app, registry)


def _register_purpose(registry: Registry) -> None:
    """People who move here may say yes to a mentor."""
    registry.purposes.append(
        Purpose(
            slug=requests.PURPOSE,
            label=lambda: _("A mentor"),
            explanation=lambda: _(
                "We look for somebody who lives here and suits you. Our coordinators see all that "
                "you have told us. Before you have both said yes, the other person only sees "
                "roughly how old you are, your life situation, which languages you share and how "
                "well you speak them, and what else you have in common: interests, profession, "
                "children, free times, or that you live close to each other. If you had to flee, we "
                "do not tell them. After both have said yes, they see your first name. They never "
                "see your e-mail address."
            ),
            granted=_begin,
            changed=_facts_changed,
            withdrawn=requests.withdraw,
            gone=parting.newcomer,
            section=_wish,
            in_use=requests.in_use,
            least_age=lambda: current_region().ages["mentee"],
            order=10,
        )
    )


def _begin(arrival: Arrival, now: datetime) -> None:
    requests.begin(arrival, now)


def _wish(arrival: Arrival) -> tuple[str, dict[str, Any]]:
    """How it goes with the mentor, for the mover's private page."""
    wish = requests.request_of(arrival)
    waits = wish is not None and wish.status is RequestStatus.waiting
    return "mentoring/_wish.html", {
        "waits_since": wish.waiting_since if wish and waits else None,
        "pairs": matches.pairs_of_request(wish, utcnow()),
    }


def _facts_changed(_arrival: Arrival, _now: datetime) -> None:
    """The row counts its own changes, and sending a proposal looks at that count."""
