"""The question form, and the guides that may answer before anybody has to."""

from datetime import datetime
from typing import Any

from flask import abort, current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _

from newcomer import limits
from newcomer.access import public
from newcomer.database import utcnow
from newcomer.errors import TooMany
from newcomer.extensions import db
from newcomer.forms import is_sent, render_form, render_too_many
from newcomer.guides import services as guides
from newcomer.guides import votes
from newcomer.helpdesk.forms.asking import AnsweredForm, AskHereForm, SuggestForm
from newcomer.helpdesk.models import Question, QuestionStatus, once_key
from newcomer.helpdesk.services import asking, suspicion
from newcomer.helpdesk.services.conversation import conversation_path
from newcomer.helpdesk.views import public_pages
from newcomer.i18n import current_language
from newcomer.links import opened_mark
from newcomer.region import current_region

ASK = "helpdesk/ask.html"


@public_pages.route("/ask", methods=["GET", "POST"])
@public
def ask() -> Any:
    """Ask. Guides that look like the question are shown once before it is sent."""
    now = utcnow()
    form = AskHereForm(
        topic=request.args.get("topic", ""),
        municipality=request.args.get("municipality", ""),
        opened="" if is_sent() else opened_mark(now),
    )
    form.offer(current_region())
    if not form.validate_on_submit():
        return render_form(ASK, form)
    by_machine = _is_made_by_a_machine(form, now)
    if by_machine and not form.email.data:
        form.ask_for_email()
        return render_form(ASK, form)
    if not (by_machine or form.shown.data) and (articles := asking.suggestions(form.body.data)):
        form.shown.process_data("1")
        button = AnsweredForm(formdata=None)
        return render_template(ASK, form=form, articles=articles, answered=button)
    db.session.rollback()  # nothing was written: what is counted next begins anew
    return _send(form, by_machine, now)


def _send(form: AskHereForm, by_machine: bool, now: datetime) -> Any:
    address = form.email.data or form.phone_to_call
    try:
        asking.count_question(address, limits.network(), now)
    except TooMany as error:
        return render_too_many(ASK, form, error)
    suspicious = by_machine or suspicion.is_sent_around(form.body.data, address, now)
    if suspicious and not form.email.data:
        form.ask_for_email()
        return render_form(ASK, form)
    question = _asked_in_this_session(form) or asking.ask(
        asking.Asked(
            body=form.body.data,
            email=form.email.data,
            phone=form.phone_to_call,
            call_times=form.call_times.data if form.wants_call else (),
            language=form.language.data,
            topic=form.topic.data,
            municipality=form.municipality.data,
            situation=form.situation.data,
            once=form.once.data,
        ),
        region=current_region(),
        now=now,
        suspicious=suspicious,
    )
    db.session.commit()
    session["asked"] = [question.id, question.link_nonce, _content_key(form)]
    if question.status is QuestionStatus.unconfirmed:
        flash(_("Almost done: one small thing is left."), "info")
    else:
        flash(_("Thank you! We have got your question."), "success")
    return redirect(conversation_path(question, current_language()))


def _is_made_by_a_machine(form: AskHereForm, now: datetime) -> bool:
    return suspicion.looks_made_by_a_machine(
        form.body.data,
        trap=form.more_details.data,
        mark=form.opened.data or "",
        least_seconds=current_app.config["LEAST_SECONDS_TO_ASK"],
        now=now,
    )


def _content_key(form: AskHereForm) -> str:
    return once_key("asked", form.body.data, form.email.data, form.phone_to_call)


def _asked_in_this_session(form: AskHereForm) -> Question | None:
    """The question that this browser asked last, if it goes back and sends the same again. Not once
    the link was replaced: whoever asked in a stranger's name must not learn the new one."""
    number, nonce, key = session.get("asked", (0, "", ""))
    found = db.session.get(Question, number) if key == _content_key(form) else None
    return found if found is not None and found.link_nonce == nonce else None


# -- guides that may answer ----------------------------------------------------------------------


@public_pages.post("/ask/suggestions")
@public
def suggestions() -> Any:
    """A piece of the page: guides that look like what is being written. The text comes in the body,
    so that no log has it."""
    form = SuggestForm()
    if not form.validate_on_submit():
        abort(422)
    may = asking.may_suggest(limits.network(), utcnow())
    articles = asking.suggestions(form.body.data) if may else []
    return render_template("helpdesk/_suggestions.html", articles=articles)


@public_pages.route("/ask/answered", methods=["GET", "POST"])
@public
def answered() -> Any:
    """A guide answered the question. That is counted, and nothing else kept."""
    if not is_sent():
        return render_template("helpdesk/answered.html")
    form = AnsweredForm()
    if not form.validate_on_submit():
        abort(422)
    now = utcnow()
    if asking.may_count_answered(form.once.data, limits.network(), now):
        article = guides.article(form.guide.data or "")
        if article is not None:
            votes.vote(article, current_language(), helped=True, now=now)
            db.session.commit()
    return redirect(url_for(".answered"))
