"""The private page of a question. Whoever has the link may read and write here."""

from collections.abc import Callable
from typing import Any, NoReturn

from flask import abort, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _

from newcomer import limits
from newcomer.access import public
from newcomer.database import again_if_stale, utcnow
from newcomer.errors import TooMany
from newcomer.extensions import db
from newcomer.forms import ActionForm, is_sent, render_form, render_too_many
from newcomer.helpdesk.forms.asking import CommentForm, RatingForm, ReplyForm
from newcomer.helpdesk.models import Question, QuestionStatus, Rating
from newcomer.helpdesk.services import asking
from newcomer.helpdesk.services import conversation as services
from newcomer.helpdesk.views import public_pages
from newcomer.i18n import current_language
from newcomer.region import current_region

PAGE = "helpdesk/conversation.html"


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
    if too_many:
        return render_too_many(PAGE, form, too_many, **_around(question, token))
    if form.validate_on_submit():

        def reply() -> None:
            services.reply(_opened(token), form.body.data, form.once.data, utcnow())
            db.session.commit()

        again_if_stale(reply)
        flash(_("Your message has been sent."), "success")
        return redirect(url_for(".conversation", token=token))
    return render_form(PAGE, form, **_around(question, token))


def _around(question: Question, token: str, comment: CommentForm | None = None) -> dict[str, Any]:
    """What the page shows besides the form to write in."""
    return {
        "question": question,
        "token": token,
        "action": ActionForm(formdata=None),
        "comment": comment or CommentForm(formdata=None, comment=question.rating_comment),
        "original": services.original_of(question),
        "keep_days": current_region().retention["unconfirmed_question"],
        "now": utcnow(),
    }


def _opened(token: str) -> Question:
    question = services.question_of_link(token)
    if question is None:
        _no_such_page()
    return question


def _no_such_page() -> NoReturn:
    abort(make_response(render_template("helpdesk/no_conversation.html"), 404))


def _back_to(token: str, part: str | None = None) -> Any:
    return redirect(url_for(".conversation", token=token, _anchor=part))


def _press(token: str, act: Callable[[Question], None]) -> None:
    """Do what a button says, whatever was written or pressed at the same moment."""
    if not ActionForm().validate_on_submit():
        abort(422)

    def press() -> None:
        act(_opened(token))
        db.session.commit()

    again_if_stale(press)


@public_pages.post("/conversation/<token>/close")
@public
def close_conversation(token: str) -> Any:
    _press(token, lambda question: services.close(question, utcnow()))
    flash(_("Good that it is solved. You can still write here if something comes up."), "success")
    return _back_to(token)


# -- saying whether it helped --------------------------------------------------------------------


@public_pages.post("/conversation/<token>/rate")
@public
def rate(token: str) -> Any:
    """One of three buttons. A line may follow, on the page that comes next."""
    form = RatingForm()
    if not form.validate_on_submit():
        abort(422)
    services.rate(_opened(token), Rating(form.rating.data), utcnow())
    db.session.commit()
    flash(_("Thank you for telling us."), "success")
    return _back_to(token, "rating")


@public_pages.post("/conversation/<token>/comment")
@public
def comment(token: str) -> Any:
    form = CommentForm()
    question = _opened(token)
    if not form.validate_on_submit():
        around = _around(question, token, form)
        return render_template(PAGE, form=ReplyForm(formdata=None), **around), 422
    services.comment_on_rating(question, form.comment.data)
    db.session.commit()
    flash(_("Thank you for telling us."), "success")
    return _back_to(token, "rating")


# -- confirming ----------------------------------------------------------------------------------


@public_pages.route("/conversation/confirm/<confirmation>", methods=["GET", "POST"])
@public
def confirm(confirmation: str) -> Any:
    """Where the link in the mail leads: a button, since mail scanners follow links."""
    form = ActionForm()
    if form.validate_on_submit():

        def press() -> Question:
            question = _to_confirm(confirmation)
            asking.confirm(question, current_region(), utcnow())
            db.session.commit()
            return question

        question = again_if_stale(press)
        flash(_("Thank you! We have got your question."), "success")
        return redirect(services.conversation_path(question, current_language()))
    return render_form("helpdesk/confirm.html", form, question=_to_confirm(confirmation))


def _to_confirm(confirmation: str) -> Question:
    question = services.question_to_confirm(confirmation)
    if question is None:
        _no_such_page()
    return question


# -- lost links ----------------------------------------------------------------------------------


@public_pages.post("/conversation/<token>/send-link")
@public
def send_link(token: str) -> Any:
    """Mail the link to the question's own address; for one that is not confirmed, that link."""
    if not ActionForm().validate_on_submit():
        abort(422)
    address = _address_of(token)
    first = services.may_send_link(address, limits.network(), utcnow())

    def send(question: Question) -> None:
        if not first or not question.email:
            return
        if question.status is QuestionStatus.unconfirmed:
            asking.send_confirmation(question, utcnow())
        else:
            services.send_link(question, utcnow())

    _press(token, send)
    if first:
        flash(_("The e-mail is on its way."), "success")
    else:
        flash(_("We sent it a moment ago. Look among unwanted e-mail (spam), too."), "info")
    return _back_to(token)


def _address_of(token: str) -> str:
    """Where the link is mailed; nothing stays read, for what is counted next begins anew."""
    address = _opened(token).email
    db.session.rollback()
    return address


# -- deleting ------------------------------------------------------------------------------------


@public_pages.route("/conversation/<token>/delete", methods=["GET", "POST"])
@public
def delete_question(token: str) -> Any:
    """Ask once more, saying what goes; then remove it. Pressed twice, it is gone all the same."""
    form = ActionForm()
    if form.validate_on_submit():

        def press() -> None:
            if not services.is_deleted(token):
                services.delete_question(_opened(token), utcnow())
                db.session.commit()

        again_if_stale(press)
        flash(_("Your question and all that was written about it have been deleted."), "success")
        return redirect(url_for("pages.front_page"))
    return render_form("helpdesk/delete_question.html", form, question=_opened(token), token=token)
