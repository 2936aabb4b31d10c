"""One question at the desk: read, answer, close, open again, renew its link."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm.exc import StaleDataError

from newcomer import audit
from newcomer.access import Permission, requires
from newcomer.database import again_if_stale, short_transaction, utcnow
from newcomer.errors import EditConflict
from newcomer.extensions import db
from newcomer.forms import VersionedActionForm, is_sent
from newcomer.helpdesk.forms.answering import AnswerForm
from newcomer.helpdesk.models import Question, QuestionClosed
from newcomer.helpdesk.services import answering
from newcomer.helpdesk.services.conversation import conversation_link, is_written
from newcomer.helpdesk.views import desk_pages


@desk_pages.route("/questions/<int:question_id>", methods=["GET", "POST"])
@requires(Permission.answer_questions)
def question(question_id: int) -> Any:
    """Read a question and answer it. If it has moved on since it was read, the answer waits on the
    page (409) with what is new above it."""
    found = _load(question_id)
    form = AnswerForm()
    if form.validate_on_submit():
        try:
            answering.answer(
                found,
                form.body.data,
                form.once.data,
                version=form.version.data,
                reopen=bool(form.reopen.data),
                author=current_user,
                now=utcnow(),
            )
            db.session.commit()
        except (EditConflict, QuestionClosed, StaleDataError):
            db.session.rollback()
            found = _load(question_id)
            if not is_written(found, form.body.data, form.once.data):
                return _show(found, form, changed=True), 409
        flash(_("Your answer has been sent."), "success")
        return redirect(url_for(".question", question_id=question_id))
    if not is_sent():
        with short_transaction() as session:
            audit.record(session, "question.read", found, actor_id=current_user.id, now=utcnow())
    return _show(found, form), 422 if form.errors else 200


def _show(found: Question, form: AnswerForm, *, changed: bool = False) -> str:
    if changed or not is_sent():  # from now on the answer is to what this page shows
        form.version.raw_data = None
        form.version.process_data(found.version)
    form.reopen.process_data("1" if found.is_closed else "")
    return render_template(
        "helpdesk/question.html",
        form=form,
        question=found,
        changed=changed,
        action=VersionedActionForm(formdata=None, version=found.version),
        link=conversation_link(found),
        now=utcnow(),
    )


def _load(question_id: int) -> Question:
    found = answering.load_question_with_messages(question_id)
    if found is None:
        abort(404)
    return found


@desk_pages.post("/questions/<int:question_id>/close")
@requires(Permission.answer_questions)
def close(question_id: int) -> Any:
    return _press(question_id, answering.close, _("The question is closed."))


@desk_pages.post("/questions/<int:question_id>/reopen")
@requires(Permission.answer_questions)
def reopen(question_id: int) -> Any:
    return _press(question_id, answering.reopen, _("The question is open again."))


@desk_pages.post("/questions/<int:question_id>/new-link")
@requires(Permission.answer_questions)
def new_link(question_id: int) -> Any:
    done = _("The old links no longer work. A new one is on its way to the asker.")
    return _press(question_id, answering.renew_link, done)


def _press(question_id: int, act: Callable[..., None], done: str) -> Any:
    """A button that was pressed on our page. Nobody closes a question over words they have not
    seen: when it has moved on since, the page shows what is new instead (409)."""
    form = VersionedActionForm()
    if not form.validate_on_submit():
        abort(422)

    def press() -> None:
        act(_load(question_id), version=form.version.data, actor=current_user, now=utcnow())
        db.session.commit()

    try:
        again_if_stale(press)
    except EditConflict:
        db.session.rollback()
        return _show(_load(question_id), AnswerForm(formdata=None), changed=True), 409
    flash(done, "success")
    return redirect(url_for(".question", question_id=question_id))
