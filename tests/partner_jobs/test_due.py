"""What comes by itself: a reminder, the end of the time, and then it is a coordinator's task."""

from collections.abc import Callable

import pytest
from flask import Flask

from newcomer.audit import AuditEntry
from newcomer.database import utcnow
from newcomer.partner_jobs.models.employers import Sector
from newcomer.partner_jobs.models.introductions import (
    Introduction,
    IntroductionStatus,
    Outcome,
    Suggester,
)
from newcomer.region import current_region
from tests.partner_jobs import introductions as of
from tests.partner_jobs import people
from tests.partner_jobs.introductions import ANA, DAY, HEGE, KARI, ODD
from tests.partner_jobs.test_introductions import ana as ana
from tests.partner_jobs.test_introductions import answer, come_of_it, kinds_to, say_no, see
from tests.partner_jobs.test_introductions import asked as asked
from tests.partner_jobs.test_introductions import hege as hege
from tests.partner_jobs.test_introductions import hospital as hospital
from tests.partner_jobs.test_introductions import kari as kari
from tests.partner_jobs.test_introductions import partner as partner
from tests.partner_jobs.test_introductions import vacancy as vacancy
from tests.support.at_once import count
from tests.support.client import Outbox, Page, SiteClient

ClientFor = Callable[..., SiteClient]
S = IntroductionStatus
WEEK = 7 * DAY


def desk(client: SiteClient, number: int) -> Page:
    return client.get("jobs_desk.introduction", introduction_id=number)


def listed(client: SiteClient, tab: str = "needs", **more: str) -> str:
    return client.get("jobs_desk.introductions", tab=tab, **more).text


def test_whoever_is_asked_is_reminded_once_and_then_the_time_is_over(
    app: Flask, asked: int, hege: SiteClient, ana: SiteClient, outbox: Outbox
) -> None:
    found = of.look_at(app, asked)
    assert found.remind_at and found.due_at
    assert of.come_round(app) == {}
    until_reminder = found.remind_at - utcnow()
    assert of.come_round(app, until_reminder) == {"reminded": 1}
    assert of.come_round(app, until_reminder) == {}
    assert kinds_to(outbox, HEGE) == kinds_to(outbox, ODD) == ["asked", "reminder"]
    assert of.come_round(app, found.due_at - utcnow()) == {"expired": 1}
    found = of.look_at(app, asked)
    assert (found.status, found.employer_answered_at) == (S.expired_employer, None)
    assert found.employer_due_at is not None
    assert see(hege, asked).heading == "The time to answer is over"
    assert see(ana, asked).heading == "The employer has not answered yet"
    assert "tar kontakt med arbeidsgiveren" in outbox.to(ANA)[-1].body


def test_an_answer_makes_the_reminder_needless(
    app: Flask, asked: int, hege: SiteClient, outbox: Outbox
) -> None:
    found = of.look_at(app, asked)
    assert found.remind_at
    of.come_round(app, found.remind_at - utcnow())  # it waits to be sent
    answer(hege, asked)
    assert kinds_to(outbox, HEGE) == ["asked", "contact"]


def test_a_partner_who_does_not_answer_a_coordinator_keeps_nobody_waiting(
    app: Flask, partner: int, hospital: int, vacancy: int, ana: SiteClient, outbox: Outbox
) -> None:
    number = of.suggest(app, partner, hospital, vacancy)
    of.come_round(app, 4 * WEEK)
    assert of.status_of(app, number) is S.expired_partner
    assert outbox.to(HEGE) == []
    assert see(ana, number).heading == "The time to answer is over"


def test_what_ran_out_is_a_coordinator_s_task_until_it_is_looked_after(
    app: Flask, asked: int, kari: SiteClient
) -> None:
    assert "needs you" not in kari.get("desk.overview").text
    of.come_round(app, 4 * WEEK)
    assert "1 introduction needs you" in kari.get("desk.overview").text
    assert "Sykehuset AS" in listed(kari)
    page = kari.press(desk(kari, asked), "/looked-after")
    assert "off the list" in " ".join(page.flashes)
    assert "Sykehuset AS" not in listed(kari)
    assert "Sykehuset AS" in listed(kari, "ended")


def test_what_is_late_is_a_task_also_before_the_worker_comes_round(
    app: Flask, asked: int, kari: SiteClient
) -> None:
    of.change(app, Introduction, asked, due_at=utcnow() - DAY, remind_at=None)
    assert "No answer in time" in listed(kari)


def test_a_coordinator_asks_once_more_and_the_first_deadline_stays_in_the_ledger(
    app: Flask, asked: int, kari: SiteClient, hege: SiteClient, outbox: Outbox
) -> None:
    first = of.look_at(app, asked).employer_due_at
    of.come_round(app, 4 * WEEK)
    kari.press(desk(kari, asked), "/ask-again")
    found = of.look_at(app, asked)
    assert (found.status, found.employer_due_at) == (S.asked_employer, first)
    assert found.due_at and found.due_at > utcnow()
    assert answer(hege, asked).heading == "You have both said yes"
    assert "Sykehuset AS" not in listed(kari)


def test_three_weeks_without_a_conversation_are_a_task(
    app: Flask, asked: int, hege: SiteClient, kari: SiteClient
) -> None:
    answer(hege, asked)
    assert "Sykehuset AS" not in listed(kari)
    of.change(app, Introduction, asked, last_activity_at=utcnow() - 4 * WEEK)
    assert "Nothing heard for three weeks" in listed(kari)
    kari.press(desk(kari, asked), "/looked-after")
    assert "Sykehuset AS" not in listed(kari)
    of.change(app, Introduction, asked, looked_after_at=utcnow() - 4 * WEEK)
    assert "Sykehuset AS" in listed(kari)
    page = kari.press(desk(kari, asked), "/talked")
    assert page.status == 200
    assert "Sykehuset AS" not in listed(kari)


