"""Guides that may have the answer come before the question is sent, once, and cost nobody their text."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.guides import services as guides
from newcomer.guides.models import ArticleVote
from newcomer.helpdesk.models import Question
from newcomer.helpdesk.services import asking
from newcomer.i18n import LANGUAGES
from newcomer.region import current_region
from tests import factories
from tests.support.client import Outbox, Page, SiteClient

QUESTION = {"body": "Fastlege?\nVi er fire.", "email": "ana@example.test", "topic": "health"}
ANYWAY = "Send spørsmålet likevel"


@pytest.fixture
def guide(app: Flask) -> str:
    return factories.make_article(
        app, texts={"nb": "Finn en fastlege", "sv": "Hitta en läkare", "en": "Find a doctor"}
    )


def questions(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count(Question.id))) or 0


def votes(app: Flask) -> list[tuple[str, int, int]]:
    with app.app_context():
        rows = db.session.execute(select(ArticleVote.language, ArticleVote.yes, ArticleVote.no))
        return [tuple(row) for row in rows]


def send_anyway(client: SiteClient, page: Page) -> Page:
    return client.post("helpdesk.ask", page.fields())


# -- the step before sending ---------------------------------------------------------------------


def test_guides_come_first_and_the_question_goes_with_one_more_press(
    app: Flask, visitor: SiteClient, guide: str, outbox: Outbox
) -> None:
    page = visitor.submit("helpdesk.ask", QUESTION)
    assert page.heading == "Står svaret her?"
    assert "Finn en fastlege" in page.text
    assert (questions(app), outbox.count()) == (0, 0)
    page = send_anyway(visitor, page)
    assert page.path.startswith("/nb/conversation/")
    with app.app_context():
        question = db.session.scalars(select(Question)).one()
        assert question.body == QUESTION["body"]
        assert (question.email, question.topic) == (QUESTION["email"], QUESTION["topic"])


def test_a_question_that_no_guide_looks_like_is_sent_at_once(
    app: Flask, visitor: SiteClient, guide: str
) -> None:
    visitor.submit("helpdesk.ask", {**QUESTION, "body": "Qwertyuiop"})
    assert questions(app) == 1


def test_who_has_been_shown_guides_while_writing_is_not_shown_them_again(
    app: Flask, visitor: SiteClient, guide: str
) -> None:
    visitor.submit("helpdesk.ask", {**QUESTION, "shown": "1"})
    assert questions(app) == 1


def test_a_guide_that_is_not_published_is_not_suggested(app: Flask, visitor: SiteClient) -> None:
    factories.make_article(app, published_at=None)
    visitor.submit("helpdesk.ask", QUESTION)
    assert questions(app) == 1


def test_at_most_three_guides_are_suggested(app: Flask, visitor: SiteClient) -> None:
    """Among all our guides, this one touches more than three."""
    with app.test_request_context(method="POST"):
        guides.import_articles(current_region(), utcnow())
        db.session.commit()
    body = "Vi flytter i august. Hvordan får vi fastlege, tannlege, barnehageplass, skole og SFO?"
    page = visitor.submit("helpdesk.ask", {**QUESTION, "body": body})
    assert len(page.all(".suggested > li")) == 3


def test_mistakes_are_shown_before_guides(visitor: SiteClient, guide: str) -> None:
    page = visitor.submit("helpdesk.ask", {**QUESTION, "email": "nobody"}, status=422)
    assert not page.all(".suggested")
    assert page.fields()["body"] == QUESTION["body"]


def test_the_question_sent_anyway_twice_is_one(
    app: Flask, visitor: SiteClient, guide: str, outbox: Outbox
) -> None:
    page = visitor.submit("helpdesk.ask", QUESTION)
    first, second = send_anyway(visitor, page), send_anyway(visitor, page)
    assert first.path == second.path
    assert (questions(app), outbox.count()) == (1, 1)


def test_a_text_in_another_language_finds_the_guide_and_says_its_language(
    client_for: Callable[..., SiteClient], guide: str
) -> None:
    page = client_for(language="nn").submit("helpdesk.ask", {**QUESTION, "body": "doctor"})
    assert page.all('.suggested [lang="nb"]')


def test_who_is_thought_a_machine_is_shown_no_guides(
    app: Flask, visitor: SiteClient, guide: str
) -> None:
    visitor.submit("helpdesk.ask", {**QUESTION, "more_details": "x"})
    assert questions(app) == 1


# -- "this answered it" --------------------------------------------------------------------------


def test_a_guide_that_answered_is_counted_and_nothing_is_kept(
    app: Flask, visitor: SiteClient, guide: str, outbox: Outbox
) -> None:
    page = visitor.press(visitor.submit("helpdesk.ask", QUESTION), "/ask/answered")
    assert page.heading == "Så bra at du fant svaret"
    assert votes(app) == [("nb", 1, 0)]
    assert (questions(app), outbox.count()) == (0, 0)


def test_the_button_pressed_twice_counts_once_and_two_people_count_two(
    app: Flask, client_for: Callable[..., SiteClient], guide: str
) -> None:
    for _ in range(2):
        client = client_for(None)
        page = client.submit("helpdesk.ask", QUESTION)
        client.press(page, "/ask/answered")
        client.press(page, "/ask/answered")
    assert votes(app) == [("nb", 2, 0)]


@pytest.mark.parametrize("slug", ["", "no-such-guide", "' OR 1=1", "🏔️" * 1000])
def test_a_guide_that_does_not_exist_is_not_counted(
    app: Flask, visitor: SiteClient, guide: str, slug: str
) -> None:
    page = visitor.submit("helpdesk.ask", QUESTION)
    visitor.post("helpdesk.answered", {**page.fields("/ask/answered"), "guide": slug})
    assert votes(app) == []


# -- while writing -------------------------------------------------------------------------------


def look(client: SiteClient, text: str) -> TestResponse:
    """What the script asks for while somebody writes."""
    token = client.get("helpdesk.ask").fields()["csrf_token"]
    return client.http.post(
        client.url("helpdesk.suggestions"),
        data={"body": text, "csrf_token": token},
        base_url=client.base_url,
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_guides_are_given_while_one_writes_in_the_language_of_the_page(
    client_for: Callable[..., SiteClient], guide: str, language: str
) -> None:
    titles = {"nb": "Finn en fastlege", "sv": "Hitta en läkare", "en": "Find a doctor"}
    answer = look(client_for(language=language), "fastlege")
    assert answer.status_code == 200
    assert titles.get(language, titles["nb"]) in answer.text
    assert f"/{language}/articles/find-a-doctor" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "text", ["", "   ", "qwertyuiop", "🏔️" * 5000, "<script>", "a\x00b", "%" * 200]
)
def test_a_text_that_nothing_looks_like_gives_nothing(
    visitor: SiteClient, guide: str, text: str
) -> None:
    answer = look(visitor, text)
    assert answer.status_code == 200
    assert "<a" not in answer.text


def test_a_text_that_is_too_long_or_has_no_token_gets_nothing(
    visitor: SiteClient, guide: str
) -> None:
    assert look(visitor, "lege " * 3000).status_code == 422
    path = visitor.url("helpdesk.suggestions")
    answer = visitor.http.post(path, data={"body": "lege"}, base_url=visitor.base_url)
    assert answer.status_code == 422


def test_the_text_is_never_in_an_address(visitor: SiteClient) -> None:
    path = visitor.url("helpdesk.suggestions")
    assert visitor.http.get(path, base_url=visitor.base_url).status_code in {400, 405}


def test_looking_for_guides_is_limited(
    visitor: SiteClient, guide: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "SUGGESTIONS_PER_NETWORK", 1)
    assert "<a" in look(visitor, "fastlege").text
    assert "<a" not in look(visitor, "fastlege").text
