"""Pairs and concerns at the desk. Coordinators do not read what the two write to each other."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy.orm.exc import StaleDataError

from newcomer import audit
from newcomer.access import Permission, requires
from newcomer.database import again_if_stale, count, short_transaction, utcnow
from newcomer.errors import EditConflict
from newcomer.extensions import db
from newcomer.forms import VersionedActionForm, is_sent, render_form
from newcomer.mentoring import names
from newcomer.mentoring.forms.pair import OutcomeForm
from newcomer.mentoring.models import Concern, MentorMatch, NotNow
from newcomer.mentoring.services import concerns as services
from newcomer.mentoring.services import matches, tasks
from newcomer.mentoring.services.parties import is_party
from newcomer.mentoring.services.tasks import Tab
from newcomer.mentoring.views import desk_pages
from newcomer.region import current_region

TABS = {
    Tab.needs: _l("Needs you"),
    Tab.open: _l("Open proposals"),
    Tab.active: _l("Active"),
    Tab.over: _l("Over"),
}
CONCERN = "mentoring/desk/concern.html"


# -- pairs ---------------------------------------------------------------------------------------


@desk_pages.get("/mentoring/pairs")
@requires(Permission.run_mentoring)
def pairs() -> Any:
    asked = request.args.get("tab", "")
    tab = Tab(asked) if asked in {one.value for one in Tab} else Tab.needs
    now, region = utcnow(), current_region()
    page = tasks.page(tab, request.args.get("page", 1, type=int), now, region, current_user)
    return render_template(
        "mentoring/desk/pairs.html",
        tabs=TABS,
        tab=tab,
        waiting=count(tasks.needing(now, region, current_user)),
        concerns=count(services.waiting(current_user)),
        page_of=page,
        met=tasks.meetings_of(page.rows),
        needs_of=lambda match: tasks.needs_of(match, now, region),
        goal=region.mentoring["meetings"],
        names=names,
    )


@desk_pages.get("/mentoring/pairs/<int:match_id>")
@requires(Permission.run_mentoring)
def pair(match_id: int) -> Any:
    match = _load(match_id)
    with short_transaction() as session:
        audit.record(session, "mentor_match.read", match, actor_id=current_user.id, now=utcnow())
    return _show(match)


def _show(match: MentorMatch, *, changed: bool = False) -> str:
    now, region = utcnow(), current_region()
    return render_template(
        "mentoring/desk/pair.html",
        match=match,
        needs=tasks.needs_of(match, now, region),
        action=VersionedActionForm(formdata=None, version=match.version),
        changed=changed,
        goal=region.mentoring["meetings"],
        weeks=region.mentoring["silent_weeks"],
        names=names,
    )


@desk_pages.post("/mentoring/pairs/<int:match_id>/withdraw")
@requires(Permission.run_mentoring)
def withdraw_pair(match_id: int) -> Any:
    def act(match: MentorMatch) -> None:
        matches.withdraw(match, utcnow(), actor=current_user)

    return _press(match_id, act, _("The proposal has been taken back."))


@desk_pages.post("/mentoring/pairs/<int:match_id>/looked-after")
@requires(Permission.run_mentoring)
def look_after_pair(match_id: int) -> Any:
    def act(match: MentorMatch) -> None:
        matches.look_after(match, current_user, utcnow())

    return _press(match_id, act, _("Good. It is off the list for now."))


@desk_pages.route("/mentoring/pairs/<int:match_id>/end", methods=["GET", "POST"])
@requires(Permission.run_mentoring)
def end_pair(match_id: int) -> Any:
    """Ask once, then end it for them; both are told that it has ended."""
    if is_sent():

        def act(match: MentorMatch) -> None:
            matches.end(match, None, utcnow(), actor=current_user)

        return _press(match_id, act, _("The pair has ended. Both are told."))
    match = _load(match_id)
    if not match.is_active:
        return _show(match)
    form = VersionedActionForm(version=match.version)
    return render_form("mentoring/desk/end_pair.html", form, match=match)


def _press(match_id: int, act: Any, done: str) -> Any:
    """A button that was meant for what the page showed: of a later version the page shows what is
    new instead (409)."""
    form = VersionedActionForm()
    if not form.validate_on_submit():
        abort(422)

    def press() -> None:
        match = _load(match_id)
        if match.version != form.version.data:
            raise EditConflict
        act(match)
        db.session.commit()

    try:
        again_if_stale(press)
    except (EditConflict, NotNow, StaleDataError):
        db.session.rollback()
        return _show(_load(match_id), changed=True), 409
    flash(done, "success")
    return redirect(url_for(".pair", match_id=match_id))


def _load(match_id: int) -> MentorMatch:
    match = tasks.load(match_id)
    if match is None or is_party(current_user, match):
        abort(404)
    return match


# -- concerns ------------------------------------------------------------------------------------


@desk_pages.get("/mentoring/concerns")
@requires(Permission.run_mentoring)
def concerns() -> Any:
    """Which there are; what they say stands on a page of its own, where each reading is noted."""
    handled = request.args.get("handled") == "1"
    number = request.args.get("page", 1, type=int)
    page = services.page(number, handled=handled, reader=current_user)
    return render_template(
        "mentoring/desk/concerns.html", page_of=page, handled=handled, names=names
    )


@desk_pages.route("/mentoring/concerns/<int:concern_id>", methods=["GET", "POST"])
@requires(Permission.run_mentoring)
def concern(concern_id: int) -> Any:
    """Read one, and say what came of it. If a colleague did so meanwhile, the text stays (409)."""
    found = _load_concern(concern_id)
    form = OutcomeForm(version=found.version, outcome=found.outcome)
    if form.validate_on_submit():
        try:
            services.handle(
                found,
                form.outcome.data or "",
                version=form.version.data,
                actor=current_user,
                now=utcnow(),
            )
            db.session.commit()
        except (EditConflict, StaleDataError):
            db.session.rollback()
            found = _read(concern_id)
            form.version.data, form.version.raw_data = found.version, None
            return _show_concern(found, form, changed=True), 409
        flash(_("Saved."), "success")
        return redirect(url_for(".concerns"))
    if form.csrf_token.errors:  # who knows what sent this: it is not shown, so nothing is read
        return _show_concern(_load_concern(concern_id), form, hidden=True), 422
    return _show_concern(_read(concern_id), form), 422 if form.errors else 200


def _read(concern_id: int) -> Concern:
    """Note in the log that it is shown, and load it anew."""
    reader = current_user.id
    db.session.rollback()  # nothing was written: the trace comes before the request's own work
    services.note_reading(concern_id, reader, utcnow())
    return _load_concern(concern_id)


def _show_concern(
    found: Concern, form: OutcomeForm, *, changed: bool = False, hidden: bool = False
) -> str:
    return render_template(
        CONCERN, concern=found, form=form, changed=changed, hidden=hidden, names=names
    )


def _load_concern(concern_id: int) -> Concern:
    found = services.load(concern_id)
    if found is None or is_party(current_user, found):
        abort(404)
    return found
