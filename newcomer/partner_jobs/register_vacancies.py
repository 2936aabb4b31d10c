"""What vacancies add."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from flask import Flask, url_for
from flask_babel import gettext as _

from newcomer.database import utcnow
from newcomer.i18n import current_language
from newcomer.occupations import occupations
from newcomer.partner_jobs import demo_vacancies
from newcomer.partner_jobs.names import NEEDED_LEVELS
from newcomer.partner_jobs.services import vacancies, vacancy_due, vacancy_search
from newcomer.partner_jobs.views import desk_vacancies, own_vacancies
from newcomer.partner_jobs.views import vacancies as public
from newcomer.profile import Level
from newcomer.profile_fields import spoken_language
from newcomer.region import current_region
from newcomer.registry import Card, DueWork, Registry
from newcomer.skills_field import skill_name

# Imported so that the blueprints know their pages.
VIEWS = (public, own_vacancies, desk_vacancies)
IN_SITEMAP = 1_000  # the newest; each stands there in four languages


def add(app: Flask, registry: Registry) -> None:
    registry.cards.append(
        Card(
            title=lambda: _("Vacancies"),
            text=lambda: _("Work in the region, from employers who want you here."),
            url=lambda: url_for("jobs.vacancies"),
            icon="work",
            order=25,
        )
    )
    app.jinja_env.globals |= {
        "occupation_title": occupation_title,
        "needed_languages": needed_languages,
    }
    app.jinja_env.filters["skill_name"] = skill_name
    registry.due_work.append(DueWork("vacancies", timedelta(minutes=15), vacancy_due.run))
    registry.sitemap.append(_addresses)
    registry.demo.append(demo_vacancies.fill)


def occupation_title(slug: str) -> str:
    """An occupation in the language of the page; the slug for one that is no longer in the table."""
    found = occupations().get(slug)
    return found.names[current_language()] if found else slug


def needed_languages(levels: dict[str, int]) -> list[str]:
    """The languages that a work needs, each with its level."""
    return [
        f"{spoken_language(code)}: {NEEDED_LEVELS[Level(level)]}" for code, level in levels.items()
    ]


def _addresses() -> Iterator[tuple[str, dict[str, Any]]]:
    yield "jobs.vacancies", {}
    today = vacancies.today_in(current_region(), utcnow())
    for number in vacancy_search.addresses(today, IN_SITEMAP):
        yield "jobs.vacancy", {"vacancy_id": number}
