"""Guides for everybody: by topic, one by one, and searched for."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_login import current_user

from newcomer import limits
from newcomer.access import Permission, public
from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.forms import clean_line
from newcomer.guides import filters, misses, services, votes
from newcomer.guides.models import Article, ArticleTranslation
from newcomer.guides.search import LONGEST_QUERY
from newcomer.i18n import current_language, pick
from newcomer.page_cache import cacheable
from newcomer.region import current_region
from newcomer.situations import SITUATIONS

bp = Blueprint("guides", __name__)


@bp.get("/articles/")
@public
@cacheable
def articles() -> Any:
    """All guides, or those for what is chosen in the address. (Pages with a query are not kept.)"""
    choice = filters.choice_from(request.args, current_region())
    found = filters.articles_for(choice)
    return render_template(
        "guides/articles.html",
        articles=found,
        count=sum(len(some) for some in found.values()),
        choice=choice,
        options=filters.options(current_region()),
        situations=SITUATIONS,
    )


@bp.get("/search")
@public
def search() -> Any:
    query = clean_line(request.args.get("q"))[:LONGEST_QUERY]
    articles, stems = services.look_up(query)
    # What the desk tries out is no sign of what newcomers miss.
    at_desk = current_user.is_authenticated and current_user.may(Permission.see_desk)
    if query and not articles and not at_desk:
        misses.record(query, current_language(), limits.network(), utcnow())
    return render_template("guides/search.html", query=query, articles=articles, stems=stems)


@bp.get("/topics/<slug>")
@public
@cacheable
def topic(slug: str) -> Any:
    found = current_region().topic(slug)
    if found is None:
        abort(404)
    articles = services.articles_by_topic().get(slug, [])
    return render_template("guides/topic.html", topic=found, articles=articles)


@bp.get("/articles/<slug>")
@public
@cacheable
def article(slug: str) -> Any:
    """One guide; after a vote with a word of thanks in the place of the question."""
    found = _load(slug)
    text_language, text = _text_of(found)
    helped = request.args.get("helped", "")
    return render_template(
        "guides/article.html",
        article=found,
        text=text,
        text_language=text_language,
        topic=current_region().topic(found.topic),
        more=services.more_on_topic(found),
        helped=helped if helped in ANSWERS else "",
    )


ANSWERS = {"yes": True, "no": False}


@bp.post("/articles/<slug>/helped")
@public
def vote(slug: str) -> Any:
    """Count a yes or a no. There is no token in this form: it stands on a page that is kept for all
    visitors, and a token would give each of them a session. What another site sends is refused like
    everywhere, and all that can be done here is to add one to a count, a few times a day."""
    answer = request.form.get("helped", "")
    if answer not in ANSWERS:
        abort(422)
    now = utcnow()
    counts = votes.may_count(slug, limits.network(), now)
    found = _load(slug)
    if counts:
        votes.vote(found, current_language(), helped=ANSWERS[answer], now=now)
        db.session.commit()
    return redirect(url_for(".article", slug=slug, helped=answer, _anchor="helped"), 303)


def _load(slug: str) -> Article:
    found = services.article(slug)
    if found is None or not found.translations:
        abort(404)
    return found


def _text_of(found: Article) -> tuple[str, ArticleTranslation]:
    return pick(found.texts, current_language(), current_region().default_language)
