"""Guides for somebody: by topic, municipality and life situation, kept in the address."""

from collections.abc import Callable

import pytest
from flask import Flask

from newcomer.situations import SITUATIONS
from tests import factories
from tests.support.client import Page, SiteClient


@pytest.fixture
def guides(app: Flask) -> None:
    """One guide for everybody, and three for some."""
    factories.make_article(app, texts={"nb": "Finn en fastlege"})
    factories.make_article(
        app, slug="sfo", topic="children", texts={"nb": "Plass på SFO"}, situations=["family"]
    )
    factories.make_article(
        app, slug="tomt", topic="home", texts={"nb": "Tomt i Øyer"}, municipalities=["oyer"]
    )
    factories.make_article(
        app,
        slug="d-nummer",
        topic="papers",
        texts={"nb": "Få d-nummer"},
        situations=["eu", "non_eu"],
    )


def titles(page: Page) -> set[str]:
    return {one.to_text().strip() for one in page.all(".guide-group li a")}


@pytest.mark.usefixtures("guides")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Finn en fastlege", "Plass på SFO", "Tomt i Øyer", "Få d-nummer"}),
        ("situation=family", {"Finn en fastlege", "Plass på SFO", "Tomt i Øyer"}),
        ("municipality=gausdal", {"Finn en fastlege", "Plass på SFO", "Få d-nummer"}),
        ("municipality=oyer&situation=eu", {"Finn en fastlege", "Tomt i Øyer", "Få d-nummer"}),
        ("topic=home&municipality=oyer", {"Tomt i Øyer"}),
        ("topic=x&situation=x", {"Finn en fastlege", "Plass på SFO", "Tomt i Øyer", "Få d-nummer"}),
    ],
)  # fmt: skip
def test_a_guide_that_names_nobody_is_for_everybody(
    visitor: SiteClient, query: str, found: set[str]
) -> None:
    page = visitor.get(f"/nb/articles/?{query}")
    assert titles(page) == found


@pytest.mark.usefixtures("guides")
def test_the_choice_stays_on_the_page_and_the_guides_are_counted(visitor: SiteClient) -> None:
    page = visitor.get("/nb/articles/?topic=home&municipality=oyer")
    chosen = [one.attrs["value"] for one in page.all("option[selected]")]
    assert chosen == ["oyer", "home"]
    assert "1 veiledning for deg" in page.text


@pytest.mark.usefixtures("guides")
def test_where_nothing_fits_one_is_told_what_to_do(visitor: SiteClient) -> None:
    page = visitor.get("/nb/articles/?topic=home&municipality=gausdal")
    assert titles(page) == set()
    links = {one.attrs["href"] for one in page.all(".empty-state a")}
    assert links == {"/nb/ask?topic=home&municipality=gausdal", "/nb/articles/"}


def test_what_is_written_for_somebody_comes_first(app: Flask, visitor: SiteClient) -> None:
    factories.make_article(app, slug="a", texts={"nb": "For alle"})
    factories.make_article(app, slug="b", texts={"nb": "For barn"}, situations=["family"])
    page = visitor.get("/nb/articles/?situation=family")
    assert [one.to_text().strip() for one in page.all(".guide-group li a")] == [
        "For barn",
        "For alle",
    ]


def test_every_life_situation_has_a_way_in(visitor: SiteClient) -> None:
    page = visitor.get("/nb/articles/")
    links = {one.attrs["href"] for one in page.all("a.topic")}
    assert {f"/nb/articles/?situation={one.value}" for one in SITUATIONS} <= links


def test_a_municipality_leads_to_its_guides(app: Flask, visitor: SiteClient) -> None:
    factories.make_article(app)
    (link,) = [
        one for one in visitor.get("/nb/region/oyer").all("a") if "articles/?" in one.attrs["href"]
    ]
    assert "Øyer" in link.to_text()
    assert "1 veiledning for deg" in visitor.get(link.attrs["href"]).text


@pytest.mark.usefixtures("guides")
def test_only_the_page_without_a_choice_is_kept(
    app: Flask, client_for: Callable[..., SiteClient]
) -> None:
    """So a hundred ways to choose do not push the pages out that most people read."""
    first = client_for().get("/nb/articles/")
    client_for().get("/nb/articles/?situation=family")
    second = client_for().get("/nb/articles/")
    assert first.html == second.html
    assert len(second.queries) <= 1
    assert [path for _host, path in app.extensions["page_cache"].pages] == ["/nb/articles/"]


def test_many_guides_cost_no_more_than_one(
    app: Flask, client_for: Callable[..., SiteClient]
) -> None:
    factories.make_article(app)
    one = len(client_for().get("/nb/articles/?situation=family").queries)
    for number in range(20):
        factories.make_article(app, slug=f"guide-{number}", situations=["family"])
    assert len(client_for().get("/nb/articles/?situation=family").queries) == one


# -- the guide itself ----------------------------------------------------------------------------


def test_a_stale_translation_says_so_and_leads_to_the_source(
    app: Flask, visitor: SiteClient
) -> None:
    factories.make_article(
        app, texts={"nb": "Finn en fastlege", "sv": "Hitta en läkare"}, edition=2
    )
    stale, source = (
        visitor.get("/sv/articles/find-a-doctor"),
        visitor.get("/nb/articles/find-a-doctor"),
    )
    (link,) = stale.all(".language-note a")
    assert link.attrs["href"] == "/nb/articles/find-a-doctor"
    assert "bokmål" in stale.text
    assert not source.all(".language-note")


def test_other_guides_on_the_topic_are_offered(app: Flask, visitor: SiteClient) -> None:
    factories.make_article(app)
    factories.make_article(app, slug="dentist", texts={"nb": "Tannlege"})
    factories.make_article(app, slug="draft", texts={"nb": "Ikke ferdig"}, published_at=None)
    factories.make_article(app, slug="home", topic="home", texts={"nb": "Bolig"})
    page = visitor.get("/nb/articles/find-a-doctor")
    assert [one.to_text().strip() for one in page.all(".more-guides a")] == ["Tannlege"]
