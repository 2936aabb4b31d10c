"""What a vacancy is called in the language of the page or the mail, and where one goes on from it."""

from typing import Any

from flask import current_app, url_for

from newcomer import i18n
from newcomer.links import absolute_url
from newcomer.partner_jobs.models.vacancies import Vacancy

PAGE = "jobs.vacancy"


def title_of(vacancy: Vacancy) -> tuple[str, str]:
    """The title in the page's language or the nearest to it, after its language if that is another
    than the page's, or ""."""
    own = i18n.current_language()
    language, text = i18n.pick(vacancy.texts, own, vacancy.source_language)
    return "" if language == own else language, text.title


def path_of(vacancy: Vacancy) -> str:
    """The vacancy's public page on this site; "" while there are none."""
    return path_if_there(PAGE, vacancy_id=vacancy.id)


def path_if_there(endpoint: str, **values: Any) -> str:
    """A page of another room of job number 2; "" on a site without it."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else ""


def link_to(vacancy: Vacancy, language: str) -> str:
    """The vacancy's public page, for e-mails."""
    if PAGE not in current_app.view_functions:
        return ""
    return absolute_url(PAGE, language=language, vacancy_id=vacancy.id)
