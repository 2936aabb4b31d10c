"""As many guides as wanted: the sentences of those there are, shuffled, with words of their own."""

import random
from datetime import date
from functools import cache
from itertools import islice
from typing import NamedTuple

from sqlalchemy import insert, select

from newcomer import markdown
from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.guides import search
from newcomer.guides.models import Article, ArticleTranslation

CHUNK = 250
SENTENCES = 15
INVENTED = 6  # words in each guide that few others hold: names, places, compounds


def write(count: int) -> None:
    """Fill up to this many published guides in two languages, and keep their words."""
    there = len(db.session.scalars(select(Article.id)).all())
    numbers = iter(range(there, count))
    while chunk := list(islice(numbers, CHUNK)):
        rows = [_article(number) for number in chunk]
        ids = db.session.scalars(
            insert(Article).returning(Article.id, sort_by_parameter_order=True), rows
        ).all()
        texts = [_text(article_id, language) for article_id in ids for language in ("nb", "en")]
        db.session.execute(insert(ArticleTranslation), texts)
        search.index_articles(db.session.scalars(select(Article).where(Article.id.in_(ids))).all())
        db.session.expunge_all()


def _article(number: int) -> dict[str, object]:
    return {
        "slug": f"guide-{number}",
        "topic": ("health", "home", "work")[number % 3],
        "situations": [],
        "sources": [{"name": "Helsenorge", "url": "https://www.helsenorge.no"}],
        "owner": "Flyttehjelpen",
        "checked_on": date(2026, 11, 20),
        "municipalities": [],
        "source_language": "nb",
        "published_at": utcnow(),
        "version": 1,
    }


def _text(article_id: int, language: str) -> dict[str, object]:
    chance = random.Random(f"{article_id} {language}")  # noqa: S311
    found = material(language)
    invented = [chance.choice(found.words) + chance.choice(found.words) for _ in range(INVENTED)]
    return {
        "article_id": article_id,
        "language": language,
        "title": f"{chance.choice(found.titles)} {invented[0]}"[:200],
        "summary": chance.choice(found.sentences)[:500],
        "body": " ".join([*chance.choices(found.sentences, k=SENTENCES), *invented]),
        "edition": 1,
        "made_from_edition": 1,
        "updated_at": utcnow(),
        "version": 1,
    }


class Material(NamedTuple):
    titles: list[str]
    sentences: list[str]
    words: list[str]


@cache
def material(language: str) -> Material:
    """What the guides for Norway are made of."""
    files = [
        markdown.read_file(path) for path in sorted(markdown.CONTENT.glob(f"no/*/{language}.md"))
    ]
    sentences = [one for _head, body in files for one in body.replace("\n", " ").split(". ")]
    words = {word for one in sentences for word in one.lower().split() if word.isalpha()}
    return Material(
        [head["title"] for head, _body in files],
        sentences,
        sorted(word for word in words if len(word) > 4),
    )
