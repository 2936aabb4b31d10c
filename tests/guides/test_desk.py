"""Guides at the desk: writing, translating, checking, publishing; and that drafts stay at the desk."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from newcomer.access import Role
from newcomer.accounts.sign_in import find_user
from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.guides.models import Article
from newcomer.guides.writing.forms import is_web_address
from newcomer.guides.writing.services import Text, create, make_slug
from newcomer.i18n import LANGUAGES
from newcomer.region import current_region
from tests import factories
from tests.guides.writers import DOCTOR, SLUG, about, actions, text_path
from tests.support.at_once import at_once, filled, statuses
from tests.support.client import Page, SiteClient

ClientFor = Callable[..., SiteClient]


# -- the list ------------------------------------------------------------------------------------


def listed(page: Page) -> list[str]:
    return [one.to_text().strip() for one in page.all("td:first-child > a")]


def test_the_list_shows_what_waits_in_each_of_its_parts(app: Flask, kari: SiteClient) -> None:
    all_four = {language: f"Hel {language}" for language in LANGUAGES}
    factories.make_article(app, slug="whole", texts=all_four)
    factories.make_article(app, slug="stale", texts={**all_four, "nb": "Foreldet"}, edition=2)
    factories.make_article(app, slug="missing", texts={"nb": "Bare bokmål"})
    factories.make_article(app, slug="draft", texts={**all_four, "nb": "Kladd"}, published_at=None)
    long_ago = utcnow().date() - timedelta(days=400)
    factories.make_article(app, slug="old", texts={**all_four, "nb": "Gammel"}, checked_on=long_ago)

    def part(name: str) -> list[str]:
        return listed(kari.get(f"/nb/desk/guides?show={name}"))

    assert part("drafts") == ["Kladd"]
    assert part("due") == ["Gammel"]
    assert part("stale") == ["Foreldet"]
    assert part("missing") == ["Bare bokmål"]
    assert part("all")[0] == "Gammel", "what was checked longest ago comes first"
    assert len(part("all")) == 5
    kari.get("/nb/desk/guides?show=nonsense", status=404)


@pytest.mark.parametrize("query", ["LÄKARE", "läk", "Hitta en"])
def test_a_guide_is_found_by_its_title_in_any_language(
    doctor: int, kari: SiteClient, query: str
) -> None:
    assert listed(kari.get("guides_desk.guides", q=query)) == ["Finn en fastlege"]
    assert listed(kari.get("guides_desk.guides", q="100%")) == []
    assert listed(kari.get("guides_desk.guides", topic="home")) == []


def test_the_list_is_cut_in_pages_and_costs_the_same_however_long(
    app: Flask, kari: SiteClient
) -> None:
    factories.make_article(app, texts=DOCTOR)
    one = len(kari.get("guides_desk.guides").queries)
    for number in range(30):
        factories.make_article(app, slug=f"guide-{number}", texts={"nb": f"Nummer {number}"})
    page = kari.get("guides_desk.guides")
    assert len(page.queries) == one
    assert len(listed(page)) == 25
    assert len(listed(kari.get(page.all('a[rel="next"]')[0].attrs["href"]))) == 6


def test_the_votes_of_the_last_year_stand_in_the_list(
    app: Flask, kari: SiteClient, visitor: SiteClient, doctor: int
) -> None:
    for answer in ("yes", "yes", "no"):
        visitor.post(f"/nb/articles/{SLUG}/helped", {"helped": answer})
    assert "2 ja, 1 nei" in kari.get("guides_desk.guides").text
    assert "2 ja, 1 nei" in kari.get("guides_desk.guide", article_id=doctor).text


def test_the_desk_says_how_many_are_due_and_checked_today_takes_one_away(
    app: Flask, kari: SiteClient
) -> None:
    with app.app_context():
        days = current_region().promise["check_guides_days"]
    old = utcnow().date() - timedelta(days=days + 2)
    factories.make_article(app, texts=DOCTOR, checked_on=old)
    assert "1 veiledning må kontrolleres" in kari.get("desk.overview").text
    page = kari.press(kari.get("/nb/desk/guides?show=due"), "/checked")
    assert page.flashes == ["Notert som kontrollert i dag."]
    assert listed(kari.get("/nb/desk/guides?show=due")) == []
    assert "må kontrolleres" not in kari.get("desk.overview").text
    assert actions(app) == ["guide.checked"]


# -- a new guide, and drafts ---------------------------------------------------------------------

NEW = {"source_language": "nb", "topic": "home", "title": "Båtplass på Mjøsa", "summary": "Slik.",
       "body": "## Hvor\n\nSpør **havna**."}  # fmt: skip


def write_new(kari: SiteClient, **changes: str) -> Page:
    return kari.submit("guides_desk.new", {**NEW, **changes})


def test_a_new_guide_is_a_draft_until_it_is_published(app: Flask, kari: SiteClient) -> None:
    page = write_new(kari)
    assert page.heading == "Båtplass på Mjøsa"
    page = kari.press(page, "/publish")
    public = kari.get("/nb/articles/batplass-pa-mjosa")
    assert "havna" in public.text
    kari.press(page, "/unpublish")
    kari.get("/nb/articles/batplass-pa-mjosa", status=404)
    assert actions(app) == ["guide.created", "guide.published", "guide.unpublished"]


@pytest.mark.parametrize("once_public", [False, True], ids=["never public", "once public"])
def test_a_draft_is_seen_nowhere_in_public(
    app: Flask, kari: SiteClient, visitor: SiteClient, once_public: bool
) -> None:
    factories.make_article(app, texts=DOCTOR)
    page = write_new(kari)
    if once_public:
        page = kari.press(kari.press(page, "/publish"), "/unpublish")
    for path in (
        "/nb/articles/",
        "/nb/articles/?topic=home",
        "/nb/topics/home",
        "/nb/search?q=b%C3%A5tplass",
        "/nb/",
        f"/nb/articles/{SLUG}",
    ):
        assert "Båtplass" not in visitor.get(path).text, path
    visitor.get("/nb/articles/batplass-pa-mjosa", status=404)
    visitor.post("/nb/articles/batplass-pa-mjosa/helped", {"helped": "yes"}, status=404)
    sitemap = visitor.http.get("/sitemap.xml", base_url=visitor.base_url).text
    assert "batplass" not in sitemap
    assert SLUG in sitemap


def test_a_published_guide_is_found_and_its_changes_too(
    app: Flask, kari: SiteClient, visitor: SiteClient
) -> None:
    kari.press(write_new(kari), "/publish")
    number = factories.article_number(app, "batplass-pa-mjosa")
    assert "Båtplass" in visitor.get("/nb/search?q=båtplass").text
    kari.submit(text_path(number, "nb"), {"title": "Bryggeplass"})
    assert "Bryggeplass" in visitor.get("/nb/search?q=bryggeplass").text
    assert "Bryggeplass" in visitor.get("/nb/articles/batplass-pa-mjosa").text, "the address stays"


def test_what_is_missing_is_asked_for_and_nothing_is_lost(kari: SiteClient) -> None:
    page = kari.submit("guides_desk.new", {"body": "En lang tekst."}, status=422)
    assert len(page.errors) == 3  # topic, title, summary
    assert page.fields()["body"] == "En lang tekst."


def test_a_preview_saves_nothing(app: Flask, kari: SiteClient, doctor: int) -> None:
    page = kari.submit("guides_desk.new", {**NEW, "preview": "1"})
    assert page.all("[data-not-saved] strong")[0].to_text() == "havna"
    assert page.fields()["title"] == NEW["title"]
    changed = {"body": "**Nytt** <script>alert(1)</script>", "preview": "1"}
    page = kari.submit(text_path(doctor, "nn"), changed)
    assert page.all("[data-not-saved] strong")[0].to_text() == "Nytt"
    assert not page.all("[data-not-saved] script")
    assert page.fields()["body"] == changed["body"]
    assert actions(app) == []


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Båtplass på Mjøsa", "batplass-pa-mjosa"),
        ("Ärende hos Försäkringskassan!", "arende-hos-forsakringskassan"),
        ("  Æ, ø & å?  ", "ae-o-a"),
        ("日本語", "guide"),
        ("lang " * 40, "lang-lang-lang-lang-lang-lang-lang-lang-lang-lang-lang-lang"),
    ],
)
def test_an_address_is_made_from_the_title(title: str, slug: str) -> None:
    assert make_slug(title) == slug


def test_two_guides_with_one_title_at_the_same_moment_get_an_address_each(
    app: Flask, client_for: ClientFor
) -> None:
    people = [client_for("coordinator"), client_for("coordinator", email="ola@example.test")]
    acts = [filled(one, one.url("guides_desk.new"), **NEW) for one in people]
    assert statuses(at_once(app, *acts, meet="INSERT INTO article ")) == [302, 302]
    with app.app_context():
        slugs = db.session.scalars(select(Article.slug).order_by(Article.slug)).all()
    assert slugs == ["batplass-pa-mjosa", "batplass-pa-mjosa-2"]


def test_a_draft_can_be_deleted_and_a_published_guide_cannot(app: Flask, kari: SiteClient) -> None:
    write_new(kari)
    number = factories.article_number(app, "batplass-pa-mjosa")
    kari.submit("guides_desk.delete", article_id=number)
    kari.get("guides_desk.guide", article_id=number, status=404)
    public = factories.article_number(app, factories.make_article(app, slug="our-own"))
    page = kari.get("guides_desk.delete", article_id=public)
    assert not page.all("main form")
    token = kari.get("guides_desk.guide", article_id=public).fields()
    kari.post(f"/nb/desk/guides/{public}/delete", token, status=409)
    assert about(app, public).published_at is not None


def test_a_guide_that_comes_with_the_site_is_not_deleted_for_it_would_come_back(
    app: Flask, kari: SiteClient
) -> None:
    factories.make_article(app, texts=DOCTOR, published_at=None)
    number = factories.article_number(app, SLUG)
    page = kari.get("guides_desk.delete", article_id=number)
    assert not page.all("main form")
    kari.post(page.path, kari.get("guides_desk.guide", article_id=number).fields())
    assert about(app, number).slug == SLUG


# -- what it is about ----------------------------------------------------------------------------


def test_what_a_guide_is_about_is_changed(app: Flask, kari: SiteClient, doctor: int) -> None:
    kari.submit(
        "guides_desk.guide",
        {
            "topic": "papers",
            "situations": ["eu", "non_eu", "forged"],
            "municipalities": ["oyer"],
            "owner": "Servicetorget",
            "sources": "Norsk helsenett https://www.nhn.no\n\nNav https://www.nav.no/a?b=c",
            "checked_on": "2026-10-01",
        },
        article_id=doctor,
    )
    article = about(app, doctor)
    assert (article.topic, article.owner) == ("papers", "Servicetorget")
    assert (article.situations, article.municipalities) == (["eu", "non_eu"], ["oyer"])
    assert article.sources == [
        {"name": "Norsk helsenett", "url": "https://www.nhn.no"},
        {"name": "Nav", "url": "https://www.nav.no/a?b=c"},
    ]
    assert article.checked_on == date(2026, 10, 1)


@pytest.mark.parametrize(
    "values",
    [
        {"sources": "Bare et navn"},
        {"sources": "https://www.nav.no"},
        {"sources": "Fare javascript:alert(1)"},
        {"topic": "forged"},
        {"checked_on": "i går"},
        {"checked_on": "2999-01-01"},
        {"owner": "x" * 101},
    ],
)
def test_what_makes_no_sense_is_said_and_kept(
    app: Flask, kari: SiteClient, doctor: int, values: dict[str, str]
) -> None:
    page = kari.submit("guides_desk.guide", values, article_id=doctor, status=422)
    assert len(page.errors) == 1
    for name, value in values.items():
        if name != "topic":  # a choice that is not there cannot be shown
            assert page.fields()[name] == value
    assert about(app, doctor).topic == "health"


@pytest.mark.parametrize(
    ("address", "good"),
    [
        ("https://www.nav.no/a?b=c#d", True),
        ("http://example.com", True),
        ("ftp://example.com", False),
        ("javascript:alert(1)", False),
        ("https://", False),
        ("https://localhost", False),
        ("https://nav.no@evil.test", False),
        ("https://a.no/\"onclick='x'", False),
        ("https://[::1", False),
        ("https://a.no/" + "x" * 500, False),
    ],
)
def test_a_source_is_an_address_on_the_web(address: str, good: bool) -> None:
    assert is_web_address(address) is good


def test_the_second_of_two_who_change_a_guide_sees_what_the_first_did(
    app: Flask, client_for: ClientFor, doctor: int
) -> None:
    first, second = client_for("coordinator"), client_for("coordinator", email="ola@example.test")
    path = first.url("guides_desk.guide", article_id=doctor)
    ours, theirs = first.get(path).fields(), second.get(path).fields()
    first.post(path, {**ours, "owner": "Servicetorget"})
    page = second.post(path, {**theirs, "owner": "Legekontoret", "topic": "home"}, status=409)
    assert page.fields()["owner"] == "Legekontoret"
    assert "Servicetorget" in page.all(".ds-alert")[0].to_text()
    second.post(path, page.fields())  # having seen it, the second saves all the same
    assert about(app, doctor).owner == "Legekontoret"


def test_a_button_is_meant_for_what_its_page_showed(
    app: Flask, client_for: ClientFor, doctor: int
) -> None:
    first, second = client_for("coordinator"), client_for("coordinator", email="ola@example.test")
    path = first.url("guides_desk.guide", article_id=doctor)
    seen = second.get(path)
    first.submit(path, {"owner": "Servicetorget"})
    page = second.press(seen, "/unpublish", status=409)
    assert "Servicetorget" in page.html
    assert about(app, doctor).published_at is not None


def test_a_title_that_everybody_takes_still_finds_an_address(in_app: Flask) -> None:
    factories.make_user(in_app, "kari@example.test", Role.coordinator)
    actor = find_user("kari@example.test")
    assert actor is not None
    values: dict[str, Any] = {"language": "nb", "topic": "home", "checked_on": date(2026, 1, 1)}
    slugs = [
        create(Text("Båt", "Båt.", "Båt."), **values, actor=actor, now=utcnow()).slug
        for _ in range(4)
    ]
    db.session.rollback()
    assert slugs == ["bat", "bat-2", "bat-3", "bat-4"]
