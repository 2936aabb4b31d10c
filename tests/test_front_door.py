"""The front page and the pages that belong to no workflow."""

import pytest

from tests.support.client import SiteClient


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("nn-NO,nb;q=0.9", "nn"),
        ("no,en;q=0.8", "nb"),
        ("sv-SE", "sv"),
        ("en-US,en", "en"),
        ("se", "nb"),
        ("de,fr", "nb"),
        ("", "nb"),
        ("en;q=0.5,sv;q=0.9", "sv"),
        ("nb;q=x,sv", "sv"),
    ],
)
def test_the_browser_s_language_decides_where_the_root_leads(
    visitor: SiteClient, accept: str, expected: str
) -> None:
    response = visitor.http.get("/", headers={"Accept-Language": accept}, base_url=visitor.base_url)
    assert response.status_code == 302
    assert response.headers["Location"] == f"/{expected}/"
    assert "Accept-Language" in response.headers["Vary"]


def test_the_language_switch_stays_on_the_page(visitor: SiteClient) -> None:
    page = visitor.get("/nb/ask?topic=health")
    links = {a.attrs["hreflang"]: a.attrs["href"] for a in page.all("a[hreflang]")}
    assert links["sv"] == "/sv/ask?topic=health"
    assert set(links) == {"nb", "nn", "sv", "en"}


def test_an_unknown_language_is_no_page(visitor: SiteClient) -> None:
    visitor.get("/de/", status=404)
    visitor.get("/se/ask", status=404)
