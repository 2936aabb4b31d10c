"""What coordinators do with a guide.

Whoever changes a guide takes it first, and lets it go with the commit: its texts, its words in the
search and its editions belong together.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from newcomer import audit
from newcomer.accounts.models import User
from newcomer.errors import EditConflict, NewcomerError
from newcomer.extensions import db
from newcomer.guides import search
from newcomer.guides.models import Article, ArticleTranslation

LONGEST_SLUG = 60
LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "ð": "d", "þ": "th", "ß": "ss", "ł": "l"})


class NotReady(NewcomerError):
    """Something that a published guide must have is missing."""


class StaleSource(NewcomerError):
    """A text that has not followed the source cannot become the source."""


@dataclass(frozen=True)
class Text:
    """What somebody wrote in one language."""

    title: str
    summary: str
    body: str


def load(article_id: int) -> Article | None:
    """The guide, published or not, to look at."""
    return db.session.get(Article, article_id)


def take(article_id: int) -> Article | None:
    """The guide as it is now, for changing: others who want to change it wait for the commit."""
    query = select(Article).where(Article.id == article_id)
    return db.session.scalar(query.with_for_update().execution_options(populate_existing=True))


def create(
    text: Text, *, language: str, topic: str, checked_on: date, actor: User, now: datetime
) -> Article:
    """A new guide, not published, with its first text. Its address is made from the title, once."""
    article = Article(
        topic=topic,
        owner="",
        situations=[],
        sources=[],
        municipalities=[],
        checked_on=checked_on,
        source_language=language,
        translations=[
            ArticleTranslation(
                language=language,
                title=text.title,
                summary=text.summary,
                body=text.body,
                updated_at=now,
            )
        ],
    )
    _give_slug(article, make_slug(text.title))
    _record("guide.created", article, actor, now)
    return article


def make_slug(title: str) -> str:
    """The title in small ASCII letters with dashes, as it may stand in an address."""
    plain = unicodedata.normalize("NFKD", title.casefold().translate(LETTERS))
    ascii_only = plain.encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")
    return slug[:LONGEST_SLUG].strip("-") or "guide"


def _give_slug(article: Article, slug: str) -> None:
    """Store the guide under the slug, or with the first number after it that nobody has. Two who do
    it at the same moment get one each: the database decides."""
    alike = Article.slug.startswith(slug, autoescape=True)
    taken = set(db.session.scalars(select(Article.slug).where(alike)))
    number = 1
    while True:
        article.slug = slug if number == 1 else f"{slug}-{number}"
        number += 1
        if article.slug in taken:
            continue
        try:
            with db.session.begin_nested():
                db.session.add(article)
            return
        except IntegrityError:
            taken.add(article.slug)


def write(
    article: Article,
    language: str,
    text: Text,
    *,
    version: int | None,
    source_edition: int | None = None,
    small: bool = False,
    actor: User,
    now: datetime,
) -> ArticleTranslation:
    """Store the text in this language. `version` is that of the text that was seen, 0 where there was
    none yet: EditConflict if it is another by now.

    In the source's language it is a new edition, unless it is only a small correction, and the
    translations have to follow. A translation notes which edition of the source the translator saw
    (`source_edition`): if the source has moved on since, it is stale from the start.
    """
    found = article.texts.get(language)
    if (found.version if found else 0) != (version or 0):
        raise EditConflict
    is_source = language == article.source_language
    changed = found is None or (found.title, found.summary, found.body) != (
        text.title,
        text.summary,
        text.body,
    )
    if found is None:
        found = ArticleTranslation(language=language, edition=1, made_from_edition=1)
        article.translations.append(found)
    if changed:
        found.title, found.summary, found.body = text.title, text.summary, text.body
        found.updated_at = now
    if is_source and changed and not small:
        found.edition += 1
    if not is_source:
        newest = article.source.edition
        found.made_from_edition = max(1, min(source_edition or 1, newest))
    db.session.flush()
    search.index_article(article)
    _record("guide.text_changed", article, actor, now, language=language)
    return found


def describe(
    article: Article, *, version: int | None, actor: User, now: datetime, **values: Any
) -> None:
    """Change what does not depend on the language. Raises EditConflict, and StaleSource."""
    _check_seen(article, version)
    language = values.pop("source_language")
    if language != article.source_language:
        _move_source(article, language)
    for name, value in values.items():
        setattr(article, name, value)
    db.session.flush()
    _record("guide.changed", article, actor, now)


def _move_source(article: Article, language: str) -> None:
    """Let the other languages be translated from this one from now on. Editions go on counting where
    they are, so that what was stale stays so."""
    old, new = article.source, article.texts[language]
    if article.is_stale(new):
        raise StaleSource
    new.edition = old.made_from_edition = old.edition
    article.source_language = language


def publish(article: Article, *, version: int | None, actor: User, now: datetime) -> None:
    """Show the guide to everybody. Raises EditConflict, and NotReady if it lacks a topic or text."""
    if article.published_at is not None:
        return
    _check_seen(article, version)
    text = article.source
    if not (article.topic and text.title and text.summary and text.body):
        raise NotReady
    article.published_at = now
    _changed_publicly("guide.published", article, actor, now)


def unpublish(article: Article, *, version: int | None, actor: User, now: datetime) -> None:
    """Make the guide a draft again: nobody finds it. Raises EditConflict."""
    if article.published_at is None:
        return
    _check_seen(article, version)
    article.published_at = None
    _changed_publicly("guide.unpublished", article, actor, now)


def check(
    article: Article, *, version: int | None, actor: User, now: datetime, today: date
) -> None:
    """Somebody has read it today and it is right. Raises EditConflict."""
    if article.checked_on == today:
        return
    _check_seen(article, version)
    article.checked_on = today
    db.session.flush()
    _record("guide.checked", article, actor, now)


def delete_draft(article: Article, *, version: int | None, actor: User, now: datetime) -> None:
    """Remove a draft for good. Raises EditConflict, also for what has been published meanwhile."""
    _check_seen(article, version)
    if article.published_at is not None:
        raise EditConflict
    _record("guide.deleted", article, actor, now)
    db.session.delete(article)
    db.session.flush()


def _changed_publicly(action: str, article: Article, actor: User, now: datetime) -> None:
    db.session.flush()
    search.index_article(article)
    _record(action, article, actor, now)


def _check_seen(article: Article, version: int | None) -> None:
    if version is not None and version != article.version:
        raise EditConflict


def _record(action: str, article: Article, actor: User, now: datetime, **details: Any) -> None:
    audit.record(db.session(), action, article, actor_id=actor.id, now=now, **details)
