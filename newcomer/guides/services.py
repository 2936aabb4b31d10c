"""Finding guides, and importing the first ones from files."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Select, select

from newcomer import markdown
from newcomer.extensions import db
from newcomer.guides import search
from newcomer.guides.models import Article, ArticleTranslation
from newcomer.i18n import LANGUAGES
from newcomer.region import Region


def published() -> Select[Article]:
    """The guides that everybody may see."""
    return select(Article).where(Article.published_at.is_not(None))


def article(slug: str) -> Article | None:
    """The published guide at this address."""
    return db.session.scalar(published().where(Article.slug == slug))


# What people who move ask most, in the order in which they need it: the front page begins with these.
MOST_ASKED = (
    "report-your-move",
    "find-a-doctor",
    "childcare",
    "rent-a-home",
    "bank-and-e-id",
    "find-a-job",
)


def most_asked() -> list[Article]:
    """The guides to begin with, those of them that there are."""
    found = {
        one.slug: one for one in db.session.scalars(published().where(Article.slug.in_(MOST_ASKED)))
    }
    return [found[slug] for slug in MOST_ASKED if slug in found]


class Heading(NamedTuple):
    title: str
    summary: str


class Found(NamedTuple):
    """A guide among others that were found: its address and, by language, what it is about."""

    slug: str
    texts: dict[str, Heading]


def look_up(query: str) -> tuple[list[Found], set[str]]:
    """The guides that answer the query best, best first; and the stems to mark in them."""
    numbers, stems = search.find(query)
    return _in_order(numbers), stems


def search_articles(query: str) -> list[Found]:
    """The guides that answer the query best, best first."""
    return look_up(query)[0]


def suggested(text: str) -> list[Found]:
    """The guides that look like a question that somebody is writing, best first; often none."""
    return _in_order(search.suggest(text))


def _in_order(numbers: list[int]) -> list[Found]:
    if not numbers:
        return []
    text = ArticleTranslation
    rows = db.session.execute(
        select(Article.id, Article.slug, text.language, text.title, text.summary)
        .join(Article.translations)
        .where(Article.published_at.is_not(None), Article.id.in_(numbers))
    )
    found: dict[int, Found] = {}
    for number, slug, language, title, summary in rows:
        one = found.setdefault(number, Found(slug, {}))
        one.texts[language] = Heading(title, summary)
    return [found[number] for number in numbers if number in found]


def articles_by_topic() -> dict[str, list[Article]]:
    """All guides, by topic."""
    found: dict[str, list[Article]] = {}
    for one in db.session.scalars(published().order_by(Article.slug)):
        found.setdefault(one.topic, []).append(one)
    return found


def more_on_topic(article: Article, most: int = 4) -> list[Article]:
    """Other guides on the same topic, those that everybody can use first."""
    same = published().where(Article.topic == article.topic, Article.id != article.id)
    others = db.session.scalars(same.order_by(Article.slug)).all()
    return sorted(others, key=lambda one: bool(one.situations or one.municipalities))[:most]


def import_articles(region: Region, now: datetime, folder: Path = markdown.CONTENT) -> int:
    """Import the article files of the country and of the region that the database does not have yet;
    returns how many. From then on the database owns them. A region's file wins over its country's.
    Guides from before there was a search get their words kept.
    """
    silent = published().where(Article.id.not_in(select(search.SearchWord.article_id)))
    search.index_articles(db.session.scalars(silent).all())
    search.tidy()
    known = set(db.session.scalars(select(Article.slug)))
    sources = {
        path.name: path
        for source in (region.country, region.slug)
        for path in _folders(folder / source)
    }
    fresh = {slug: path for slug, path in sources.items() if slug not in known}
    for slug, path in sorted(fresh.items()):
        db.session.add(_read_article(slug, path, region.default_language, now))
        db.session.flush()
    search.index_articles(list(db.session.scalars(published().where(Article.slug.in_(fresh)))))
    return len(fresh)


def is_supplied(region: Region, slug: str, folder: Path = markdown.CONTENT) -> bool:
    """Whether the guide comes from a file, and would be imported again if it was deleted."""
    return any((folder / source / slug).is_dir() for source in (region.country, region.slug))


def _folders(folder: Path) -> Iterator[Path]:
    return (
        (path for path in sorted(folder.iterdir()) if path.is_dir())
        if folder.is_dir()
        else iter(())
    )


def _read_article(slug: str, folder: Path, source_language: str, now: datetime) -> Article:
    translations, heads = [], []
    for language in LANGUAGES:
        path = folder / f"{language}.md"
        if path.exists():
            head, body = markdown.read_file(path)
            heads.append(head)
            translations.append(
                ArticleTranslation(
                    language=language,
                    title=head["title"],
                    summary=head["summary"],
                    body=body,
                    updated_at=now,
                )
            )
    first = heads[0]
    return Article(
        slug=slug,
        topic=first["topic"],
        situations=first.get("situations", []),
        sources=first.get("sources", []),
        owner=first["owner"],
        checked_on=first["checked_on"],
        municipalities=first.get("municipalities", []),
        source_language=next(
            one.language
            for one in sorted(translations, key=lambda text: text.language != source_language)
        ),
        published_at=now,
        translations=translations,
    )
