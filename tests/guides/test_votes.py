"""Did this help? One click, no account, no session, and nothing kept of who said so."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import func, select

from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.guides.models import ArticleVote
from newcomer.guides.votes import PER_NETWORK
from newcomer.region import current_region
from tests import factories
from tests.support.client import Page, SiteClient

PATH = "/nb/articles/find-a-doctor"


@pytest.fixture(autouse=True)
def _guide(app: Flask) -> None:
    factories.make_article(app)


def votes(app: Flask) -> tuple[int, int]:
    """(yes, no) of all guides."""
    with app.app_context():
        row = db.session.execute(select(func.sum(ArticleVote.yes), func.sum(ArticleVote.no))).one()
        return row[0] or 0, row[1] or 0


def say(client: SiteClient, answer: str, path: str = PATH, *, status: int = 200) -> Page:
    return client.post(f"{path}/helped", {"helped": answer}, status=status)


def test_a_yes_is_thanked_for_and_counted_by_day_and_language(
    app: Flask, visitor: SiteClient
) -> None:
    page = say(visitor, "yes", "/sv/articles/find-a-doctor")
    assert page.path.endswith("?helped=yes#helped") or page.path.endswith("?helped=yes")
    assert "Tack" in page.text
    assert not page.all('form[action$="/helped"]')
    with app.app_context():
        vote = db.session.scalars(select(ArticleVote)).one()
        assert (vote.language, vote.yes, vote.no) == ("nb", 1, 0)  # the text that was read
        assert vote.day == utcnow().astimezone(current_region().zone).date()


def test_a_no_leads_to_the_question_form_with_the_topic(visitor: SiteClient) -> None:
    page = say(visitor, "no")
    (link,) = page.all("#helped a")
    form = visitor.get(link.attrs["href"])
    assert form.fields()["topic"] == "health"


def test_who_votes_gets_no_session_and_the_page_is_kept_as_before(
    app: Flask, client_for: Callable[..., SiteClient]
) -> None:
    first = client_for()
    kept = first.get(PATH)
    assert "csrf_token" not in kept.html
    page = say(first, "yes")
    assert "Set-Cookie" not in page.headers
    assert first.http.get_cookie("session", domain="newcomer.test") is None
    second = client_for().get(PATH)
    assert second.html == kept.html
    assert len(second.queries) <= 1, "a vote is no reason to make the page anew"


def test_another_site_cannot_vote_for_anybody(app: Flask, visitor: SiteClient) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.test"}):
        response = visitor.http.post(
            f"{PATH}/helped", data={"helped": "yes"}, base_url=visitor.base_url, headers=headers
        )
        assert response.status_code == 403
    assert votes(app) == (0, 0)


@pytest.mark.parametrize("answer", ["", "maybe", "yes'--"])
def test_what_is_neither_yes_nor_no_is_not_counted(
    app: Flask, visitor: SiteClient, answer: str
) -> None:
    say(visitor, answer, status=422)
    assert votes(app) == (0, 0)


def test_one_network_counts_a_few_times_a_day_and_is_thanked_all_the_same(
    app: Flask, visitor: SiteClient
) -> None:
    for _ in range(PER_NETWORK + 3):
        assert "Takk" in say(visitor, "yes").text
    assert votes(app) == (PER_NETWORK, 0)
    factories.make_article(app, slug="dentist", texts={"nb": "Tannlege"})
    say(visitor, "no", "/nb/articles/dentist")
    assert votes(app) == (PER_NETWORK, 1), "each guide has its own count"


def test_a_draft_or_no_guide_at_all_takes_no_votes(app: Flask, visitor: SiteClient) -> None:
    factories.make_article(app, slug="draft", published_at=None)
    for slug in ("draft", "no-such-guide"):
        say(visitor, "yes", f"/nb/articles/{slug}", status=404)
    assert votes(app) == (0, 0)


def test_the_first_votes_of_the_day_at_the_same_moment_are_all_counted(
    app: Flask, client_for: Callable[..., SiteClient]
) -> None:
    people = [client_for() for _ in range(6)]

    def press(client: SiteClient) -> int:
        data = {"helped": "yes"}
        return client.http.post(f"{PATH}/helped", data=data, base_url=client.base_url).status_code

    with ThreadPoolExecutor(len(people)) as pool:
        assert list(pool.map(press, people)) == [303] * len(people)
    assert votes(app) == (len(people), 0)