def test_a_coordinator_writes_down_what_came_of_it_for_them(
    app: Flask, asked: int, hege: SiteClient, kari: SiteClient, outbox: Outbox
) -> None:
    answer(hege, asked)
    page = desk(kari, asked)
    fields = {**page.fields("/outcome"), "outcome": "hired"}
    kari.post(f"{page.path}/outcome", fields)
    assert of.look_at(app, asked).outcome is Outcome.hired
    assert [kinds_to(outbox, one)[-1] for one in (ANA, HEGE)] == ["hired", "hired"]
    kari.press(desk(kari, asked), "/reopen")
    assert of.status_of(app, asked) is S.accepted
    assert "hired" not in kinds_to(outbox, ANA)


def test_a_coordinator_takes_back_the_others_of_a_partner_who_was_hired(
    app: Flask, asked: int, partner: int, hege: SiteClient, kari: SiteClient, outbox: Outbox
) -> None:
    shop = people.make_employer(app, people=("shop@example.test",))
    other = of.suggest(app, partner, shop, people.make_vacancy(app, shop))
    answer(hege, asked)
    come_of_it(hege, asked, "hired")
    kari.press(desk(kari, asked), "/others")
    assert of.status_of(app, other) is S.withdrawn


def test_a_coordinator_takes_back_what_nobody_has_answered(
    app: Flask, asked: int, kari: SiteClient, hege: SiteClient, outbox: Outbox
) -> None:
    page = desk(kari, asked)
    kari.press(page, "/withdraw")
    assert of.status_of(app, asked) is S.withdrawn
    assert outbox.to(HEGE) == []  # the question had not gone out
    assert kinds_to(outbox, ANA) == ["over"]
    assert "Something has happened" in kari.press(page, "/withdraw", status=409).text


def test_what_a_coordinator_wants_is_meant_for_what_the_page_showed(
    app: Flask, asked: int, kari: SiteClient, hege: SiteClient
) -> None:
    page = desk(kari, asked)
    answer(hege, asked)
    assert "Both have said yes" in kari.press(page, "/withdraw", status=409).text
    assert of.status_of(app, asked) is S.accepted


def test_the_list_is_narrowed_down(app: Flask, asked: int, kari: SiteClient) -> None:
    town = people.make_employer(
        app, name="Kommunen", sector=Sector.municipal, place="oyer", people=("k@example.test",)
    )
    of.suggest(app, people.make_partner(app), town, people.make_vacancy(app, town))
    everything = listed(kari, "asked")
    assert "Kommunen" in everything
    assert "Sykehuset AS" in everything
    for only in ({"sector": "municipal"}, {"place": "oyer"}, {"by": "coordinator"}):
        found = listed(kari, "asked", **only)
        assert "Kommunen" in found
        assert "Sykehuset AS" not in found


def test_a_coordinator_handles_no_introduction_of_their_own(
    app: Flask, hospital: int, vacancy: int, kari: SiteClient
) -> None:
    own = of.suggest(app, people.make_partner(app, email=KARI), hospital, vacancy)
    kari.get("jobs_desk.introduction", introduction_id=own, status=404)
    assert "Sykehuset AS" not in listed(kari, "asked")


def test_a_coordinator_who_acts_for_the_employer_is_not_told_why_the_partner_said_no(
    app: Flask, partner: int, ana: SiteClient, kari: SiteClient, client_for: ClientFor
) -> None:
    town = people.make_employer(app, people=(KARI,))
    number = of.suggest(app, partner, town, people.make_vacancy(app, town))
    say_no(ana, number, "too_far")
    assert "too far" not in desk(kari, number).text
    colleague = client_for("coordinator", email="other@example.test", language="en")
    assert "too far" in desk(colleague, number).text


def test_reading_at_the_desk_is_logged(app: Flask, asked: int, kari: SiteClient) -> None:
    desk(kari, asked)
    assert count(app, AuditEntry, AuditEntry.action == "introduction.read") == 1


def test_the_list_costs_the_same_however_long_it_is(
    app: Flask, asked: int, hospital: int, kari: SiteClient
) -> None:
    def cost() -> int:
        return len(kari.get("jobs_desk.introductions", tab="asked").queries)

    before = cost()
    for _ in range(4):
        vacancy = people.make_vacancy(app, hospital)
        of.suggest(app, people.make_partner(app), hospital, vacancy, by=Suggester.partner)
    assert cost() == before


@pytest.mark.parametrize("language", ["nb", "nn", "sv", "en"])
def test_the_desk_speaks_all_languages(
    app: Flask, asked: int, client_for: ClientFor, language: str
) -> None:
    kari = client_for("coordinator", email=KARI, language=language)
    for tab in ("needs", "asked", "accepted", "ended"):
        listed(kari, tab)
    desk(kari, asked)
    of.come_round(app, 30 * DAY)
    desk(kari, asked)
    listed(kari)
    kari.get("desk.overview")


def test_the_days_are_working_days_of_the_region(app: Flask, asked: int) -> None:
    found = of.look_at(app, asked)
    with app.app_context():
        region = current_region()
        days = region.jobs["answer_working_days"]
        assert found.due_at == region.close_of_day_after(found.created_at, days)
