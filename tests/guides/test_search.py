"""Finding guides: whatever word people have for the matter, in whichever of the four languages."""

import csv
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from newcomer import markdown
from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.guides import services
from newcomer.guides.words import words_of
from newcomer.i18n import LANGUAGES
from newcomer.region import load_region
from tests import factories
from tests.support.client import SiteClient

QUERIES = Path(__file__).parent / "queries.csv"


@pytest.fixture
def guides(app: Flask) -> Flask:
    """The site with all the guides for Norway."""
    with app.test_request_context():
        services.import_articles(load_region("lillehammer"), utcnow())
        db.session.commit()
    return app


def test_nearly_everybody_finds_the_right_guide_among_the_first_three(guides: Flask) -> None:
    """The queries were written by somebody who had read none of the guides."""
    with QUERIES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    asked: dict[str, int] = defaultdict(int)
    missed: dict[str, list[str]] = defaultdict(list)
    with guides.app_context():
        for row in rows:
            found = [article.slug for article in services.search_articles(row["query"])][:3]
            asked[row["language"]] += 1
            if row["slug"] not in found:
                missed[row["language"]].append(
                    f"{row['query']!r} wants {row['slug']}, found {found}"
                )
    assert set(asked) == set(LANGUAGES)
    assert min(asked.values()) >= 30
    for language, misses in missed.items():
        assert len(misses) <= 0.05 * asked[language], "\n".join(misses)


def test_the_queries_are_no_copies_of_the_titles(guides: Flask) -> None:
    """At most one word of a query stands in the title of the guide that it should find."""
    with QUERIES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        for path in (markdown.CONTENT / "no" / row["slug"]).glob("*.md"):
            title = set(words_of(markdown.read_file(path)[0]["title"]))
            shared = title & set(words_of(row["query"]))
            assert len(shared) <= 1, f"{row['query']!r} and {title}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "word", ["förskola", "dagis", "barnehage", "barnehageplassen", "kindergarten"]
)
def test_a_word_of_any_language_finds_the_same_guide(
    guides: Flask, client_for: Callable[..., SiteClient], word: str, language: str
) -> None:
    page = client_for(language=language).get(f"/{language}/search?q={word}")
    links = [a.attrs["href"] for a in page.all(".search-results a")]
    assert links[0] == f"/{language}/articles/childcare"


def test_a_typo_is_forgiven_and_the_hits_are_marked(guides: Flask, visitor: SiteClient) -> None:
    page = visitor.get("/nb/search?q=fastlge")
    assert page.all(".search-results a")[0].attrs["href"] == "/nb/articles/find-a-doctor"
    assert "fastlege" in [mark.to_text().lower() for mark in page.all("mark")]


def test_whoever_finds_nothing_is_offered_to_ask(guides: Flask, visitor: SiteClient) -> None:
    page = visitor.get("/nb/search?q=qwertyuiop")
    assert not page.all(".search-results")
    assert page.all('.empty-state a[href="/nb/ask"]')


@pytest.mark.parametrize(
    "query",
    [
        "",
        " ",
        "🎿" * 10_000,
        "\"' OR 1=1 --",
        "a* NEAR(b) AND NOT c:",
        "%00",
        "%_%",
        "x" * 5000,
        "ß ﷽ ١٢",
    ],
)
def test_nothing_that_is_typed_does_harm(guides: Flask, visitor: SiteClient, query: str) -> None:
    response = visitor.http.get("/nb/search", query_string={"q": query}, base_url=visitor.base_url)
    assert response.status_code == 200
    assert "<script" not in response.text.partition("<main")[2]


def test_the_search_asks_the_database_as_often_for_one_guide_as_for_many(
    app: Flask, visitor: SiteClient
) -> None:
    def queries() -> int:
        return len(visitor.get("/nb/search?q=lege").queries)

    for number in range(2):
        factories.make_article(app, slug=f"lege-{number}", texts={"nb": f"Lege nummer {number}"})
    few = queries()
    for number in range(2, 15):
        factories.make_article(app, slug=f"lege-{number}", texts={"nb": f"Lege nummer {number}"})
    assert queries() == few
