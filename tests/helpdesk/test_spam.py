"""Machines are held off without riddles: what looks suspicious waits until somebody confirms it."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from newcomer.config import Settings
from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.helpdesk import personal_data
from newcomer.helpdesk.models import Question, QuestionStatus
from newcomer.helpdesk.services import inbox
from newcomer.links import opened_mark
from newcomer.region import current_region
from tests import factories
from tests.support.client import Outbox, SiteClient

ANA = "ana@example.test"
QUESTION = {"body": "Hvor melder jeg flytting?", "email": ANA}
LINKS = "http://a.test https://b.test www.c.test"


def state(app: Flask) -> list[tuple[str, str]]:
    with app.app_context():
        rows = db.session.execute(select(Question.email, Question.status).order_by(Question.id))
        return [(email, status.value) for email, status in rows]


def only_question(app: Flask) -> Question:
    with app.app_context():
        found = db.session.scalars(select(Question)).one()
        db.session.expunge_all()
    return found


@pytest.fixture
def real_pace(app: Flask) -> Iterator[float]:
    """As on the running site: nobody writes a question in less than some seconds."""
    least = Settings.least_seconds_to_ask
    app.config["LEAST_SECONDS_TO_ASK"] = least
    yield least
    app.config["LEAST_SECONDS_TO_ASK"] = 0


def opened(app: Flask, seconds_ago: float) -> str:
    with app.app_context():
        return opened_mark(utcnow() - timedelta(seconds=seconds_ago))


# -- what is suspicious --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"more_details": "Buy pills"},
        {"opened": ""},
        {"opened": "forged"},
        {"opened": "WzEsImFiYyJd.forged"},
        {"body": f"See {LINKS}"},
        {"body": "HTTP://A.TEST HTTPS://B.TEST WWW.C.TEST"},
    ],
)
def test_what_looks_made_by_a_machine_waits_for_a_word_from_the_asker(
    app: Flask, visitor: SiteClient, outbox: Outbox, change: dict[str, str]
) -> None:
    page = visitor.submit("helpdesk.ask", {**QUESTION, **change})
    assert state(app) == [(ANA, "unconfirmed")]
    assert outbox.subjects_to(ANA) == ["Bekreft spørsmålet ditt"]
    assert "Det er én liten ting igjen" in page.text
    assert not page.fields(), "there is nothing to write yet"


@pytest.mark.parametrize(
    "body",
    ["Se http://a.test og https://b.test", "Hva betyr www?", "x" * 10_000, "🏔️" * 5000, "1.2.3.4.5"],
)
def test_what_people_write_is_not_suspicious(app: Flask, visitor: SiteClient, body: str) -> None:
    visitor.submit("helpdesk.ask", {**QUESTION, "body": body})
    assert state(app) == [(ANA, "open")]


def test_ten_thousand_emoji_are_a_question(app: Flask, visitor: SiteClient) -> None:
    visitor.submit("helpdesk.ask", {**QUESTION, "body": "🎿" * 10_000})
    visitor.submit("helpdesk.ask", {**QUESTION, "body": "🎿" * 10_001}, status=422)
    assert state(app) == [(ANA, "open")]


@pytest.mark.parametrize(
    ("seconds_ago", "status"),
    [(0, "unconfirmed"), (2, "unconfirmed"), (4, "open"), (86_400, "open"), (-60, "unconfirmed")],
)
def test_nobody_writes_a_question_in_an_instant(
    app: Flask, visitor: SiteClient, real_pace: float, seconds_ago: float, status: str
) -> None:
    assert 2 < real_pace < 4
    visitor.submit("helpdesk.ask", {**QUESTION, "opened": opened(app, seconds_ago)})
    assert state(app) == [(ANA, status)]


def test_a_mark_of_another_kind_says_nothing_of_when_the_form_was_opened(
    app: Flask, visitor: SiteClient
) -> None:
    token = factories.private_path(app, factories.make_question(app)).rpartition("/")[2]
    visitor.submit("helpdesk.ask", {**QUESTION, "email": "bo@example.test", "opened": token})
    assert state(app)[-1] == ("bo@example.test", "unconfirmed")


def test_the_same_text_to_many_addresses_must_be_confirmed_from_the_fourth_on(
    app: Flask, client_for: Callable[..., SiteClient]
) -> None:
    for number in range(5):
        body = f"  Buy{' ' * (number + 1)}PILLS" if number % 2 else "buy pills"
        asked = {"body": body, "email": f"a{number}@example.test"}
        client_for(None).submit("helpdesk.ask", asked)
    assert [status for _, status in state(app)] == ["open"] * 3 + ["unconfirmed"] * 2


def test_one_person_may_send_the_same_often(
    app: Flask, client_for: Callable[..., SiteClient]
) -> None:
    for _ in range(5):
        client_for(None).submit("helpdesk.ask", QUESTION)
    assert {status for _, status in state(app)} == {"open"}


def test_a_suspicious_call_back_needs_an_address_and_keeps_the_text(
    app: Flask, visitor: SiteClient, outbox: Outbox
) -> None:
    call = {"body": f"Ring! {LINKS}", "reply_by": "call", "phone": "61000000"}
    page = visitor.submit("helpdesk.ask", call, status=422)
    assert len(page.errors) == 1
    fields = page.fields()
    assert (fields["body"], fields["phone"]) == (call["body"], "+4761000000")
    assert state(app) == []
    visitor.post("helpdesk.ask", {**fields, "email": ANA})
    assert state(app) == [(ANA, "unconfirmed")]
    assert [mail.kind for mail in outbox.to(ANA)] == ["confirm"]


def test_people_and_screen_readers_do_not_meet_the_trap(visitor: SiteClient) -> None:
    page = visitor.get("helpdesk.ask")
    (field,) = page.all('[name="more_details"]')
    assert (field.attrs["tabindex"], field.attrs["autocomplete"]) == ("-1", "off")
    (box,) = page.all(".for-machines")
    assert box.attrs["aria-hidden"] == "true"


# -- while it waits ------------------------------------------------------------------------------


def test_nobody_is_made_to_receive_what_somebody_else_typed(
    visitor: SiteClient, outbox: Outbox
) -> None:
    visitor.submit("helpdesk.ask", {**QUESTION, "body": f"BUY PILLS {LINKS}"})
    visitor.submit(outbox.link_to(ANA))
    assert len(outbox.to(ANA)) == 2
    for mail in outbox.to(ANA):
        said = (mail.subject + mail.body).lower()
        assert [word for word in ("pills", "a.test", "b.test", "c.test") if word in said] == []


def test_it_disturbs_no_coordinator(app: Flask, client_for: Callable[..., SiteClient]) -> None:
    factories.make_question(app, suspicious=True)
    desk = client_for("coordinator")
    for view in inbox.View:
        page = desk.get("helpdesk_desk.inbox", view=view.value)
        assert "Hvor melder jeg flytting?" not in page.text
        assert page.all(".tabs .count") == []


def test_its_page_offers_the_mail_again_and_nothing_to_write(
    app: Flask, visitor: SiteClient, outbox: Outbox
) -> None:
    number = factories.make_question(app, suspicious=True)
    path = factories.private_path(app, number)
    page = visitor.press(visitor.get(path), "/send-link")
    assert [mail.kind for mail in outbox.to(ANA)] == ["confirm", "confirm"]
    visitor.press(page, "/send-link")
    assert outbox.count() == 2, "not again within minutes"


def test_whoever_sent_it_cannot_confirm_it_from_the_private_page(
    app: Flask, visitor: SiteClient
) -> None:
    page = visitor.submit("helpdesk.ask", {**QUESTION, "more_details": "x"})
    token = page.path.rpartition("/")[2]
    visitor.get(f"/nb/conversation/confirm/{token}", status=404)
    for act in ("close", "rate"):
        fields = page.fields("/send-link")
        visitor.post(f"{page.path}/{act}", {**fields, "rating": "good"})
    visitor.post(page.path, {**page.fields("/send-link"), "body": "More", "once": "1"})
    assert state(app) == [(ANA, "unconfirmed")]


# -- confirming ----------------------------------------------------------------------------------


def test_the_asker_confirms_by_the_button_and_the_clock_starts_then(
    app: Flask, client_for: Callable[..., SiteClient], outbox: Outbox
) -> None:
    factories.make_question(app, suspicious=True, now=factories.days_ago(5))
    before = only_question(app)
    path = outbox.link_to(ANA)
    page = client_for(None).submit(path)
    assert page.path.startswith("/nb/conversation/")
    after = only_question(app)
    assert after.status is QuestionStatus.open
    assert after.answer_due_at > before.answer_due_at
    with app.app_context():
        assert after.due_at == after.answer_due_at
        assert after.answer_due_at == current_region().answer_due(after.last_activity_at)
    assert [mail.kind for mail in outbox.to(ANA)] == ["confirm", "receipt"]


def test_opening_the_link_confirms_nothing(app: Flask, visitor: SiteClient, outbox: Outbox) -> None:
    factories.make_question(app, suspicious=True)
    for _ in range(2):
        page = visitor.get(outbox.link_to(ANA))
        assert page.heading == "Er det du som har spurt?"
    assert state(app) == [(ANA, "unconfirmed")]


def test_a_second_press_changes_nothing(app: Flask, visitor: SiteClient, outbox: Outbox) -> None:
    number = factories.make_question(app, suspicious=True)
    path = outbox.link_to(ANA)
    form = visitor.get(path).fields()
    visitor.post(path, form)
    factories.answer_question(app, number)
    page = visitor.post(path, form)
    assert "Du har fått svar" in page.text
    assert [mail.kind for mail in outbox.to(ANA)] == ["confirm", "receipt", "answer"]


@pytest.mark.parametrize("token", ["x", "WzEsImFiYyJd.forged", "%F0%9F%98%80", "a" * 5000])
def test_a_forged_link_confirms_nothing(visitor: SiteClient, token: str) -> None:
    visitor.get(f"/nb/conversation/confirm/{token}", status=404)


# -- what nobody confirms ------------------------------------------------------------------------


def test_what_nobody_confirms_goes_after_a_week_and_into_no_archive(
    app: Flask, visitor: SiteClient, outbox: Outbox
) -> None:
    factories.make_question(app, suspicious=True, now=factories.days_ago(6.9))
    old = factories.make_question(app, suspicious=True, now=factories.days_ago(7.1))
    path = factories.confirmation_path(app, old)
    with app.app_context():
        archived = len(list((app.config["SETTINGS"].instance / "archive").glob("*")))
        report = personal_data.retain(utcnow())
        db.session.commit()
        assert report == {"question": 0, "unconfirmed_question": 1}
        assert len(list((app.config["SETTINGS"].instance / "archive").glob("*"))) == archived
    assert state(app) == [(ANA, "unconfirmed")]
    visitor.get(path, status=404)
