"""One question at the desk: read, answer, close, open again, renew its link."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm.exc import StaleDataError
from wtforms.fields.choices import SelectChoice

from newcomer import audit
from newcomer.access import Permission, requires
from newcomer.database import again_if_stale, short_transaction, utcnow
from newcomer.errors import EditConflict
from newcomer.extensions import db
from newcomer.forms import VersionedActionForm, is_sent
from newcomer.helpdesk.forms.answering import ActOnQuestionForm, AnswerForm, AssignForm
from newcomer.helpdesk.models import Question, QuestionClosed, QuestionStatus, SavedAnswer
from newcomer.helpdesk.services import answering, inbox, saved_answers
from newcomer.helpdesk.services.answering import Act
from newcomer.helpdesk.services.conversation import conversation_link, is_written
from newcomer.helpdesk.services.saved_answers import Choice
from newcomer.helpdesk.views import desk_pages
from newcomer.i18n import language_name
from newcomer.region import current_region


@desk_pages.route("/questions/<int:question_id>", methods=["GET", "POST"])
@requires(Permission.answer_questions)
def question(question_id: int) -> Any:
    """Read a question and answer it. If it has moved on since it was read, the answer waits on the
    page (409) with what is new above it."""
    found = load(question_id)
    form = AnswerForm()
    if is_sent() and "put_in" in request.form:
        return _put_in(found, form)
    if form.validate_on_submit():
        # Once it is committed, the asker may have deleted all of it before we look again.
        told = _told(found, by_phone=bool(form.by_phone.data))
        try:
            answering.answer(
                found,
                form.body.data,
                act_of(form),
                reopen=bool(form.reopen.data),
                by_phone=form.by_phone.data,
            )
            db.session.commit()
        except (EditConflict, QuestionClosed, StaleDataError):
            db.session.rollback()
            found = load(question_id)
            if not is_written(found, form.body.data, form.once.data):
                return _show(found, form, changed=True), 409
        flash(told, "success")
        return redirect(url_for(".question", question_id=question_id))
    if not is_sent():
        now = utcnow()
        with short_transaction() as session:
            audit.record(session, "question.read", found, actor_id=current_user.id, now=now)
            inbox.mark_read(session, found, current_user, found.last_activity_at)
    return _show(found, form), 422 if form.errors else 200


def _told(found: Question, *, by_phone: bool) -> Any:
    if by_phone or not found.email:
        return _("What you said is written down. Nothing was mailed.")
    return _("Your answer has been sent.")


def _put_in(found: Question, form: AnswerForm) -> Any:
    """The page with a saved answer beneath what has been written so far. Nothing is sent."""
    saved = db.session.get(SavedAnswer, form.saved.data) if form.saved.data.isdecimal() else None
    if saved is None:
        abort(422)
    language, text = saved_answers.fill(saved, found, found.language, current_user.name)
    written = form.body.data or ""
    form.body.process_data(f"{written}\n\n{text}".strip())
    return _show(found, form, put_in=language)


def act_of(form: ActOnQuestionForm) -> Act:
    """Who acts now, on what the form was meant for."""
    author = current_user._get_current_object()  # noqa: SLF001 - the way Flask-Login offers
    return Act(author, utcnow(), form.once.data, form.version.data)


def meant_for(form: ActOnQuestionForm, found: Question) -> None:
    """From now on the form is meant for the question as this page shows it."""
    form.version.raw_data = None
    form.version.process_data(found.version)


def _show(found: Question, form: AnswerForm, *, changed: bool = False, put_in: str = "") -> str:
    if changed or not is_sent():
        meant_for(form, found)
    form.reopen.process_data("1" if found.is_closed else "")
    form.saved.choices = [
        SelectChoice(str(one.id), _titled(one, found))
        for one in saved_answers.choices(found.language)
    ]
    assign_form = AssignForm(
        formdata=None, assignee=str(found.assignee_id or ""), version=found.version
    )
    assign_form.offer(inbox.coordinators())
    return render_template(
        "helpdesk/question.html",
        form=form,
        assign_form=assign_form,
        question=found,
        changed=changed,
        put_in=put_in,
        action=VersionedActionForm(formdata=None, version=found.version),
        link=conversation_link(found) if found.email else "",
        now=utcnow(),
    )


def _titled(choice: Choice, found: Question) -> str:
    """A saved answer's title, and its language if it is not the asker's."""
    if choice.language == found.language:
        return choice.title
    return f"{choice.title} ({language_name(choice.language)})"


def load(question_id: int) -> Question:
    found = answering.load_question_with_messages(question_id)
    if found is None or found.status is QuestionStatus.unconfirmed:
        abort(404)  # nobody reads what nobody has stood by
    return found


@desk_pages.post("/questions/<int:question_id>/assign")
@requires(Permission.answer_questions)
def assign(question_id: int) -> Any:
    coordinators = inbox.coordinators()
    form = AssignForm()
    form.offer(coordinators)
    if not form.validate_on_submit():
        abort(422)
    chosen = {str(one.id): one for one in coordinators}.get(form.assignee.data)

    def press(found: Question, **_: Any) -> None:
        answering.assign(found, chosen, act_of(form))

    return _press(question_id, press, _("Saved."))


@desk_pages.post("/questions/<int:question_id>/close")
@requires(Permission.answer_questions)
def close(question_id: int) -> Any:
    return _press(question_id, answering.close, _("The question is closed."))


@desk_pages.post("/questions/<int:question_id>/reopen")
@requires(Permission.answer_questions)
def reopen(question_id: int) -> Any:
    def press(found: Question, **who_and_when: Any) -> None:
        due_at = current_region().answer_due(who_and_when["now"])
        answering.reopen(found, due_at=due_at, **who_and_when)

    return _press(question_id, press, _("The question is open again."))


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
        act(load(question_id), version=form.version.data, actor=current_user, now=utcnow())
        db.session.commit()

    try:
        again_if_stale(press)
    except EditConflict:
        db.session.rollback()
        return _show(load(question_id), AnswerForm(formdata=None), changed=True), 409
    flash(done, "success")
    return redirect(url_for(".question", question_id=question_id))
