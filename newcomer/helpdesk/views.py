"""Flyttehjelpen for those who ask: the form, the private conversation, topics and articles."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _

from newcomer import limits
from newcomer.access import public
from newcomer.database import again_if_stale, utcnow
from newcomer.errors import TooMany
from newcomer.extensions import db
from newcomer.forms import ActionForm, clean_line, is_sent, render_form, render_too_many
from newcomer.helpdesk import services
from newcomer.helpdesk.forms import AskForm, ReplyForm
from newcomer.helpdesk.models import Question, once_key
from newcomer.helpdesk.search import LONGEST_QUERY, stems_wanted
from newcomer.i18n import current_language, pick
from newcomer.page_cache import cacheable
from newcomer.region import current_region

bp = Blueprint("helpdesk", __name__)


@bp.route("/ask", methods=["GET", "POST"])
@public
def ask() -> Any:
    region = current_region()
    form = AskForm(
        topic=request.args.get("topic", ""), municipality=request.args.get("municipality", "")
    )
    form.offer(region)
    if form.validate_on_submit():
        try:
            services.count_question(form.email.data, limits.network(), utcnow())
        except TooMany as error:
            return render_too_many("helpdesk/ask.html", form, error)
        question = _asked_in_this_session(form) or services.ask(
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
        return redirect(services.conversation_path(question, current_language()))
    return render_form("helpdesk/ask.html", form)


def _content_key(form: AskForm) -> str:
    return once_key("asked", form.body.data, form.email.data)


def _asked_in_this_session(form: AskForm) -> Question | None:
    """The question that this browser asked last, if it goes back and sends the same again. Not once
    the link was replaced: whoever asked in a stranger's name must not learn the new one."""
    number, nonce, key = session.get("asked", (0, "", ""))
    found = db.session.get(Question, number) if key == _content_key(form) else None
    return found if found is not None and found.link_nonce == nonce else None


@bp.route("/conversation/<token>", methods=["GET", "POST"])
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


@bp.post("/conversation/<token>/close")
@public
def close_conversation(token: str) -> Any:
    if not ActionForm().validate_on_submit():
        abort(422)

    def close() -> None:
        services.close(_opened(token), version=None, actor=None, now=utcnow())
        db.session.commit()

    again_if_stale(close)
    flash(_("Good that it is solved. You can still write here if something comes up."), "success")
    return redirect(url_for(".conversation", token=token))


def _opened(token: str) -> Question:
    question = services.question_of_link(token)
    if question is None:
        abort(404)
    return question


# -- articles ----------------------------------------------------------------------------------


@bp.get("/articles/")
@public
@cacheable
def articles() -> Any:
    return render_template("helpdesk/articles.html", articles=services.articles_by_topic())


@bp.get("/search")
@public
def search() -> Any:
    query = clean_line(request.args.get("q"))[:LONGEST_QUERY]
    return render_template(
        "helpdesk/search.html",
        query=query,
        articles=services.search_articles(query),
        stems=stems_wanted(query),
    )


@bp.get("/topics/<slug>")
@public
@cacheable
def topic(slug: str) -> Any:
    found = current_region().topic(slug)
    if found is None:
        abort(404)
    articles = services.articles_by_topic().get(slug, [])
    return render_template("helpdesk/topic.html", topic=found, articles=articles)


@bp.get("/articles/<slug>")
@public
@cacheable
def article(slug: str) -> Any:
    found = services.article(slug)
    if found is None or not found.translations:
        abort(404)
    region = current_region()
    text_language, text = pick(found.texts, current_language(), region.default_language)
    return render_template(
        "helpdesk/article.html",
        article=found,
        text=text,
        text_language=text_language,
        topic=region.topic(found.topic),
    )
