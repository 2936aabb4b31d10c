"""What partners who look for work add: their pages, the purpose for people who move here, the worker
that finds what fits, and the mails that tell of it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from flask import Flask, url_for
from flask_babel import gettext as _

from newcomer.arrivals.models import Arrival
from newcomer.partner_jobs import demo_job_year, demo_partners
from newcomer.partner_jobs.services import acting, digest, fit_reasons, fits, from_arrival
from newcomer.partner_jobs.views import desk_partners, employer_partners, partner_cv, partners
from newcomer.region import current_region
from newcomer.registry import (
    AwaitedWork,
    Card,
    DueWork,
    MyPageSection,
    Purpose,
    Registry,
)
from newcomer.skills_field import skill_name

# Imported for the pages that they add.
PAGES = (desk_partners, employer_partners, partner_cv, partners)


def add(app: Flask, registry: Registry) -> None:
    app.jinja_env.globals |= {
        "skill_name": skill_name,
        "occupation_title": fit_reasons.occupation_title,
        "cefr": fit_reasons.cefr,
    }
    registry.cards.append(
        Card(
            title=lambda: _("Job number 2"),
            text=lambda: _("Did your partner get work here? We help you find yours."),
            url=lambda: url_for("jobs.partners_welcome"),
            icon="work",
            order=14,
        )
    )
    registry.my_page.append(
        MyPageSection(
            "jobs/partner_on_my_page.html",
            lambda user: {"partner": acting.partner_of(user)},
            order=25,
        )
    )
    registry.awaited_work.append(
        AwaitedWork("fits", fits.warm, lambda now: fits.work(current_region(), now))
    )
    registry.due_work.append(
        DueWork(
            "job_digest",
            timedelta(minutes=15),
            lambda now: digest.send(now, current_region()),
        )
    )
    registry.sitemap.append(_addresses)
    registry.demo += [demo_job_year.fill, demo_partners.fill]
    _add_purpose(registry)


def _add_purpose(registry: Registry) -> None:
    """People who move here may say yes to work for the partner, or for themselves."""
    registry.purposes.append(
        Purpose(
            slug=from_arrival.PURPOSE,
            label=lambda: _("Work for my partner, or for me"),
            explanation=lambda: _(
                "You get an e-mail with a link that your partner, or you, can register with. Nobody "
                "sees anything before one of you has registered. Whoever registers decides then "
                "what employers see."
            ),
            granted=from_arrival.tell,
            changed=_facts_changed,
            withdrawn=from_arrival.take_back,
            gone=from_arrival.take_back,
            section=from_arrival.section,
            in_use=from_arrival.in_use,
            order=20,
        )
    )


def _facts_changed(_arrival: Arrival, _now: Any) -> None:
    """A profile has been its own since it was begun."""


def _addresses() -> Iterator[tuple[str, dict[str, Any]]]:
    yield "jobs.partners_welcome", {}
