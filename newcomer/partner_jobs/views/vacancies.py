"""Vacancies for everybody: the list, one by one, and the feed."""

from typing import Any

from flask import Response, abort, render_template, request
from flask_babel import gettext as _

from newcomer import filters
from newcomer.access import public
from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.forms import clean_line
from newcomer.i18n import current_language, format_percent, pick
from newcomer.links import absolute_url
from newcomer.page_cache import cacheable
from newcomer.partner_jobs.models.employers import Employer
from newcomer.partner_jobs.models.vacancies import Vacancy, VacancyStatus, VacancyText
from newcomer.partner_jobs.names import KINDS, LEVELS_HAD, OCCUPATION_GROUPS, REMOTE_WISHES
from newcomer.partner_jobs.services import json_ld, vacancy_search
from newcomer.partner_jobs.services import vacancies as services
from newcomer.partner_jobs.services.vacancy_search import LONGEST_QUERY, Filters
from newcomer.partner_jobs.views import public_pages
from newcomer.region import current_region

WORKLOADS = (100, 80, 60, 50, 40, 20)  # percent


def _today() -> Any:
    return services.today_in(current_region(), utcnow())


@public_pages.get("/vacancies")
@public
@cacheable
def vacancies() -> Any:
    """All that are open, or those that fit what is chosen in the address. (Pages with a query are
    not kept.)"""
    choices = _choices()
    employer = _employer()
    chosen = Filters(
        **filters.asked(choices),
        employer=employer.id if employer else 0,
        q=clean_line(request.args.get("q"))[:LONGEST_QUERY],
    )
    page = vacancy_search.find(chosen, request.args.get("page", 1, type=int), _today())
    return render_template(
        "jobs/vacancies.html",
        page_of=page,
        choices=choices,
        filters=chosen,
        values=vars(chosen),
        employer=employer,
    )


def _employer() -> Employer | None:
    number = request.args.get("employer", 0, type=int)
    if not 0 < number < 2**31:
        return None
    found = db.session.get(Employer, number)
    return found if found is not None and found.is_member else None


def _choices() -> filters.Choices:
    region = current_region()
    municipalities = [(one.slug, one.name) for one in region.municipalities]
    return {
        "municipality": filters.one_of(_("Where"), _("Everywhere"), municipalities),
        "group": filters.one_of(
            _("Field of work"), _("All occupations"), _named(OCCUPATION_GROUPS)
        ),
        "kind": filters.one_of(
            _("Job type"),
            _("All job types"),
            [(one.value, str(name)) for one, name in KINDS.items()],
        ),
        "workload": filters.one_of(
            _("How much I want to work"),
            _("Any workload"),
            [(str(share), format_percent(share / 100)) for share in WORKLOADS],
        ),
        "remote": filters.one_of(_("Remote work"), _("It does not matter"), _named(REMOTE_WISHES)),
        "level": filters.one_of(
            _("My Swedish") if region.country == "se" else _("My Norwegian"),
            _("It does not matter"),
            _named(LEVELS_HAD),
        ),
    }


def _named(names: Any) -> list[tuple[str, str]]:
    return [(str(value), str(name)) for value, name in names.items()]


@public_pages.get("/vacancies/<int:vacancy_id>")
@public
@cacheable
def vacancy(vacancy_id: int) -> Any:
    """One vacancy. What was open once and is not now says so kindly (410)."""
    found = services.with_employer(vacancy_id)
    if found is None or found.status is VacancyStatus.draft:
        abort(404)
    today = _today()
    language, text = _text_of(found)
    if not services.is_shown(found, today):
        page = render_template(
            "jobs/vacancy_gone.html",
            vacancy=found,
            others=vacancy_search.alike(found, today),
        )
        return page, 410
    url = absolute_url(".vacancy", vacancy_id=found.id)
    return render_template(
        "jobs/vacancy.html",
        vacancy=found,
        text=text,
        text_language=language,
        posting=json_ld.job_posting(found, text, current_region(), url),
        others=vacancy_search.alike(found, today),
    )


def _text_of(found: Vacancy) -> tuple[str, VacancyText]:
    return pick(found.texts, current_language(), current_region().default_language)


@public_pages.get("/vacancies.atom")
@public
@cacheable
def vacancies_feed() -> Any:
    """The newest vacancies as an Atom feed, in the language of its address."""
    found = vacancy_search.newest(_today())
    entries = [(one, *_text_of(one)) for one in found]
    body = render_template(
        "jobs/vacancies_feed.xml",
        entries=entries,
        updated=max(
            filter(None, (one.changed_at or one.published_at for one in found)), default=utcnow()
        ),
        description=json_ld.description,
        url=absolute_url,
        host=current_host(),
    )
    return Response(body, mimetype="application/atom+xml")


def current_host() -> str:
    """The host of the site's own address, for the feed's names: they never change with the request."""
    return absolute_url("pages.front_page").split("/")[2].partition(":")[0]
