"""What can be done with a question besides answering it: each on a page of its own."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from newcomer.access import Permission, requires
from newcomer.database import utcnow
from newcomer.errors import EditConflict
from newcomer.extensions import db
from newcomer.forms import is_sent
from newcomer.helpdesk.forms.answering import (
    ActOnQuestionForm,
    DuplicateForm,
    HandOverForm,
    NoteForm,
    PreliminaryForm,
)
from newcomer.helpdesk.models import Question, QuestionClosed
from newcomer.helpdesk.services import answering
from newcomer.helpdesk.services.conversation import is_written
from newcomer.helpdesk.services.duplicates import (
    ItsOwnDuplicate,
    NoSuchQuestion,
    NotAnswered,
    SomebodyElses,
    mark_duplicate,
)
from newcomer.helpdesk.views import desk_pages
from newcomer.helpdesk.views.question import act_of, load, meant_for
from newcomer.region import current_region


@desk_pages.route("/questions/<int:question_id>/note", methods=["GET", "POST"])
@requires(Permission.answer_questions)
def note(question_id: int) -> Any:
    form = NoteForm()

    def act(found: Question) -> None:
        answering.add_note(found, form.body.data, act_of(form))

    return _act(question_id, "note", form, act, _("The note is saved."))


@desk_pages.route("/questions/<int:question_id>/preliminary", methods=["GET", "POST"])
@requires(Permission.answer_questions)
def preliminary(question_id: int) -> Any:
    """Say why it takes longer, and until when."""
    region = current_region()
    form = PreliminaryForm(today=utcnow().astimezone(region.zone).date())

    def act(found: Question) -> None:
        expected_on = form.expected_on.data
        assert expected_on is not None  # noqa: S101 - the form has seen to it
        answering.promise_answer(found, form.body.data, expected_on, act_of(form), region)

    return _act(question_id, "preliminary", form, act, _("Saved."))


@desk_pages.route("/questions/<int:question_id>/hand-over", methods=["GET", "POST"])
@requires(Permission.answer_questions)
def hand_over(question_id: int) -> Any:
    region = current_region()
    form = HandOverForm(share=False)
    form.offer(region)

    def act(found: Question) -> None:
        contact = next(one for one in region.contacts if one.slug == form.contact.data)
        share = bool(form.share.data)
        answering.hand_over(found, contact, form.body.data, act_of(form), region, share=share)

    return _act(question_id, "hand_over", form, act, _("The question has been handed over."))


@desk_pages.route("/questions/<int:question_id>/duplicate", methods=["GET", "POST"])
@requires(Permission.answer_questions)
def duplicate(question_id: int) -> Any:
    form = DuplicateForm()

    def act(found: Question) -> None:
        mark_duplicate(found, form.number, act_of(form))

    return _act(question_id, "duplicate", form, act, _("The question is closed as a duplicate."))


def _act(
    question_id: int,
    name: str,
    form: ActOnQuestionForm,
    act: Callable[[Question], None],
    done: str,
) -> Any:
    """Show the page of an act, or do it: what was typed comes back when it cannot be done (422), or
    when the question has moved on since it was seen (409)."""
    found = load(question_id)
    if form.validate_on_submit():
        try:
            act(found)
            db.session.commit()
        except (NoSuchQuestion, ItsOwnDuplicate, SomebodyElses, NotAnswered) as error:
            db.session.rollback()
            form["original"].errors = [_why_no_duplicate(error)]
            return _show(load(question_id), name, form), 422
        except (EditConflict, QuestionClosed, StaleDataError):
            db.session.rollback()
            found = load(question_id)
            if not is_written(found, form["body"].data if "body" in form else "", form.once.data):
                meant_for(form, found)
                return _show(found, name, form, changed=True), 409
        flash(done, "success")
        if name in ("preliminary", "hand_over") and not found.email:
            flash(_("There is no e-mail address. Call the asker and say this."), "warning")
        return redirect(url_for(".question", question_id=question_id))
    if not is_sent():
        meant_for(form, found)
    return _show(found, name, form), 422 if form.errors else 200


def _why_no_duplicate(error: Exception) -> Any:
    if isinstance(error, NoSuchQuestion):
        return _("There is no question with this number.")
    if isinstance(error, NotAnswered):
        return _("That question is closed without an answer. Open it again first.")
    if isinstance(error, ItsOwnDuplicate):
        return _("A question cannot be a duplicate of itself, nor of one of its own duplicates.")
    return _(
        "That question is from another person, who must not learn of this one. Answer both; "
        "a saved answer makes it quick."
    )


def _show(found: Question, name: str, form: ActOnQuestionForm, *, changed: bool = False) -> str:
    return render_template(
        f"helpdesk/acts/{name}.html", question=found, form=form, changed=changed, now=utcnow()
    )
