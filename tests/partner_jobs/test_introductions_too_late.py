"""Answers that come twice, too late, from somebody else, or to what is there no more."""

from flask import Flask
from sqlalchemy import select

from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.partner_jobs.models.employers import EmployerPerson
from newcomer.partner_jobs.models.introductions import Introduction, IntroductionStatus
from newcomer.partner_jobs.models.vacancies import Vacancy, VacancyStatus
from tests.partner_jobs import introductions as of
from tests.partner_jobs.introductions import ANA, DAY, HEGE, ODD
from tests.partner_jobs.test_introductions import ClientFor, answer, kinds_to, see
from tests.partner_jobs.test_introductions import ana as ana
from tests.partner_jobs.test_introductions import asked as asked
from tests.partner_jobs.test_introductions import hege as hege
from tests.partner_jobs.test_introductions import hospital as hospital
from tests.partner_jobs.test_introductions import kari as kari
from tests.partner_jobs.test_introductions import partner as partner
from tests.partner_jobs.test_introductions import vacancy as vacancy
from tests.support.client import Outbox, SiteClient

S = IntroductionStatus


def test_the_same_answer_twice_counts_once_and_another_one_is_refused(
    app: Flask, asked: int, hege: SiteClient, client_for: ClientFor, outbox: Outbox
) -> None:
    odd = client_for("member", email=ODD, language="en")
    page = see(odd, asked)
    answer(hege, asked)
    assert odd.press(page, "/yes").heading == "You have both said yes"
    fields = {**page.fields("/no"), "reason": "no_time"}
    refused = odd.post(f"{page.path}/no", fields, status=409)
    assert "This could not be done" in refused.text
    assert of.status_of(app, asked) is S.accepted
    assert kinds_to(outbox, ANA) == ["contact"]


def test_an_answer_after_the_time_is_over_is_kindly_refused(
    app: Flask, asked: int, hege: SiteClient
) -> None:
    page = see(hege, asked)
    of.change(app, Introduction, asked, due_at=utcnow() - DAY, remind_at=None)
    refused = hege.press(page, "/yes", status=409)
    assert refused.heading == "The time to answer is over"
    assert of.status_of(app, asked) is S.asked_employer


def test_an_introduction_is_there_for_the_two_only(
    app: Flask, asked: int, client_for: ClientFor, hege: SiteClient
) -> None:
    stranger = client_for("member", email="stranger@example.test", language="en")
    page = stranger.get("jobs.introduction", introduction_id=asked, status=404)
    assert page.heading == "There is no introduction here for you"
    nothing = stranger.get("jobs.introduction", introduction_id=asked + 99, status=404)
    assert nothing.text == page.text
    for word in ("yes", "no", "withdraw", "talked", "outcome", "reopen", "others", "fill"):
        stranger.post(f"{page.path}/{word}", {**stranger.get(
            "accounts.details").fields(), "reason": "no_time", "on": "", "outcome": "hired"},
            status=404)  # fmt: skip
    assert of.status_of(app, asked) is S.asked_employer


def test_who_no_longer_acts_for_the_employer_cannot_answer(
    app: Flask, asked: int, hege: SiteClient
) -> None:
    page = see(hege, asked)
    with app.test_request_context(method="POST"):
        gone = db.session.scalars(select(EmployerPerson).where(EmployerPerson.email == HEGE)).one()
        db.session.delete(gone)
        db.session.commit()
    refused = hege.press(page, "/yes", status=404)
    assert "You no longer act for the employer" in refused.text
    assert of.status_of(app, asked) is S.asked_employer


def test_one_side_cannot_answer_for_the_other(app: Flask, asked: int, ana: SiteClient) -> None:
    page = see(ana, asked)
    assert not page.all("form[action$='/yes']")
    ana.post(f"{page.path}/yes", page.fields("/withdraw"), status=200)  # said already
    assert of.status_of(app, asked) is S.asked_employer


def test_when_the_vacancy_is_filled_meanwhile_nobody_has_to_answer(
    app: Flask, asked: int, vacancy: int, ana: SiteClient, hege: SiteClient, outbox: Outbox
) -> None:
    page = see(hege, asked)
    of.change(app, Vacancy, vacancy, status=VacancyStatus.filled)
    assert hege.press(page, "/yes", status=409).heading == "The vacancy is closed"
    assert of.come_round(app) == {"withdrawn": 1}
    assert see(ana, asked).heading == "The vacancy is closed"
    assert kinds_to(outbox, ANA) == ["over"]


def test_when_the_employer_leaves_the_partner_is_told_once(
    app: Flask, asked: int, hospital: int, hege: SiteClient, ana: SiteClient, outbox: Outbox
) -> None:
    page = see(hege, asked)
    of.leave(app, hospital)
    # Its vacancies closed when it left.
    assert hege.press(page, "/yes", status=409).heading == "The vacancy is closed"
    assert kinds_to(outbox, ANA) == ["over"]
    of.come_round(app, 30 * DAY)
    assert kinds_to(outbox, ANA) == ["over"]
    assert see(ana, asked).heading == "The vacancy is closed"


def test_when_the_partner_hides_nothing_is_shown_and_whoever_waits_is_told(
    app: Flask, asked: int, partner: int, hospital: int, hege: SiteClient, outbox: Outbox
) -> None:
    answer(hege, asked)
    of.hide(app, partner)
    page = see(hege, asked)
    assert page.heading == "It came to nothing this time"
    listed = hege.get("jobs.employer_introductions", employer_id=hospital)
    assert "Ana" not in page.text + listed.text
    # What waited to be sent and named her is not sent any more.
    assert kinds_to(outbox, HEGE) == ["over"]
    assert all("Ana" not in one.body for one in outbox.to(HEGE))


def test_an_employer_that_never_heard_of_it_is_not_told_that_it_is_over(
    app: Flask, asked: int, ana: SiteClient, hege: SiteClient, outbox: Outbox
) -> None:
    """The question waited to be sent still."""
    answer(ana, asked, "/withdraw")
    assert of.status_of(app, asked) is S.withdrawn
    assert outbox.to(HEGE) == []


def test_what_a_partner_did_goes_with_them_and_the_employer_s_ledger_stays(
    app: Flask, asked: int, ana: SiteClient, hege: SiteClient, kari: SiteClient
) -> None:
    answer(hege, asked)
    ana.submit("accounts.erase", {"sure": "y"})
    found = of.look_at(app, asked)
    assert found.partner_id is None
    assert found.employer_answered_at is not None
    assert "Ana" not in see(hege, asked).text
    assert (
        "Somebody who is no longer here"
        in kari.get("jobs_desk.introduction", introduction_id=asked).text
    )
