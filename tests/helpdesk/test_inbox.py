"""Whom a question waits for: the inbox's lists and filters, what each has seen, the morning mail."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask

from newcomer import schedule
from newcomer.access import Role
from newcomer.database import utcnow
from newcomer.i18n import LANGUAGES
from tests import factories
from tests.support.client import Outbox, Page, SiteClient

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=ZoneInfo("Europe/Oslo"))


@pytest.fixture
def coordinator(client_for: Callable[..., SiteClient]) -> SiteClient:
    return client_for("coordinator")


def listed(client: SiteClient, **values: str) -> list[str]:
    """What the questions say that a list shows."""
    page = client.get("helpdesk_desk.inbox", **values)
    return [link.to_text().strip() for link in page.all("tbody td:first-child a")]


def assign(client: SiteClient, number: int, email: str) -> Page:
    page = client.get("helpdesk_desk.question", question_id=number)
    (who,) = [one for one in page.all("select[name=assignee] option") if one.to_text() == email]
    form = {**page.fields("/assign"), "assignee": who.attrs["value"]}
    return client.post("helpdesk_desk.assign", form, question_id=number)


def test_each_list_holds_the_questions_that_wait_for_somebody(
    app: Flask, coordinator: SiteClient
) -> None:
    new = factories.make_question(app, body="Ny")
    assigned = factories.make_question(app, body="Min")
    answered = factories.make_question(app, body="Besvart")
    factories.make_question(app, body="Sen", now=factories.days_ago(30))
    closed = factories.make_question(app, body="Lukket")
    elsewhere = factories.make_question(app, body="Hos andre")
    assign(coordinator, assigned, "coordinator@example.test")
    factories.answer_question(app, answered)
    coordinator.press(coordinator.get("helpdesk_desk.question", question_id=closed), "/close")
    coordinator.submit(
        "helpdesk_desk.preliminary",
        {"body": "Vi venter på UDI.", "expected_on": _in_days(20)},
        question_id=elsewhere,
    )
    assert new
    assert listed(coordinator) == ["Sen", "Ny", "Min"]
    assert listed(coordinator, view="new") == ["Sen", "Ny"]
    assert listed(coordinator, view="mine") == ["Min", "Hos andre", "Besvart"]
    assert listed(coordinator, view="asker") == ["Besvart"]
    assert listed(coordinator, view="elsewhere") == ["Hos andre"]
    assert listed(coordinator, view="overdue") == ["Sen"]
    assert listed(coordinator, view="closed") == ["Lukket"]


def _in_days(days: int) -> str:
    return (utcnow() + timedelta(days=days)).date().isoformat()


def test_a_list_is_narrowed_down_in_the_address(app: Flask, coordinator: SiteClient) -> None:
    factories.make_question(app, body="Lege", topic="health")
    factories.make_question(app, body="Doctor", topic="health", language="en")
    factories.make_question(app, body="Bolig", topic="home")
    assert listed(coordinator, topic="health") == ["Lege", "Doctor"]
    assert listed(coordinator, topic="health", answer_in="en") == ["Doctor"]
    assert listed(coordinator, situation="student") == []
    page = coordinator.get("helpdesk_desk.inbox", topic="health", answer_in="en")
    (chosen,) = page.all("select[name=topic] option[selected]")
    assert chosen.attrs["value"] == "health"
    other = next(a for a in page.all(".tabs a") if "view=closed" in a.attrs["href"])
    assert "topic=health" in other.attrs["href"], "another list keeps the filters"


@pytest.mark.parametrize("query", ["view=none", "view="])
def test_a_list_that_does_not_exist_is_not_found(coordinator: SiteClient, query: str) -> None:
    coordinator.get(f"/nb/desk/questions?{query}", status=404)


def test_a_filter_that_does_not_exist_narrows_nothing(app: Flask, coordinator: SiteClient) -> None:
    factories.make_question(app, body="Lege")
    assert listed(coordinator, topic="'; DROP", municipality="mars", situation="x") == ["Lege"]


def test_what_is_new_to_me_is_marked_until_i_have_read_it(
    app: Flask, client_for: Callable[..., SiteClient], visitor: SiteClient
) -> None:
    number = factories.make_question(app)
    mine, other = client_for("coordinator"), client_for("coordinator", email="kari@example.test")

    def unread(client: SiteClient) -> int:
        return len(client.get("helpdesk_desk.inbox").all("tr.unread"))

    assert (unread(mine), unread(other)) == (1, 1)
    mine.get("helpdesk_desk.question", question_id=number)
    assert (unread(mine), unread(other)) == (0, 1)
    visitor.submit(factories.private_path(app, number), {"body": "En ting til."})
    assert unread(mine) == 1


def test_whoever_gets_a_question_is_told_and_finds_it_among_their_own(
    app: Flask, client_for: Callable[..., SiteClient], outbox: Outbox
) -> None:
    mine, other = client_for("coordinator"), client_for("coordinator", email="kari@example.test")
    number = factories.make_question(app, body="Hvor er biblioteket?")
    assign(mine, number, "kari@example.test")
    assert listed(other, view="mine") == ["Hvor er biblioteket?"]
    (mail,) = outbox.to("kari@example.test")
    assert mail.kind == "assigned"
    assert "biblioteket" not in mail.body
    assign(mine, number, "coordinator@example.test")
    assert outbox.to("coordinator@example.test") == [], "nobody is told of what they did themselves"


def test_nobody_is_given_a_question_who_may_not_answer(app: Flask, coordinator: SiteClient) -> None:
    number = factories.make_question(app)
    factories.make_user(app, "admin@example.test", Role.administrator)
    form = coordinator.get("helpdesk_desk.question", question_id=number).fields("/assign")
    for forged in ("999", "x", "-1"):
        coordinator.post(
            "helpdesk_desk.assign", {**form, "assignee": forged}, question_id=number, status=422
        )


def test_when_the_asker_writes_more_the_clock_starts_again(
    app: Flask, coordinator: SiteClient, visitor: SiteClient
) -> None:
    number = factories.make_question(app)
    factories.answer_question(app, number)
    visitor.submit(factories.private_path(app, number), {"body": "En ting til."})
    with time_machine.travel(utcnow() + timedelta(days=20), tick=False):
        assert listed(coordinator_again(app), view="overdue") == ["Hvor melder jeg flytting?"]


def coordinator_again(app: Flask) -> SiteClient:
    """A coordinator who signs in now, whatever the time is."""
    client = SiteClient(app, "nb")
    client.sign_in(factories.make_user(app, "coordinator@example.test", Role.coordinator))
    return client


# -- the morning mail --------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_coordinator_is_told_in_the_morning_what_waits(
    app: Flask, outbox: Outbox, language: str
) -> None:
    factories.make_user(app, "kari@example.test", Role.coordinator, language=language)
    number = factories.make_question(app, body="Hemmelig", now=MONDAY - timedelta(days=10))
    work(app, MONDAY)
    (mail,) = outbox.to("kari@example.test")
    assert (mail.kind, mail.language) == ("digest", language)
    assert f"/{language}/desk/questions/{number}" in mail.body
    assert "Hemmelig" not in mail.body
    assert "ana@example.test" not in mail.body


def test_the_morning_mail_comes_once_a_working_day_and_only_if_something_waits(
    app: Flask, outbox: Outbox
) -> None:
    factories.make_user(app, "kari@example.test", Role.coordinator)
    work(app, MONDAY)
    assert outbox.count() == 0
    factories.make_question(app, now=MONDAY)
    early, later = MONDAY.replace(hour=6), MONDAY.replace(hour=15)
    saturday = MONDAY + timedelta(days=5)
    for moment in (early, MONDAY, later, saturday, MONDAY + timedelta(days=1)):
        work(app, moment)
    mails = [mail for mail in outbox.to("kari@example.test") if mail.kind == "digest"]
    assert [mail.created_at for mail in mails] == [MONDAY, MONDAY + timedelta(days=1)]


def work(app: Flask, now: datetime) -> None:
    """The worker comes round at this time, with nothing remembered of when it last did."""
    from newcomer.extensions import db

    with app.app_context():
        db.session.query(schedule.ScheduledWork).delete()
        db.session.commit()
        schedule.run_due(now)


def test_nobody_is_told_good_morning_in_the_evening(app: Flask, outbox: Outbox) -> None:
    factories.make_user(app, "kari@example.test", Role.coordinator)
    factories.make_question(app, now=MONDAY)
    work(app, MONDAY.replace(hour=21))
    assert outbox.to("kari@example.test") == []


def test_the_questions_of_somebody_who_no_longer_answers_are_new_again(
    app: Flask, client_for: Callable[..., SiteClient]
) -> None:
    mine = client_for("coordinator")
    number = factories.make_question(app)
    grant = factories.make_coordinator_grant(app, "kari@example.test")
    assign(mine, number, "kari@example.test")
    assert listed(mine, view="new") == []
    client_for("administrator").submit("accounts.remove_role", grant_id=grant)
    assert listed(mine, view="new") == ["Hvor melder jeg flytting?"]


def test_the_inbox_is_searched(app: Flask, coordinator: SiteClient) -> None:
    factories.make_question(app, body="Hvor søker vi barnehageplass?")
    number = factories.make_question(app, body="Ny", email="ola@example.test")
    factories.answer_question(app, number, "Ring rådhuset.")
    assert listed(coordinator, q="barnehage") == ["Hvor søker vi barnehageplass?"]
    assert listed(coordinator, view="asker", q="rådhus") == ["Ny"]
    assert listed(coordinator, view="asker", q="ola@example.test") == ["Ny"]
    assert listed(coordinator, q="' OR 1=1 --") == []
