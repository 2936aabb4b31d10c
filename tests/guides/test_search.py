"""Finding guides: whatever word people have for the matter, in whichever of the four languages."""

import csv
from collections import Counter, defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from newcomer import markdown
from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.guides import search, services
from newcomer.guides.models import Article
from newcomer.guides.search import SearchSpelling, SearchStem, SearchWord
from newcomer.guides.words import words_of
from newcomer.i18n import LANGUAGES
from newcomer.region import load_region
from tests import factories
from tests.support.client import SiteClient

# Written by two people who had seen neither the guides nor the search.
QUERIES = [Path(__file__).parent / name for name in ("queries.csv", "queries_unseen.csv")]


@pytest.fixture
def guides(app: Flask) -> Flask:
    """The site with all the guides for Norway."""
    with app.test_request_context():
        services.import_articles(load_region("lillehammer"), utcnow())
        db.session.commit()
    return app


def all_queries() -> list[dict[str, str]]:
    rows = []
    for path in QUERIES:
        with path.open(encoding="utf-8", newline="") as file:
            rows += csv.DictReader(file)
    return rows


def test_nearly_everybody_finds_the_right_guide_among_the_first_three(guides: Flask) -> None:
    """The queries were written by somebody who had read none of the guides."""
    rows = all_queries()
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
    rows = all_queries()
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
    ("typed", "slug"),
    [
        ("personumer", "identity-number"),  # two letters short
        ("barnehagge", "childcare"),  # one too many
        ("fastelge", "find-a-doctor"),  # two the wrong way round
        ("skattekart", "tax-card"),  # another one
        ("forskola", "childcare"),  # without its dots
    ],
)
def test_letters_that_are_missed_doubled_or_swapped_are_forgiven(
    guides: Flask, typed: str, slug: str
) -> None:
    with guides.app_context():
        assert slug in [article.slug for article in services.search_articles(typed)][:3]


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
        "abcdefghij" * 20,
        "a-" * 100,
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


def test_many_words_cost_no_more_statements_than_one(guides: Flask, visitor: SiteClient) -> None:
    one = len(visitor.get("/nb/search?q=barnehagge").queries)
    many = "lege+barnehagge+skule+bolig+jobb+skatt+strøm+buss"
    assert len(visitor.get(f"/nb/search?q={many}").queries) == one


# -- what the search knows follows the guides ----------------------------------------------------


def found(app: Flask, query: str) -> list[str]:
    with app.app_context():
        return [article.slug for article in services.search_articles(query)]


def counts(app: Flask) -> dict[str, int]:
    """How many guides hold each stem, as the search believes."""
    with app.app_context():
        rows = db.session.execute(select(SearchStem.stem, SearchStem.held))
        return {stem: held for stem, held in rows if held}


def true_counts(app: Flask) -> dict[str, int]:
    with app.app_context():
        return Counter(db.session.scalars(select(SearchWord.stem)))


def change(app: Flask, slug: str, **values: Any) -> None:
    with app.test_request_context():
        article = db.session.scalars(select(Article).where(Article.slug == slug)).one()
        for text in article.translations:
            text.title = text.summary = text.body = values.get("title", text.title)
        article.published_at = values.get("published_at", article.published_at)
        db.session.flush()
        search.index_article(article)
        db.session.commit()


def test_a_guide_is_found_by_its_new_words_and_no_longer_by_the_old(app: Flask) -> None:
    factories.make_article(app, slug="one", texts={"nb": "Lege"})
    factories.make_article(app, slug="two", texts={"nb": "Lege og tannlege"})
    change(app, "one", title="Husmorvikar")
    assert found(app, "husmorvikar") == ["one"]
    assert found(app, "lege") == ["two"]
    assert counts(app) == true_counts(app)


def test_a_draft_is_neither_found_nor_counted(app: Flask) -> None:
    factories.make_article(app, slug="one", texts={"nb": "Lege"})
    factories.make_article(app, slug="draft", texts={"nb": "Lege"}, published_at=None)
    assert found(app, "lege") == ["one"]
    assert counts(app)["leg"] == 1
    assert counts(app)[search.EVERY_GUIDE] == 1
    change(app, "draft", published_at=utcnow())
    assert set(found(app, "lege")) == {"one", "draft"}
    change(app, "one", published_at=None)
    assert found(app, "lege") == ["draft"]
    assert counts(app) == true_counts(app)


def test_a_deleted_guide_is_neither_found_nor_counted(app: Flask) -> None:
    factories.make_article(app, slug="one", texts={"nb": "Lege"})
    factories.make_article(app, slug="two", texts={"nb": "Lege"})
    with app.test_request_context():
        db.session.delete(db.session.scalars(select(Article).where(Article.slug == "one")).one())
        db.session.commit()
    assert found(app, "lege") == ["two"]
    assert counts(app) == true_counts(app)


