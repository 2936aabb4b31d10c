"""The question form."""

from typing import Any

from flask import flash, redirect, request, session
from flask_babel import gettext as _

from newcomer import limits
from newcomer.access import public
from newcomer.database import utcnow
from newcomer.errors import TooMany
from newcomer.extensions import db
from newcomer.forms import render_form, render_too_many
from newcomer.helpdesk.forms.asking import AskForm
from newcomer.helpdesk.models import Question, once_key
from newcomer.helpdesk.services import asking
from newcomer.helpdesk.services.conversation import conversation_path
from newcomer.helpdesk.views import public_pages
from newcomer.i18n import current_language
from newcomer.region import current_region


@public_pages.route("/ask", methods=["GET", "POST"])
@public
def ask() -> Any:
    region = current_region()
    form = AskForm(
        topic=request.args.get("topic", ""), municipality=request.args.get("municipality", "")
    )
    form.offer(region)
    if form.validate_on_submit():
        try:
            asking.count_question(form.email.data, limits.network(), utcnow())
        except TooMany as error:
            return render_too_many("helpdesk/ask.html", form, error)
        question = _asked_in_this_session(form) or asking.ask(
            body=form.body.data,
            email=form.email.data,
            language=form.language.data,
            topic=form.topic.data,
            municipality=form.municipality.data,
            situation=form.situation.data,
            once=form.once.data,
            region=region,
            now=utcnow(),
        )
        db.session.commit()
        session["asked"] = [question.id, question.link_nonce, _content_key(form)]
        flash(_("Thank you! We have got your question."), "success")
        return redirect(conversation_path(question, current_language()))
    return render_form("helpdesk/ask.html", form)


def _content_key(form: AskForm) -> str:
    return once_key("asked", form.body.data, form.email.data)


def _asked_in_this_session(form: AskForm) -> Question | None:
    """The question that this browser asked last, if it goes back and sends the same again. Not once
    the link was replaced: whoever asked in a stranger's name must not learn the new one."""
    number, nonce, key = session.get("asked", (0, "", ""))
    found = db.session.get(Question, number) if key == _content_key(form) else None
    return found if found is not None and found.link_nonce == nonce else None
