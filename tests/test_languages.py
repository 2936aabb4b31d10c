"""Every page in every language: whole, valid, and in the language that its address says."""

from collections.abc import Callable

import pytest
from flask import Flask

from newcomer.i18n import LANGUAGES, fallback_chain, negotiate, pick
from tests import factories
from tests.support import untranslated
from tests.support.client import SiteClient
from tests.test_access import ALLOWED, addresses
from tests.test_access import world as world  # the same something of everything

NO_PAGES = {
    "static",
    "root.theme_css",
    "jobs.own_partner_cv",
    "jobs.employer_partner_cv",
    "jobs_desk.partner_cv_at_desk",
}
ROLES = (None, "coordinator", "administrator")
# What is asked of the database is the same in every language: one is enough on the second.
SPEAKERS = [
    ("postgresql" if language == "nb" else "sqlite", role, language)
    for role in ROLES
    for language in LANGUAGES
]


@pytest.mark.parametrize(
    ("database_url", "role", "language"), SPEAKERS, ids=str, indirect=["database_url"]
)
def test_every_page_is_whole_in_every_language(
    app: Flask,
    world: dict[str, object],
    client_for: Callable[..., SiteClient],
    role: str | None,
    language: str,
) -> None:
    """The client checks each page: status, one h1, title, lang, valid HTML, nothing untranslated."""
    client = client_for(role, language=language)
    for endpoint, method, path in addresses(app, world, language):
        if method == "GET" and role in ALLOWED[endpoint] and endpoint not in NO_PAGES:
            client.get(path)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", [400, 403, 404, 409, 413, 422, 429])
def test_every_error_page_is_whole_in_every_language(
    app: Flask, language: str, status: int, visitor: SiteClient
) -> None:
    from newcomer.errors import error_page
    from tests.support.client import Page, check_html

    untranslated.take()
    with app.test_request_context(f"/{language}/", base_url="http://newcomer.test"):
        app.preprocess_request()
        html, code = error_page(status)
    assert code == status
    assert not untranslated.take()
    page = Page(status, f"/{language}/", html, {})
    check_html(page)
    assert page.language == language
    assert page.all("main a[href]"), "an error page leads on"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fault_of_ours_gets_a_page_that_needs_neither_database_nor_session(
    app: Flask, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from newcomer import pages
    from tests.support.client import Page, check_html

    def broken() -> None:
        raise RuntimeError("the database is away")

    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    monkeypatch.setattr(
        pages.current_region.__module__ + ".Region.municipality", broken, raising=True
    )
    client = SiteClient(app, language)
    response = client.http.get(f"/{language}/region/lillehammer", base_url=client.base_url)
    page = Page(response.status_code, f"/{language}/", response.get_data(as_text=True), {})
    assert page.status == 500
    check_html(page)
    assert page.language == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_article_is_shown_in_the_nearest_language_and_says_so(
    app: Flask, client_for: Callable[..., SiteClient], language: str
) -> None:
    factories.make_article(app, texts={"nb": "Finn en fastlege"})
    page = client_for(language=language).get("guides.article", slug="find-a-doctor")
    assert page.heading == "Finn en fastlege"
    marked = [element.attrs["lang"] for element in page.all("main article[lang]")]
    assert marked == ([] if language == "nb" else ["nb"])
    assert bool(page.all(".language-note")) == (language != "nb")


@pytest.mark.parametrize(
    ("language", "default", "chain"),
    [
        ("nn", "nb", ("nn", "nb", "sv", "en")),
        ("nb", "nn", ("nb", "nn", "sv", "en")),
        ("sv", "nb", ("sv", "nb", "nn", "en")),
        ("en", "nb", ("en", "nb", "nn", "sv")),
        ("en", "nn", ("en", "nn", "nb", "sv")),
        ("en", "sv", ("en", "sv", "nb", "nn")),
    ],
)
def test_the_chain_in_which_content_is_looked_for(
    language: str, default: str, chain: tuple[str, ...]
) -> None:
    assert fallback_chain(language, default) == chain


def test_an_empty_translation_is_none() -> None:
    assert pick({"nn": "", "sv": "Vård"}, "nn", "nb") == ("sv", "Vård")
    with pytest.raises(KeyError):
        pick({"nb": ""}, "nn", "nb")


def test_danes_and_old_norwegian_browsers_get_bokmål() -> None:
    assert negotiate("da", "sv") == "nb"
    assert negotiate("no-NO", "sv") == "nb"
    assert negotiate("sv;q=0", "nn") == "nn"
