"""Asking without an account, the receipt, the private page, and writing back."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.helpdesk.models import Message, Question
from newcomer.i18n import LANGUAGES
from tests import factories
from tests.support.client import Outbox, SiteClient

QUESTION = {
    "body": "Hvordan finner vi barnehage?",
    "email": "Ana@Example.test ",
    "language": "sv",
    "topic": "children",
    "municipality": "oyer",
    "situation": "family",
}


def count(app: Flask, table: type) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_asks_gets_a_receipt_at_once_with_a_link_to_the_conversation(
    client_for: Callable[..., SiteClient], outbox: Outbox, language: str
) -> None:
    visitor = client_for(language=language)
    page = visitor.submit("helpdesk.ask", {**QUESTION, "language": language})
    assert QUESTION["body"] in page.text
    link = outbox.link_to("ana@example.test")
    assert link.startswith(f"/{language}/conversation/")
    assert QUESTION["body"] in client_for(language=language).get(link).text


def test_the_receipt_is_in_the_language_chosen_for_the_answer(
    visitor: SiteClient, outbox: Outbox
) -> None:
    visitor.submit("helpdesk.ask", QUESTION)
    (mail,) = outbox.to("ana@example.test")
    assert mail.language == "sv"
    assert "/sv/conversation/" in mail.body


def test_the_receipt_carries_nothing_that_the_sender_typed(
    visitor: SiteClient, outbox: Outbox
) -> None:
    """The address may be a stranger's: nobody can make us mail them somebody's words."""
    visitor.submit("helpdesk.ask", {**QUESTION, "body": "BUY PILLS at http://pills.example.test"})
    (mail,) = outbox.to("ana@example.test")
    assert "pills" not in (mail.subject + mail.body).lower()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("body", ""),
        ("body", "   \n "),
        ("body", "x" * 10_001),
        ("email", ""),
        ("email", "ana"),
        ("email", "ana@"),
        ("email", "ana@example.test\nBcc: all@example.test"),
        ("email", "a" * 250 + "@example.test"),
        ("language", "no"),
        ("topic", "nonsense"),
        ("municipality", "oslo"),
        ("situation", "spy"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    app: Flask, visitor: SiteClient, field: str, value: str
) -> None:
    page = visitor.submit("helpdesk.ask", {**QUESTION, field: value}, status=422)
    assert len(page.errors) == 1
    (target,) = [a.attrs["href"] for a in page.all("[data-error-summary] a")]
    assert page.all(f'[id="{target.removeprefix("#")}"]'), "the summary leads to the field"
    fields = page.fields()
    for name, sent in {**QUESTION, field: value}.items():
        if name != field:
            assert fields[name] == sent.strip().lower() if name == "email" else fields[name] == sent
    if field == "body":
        assert fields["body"] == value.strip()
    assert count(app, Question) == 0


@pytest.mark.parametrize(
    "text",
    [
        "🏔️👩‍👩‍👧 Er det fint her? 🎿",
        "كيف أجد طبيبا؟ \u202eabc",
        "<script>alert(1)</script><b>fet</b> & \"sitat\" 'x'",
        "Å\u0308 e\u0301 \u00a0 ﷽",
        "{{ 7*7 }} %s {0} ${x}",
        "a\x00b",
    ],
)
def test_any_text_arrives_as_it_was_typed(app: Flask, visitor: SiteClient, text: str) -> None:
    page = visitor.submit("helpdesk.ask", {**QUESTION, "body": text})
    with app.app_context():
        assert db.session.scalars(select(Question.body)).one() == text.replace("\x00", "")
    assert not page.all(".conversation script, .conversation b")


def test_sending_the_form_twice_makes_one_question(
    app: Flask, visitor: SiteClient, outbox: Outbox
) -> None:
    form = {**visitor.get("helpdesk.ask").fields(), **QUESTION}
    first = visitor.post("helpdesk.ask", form)
    second = visitor.post("helpdesk.ask", form)
    assert first.path == second.path
    assert count(app, Question) == 1
    assert outbox.count() == 1


def test_going_back_and_sending_the_same_makes_one_question(
    app: Flask, visitor: SiteClient
) -> None:
    """The browser fetches the form anew and puts the text back in."""
    first = visitor.submit("helpdesk.ask", QUESTION)
    second = visitor.submit("helpdesk.ask", QUESTION)
    assert first.path == second.path
    assert count(app, Question) == 1


def test_going_back_and_changing_the_text_is_a_new_question(
    app: Flask, visitor: SiteClient
) -> None:
    form = {**visitor.get("helpdesk.ask").fields(), **QUESTION}
    visitor.post("helpdesk.ask", form)
    visitor.post("helpdesk.ask", {**form, "body": "Og hva koster det?"})
    assert count(app, Question) == 2


def test_a_form_whose_session_has_ended_comes_back_filled_in_and_can_be_sent(
    app: Flask, visitor: SiteClient
) -> None:
    form = {**visitor.get("helpdesk.ask").fields(), **QUESTION}
    visitor.http.delete_cookie("session", domain="newcomer.test")
    page = visitor.post("helpdesk.ask", form, status=422)
    assert page.errors
    assert page.fields()["body"] == QUESTION["body"]
    visitor.post("helpdesk.ask", page.fields())
    assert count(app, Question) == 1


def test_a_body_over_the_limit_gets_a_page_that_says_how_to_go_back(visitor: SiteClient) -> None:
    page = visitor.post("helpdesk.ask", {"body": "x" * 300_000}, status=413)
    assert page.language == "nb"


def test_too_many_questions_from_one_address_are_held_back(visitor: SiteClient) -> None:
    for number in range(10):
        visitor.submit("helpdesk.ask", {**QUESTION, "body": f"Spørsmål {number}"})
    page = visitor.submit("helpdesk.ask", QUESTION, status=429)
    assert page.fields()["body"] == QUESTION["body"], "what was typed is not lost"
    assert page.errors
    assert int(page.headers["Retry-After"]) > 0


def test_the_form_sent_again_leads_nowhere_once_the_link_was_replaced(
    app: Flask, visitor: SiteClient, client_for: Callable[..., SiteClient]
) -> None:
    """Whoever asked in a stranger's name must not follow the conversation to its new address."""
    form = {**visitor.get("helpdesk.ask").fields(), **QUESTION}
    first = visitor.post("helpdesk.ask", form)
    with app.app_context():
        number = db.session.scalars(select(Question.id)).one()
    coordinator = client_for("coordinator")
    coordinator.press(coordinator.get("helpdesk_desk.question", question_id=number), "/new-link")
    again = visitor.post("helpdesk.ask", form)
    assert again.path != first.path
    assert count(app, Question) == 2


