"""Finding guides: whatever word people have for the matter, in whichever of the four languages."""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterator
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
from tests.support import tidy
from tests.support.client import SiteClient

# Written by two people who had seen neither the guides nor the search.
QUERIES = [Path(__file__).parent / name for name in ("queries.csv", "queries_unseen.csv")]


@pytest.fixture(scope="module")
def app(site: Flask) -> Iterator[Flask]:
    """The site with all the guides for Norway, once: here they are only read."""
    with site.test_request_context():
        services.import_articles(load_region("lillehammer"), utcnow())
        db.session.commit()
    yield site
    tidy.up(site)


def all_queries() -> list[dict[str, str]]:
    rows = []
    for path in QUERIES:
        with path.open(encoding="utf-8", newline="") as file:
            rows += csv.DictReader(file)
    return rows


def test_nearly_everybody_finds_the_right_guide_among_the_first_three(app: Flask) -> None:
    """The queries were written by somebody who had read none of the guides."""
    rows = all_queries()
    asked: dict[str, int] = defaultdict(int)
    missed: dict[str, list[str]] = defaultdict(list)
    with app.app_context():
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


def test_the_queries_are_no_copies_of_the_titles(app: Flask) -> None:
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
    app: Flask, client_for: Callable[..., SiteClient], word: str, language: str
) -> None:
    page = client_for(language=language).get(f"/{language}/search?q={word}")
    links = [a.attrs["href"] for a in page.all(".search-results a")]
    assert links[0] == f"/{language}/articles/childcare"


def test_a_typo_is_forgiven_and_the_hits_are_marked(app: Flask, visitor: SiteClient) -> None:
    page = visitor.get("/nb/search?q=fastlge")
    assert page.all(".search-results a")[0].attrs["href"] == "/nb/articles/find-a-doctor"
    assert "fastlege" in [mark.to_text().lower() for mark in page.all("mark")]


def test_whoever_finds_nothing_is_offered_to_ask(app: Flask, visitor: SiteClient) -> None:
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
    app: Flask, typed: str, slug: str
) -> None:
    with app.app_context():
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
def test_nothing_that_is_typed_does_harm(app: Flask, visitor: SiteClient, query: str) -> None:
    response = visitor.http.get("/nb/search", query_string={"q": query}, base_url=visitor.base_url)
    assert response.status_code == 200
    assert "<script" not in response.text.partition("<main")[2]


def test_many_words_cost_no_more_statements_than_one(app: Flask, visitor: SiteClient) -> None:
    one = len(visitor.get("/nb/search?q=barnehagge").queries)
    many = "lege+barnehagge+skule+bolig+jobb+skatt+strøm+buss"
    assert len(visitor.get(f"/nb/search?q={many}").queries) == one


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
def test_a_guide_is_suggested_to_somebody_who_writes_a_question(app: Flask, slug: str) -> None:
    with app.app_context():
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
def test_nothing_is_suggested_for_nonsense(app: Flask, text: str) -> None:
    with app.app_context():
        assert services.suggested(text) == []


def test_a_long_letter_gets_suggestions_too(app: Flask) -> None:
    letter = " ".join(f"ord{number} {text}" for number, text in enumerate(QUESTIONS.values()))
    with app.app_context():
        asked = letter + " hjelp" + " ".join(f"tull{number}" for number in range(1000))
        assert services.suggested(asked[:10_000])
