"""All vacancies at the desk, the partners who fit one, and taking one down."""

from collections.abc import Iterable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm.exc import StaleDataError

from newcomer import audit
from newcomer.access import Permission, requires
from newcomer.database import short_transaction, utcnow
from newcomer.errors import EditConflict
from newcomer.extensions import db
from newcomer.partner_jobs.forms.vacancies import TakeDownForm
from newcomer.partner_jobs.models.partners import JobFit
from newcomer.partner_jobs.models.vacancies import Vacancy, VacancyStatus
from newcomer.partner_jobs.services import (
    acting,
    desk_fits,
    fit_reasons,
    own_fits,
    ranking,
    vacancy_mails,
)
from newcomer.partner_jobs.services import vacancies as services
from newcomer.partner_jobs.services.vacancies import NotNow
from newcomer.partner_jobs.views import desk_pages

LISTED = [one for one in VacancyStatus if one is not VacancyStatus.draft]


@desk_pages.get("/jobs/vacancies")
@requires(Permission.run_job_network)
def vacancies() -> Any:
    wanted = request.args.get("status", VacancyStatus.open.value)
    status = next((one for one in LISTED if one.value == wanted), None) or abort(404)
    return render_template(
        "jobs/desk/vacancies.html",
        page_of=services.at_desk(status, request.args.get("page", 1, type=int)),
        status=status,
        listed=LISTED,
        counts=services.counts(),
    )


@desk_pages.route("/jobs/vacancies/<int:vacancy_id>", methods=["GET", "POST"])
@requires(Permission.run_job_network)
def vacancy(vacancy_id: int) -> Any:
    """One vacancy with all its texts, and taking it down, with a reason that the employer gets."""
    found = _load(vacancy_id)
    form = TakeDownForm(version=found.version)
    if not form.validate_on_submit():
        return _show(found, form)
    try:
        services.expect_version(found, form.version.data)
        now = utcnow()
        services.take_down(found, current_user._get_current_object(), now)  # noqa: SLF001
        vacancy_mails.taken_down(found, form.reason.data, now)
        db.session.commit()
    except (EditConflict, NotNow, StaleDataError):
        db.session.rollback()
        found = _load(vacancy_id)
        form.version.raw_data = None
        form.version.process_data(found.version)
        return _show(found, form, changed=True)
    flash(_("Taken down. The employer has been told why."), "success")
    return redirect(url_for(".vacancies"))


@desk_pages.get("/jobs/vacancies/<int:vacancy_id>/partners")
@requires(Permission.run_job_network)
def vacancy_partners(vacancy_id: int) -> Any:
    """Who fits this vacancy, with reasons and what is missing. That it was read is in the log."""
    with short_transaction() as session:
        audit.record(
            session,
            "vacancy.partners_read",
            f"vacancy {vacancy_id}",
            actor_id=current_user.id,
            now=utcnow(),
        )
    found = _load(vacancy_id)
    if acting.employer_of(current_user, found.employer_id):
        abort(404)  # at their employer's they see what the employer may see, and no more
    best = desk_fits.best(found)
    ranked = {fit.partner_id for fit in best}
    others = desk_fits.told(found, request.args.get("page", 1, type=int), but=ranked)
    shown = [fit.partner_id for fit in (*best, *others.rows)]

    def in_words(fits: Iterable[JobFit]) -> list[tuple[JobFit, fit_reasons.Fitting]]:
        return [(fit, fit_reasons.for_others(fit, found)) for fit in fits]

    return render_template(
        "jobs/desk/vacancy_partners.html",
        vacancy=found,
        is_ranked=ranking.is_ranked(found.employer),
        best=in_words(best) if others.number == 1 else [],
        others=in_words(others.rows),
        page_of=others,
        introductions=desk_fits.introductions(found, shown),
        is_found=own_fits.is_found(own_fits.state()),
    )


def _load(vacancy_id: int) -> Vacancy:
    found = services.with_employer(vacancy_id)
    if found is None or found.status is VacancyStatus.draft:
        abort(404)
    return found


def _show(found: Vacancy, form: TakeDownForm, *, changed: bool = False) -> Any:
    page = render_template(
        "jobs/desk/vacancy.html",
        vacancy=found,
        form=form,
        changed=changed,
        may_take_down=found.status in services.SHOWN,
    )
    return page, 409 if changed else 422 if form.errors else 200
