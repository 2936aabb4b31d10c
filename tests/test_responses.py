"""What every response carries, whoever asks; and that a visitor's page is kept but never stale."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from newcomer.extensions import db
from newcomer.guides.models import ArticleTranslation
from tests import factories
from tests.conftest import ON_ONE_DATABASE
from tests.support.client import Outbox, SiteClient
from tests.test_access import ALLOWED, addresses
from tests.test_access import world as world


@ON_ONE_DATABASE
def test_a_strict_policy_holds_on_every_response(
    app: Flask, world: dict[str, Any], client_for: Callable[..., SiteClient]
) -> None:
    for role in (None, "coordinator", "administrator"):
        client = client_for(role)
        for endpoint, method, path in addresses(app, world):
            if role in ALLOWED[endpoint]:
                response = client.http.open(path, method=method, base_url=client.base_url)
                policy = response.headers["Content-Security-Policy"]
                assert "default-src 'none'" in policy
                assert "unsafe" not in policy
                assert response.headers["X-Content-Type-Options"] == "nosniff"
                assert response.headers["Referrer-Policy"] == "same-origin"
                assert response.headers["Cache-Control"]
                response.close()


def test_what_is_shown_to_somebody_signed_in_is_kept_nowhere(
    app: Flask, world: dict[str, Any], client_for: Callable[..., SiteClient]
) -> None:
    client = client_for("coordinator")
    for endpoint, method, path in addresses(app, world):
        if method == "GET" and endpoint.startswith(("helpdesk_desk", "desk", "accounts")):
            response = client.http.get(path, base_url=client.base_url)
            assert response.headers["Cache-Control"] == "no-store", path


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(visitor: SiteClient) -> None:
    response = visitor.http.get("/nb/ask", base_url=visitor.base_url)
    cookie = response.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_a_visitor_who_only_reads_gets_no_cookie(visitor: SiteClient) -> None:
    for path in ("/nb/", "/nb/region", "/nb/articles/", "/nb/privacy"):
        assert "Set-Cookie" not in visitor.get(path).headers


def test_addresses_in_e_mails_do_not_come_from_the_request(
    visitor: SiteClient, outbox: Outbox
) -> None:
    """A forged Host header must not send anybody elsewhere."""
    form = {**visitor.get("accounts.ask_for_link").fields(), "email": "ana@example.test"}
    visitor.http.post(
        "/nb/sign-in", data=form, base_url=visitor.base_url, headers={"Host": "evil.test"}
    )
    visitor.http.post("/nb/sign-in", data=form, base_url=visitor.base_url)
    for mail in outbox.to("ana@example.test"):
        assert "http://newcomer.test/" in mail.body
        assert "evil" not in mail.body


# -- the page cache ----------------------------------------------------------------------------


@pytest.fixture
def article(app: Flask) -> str:
    return f"/nb/articles/{factories.make_article(app)}"


def test_the_second_visitor_s_page_costs_no_question_to_the_database(
    client_for: Callable[..., SiteClient], article: str
) -> None:
    first = client_for().get(article)
    second = client_for().get(article)
    assert first.queries
    assert second.html == first.html
    assert len(second.queries) <= 1


def test_an_edited_article_is_shown_at_once_by_the_worker_that_looks(
    app: Flask, client_for: Callable[..., SiteClient], article: str
) -> None:
    client_for().get(article)
    with app.app_context():
        db.session.scalars(select(ArticleTranslation)).one().title = "Ny tittel"
        db.session.commit()
    app.extensions["page_cache"].looked_at = float("-inf")  # a second has passed
    assert client_for().get(article).heading == "Ny tittel"


def test_somebody_with_a_session_never_gets_a_kept_page_nor_leaves_one(
    app: Flask, client_for: Callable[..., SiteClient], article: str
) -> None:
    signed_in = client_for("member")
    assert "member@example.test" in signed_in.get(article).text
    assert "member@example.test" not in client_for().get(article).text
    assert "member@example.test" in signed_in.get(article).text


def test_a_browser_that_has_the_page_is_told_so(
    client_for: Callable[..., SiteClient], article: str
) -> None:
    visitor = client_for()
    etag = visitor.get(article).headers["ETag"]
    for _ in range(2):
        response = visitor.http.get(
            article, base_url=visitor.base_url, headers={"If-None-Match": etag}
        )
        assert response.status_code == 304
        assert not response.data


def test_pages_with_a_query_or_an_error_are_not_kept(app: Flask, visitor: SiteClient) -> None:
    visitor.get("/nb/?utm=1")
    visitor.get("/nb/articles/no-such", status=404)
    assert not app.extensions["page_cache"].pages


def test_the_cache_forgets_the_oldest_when_it_is_full(
    app: Flask, visitor: SiteClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newcomer.page_cache.MOST_PAGES", 2)
    for path in ("/nb/", "/nn/", "/sv/"):
        visitor.get(path)
    kept = [path for _host, path in app.extensions["page_cache"].pages]
    assert kept == ["/nn/", "/sv/"]


# -- for machines ------------------------------------------------------------------------------


def test_the_sitemap_lists_every_public_page_in_four_languages(
    app: Flask, visitor: SiteClient
) -> None:
    factories.make_article(app)
    text = visitor.http.get("/sitemap.xml", base_url=visitor.base_url).text
    for language in ("nb", "nn", "sv", "en"):
        for path in ("", "ask", "articles/find-a-doctor", "topics/health", "region/oyer"):
            assert f"<loc>http://newcomer.test/{language}/{path}</loc>" in text
    assert "/desk" not in text
    assert "conversation" not in text


def test_search_engines_are_kept_out_of_private_rooms(visitor: SiteClient) -> None:
    text = visitor.http.get("/robots.txt", base_url=visitor.base_url).text
    assert "Disallow: /nn/conversation" in text
    assert "Sitemap: http://newcomer.test/sitemap.xml" in text


@pytest.mark.parametrize(
    "path",
    [
        "/nb/articles/a%00b",
        "/nb/conversation/%00",
        "/nb/desk/questions/99999999999999999999",
        "/nb/desk/questions/99999999999",
        "/%ff%fe",
        "/nb/" + "x" * 5000,
    ],
)
def test_addresses_that_make_no_sense_are_no_pages(
    client_for: Callable[..., SiteClient], path: str
) -> None:
    client_for("coordinator").get(path, status=404)


def test_next_that_is_no_address_is_passed_over(visitor: SiteClient) -> None:
    visitor.submit("accounts.ask_for_link", {"email": "ana@example.test", "next": "//["})


def test_an_old_browser_s_form_from_another_site_is_refused(visitor: SiteClient) -> None:
    form = {**visitor.get("accounts.ask_for_link").fields(), "email": "ana@example.test"}
    for origin, status in (
        ("https://evil.test", 403),
        ("null", 403),
        ("http://newcomer.test", 302),
    ):
        response = visitor.http.post(
            "/nb/sign-in", data=form, base_url=visitor.base_url, headers={"Origin": origin}
        )
        assert response.status_code == status


def test_a_missing_file_is_not_kept_for_a_year(client_for: Callable[..., SiteClient]) -> None:
    page = client_for("member").get("/static/no-such.css", status=404)
    assert page.headers["Cache-Control"] == "no-store"


def test_pages_of_a_list_keep_the_filter_and_nothing_else(
    app: Flask, client_for: Callable[..., SiteClient]
) -> None:
    for number in range(26):
        factories.make_question(app, body=f"Spørsmål {number}")
    page = client_for("coordinator").get(
        "/nb/desk/questions?status=open&endpoint=x&language=zz&_method=POST&page=1"
    )
    (following,) = [a.attrs["href"] for a in page.all('a[rel="next"]')]
    assert following.startswith("/nb/desk/questions?status=open")
    assert following.endswith("page=2")


def test_a_compressing_proxy_s_weak_tag_is_understood(
    client_for: Callable[..., SiteClient], article: str
) -> None:
    visitor = client_for()
    etag = visitor.get(article).headers["ETag"]
    response = visitor.http.get(
        article, base_url=visitor.base_url, headers={"If-None-Match": f'"x", W/{etag}'}
    )
    assert response.status_code == 304