def test_counts_that_went_astray_are_put_right_when_the_site_is_prepared(app: Flask) -> None:
    """A guide taken out of the database by hand takes its words along, but not their counts."""
    factories.make_article(app, slug="one", texts={"nb": "Husmorvikar"})
    factories.make_article(app, slug="two", texts={"nb": "Lege"})
    with app.test_request_context():
        db.session.execute(delete(Article).where(Article.slug == "one"))
        db.session.commit()
        assert counts(app) != true_counts(app)
        search.tidy()
        db.session.commit()
    assert counts(app) == true_counts(app)
    with app.app_context():
        gone = SearchSpelling.stem.startswith("husmor")
        assert db.session.scalar(select(func.count()).where(gone)) == 0


def test_guides_written_at_the_same_moment_are_all_counted(app: Flask) -> None:
    factories.make_article(app, slug="first", texts={"nb": "Lege og barnehage"})
    ready = Barrier(4)

    def write(number: int) -> None:
        ready.wait()
        factories.make_article(
            app, slug=f"guide-{number}", texts={"nb": f"Lege ved skogen {number}", "sv": "Läkare"}
        )

    def remove() -> None:
        with app.test_request_context(method="POST"):
            article = db.session.scalars(select(Article).where(Article.slug == "first")).one()
            ready.wait()
            db.session.delete(article)
            db.session.commit()

    with ThreadPoolExecutor(4) as pool:
        work = [pool.submit(write, number) for number in range(3)] + [pool.submit(remove)]
        for one in work:
            one.result()
    assert set(found(app, "lege")) == {"guide-0", "guide-1", "guide-2"}
    assert counts(app) == true_counts(app)


# -- guides for somebody who writes a question ---------------------------------------------------

QUESTIONS = {
    "childcare": "Hei! Vi er en familie på fire som flytter fra Oslo i august. Jenta vår er tre år. "
    "Kan hun få barnehageplass selv om fristen er gått ut? Hilsen Marte",
    "bring-your-car": "Eg har ein svensk bil som eg vil ta med meg når eg flyttar til Noreg. Må eg "
    "betale avgift, og kor lenge kan eg køyre på svenske skilt?",
    "bank-and-e-id": "Hej! Jag har fått jobb i Lillehammer och börjar i mars. Kan jag öppna ett "
    "bankkonto innan jag har fått norskt personnummer? Chefen behöver kontonumret för lönen.",
    "norwegian-course": "My wife speaks no Norwegian yet. Is there a language course for beginners "
    "in the evening, and what does it cost?",
    "recognition-of-education": "Eg er utdanna sjukepleiar i Tyskland. Korleis får eg godkjent "
    "utdanninga mi i Noreg?",
    "pregnancy-and-small-children": "Jag är gravid i vecka 20. Vart vänder jag mig för att få en "
    "barnmorska när vi har flyttat?",
    "winter-driving": "Vi kommer fra Sør-Europa og har aldri kjørt på snø. Når må vi ha vinterdekk?",
    "rent-a-home": "We are looking for a flat to rent from January, two bedrooms, close to the "
    "railway station. Where do people advertise, and how big is the deposit?",
}


@pytest.mark.parametrize("slug", QUESTIONS)
def test_a_guide_is_suggested_to_somebody_who_writes_a_question(guides: Flask, slug: str) -> None:
    with guides.app_context():
        suggested = [article.slug for article in services.suggested(QUESTIONS[slug])]
    assert slug in suggested
    assert len(suggested) <= 3


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Hei!",
        "asdf qwer zxcv",
        "Lorem ipsum dolor sit amet, consectetur adipiscing elit",
        "Hvem vant Tour de France i 1998?",
        "Vad tycker du om den nya filmen?",
        "Write me a poem, please",
        "🎿" * 10_000,
        "x" * 10_000,
        "a-" * 5000,
        "ab cd " * 1600,
        "\x00%_'",
    ],
)
def test_nothing_is_suggested_for_nonsense(guides: Flask, text: str) -> None:
    with guides.app_context():
        assert services.suggested(text) == []


def test_a_long_letter_gets_suggestions_too(guides: Flask) -> None:
    letter = " ".join(f"ord{number} {text}" for number, text in enumerate(QUESTIONS.values()))
    with guides.app_context():
        asked = letter + " hjelp" + " ".join(f"tull{number}" for number in range(1000))
        assert services.suggested(asked[:10_000])
