"""The moving checklist. Whoever has its link may see and change it."""

from datetime import date
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _

from newcomer import limits
from newcomer.access import public
from newcomer.database import short_transaction, utcnow
from newcomer.errors import EditConflict, TooMany
from newcomer.extensions import db
from newcomer.forms import ActionForm, is_sent, render_form, render_too_many
from newcomer.guides.checklist import names, services
from newcomer.guides.checklist.calendar import calendar_file
from newcomer.guides.checklist.forms import ChecklistForm, MailLinkForm
from newcomer.guides.checklist.items import load_items
from newcomer.guides.models import Checklist
from newcomer.i18n import current_language
from newcomer.region import current_region

bp = Blueprint("checklist", __name__)
TICK = "tick-"  # before an item's slug, in the name of its box


@bp.route("/checklist", methods=["GET", "POST"])
@public
def start() -> Any:
    """Choose, see what there is for everybody, and make a list of one's own."""
    region = current_region()
    form = ChecklistForm()
    form.offer(region, _today())
    if form.validate_on_submit():
        try:
            services.count_new(limits.network(), utcnow())
        except TooMany as error:
            return render_too_many("guides/checklist/start.html", form, error, **_preview())
        checklist = services.make(
            form.moving_on.data, form.municipality.data, form.situations.data, utcnow()
        )
        db.session.commit()
        flash(_("Here is your checklist. Save its address, or have it mailed to you."), "success")
        return redirect(_address(checklist))
    return render_form("guides/checklist/start.html", form, **_preview())


def _preview() -> dict[str, Any]:
    region = current_region()
    shown = services.preview(region, _today())
    more = len(load_items(region.country, region.slug)) - len(shown.steps)
    return {"overview": shown, "more": more, **names.of_phases_and_deadlines()}


@bp.route("/checklist/<checklist_token>", methods=["GET", "POST"])
@public
def show(checklist_token: str) -> Any:
    """The list. Ticks that are sent change what was changed on the page that sent them, no more."""
    form = ActionForm()
    checklist = _opened(checklist_token)
    was, ticked = _ticks()
    if form.validate_on_submit():
        services.tick(checklist, was, ticked, current_region(), utcnow())
        db.session.commit()
        flash(_("Saved."), "success")
        return redirect(_address(checklist))
    if not is_sent() and services.is_due_a_trace(checklist, utcnow()):
        with short_transaction() as session:
            services.note_use(session, checklist, utcnow())
    done = services.merged(checklist, was, ticked, current_region()) if is_sent() else None
    overview = services.overview(checklist, current_region(), _today(), done)
    return render_form(
        "guides/checklist/show.html",
        form,
        overview=overview,
        mail_form=MailLinkForm(formdata=None),
        **_around(checklist),
    )


def _ticks() -> tuple[set[str], set[str]]:
    """The ticks that the page showed, and those that it was sent with."""
    sent = {name.removeprefix(TICK) for name in request.form if name.startswith(TICK)}
    return set(request.form.get("was", "").split()), sent


@bp.route("/checklist/<checklist_token>/change", methods=["GET", "POST"])
@public
def change(checklist_token: str) -> Any:
    """Choose another date, place or situation. If they were changed elsewhere meanwhile, what was
    chosen here waits on the page (409)."""
    checklist = _opened(checklist_token)
    chosen = services.choices_of(checklist)
    form = ChecklistForm(
        moving_on=checklist.moving_on,
        municipality=checklist.municipality,
        situations=checklist.situations,
        shown=chosen,
    )
    form.offer(current_region(), _today())
    if form.validate_on_submit():
        try:
            services.change(
                checklist,
                form.moving_on.data,
                form.municipality.data,
                form.situations.data,
                shown=form.shown.data or "",
                now=utcnow(),
            )
        except EditConflict:
            form.shown.data = chosen
            page = "guides/checklist/change.html"
            return render_template(page, form=form, changed=True, **_around(checklist)), 409
        db.session.commit()
        flash(_("Your checklist has been changed."), "success")
        return redirect(_address(checklist))
    return render_form("guides/checklist/change.html", form, **_around(checklist))


@bp.route("/checklist/<checklist_token>/mail", methods=["GET", "POST"])
@public
def mail_link(checklist_token: str) -> Any:
    """Have the list's address mailed to oneself."""
    form = MailLinkForm()
    valid, too_many = form.validate_on_submit(), None
    if valid:  # counted before the request's own transaction begins
        try:
            services.count_mail(form.email.data, limits.network(), utcnow())
        except TooMany as error:
            too_many = error
    checklist = _opened(checklist_token)
    if too_many:
        page = "guides/checklist/mail.html"
        return render_too_many(page, form, too_many, **_around(checklist))
    if valid:
        services.mail_link(checklist, form.email.data, current_language(), form.once.data, utcnow())
        db.session.commit()
        flash(_("The link is on its way to you by e-mail."), "success")
        return redirect(_address(checklist))
    return render_form("guides/checklist/mail.html", form, **_around(checklist))


@bp.get("/checklist/<checklist_token>/calendar.ics")
@public
def calendar(checklist_token: str) -> Any:
    """What has a date and is not done, for a calendar."""
    checklist = _opened(checklist_token)
    overview = services.overview(checklist, current_region(), _today())
    days = names.calendar_days(checklist, overview)
    if not days:
        flash(_("Say when you move, and there are dates for your calendar."))
        return redirect(url_for(".change", checklist_token=checklist_token))
    body = calendar_file(_("My moving checklist"), days, language=current_language(), now=utcnow())
    response = Response(body, mimetype="text/calendar")
    response.headers["Content-Disposition"] = 'attachment; filename="checklist.ics"'
    return response


@bp.route("/checklist/<checklist_token>/delete", methods=["GET", "POST"])
@public
def delete(checklist_token: str) -> Any:
    checklist = _opened(checklist_token)
    form = ActionForm()
    if form.validate_on_submit():
        db.session.delete(checklist)
        db.session.commit()
        flash(_("Your checklist has been deleted."), "success")
        return redirect(url_for(".start"))
    return render_form("guides/checklist/delete.html", form, **_around(checklist))


def _opened(token: str) -> Checklist:
    """The list that the link opens; else the page that helps on, with 404."""
    checklist = services.checklist_of_link(token, to_change=is_sent())
    if checklist is None:
        abort(make_response(render_template("guides/checklist/lost.html"), 404))
    return checklist


def _around(checklist: Checklist) -> dict[str, Any]:
    """What every page of a list needs to know of it."""
    return {
        "checklist": checklist,
        "token": services.token_of(checklist),
        "link": services.checklist_link(checklist, current_language()),
        "place": current_region().municipality(checklist.municipality),
        "today": _today(),
        **names.of_phases_and_deadlines(),
    }


def _address(checklist: Checklist) -> str:
    return url_for(".show", checklist_token=services.token_of(checklist))


def _today() -> date:
    return utcnow().astimezone(current_region().zone).date()
