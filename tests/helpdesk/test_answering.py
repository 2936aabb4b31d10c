"""The coordinator's inbox, the answer and its e-mail, two at once, close, reopen, new links."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from newcomer.audit import AuditEntry
from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.i18n import LANGUAGES
from tests import factories
from tests.support.client import Outbox, Page, SiteClient


@pytest.fixture
def coordinator(client_for: Callable[..., SiteClient]) -> SiteClient:
    return client_for("coordinator")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_asker_is_told_of_the_answer_in_their_own_language(
    app: Flask, coordinator: SiteClient, outbox: Outbox, language: str
) -> None:
    number = factories.make_question(app, language=language)
    coordinator.submit("helpdesk_desk.question", {"body": "Ring 1177."}, question_id=number)
    mail = outbox.to("ana@example.test")[-1]
    assert mail.kind == "answer"
    assert mail.language == language
    assert "Ring 1177." in mail.body
    assert f"/{language}/conversation/" in mail.body


def test_the_answer_stands_on_the_private_page_without_the_coordinator_s_name(
    app: Flask, coordinator: SiteClient, visitor: SiteClient
) -> None:
    number = factories.make_question(app)
    coordinator.submit("helpdesk_desk.question", {"body": "Ring 1177."}, question_id=number)
    page = visitor.get(factories.private_path(app, number))
    assert "Ring 1177." in page.text
    assert "coordinator@example.test" not in page.text


def test_an_answer_sent_twice_is_one_answer_and_one_mail(
    app: Flask, coordinator: SiteClient, outbox: Outbox
) -> None:
    number = factories.make_question(app)
    page = coordinator.get("helpdesk_desk.question", question_id=number)
    form = {**page.fields(), "body": "Ring 1177."}
    coordinator.post(page.path, form)
    coordinator.post(page.path, form)
    assert [mail.kind for mail in outbox.to("ana@example.test")] == ["receipt", "answer"]


def test_the_second_of_two_coordinators_sees_what_is_new_and_keeps_the_text(
    app: Flask, client_for: Callable[..., SiteClient], outbox: Outbox
) -> None:
    number = factories.make_question(app)
    first, second = (
        client_for("coordinator"),
        client_for("coordinator", email="second@example.test"),
    )
    path = first.url("helpdesk_desk.question", question_id=number)
    form_first, form_second = first.get(path).fields(), second.get(path).fields()
    first.post(path, {**form_first, "body": "Svar fra den første."})
    page = second.post(path, {**form_second, "body": "Svar fra den andre."}, status=409)
    assert "Svar fra den første." in page.text
    assert page.fields()["body"] == "Svar fra den andre."
    assert len(outbox.to("ana@example.test")) == 2  # the receipt and the first answer
    second.post(path, page.fields())  # having seen it, the second sends all the same
    assert len(outbox.to("ana@example.test")) == 3


def test_an_answer_to_a_question_that_was_closed_meanwhile_is_kept_and_not_sent(
    app: Flask, client_for: Callable[..., SiteClient], outbox: Outbox, visitor: SiteClient
) -> None:
    number = factories.make_question(app)
    coordinator = client_for("coordinator")
    path = coordinator.url("helpdesk_desk.question", question_id=number)
    form = coordinator.get(path).fields()
    private = visitor.get(factories.private_path(app, number))
    visitor.press(private, "/close")
    page = coordinator.post(path, {**form, "body": "For sent."}, status=409)
    assert page.fields()["body"] == "For sent."
    assert [mail.kind for mail in outbox.to("ana@example.test")] == ["receipt"]
    coordinator.post(path, page.fields())  # "Open the question again and send the answer"
    assert [mail.kind for mail in outbox.to("ana@example.test")] == ["receipt", "answer"]


def test_an_empty_answer_is_asked_for(app: Flask, coordinator: SiteClient) -> None:
    number = factories.make_question(app)
    page = coordinator.submit(
        "helpdesk_desk.question", {"body": " "}, question_id=number, status=422
    )
    assert len(page.errors) == 1


def test_close_and_reopen(app: Flask, coordinator: SiteClient) -> None:
    number = factories.make_question(app)
    page = coordinator.get("helpdesk_desk.question", question_id=number)
    page = coordinator.press(page, "/close")
    assert not page.all("textarea"), "a closed question is opened before it is answered"
    page = coordinator.press(page, "/reopen")
    assert page.all("textarea")
    assert "Hvor melder jeg flytting?" in coordinator.get("helpdesk_desk.inbox").text


def test_a_new_link_takes_the_place_of_the_old(
    app: Flask, coordinator: SiteClient, visitor: SiteClient, outbox: Outbox
) -> None:
    number = factories.make_question(app)
    old = factories.private_path(app, number)
    coordinator.press(coordinator.get("helpdesk_desk.question", question_id=number), "/new-link")
    visitor.get(old, status=404)
    page = coordinator.get("helpdesk_desk.question", question_id=number)
    form = page.fields("/new-link")
    for status in (200, 409):  # pressed twice: the second press changes nothing
        coordinator.post(f"/nb/desk/questions/{number}/new-link", form, status=status)
    assert [mail.kind for mail in outbox.to("ana@example.test")] == [
        "receipt",
        "new_link",
        "new_link",
    ]
    assert "Hvor melder" in visitor.get(outbox.link_to("ana@example.test")).text


def test_an_overdue_question_is_seen_at_a_glance(app: Flask, coordinator: SiteClient) -> None:
    factories.make_question(app, now=factories.days_ago(20))
    assert coordinator.get("helpdesk_desk.inbox").all('td [data-color="danger"]')


def test_the_inbox_shows_the_longest_waiting_first_page_by_page(
    app: Flask, coordinator: SiteClient
) -> None:
    for number in range(30):
        factories.make_question(app, body=f"Spørsmål {number}", now=factories.days_ago(40 - number))
    first = coordinator.get("helpdesk_desk.inbox")
    assert "Spørsmål 0" in first.text
    assert "Spørsmål 29" not in first.text
    second = coordinator.get(first.all('a[rel="next"]')[0].attrs["href"])
    assert "Spørsmål 29" in second.text


def test_the_inbox_asks_the_database_as_often_for_one_as_for_many(
    app: Flask, coordinator: SiteClient
) -> None:
    factories.make_question(app)
    one = len(coordinator.get("helpdesk_desk.inbox").queries)
    for number in range(24):
        factories.make_question(app, body=f"Spørsmål {number}", topic="health")
    assert len(coordinator.get("helpdesk_desk.inbox").queries) == one


def test_who_reads_and_who_answers_is_logged_without_content(
    app: Flask, coordinator: SiteClient
) -> None:
    number = factories.make_question(app)
    coordinator.submit("helpdesk_desk.question", {"body": "Hemmelig svar"}, question_id=number)
    with app.app_context():
        entries = db.session.scalars(
            select(AuditEntry).where(AuditEntry.subject == f"question {number}")
        ).all()
        actions = [entry.action for entry in entries]
        assert "question.read" in actions
        assert "question.answered" in actions
        assert "Hemmelig" not in str([entry.details for entry in entries])


def test_a_coordinator_whose_session_has_ended_loses_nothing(
    app: Flask, client_for: Callable[..., SiteClient], outbox: Outbox
) -> None:
    number = factories.make_question(app)
    coordinator = client_for("coordinator")
    path = coordinator.url("helpdesk_desk.question", question_id=number)
    form = {**coordinator.get(path).fields(), "body": "Et langt og godt svar."}
    with coordinator.http.session_transaction(base_url=coordinator.base_url) as session:
        session.clear()
    page = coordinator.post(path, form, status=401)
    assert "Et langt og godt svar." in page.text
    coordinator.sign_in(factories.make_user(app, "coordinator@example.test"))
    coordinator.post(path, page.fields())
    assert outbox.to("ana@example.test")[-1].kind == "answer"


def test_the_desk_says_how_many_wait(app: Flask, coordinator: SiteClient) -> None:
    factories.make_question(app)
    assert "1" in coordinator.get("desk.overview").text


@pytest.mark.parametrize("page", ["0", "-3", "x", "99999999999999999999"])
def test_a_page_number_that_makes_no_sense_does_no_harm(coordinator: SiteClient, page: str) -> None:
    coordinator.get(f"/nb/desk/questions?page={page}")


def test_a_session_is_over_after_twelve_hours(app: Flask, visitor: SiteClient) -> None:
    token = factories.make_sign_in_link(app, "member@example.test")
    visitor.submit("accounts.open_link", token=token)
    visitor.get("accounts.my_page")
    with time_machine.travel(utcnow() + timedelta(hours=13)):
        assert "/sign-in" in visitor.get("accounts.my_page").path


# -- saved answers -----------------------------------------------------------------------------


def put_in(client: SiteClient, number: int, saved: int, body: str = "") -> Page:
    page = client.get("helpdesk_desk.question", question_id=number)
    form = {**page.fields(), "saved": str(saved), "body": body, "put_in": "1"}
    return client.post(page.path, form)


def test_a_saved_answer_is_put_beneath_what_is_written_and_nothing_is_sent(
    app: Flask, coordinator: SiteClient, outbox: Outbox
) -> None:
    number = factories.make_question(app, language="sv")
    saved = factories.make_saved_answer(app, texts={"nb": "Hei fra oss.", "sv": "Hej från oss."})
    before = outbox.count()
    page = put_in(coordinator, number, saved, "Tack!")
    assert page.fields()["body"] == "Tack!\n\nHej från oss."
    assert outbox.count() == before
    coordinator.post(page.path, page.fields())
    assert "Hej från oss." in outbox.to("ana@example.test")[-1].body


def test_a_gap_in_a_saved_answer_is_filled_before_it_is_sent(
    app: Flask, coordinator: SiteClient, outbox: Outbox
) -> None:
    number = factories.make_question(app)
    saved = factories.make_saved_answer(app, texts={"nb": "Spør i {municipality}."})
    page = put_in(coordinator, number, saved)
    before = outbox.count()
    page = coordinator.post(page.path, page.fields(), status=422)
    assert page.fields()["body"] == "Spør i [kommune]."
    assert outbox.count() == before
    coordinator.post(page.path, {**page.fields(), "body": "Spør i Øyer."})
    assert outbox.count() == before + 1


@pytest.mark.parametrize("forged", ["0", "x", "-1", ""])
def test_a_saved_answer_that_does_not_exist_is_refused(
    app: Flask, coordinator: SiteClient, forged: str
) -> None:
    page = coordinator.get("helpdesk_desk.question", question_id=factories.make_question(app))
    form = {**page.fields(), "saved": forged, "put_in": "1"}
    coordinator.post(page.path, form, status=422)
