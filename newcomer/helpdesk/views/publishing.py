"""From an answer to a guide: choose the answers, take out what says who asked, save a draft."""

from typing import Any

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from newcomer.access import Permission, requires
from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.forms import is_sent
from newcomer.guides.writing.services import Text
from newcomer.helpdesk import personal_details
from newcomer.helpdesk.forms.publishing import PublishForm
from newcomer.helpdesk.models import Question
from newcomer.helpdesk.services import publishing
from newcomer.helpdesk.services.answering import load_question_with_messages
from newcomer.helpdesk.views import desk_pages
from newcomer.region import current_region


@desk_pages.route("/questions/<int:question_id>/publish", methods=["GET", "POST"])
@requires(Permission.edit_guides)
def publish(question_id: int) -> Any:
    """First the answers to choose between, then the draft; one answer needs no choice. The asker's
    own words are on neither page."""
    question = load_question_with_messages(question_id)
    if question is None:
        abort(404)
    if question.article_id is not None:
        return _lead_to(question.article_id)
    answers = publishing.answers(question)
    numbers = set(request.args.getlist("answer", type=int))
    chosen = [one for one in answers if one.id in numbers or len(answers) == 1]
    if not chosen and not is_sent():
        return render_template("helpdesk/choose_answers.html", question=question, answers=answers)
    body, quotes = publishing.draft_of(question, chosen)
    form = PublishForm(body=body, topic=question.topic)
    form.offer(current_region())
    return _draft(question, form, quotes)


def _draft(question: Question, form: PublishForm, quotes: int) -> Any:
    region = current_region()
    known = publishing.background(question, region, current_app.config["SETTINGS"].base_url)
    places = personal_details.find(form.text, known)
    form.show(places)
    valid, left = form.validate_on_submit(), form.left(places)
    if is_sent() and not form.look.data:
        if left:
            form.stay.errors = [_("Take these out of the text, or tick that they may stay.")]
        elif valid:
            return _save(question, form)
    return render_template(
        "helpdesk/publish.html",
        form=form,
        question=question,
        quotes=quotes,
        places=left,
        text=personal_details.marked(form.text, left),
        looked=bool(is_sent() and form.look.data),
    ), 422 if form.errors else 200


def _save(question: Question, form: PublishForm) -> Any:
    now = utcnow()
    try:
        article = publishing.make_draft(
            question,
            Text(form.title.data, form.summary.data, form.body.data),
            topic=form.topic.data,
            today=now.astimezone(current_region().zone).date(),
            actor=current_user,
            now=now,
        )
    except publishing.AlreadyPublished as error:
        return _lead_to(error.article_id)
    db.session.commit()
    flash(_("The draft is saved. Translate it, and publish it when it is ready."), "success")
    return redirect(url_for("guides_desk.guide", article_id=article.id))


def _lead_to(article_id: int | None) -> Any:
    flash(_("This question has become a guide already. Here it is."), "info")
    return redirect(url_for("guides_desk.guide", article_id=article_id))
