"""The private page of a question. Whoever has the link may read and write here."""

from typing import Any

from flask import abort, flash, redirect, url_for
from flask_babel import gettext as _

from newcomer import limits
from newcomer.access import public
from newcomer.database import again_if_stale, utcnow
from newcomer.errors import TooMany
from newcomer.extensions import db
from newcomer.forms import ActionForm, is_sent, render_form, render_too_many
from newcomer.helpdesk.forms.asking import ReplyForm
from newcomer.helpdesk.models import Question
from newcomer.helpdesk.services import answering
from newcomer.helpdesk.services import conversation as services
from newcomer.helpdesk.views import public_pages


@public_pages.route("/conversation/<token>", methods=["GET", "POST"])
@public
def conversation(token: str) -> Any:
    """The private page of a question. Whoever has the link may read and write here."""
    too_many = None
    if is_sent():  # counted before the request's own transaction begins
        try:
            services.count_reply(limits.network(), utcnow())
        except TooMany as error:
            too_many = error
    question = _opened(token)
    form = ReplyForm()
    context = {"question": question, "token": token, "action": ActionForm()}
    if too_many:
        return render_too_many("helpdesk/conversation.html", form, too_many, **context)
    if form.validate_on_submit():

        def reply() -> None:
            services.reply(_opened(token), form.body.data, form.once.data, utcnow())
            db.session.commit()

        again_if_stale(reply)
        flash(_("Your message has been sent."), "success")
        return redirect(url_for(".conversation", token=token))
    return render_form("helpdesk/conversation.html", form, **context)


@public_pages.post("/conversation/<token>/close")
@public
def close_conversation(token: str) -> Any:
    if not ActionForm().validate_on_submit():
        abort(422)

    def close() -> None:
        answering.close(_opened(token), version=None, actor=None, now=utcnow())
        db.session.commit()

    again_if_stale(close)
    flash(_("Good that it is solved. You can still write here if something comes up."), "success")
    return redirect(url_for(".conversation", token=token))


def _opened(token: str) -> Question:
    question = services.question_of_link(token)
    if question is None:
        abort(404)
    return question