# -- the private page --------------------------------------------------------------------------


@pytest.mark.parametrize("token", ["x", "WzEsImFiYyJd.forged", "%F0%9F%98%80", "a" * 5000])
def test_a_forged_link_opens_nothing(visitor: SiteClient, token: str) -> None:
    visitor.get(f"/nb/conversation/{token}", status=404)


def test_a_link_opens_only_its_own_conversation(app: Flask, visitor: SiteClient) -> None:
    mine = factories.make_question(app, body="Mitt")
    theirs = factories.make_question(app, body="Deres", email="bo@example.test")
    page = visitor.get(factories.private_path(app, mine))
    assert "Mitt" in page.text
    assert "Deres" not in page.text
    assert theirs != mine


def test_the_asker_writes_more_and_the_question_waits_for_us_again(
    app: Flask, visitor: SiteClient
) -> None:
    number = factories.make_question(app)
    factories.answer_question(app, number)
    path = factories.private_path(app, number)
    page = visitor.submit(path, {"body": "Takk! Og skattekort?"})
    assert "Takk! Og skattekort?" in page.text
    with app.app_context():
        assert db.session.get_one(Question, number).status.value == "open"


def test_a_reply_sent_twice_stands_once(app: Flask, visitor: SiteClient) -> None:
    path = factories.private_path(app, factories.make_question(app))
    form = {**visitor.get(path).fields(), "body": "Hei igjen"}
    visitor.post(path, form)
    visitor.post(path, form)
    assert count(app, Message) == 1


def test_the_asker_closes_and_a_new_message_opens_again(app: Flask, visitor: SiteClient) -> None:
    number = factories.make_question(app)
    path = factories.private_path(app, number)
    page = visitor.press(visitor.get(path), "/close")
    assert not [
        form for form in page.all("form") if form.attrs.get("action", "").endswith("/close")
    ]
    visitor.submit(path, {"body": "En ting til"})
    with app.app_context():
        question = db.session.get_one(Question, number)
        assert question.status.value == "open"
        assert question.closed_at is None


def test_a_private_page_is_kept_from_caches_search_engines_and_referrers(
    app: Flask, visitor: SiteClient
) -> None:
    page = visitor.get(factories.private_path(app, factories.make_question(app)))
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert page.all('meta[name="robots"][content="noindex"]')


def test_the_answer_is_due_at_the_close_of_the_second_working_day(app: Flask) -> None:
    from datetime import datetime

    from newcomer.region import current_region

    with app.app_context():
        region = current_region()
        asked = datetime(
            2026, 4, 1, 18, 0, tzinfo=region.zone
        )  # the evening before Maundy Thursday
        # Thursday, Friday and Monday are holidays: the two working days are Tuesday and Wednesday.
        assert region.answer_due(asked) == datetime(2026, 4, 8, 15, 0, tzinfo=region.zone)
    assert utcnow().tzinfo is not None
