"""Answers that are often given: the list, a new one, changing and deleting one."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm.exc import StaleDataError

from newcomer.access import Permission, requires
from newcomer.database import utcnow
from newcomer.errors import EditConflict
from newcomer.extensions import db
from newcomer.forms import VersionedActionForm, is_sent, render_form
from newcomer.helpdesk.forms.saved_answers import SavedAnswerForm
from newcomer.helpdesk.models import SavedAnswer
from newcomer.helpdesk.placeholders import PLACEHOLDERS
from newcomer.helpdesk.services import saved_answers as services
from newcomer.helpdesk.views import desk_pages
from newcomer.region import current_region

EDIT = "helpdesk/saved_answer.html"
DELETE = "helpdesk/delete_saved_answer.html"


@desk_pages.get("/saved-answers")
@requires(Permission.answer_questions)
def saved_answers() -> Any:
    page = services.page(request.args.get("page", 1, type=int))
    return render_template("helpdesk/saved_answers.html", page_of=page)


@desk_pages.route("/saved-answers/new", methods=["GET", "POST"])
@requires(Permission.answer_questions)
def new_saved_answer() -> Any:
    form = SavedAnswerForm()
    form.offer(current_region())
    if form.validate_on_submit():
        services.create(
            form.title.data, form.topic.data, form.texts, actor=current_user, now=utcnow()
        )
        db.session.commit()
        flash(_("The answer is saved."), "success")
        return redirect(url_for(".saved_answers"))
    return render_form(EDIT, form, **_context())


@desk_pages.route("/saved-answers/<int:saved_id>", methods=["GET", "POST"])
@requires(Permission.answer_questions)
def edit_saved_answer(saved_id: int) -> Any:
    """Change a saved answer. If somebody else changed or deleted it meanwhile, the text waits on
    the page (409) beside what is kept now."""
    saved = db.session.get(SavedAnswer, saved_id)
    if saved is None and not is_sent():
        abort(404)
    form = SavedAnswerForm()
    form.offer(current_region())
    if not is_sent() and saved is not None:
        form.show(saved)
    if form.validate_on_submit():
        try:
            if saved is None:
                raise EditConflict
            services.change(
                saved,
                form.title.data,
                form.topic.data,
                form.texts,
                version=form.version.data,
                actor=current_user,
                now=utcnow(),
            )
            db.session.commit()
        except (EditConflict, StaleDataError):
            db.session.rollback()
            return _show_conflict(saved_id, form), 409
        flash(_("The answer is saved."), "success")
        return redirect(url_for(".saved_answers"))
    return render_form(EDIT, form, **_context(saved=saved))


def _show_conflict(saved_id: int, form: SavedAnswerForm) -> str:
    saved = db.session.get(SavedAnswer, saved_id)
    if saved is not None:  # sent once more, it replaces what the page shows
        form.build_on(saved.version)
    return render_template(EDIT, form=form, **_context(saved=saved, changed=True))


def _context(**more: Any) -> dict[str, Any]:
    return {"saved": None, "changed": False, "placeholders": PLACEHOLDERS, **more}


@desk_pages.route("/saved-answers/<int:saved_id>/delete", methods=["GET", "POST"])
@requires(Permission.answer_questions)
def delete_saved_answer(saved_id: int) -> Any:
    saved = db.get_or_404(SavedAnswer, saved_id)
    form = VersionedActionForm()
    if form.validate_on_submit():
        try:
            services.delete(saved, version=form.version.data, actor=current_user, now=utcnow())
            db.session.commit()
        except (EditConflict, StaleDataError):
            db.session.rollback()
            saved = db.get_or_404(SavedAnswer, saved_id)
            fresh = VersionedActionForm(formdata=None, version=saved.version)
            return render_template(DELETE, form=fresh, saved=saved, changed=True), 409
        flash(_("The answer is deleted."), "success")
        return redirect(url_for(".saved_answers"))
    if not is_sent():
        form.version.process_data(saved.version)
    return render_form(DELETE, form, saved=saved, changed=False)
