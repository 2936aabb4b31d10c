"""The guides as the desk sees them: drafts, what is due for a check, what lacks a translation."""

import enum
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import aliased

from newcomer.database import Page, paged
from newcomer.guides.models import Article, ArticleTranslation
from newcomer.i18n import LANGUAGES
from newcomer.region import Region


class Show(enum.Enum):
    """Which guides the list shows."""

    all = "all"
    drafts = "drafts"
    due = "due"
    stale = "stale"
    missing = "missing"


@dataclass(frozen=True)
class Language:
    """How a guide is off in one language."""

    code: str
    state: str  # "source", "whole", "stale" or "missing"


def languages_of(article: Article) -> list[Language]:
    """All four languages, and how the guide is off in each."""
    return [Language(code, _state(article, code)) for code in LANGUAGES]


def _state(article: Article, code: str) -> str:
    text = article.texts.get(code)
    if text is None:
        return "missing"
    if text is article.source:
        return "source"
    return "stale" if article.is_stale(text) else "whole"


def guides(show: Show, topic: str, query: str, *, due_before: date, page: int) -> Page[Article]:
    """The guides of this kind, those checked longest ago first."""
    return paged(_query(show, topic, query, due_before), page)


def due(due_before: date) -> Select[int]:
    """Published guides that are due for a check."""
    return select(Article.id).where(*_of_kind(Show.due, due_before))


def due_before(region: Region, today: date) -> date:
    """Guides last checked before this day are due for a new check."""
    return today - timedelta(days=region.promise["check_guides_days"])


def _query(show: Show, topic: str, query: str, due: date) -> Select[Any]:
    conditions = _of_kind(show, due)
    if topic:
        conditions.append(Article.topic == topic)
    if query:
        conditions.append(_has_title(query))
    return select(Article).where(*conditions).order_by(Article.checked_on, Article.id)


def _of_kind(show: Show, due: date) -> list[ColumnElement[bool]]:
    if show is Show.drafts:
        return [Article.published_at.is_(None)]
    if show is Show.due:
        return [Article.published_at.is_not(None), Article.checked_on < due]
    if show is Show.stale:
        return [_is_stale()]
    if show is Show.missing:
        texts = select(func.count()).where(ArticleTranslation.article_id == Article.id)
        return [texts.correlate(Article).scalar_subquery() < len(LANGUAGES)]
    return []


def _is_stale() -> ColumnElement[bool]:
    """Whether one of its translations was made from an older edition of its source."""
    source, text = aliased(ArticleTranslation), aliased(ArticleTranslation)
    return exists().where(
        source.article_id == Article.id,
        source.language == Article.source_language,
        text.article_id == Article.id,
        text.language != Article.source_language,
        text.made_from_edition < source.edition,
    )


def _has_title(query: str) -> ColumnElement[bool]:
    """In any language. SQLite knows small and capital letters of ASCII only, so both are tried."""
    ways = {query, query.lower(), query.capitalize()}
    return exists().where(
        ArticleTranslation.article_id == Article.id,
        or_(*(ArticleTranslation.title.icontains(way, autoescape=True) for way in ways)),
    )
