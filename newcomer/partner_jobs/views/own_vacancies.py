"""An employer's vacancies: the list, writing, the preview, publishing, and the end."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from newcomer.access import signed_in
from newcomer.database import again_if_stale, utcnow
from newcomer.errors import EditConflict
from newcomer.extensions import db
from newcomer.forms import VersionedActionForm, is_sent, render_form
from newcomer.i18n import LANGUAGES
from newcomer.occupation_field import occupation_of
from newcomer.partner_jobs import wording
from newcomer.partner_jobs.forms.vacancies import (
    EndForm,
    PublishForm,
    VacancyForm,
    VacancyTextForm,
)
from newcomer.partner_jobs.models.employers import Employer
from newcomer.partner_jobs.models.vacancies import FilledBy, Vacancy
from newcomer.partner_jobs.names import CLOSED, LANGUAGE_TITLES
from newcomer.partner_jobs.services import vacancies as services
from newcomer.partner_jobs.services.vacancies import DeadlinePassed, NotNow, Text
from newcomer.partner_jobs.views import public_pages
from newcomer.partner_jobs.views.room import actor, employer_or_404
from newcomer.region import current_region

LIST = "/employer/<int:employer_id>/vacancies"
ONE = LIST + "/<int:vacancy_id>"
TEXT_LANGUAGES = ", ".join(LANGUAGES)
FEWEST_TOLD = 5  # partners: of fewer the number is not told


@public_pages.get(LIST)
@signed_in
def employer_vacancies(employer_id: int) -> Any:
    employer = employer_or_404(employer_id)
    page = services.all_of(employer, request.args.get("page", 1, type=int))
    return render_template(
        "jobs/own_vacancies.html",
        employer=employer,
        page_of=page,
        fits=services.fitting([one.id for one in page.rows]),
        fewest=FEWEST_TOLD,
        today=services.today_in(current_region(), utcnow()),
    )


def _load(employer_id: int, vacancy_id: int) -> tuple[Employer, Vacancy]:
    """Their own vacancy; of others they are not told whether it exists."""
    employer = employer_or_404(employer_id)
    return employer, services.of_employer(employer, vacancy_id) or abort(404)


# -- writing ---------------------------------------------------------------------------------------


@public_pages.route(LIST + "/new", methods=["GET", "POST"])
@signed_in
def new_vacancy(employer_id: int) -> Any:
    employer = employer_or_404(employer_id)
    form = VacancyForm(place=employer.place)
    if not form.validate_on_submit():
        return render_form("jobs/own_vacancy_form.html", form, employer=employer, vacancy=None)
    vacancy = services.create(
        employer, form.source_language.data, _text_in(form), form.facts, form.once.data, utcnow()
    )
    db.session.commit()
    flash(
        _("The draft is saved. Read it once more below, and publish it when it is ready."),
        "success",
    )
    return redirect(url_for(".own_vacancy", employer_id=employer_id, vacancy_id=vacancy.id))


@public_pages.route(ONE + "/edit", methods=["GET", "POST"])
@signed_in
def edit_vacancy(employer_id: int, vacancy_id: int) -> Any:
    """The facts and the first text."""
    form = VacancyForm()
    template = "jobs/own_vacancy_form.html"
    if not form.validate_on_submit():
        employer, vacancy = _load(employer_id, vacancy_id)
        if not is_sent():
            form = VacancyForm(**_filled(vacancy))
        return render_form(template, form, employer=employer, vacancy=vacancy)

    def write(found: Vacancy) -> None:
        text = _read_text(found, found.source_language, form)
        services.change(found, text, form.facts, version=form.version.data, now=utcnow())

    return _save(employer_id, vacancy_id, "", form, write, template)


@public_pages.route(ONE + f"/text/<any({TEXT_LANGUAGES}):text_language>", methods=["GET", "POST"])
@signed_in
def vacancy_text(employer_id: int, vacancy_id: int, text_language: str) -> Any:
    """What the vacancy says in one more language."""
    form = VacancyTextForm()
    template = "jobs/own_vacancy_text.html"
    if not form.validate_on_submit():
        employer, vacancy = _load(employer_id, vacancy_id)
        if not is_sent():
            form = VacancyTextForm(obj=vacancy.texts.get(text_language), version=vacancy.version)
        shown = _around(employer, vacancy, text_language)
        return render_form(template, form, **shown)

    def write(found: Vacancy) -> None:
        text = _read_text(found, text_language, form)
        services.write_text(found, text_language, text, version=form.version.data, now=utcnow())

    return _save(employer_id, vacancy_id, text_language, form, write, template)


def _around(employer: Employer, vacancy: Vacancy, text_language: str) -> dict[str, Any]:
    """What the page of one language needs to know; "": of the whole vacancy."""
    shown: dict[str, Any] = {"employer": employer, "vacancy": vacancy}
    if text_language:
        shown |= {
            "text_language": text_language,
            "source": vacancy.texts[vacancy.source_language],
            "action": VersionedActionForm(formdata=None, version=vacancy.version),
        }
    return shown


def _filled(vacancy: Vacancy) -> dict[str, Any]:
    """What the form shows at first."""
    source = vacancy.texts[vacancy.source_language]
    names = (
        "source_language", "kind", "skills", "languages", "place", "remote_pct", "pct_from",
        "pct_to", "deadline", "apply_url", "apply_email", "contact_name", "contact_phone", "version",
    )  # fmt: skip
    return {
        **{name: getattr(vacancy, name) for name in names},
        "title": source.title,
        "body": source.body,
        "how_to_apply": source.how_to_apply,
        "occupation": occupation_of(vacancy.occupation),
    }


def _text_in(form: VacancyTextForm) -> Text:
    return Text(form.title.data, form.body.data, form.how_to_apply.data or "")


class _Unread(Exception):
    """The writer has not read yet what we found in the text."""

    def __init__(self, found: list[wording.Passage]) -> None:
        super().__init__()
        self.found = found


def _read_text(vacancy: Vacancy, language: str, form: VacancyTextForm) -> Text:
    """What was written. Raises _Unread for wording that may exclude people, in a vacancy that
    everybody sees, unless the writer has read the warning. (In the others the preview warns.)"""
    text = _text_in(form)
    if vacancy.is_open and not form.read.data:
        found = wording.passages([text.title, text.body, text.how_to_apply], language)
        if not all(one.is_mild for one in found):
            raise _Unread(found)
    return text


def _save(
    employer_id: int,
    vacancy_id: int,
    language: str,
    form: VacancyTextForm,
    write: Callable[[Vacancy], None],
    template: str,
) -> Any:
    """Store what was written; if a colleague was quicker, the form comes back with what is stored
    beside it (409), and is meant for that from then on."""

    def work() -> None:
        write(_load(employer_id, vacancy_id)[1])
        db.session.commit()

    try:
        again_if_stale(work)
    except _Unread as unread:
        db.session.rollback()
        shown = _around(*_load(employer_id, vacancy_id), language)
        return render_template(template, form=form, warnings=unread.found, **shown), 422
    except (EditConflict, NotNow):
        db.session.rollback()
        employer, found = _load(employer_id, vacancy_id)
        form.version.raw_data = None
        form.version.process_data(found.version)
        shown = _around(employer, found, language)
        stored = found.texts.get(language or found.source_language)
        return render_template(template, form=form, changed=True, stored=stored, **shown), 409
    flash(_("Saved."), "success")
    return redirect(url_for(".own_vacancy", employer_id=employer_id, vacancy_id=vacancy_id))


@public_pages.post(ONE + f"/text/<any({TEXT_LANGUAGES}):text_language>/remove")
@signed_in
def remove_vacancy_text(employer_id: int, vacancy_id: int, text_language: str) -> Any:
    form = VersionedActionForm()

    def act(found: Vacancy) -> None:
        services.remove_text(found, text_language, version=form.version.data, now=utcnow())

    return _press(employer_id, vacancy_id, form, act, _("That language has been removed."))


@public_pages.route(ONE + "/delete", methods=["GET", "POST"])
@signed_in
def delete_vacancy(employer_id: int, vacancy_id: int) -> Any:
    """Remove a draft; asked once."""
    employer, vacancy = _load(employer_id, vacancy_id)
    form = VersionedActionForm(version=vacancy.version)
    if not form.validate_on_submit():
        return render_form("jobs/own_vacancy_delete.html", form, employer=employer, vacancy=vacancy)
    try:
        services.delete_draft(vacancy, version=form.version.data)
        db.session.commit()
    except (EditConflict, NotNow):
        db.session.rollback()
        return _show(*_load(employer_id, vacancy_id), changed=True)
    flash(_("The draft has been deleted."), "success")
    return redirect(url_for(".employer_vacancies", employer_id=employer_id))


# -- the preview, and what can be done -------------------------------------------------------------


@public_pages.get(ONE)
@signed_in
def own_vacancy(employer_id: int, vacancy_id: int) -> Any:
    """As everybody sees it or will see it, with what can be done."""
    return _show(*_load(employer_id, vacancy_id))


def _show(
    employer: Employer,
    vacancy: Vacancy,
    *,
    changed: bool = False,
    late: bool = False,
    publish: PublishForm | None = None,
) -> Any:
    today = services.today_in(current_region(), utcnow())
    if publish is not None and publish.errors:  # from now on it is meant for what this page shows
        publish.version.raw_data = None
        publish.version.process_data(vacancy.version)
    page = render_template(
        "jobs/own_vacancy.html",
        employer=employer,
        vacancy=vacancy,
        texts=[(code, vacancy.texts[code]) for code in _order(vacancy)],
        missing=[code for code in LANGUAGES if code not in vacancy.texts],
        warnings=_warnings(vacancy),
        action=VersionedActionForm(formdata=None, version=vacancy.version),
        publish=publish or PublishForm(formdata=None, version=vacancy.version),
        changed=changed,
        late=late,
        today=today,
        last_day=services.last_day(vacancy.deadline, today, current_region()),
        language_titles=LANGUAGE_TITLES,
    )
    return page, 409 if changed else 422 if late or (publish and publish.errors) else 200


def _order(vacancy: Vacancy) -> list[str]:
    """The language in which it was written first, then the others."""
    others = [code for code in LANGUAGES if code in vacancy.texts]
    return sorted(others, key=lambda code: code != vacancy.source_language)


def _warnings(vacancy: Vacancy) -> dict[str, list[wording.Passage]]:
    """By language, what may exclude people."""
    found = {
        code: wording.passages([text.title, text.body, text.how_to_apply], code)
        for code, text in vacancy.texts.items()
    }
    return {code: passages for code, passages in found.items() if passages}


@public_pages.post(ONE + "/publish")
@signed_in
def publish_vacancy(employer_id: int, vacancy_id: int) -> Any:
    """Show it to everybody; with wording that may exclude only after the writer has read why."""
    form = PublishForm()

    def act(found: Vacancy) -> None:
        services.expect_version(found, form.version.data)
        warnings = [one for some in _warnings(found).values() for one in some]
        if not form.read.data and not all(one.is_mild for one in warnings):
            raise _Unread(warnings)
        services.publish(found, actor(), utcnow(), current_region())

    done = _("It is published. Everybody can see it now.")
    return _press(employer_id, vacancy_id, form, act, done)


@public_pages.post(ONE + "/renew")
@signed_in
def renew_vacancy(employer_id: int, vacancy_id: int) -> Any:
    return _simple(
        employer_id,
        vacancy_id,
        lambda found: services.renew(found, actor(), utcnow(), current_region()),
        _("Renewed. The new last day stands below."),
    )


@public_pages.post(ONE + "/pause")
@signed_in
def pause_vacancy(employer_id: int, vacancy_id: int) -> Any:
    return _simple(
        employer_id,
        vacancy_id,
        lambda found: services.pause(found, actor(), utcnow()),
        _("Paused. Nobody sees it until you show it again."),
    )


@public_pages.post(ONE + "/resume")
@signed_in
def resume_vacancy(employer_id: int, vacancy_id: int) -> Any:
    return _simple(
        employer_id,
        vacancy_id,
        lambda found: services.resume(found, actor(), utcnow(), current_region()),
        _("Everybody can see it again."),
    )


@public_pages.route(ONE + "/end", methods=["GET", "POST"])
@signed_in
def end_vacancy(employer_id: int, vacancy_id: int) -> Any:
    """Close it, and say what became of it."""
    form = EndForm()
    if not form.validate_on_submit():
        employer, vacancy = _load(employer_id, vacancy_id)
        if not is_sent():
            form.version.process_data(vacancy.version)
        return render_form("jobs/own_vacancy_end.html", form, employer=employer, vacancy=vacancy)
    filled_by = None if form.outcome.data == CLOSED else FilledBy(form.outcome.data)

    def act(found: Vacancy) -> None:
        services.expect_version(found, form.version.data)
        services.end(found, filled_by, actor(), utcnow())

    return _press(employer_id, vacancy_id, form, act, _("Closed. Thank you for telling us."))


def _simple(employer_id: int, vacancy_id: int, change: Callable[[Vacancy], None], done: str) -> Any:
    """Press a button that is meant for the vacancy as the page showed it."""
    form = VersionedActionForm()

    def act(found: Vacancy) -> None:
        services.expect_version(found, form.version.data)
        change(found)

    return _press(employer_id, vacancy_id, form, act, done)


def _press(
    employer_id: int, vacancy_id: int, form: Any, act: Callable[[Vacancy], None], done: str
) -> Any:
    """Do it; if a colleague, or the day, was quicker, the page shows how it is now (409)."""
    if not form.validate_on_submit():
        abort(422)

    def work() -> None:
        act(_load(employer_id, vacancy_id)[1])
        db.session.commit()

    try:
        again_if_stale(work)
    except _Unread:
        db.session.rollback()
        form.read.errors = [_("Read what we found, and tick that you have.")]
        return _show(*_load(employer_id, vacancy_id), publish=form)
    except DeadlinePassed:
        db.session.rollback()
        return _show(*_load(employer_id, vacancy_id), late=True)
    except (EditConflict, NotNow):
        db.session.rollback()
        return _show(*_load(employer_id, vacancy_id), changed=True)
    flash(done, "success")
    return redirect(url_for(".own_vacancy", employer_id=employer_id, vacancy_id=vacancy_id))
