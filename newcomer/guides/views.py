"""Guides for everybody: by topic, one by one, and searched for."""

from typing import Any

from flask import Blueprint, abort, render_template, request
from flask_login import current_user

from newcomer import limits
from newcomer.access import Permission, public
from newcomer.database import utcnow
from newcomer.forms import clean_line
from newcomer.guides import misses, services
from newcomer.guides.search import LONGEST_QUERY
from newcomer.i18n import current_language, pick
from newcomer.page_cache import cacheable
from newcomer.region import current_region

bp = Blueprint("guides", __name__)


@bp.get("/articles/")
@public
@cacheable
def articles() -> Any:
    return render_template("guides/articles.html", articles=services.articles_by_topic())


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
    found = services.article(slug)
    if found is None or not found.translations:
        abort(404)
    region = current_region()
    text_language, text = pick(found.texts, current_language(), region.default_language)
    return render_template(
        "guides/article.html",
        article=found,
        text=text,
        text_language=text_language,
        topic=region.topic(found.topic),
    )
