"""After both have said yes: the conversation, what came of it, and what may follow a hire."""

import pytest
from flask import Flask

from newcomer.database import utcnow
from newcomer.partner_jobs.models.introductions import IntroductionStatus, Outcome, Suggester
from newcomer.partner_jobs.models.partners import PartnerProfile, PartnerStatus
from newcomer.partner_jobs.models.vacancies import FilledBy, Vacancy, VacancyStatus
from tests.partner_jobs import introductions as of
from tests.partner_jobs import people
from tests.partner_jobs.introductions import ANA, HEGE
from tests.partner_jobs.test_introductions import accepted as accepted
from tests.partner_jobs.test_introductions import ana as ana
from tests.partner_jobs.test_introductions import answer, come_of_it, kinds_to, see
from tests.partner_jobs.test_introductions import asked as asked
from tests.partner_jobs.test_introductions import hege as hege
from tests.partner_jobs.test_introductions import hospital as hospital
from tests.partner_jobs.test_introductions import partner as partner
from tests.partner_jobs.test_introductions import vacancy as vacancy
from tests.support.client import Outbox, SiteClient

S = IntroductionStatus


@pytest.mark.parametrize("who", ["ana", "hege"])
def test_either_side_notes_the_conversation(
    app: Flask, accepted: int, request: pytest.FixtureRequest, who: str
) -> None:
    client = request.getfixturevalue(who)
    page = client.press(see(client, accepted), "/talked")
    assert "You talked on" in page.text
    assert of.look_at(app, accepted).talked_on == utcnow().date()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Write the day on which you talked"),
        ("yesterday", "Write the date with day, month and year"),
        ("2999-01-01", "still to come"),
        ("2001-01-01", "before the introduction"),
    ],
)
def test_a_day_on_which_nobody_talked_is_not_taken(
    accepted: int, hege: SiteClient, typed: str, said: str
) -> None:
    page = see(hege, accepted)
    again = hege.post(f"{page.path}/talked", {**page.fields("/talked"), "on": typed}, status=422)
    assert said in " ".join(again.errors)


@pytest.mark.parametrize("who", ["ana", "hege"])
def test_a_hire_ends_the_search_and_can_be_undone(
    app: Flask,
    accepted: int,
    partner: int,
    request: pytest.FixtureRequest,
    outbox: Outbox,
    who: str,
) -> None:
    client = request.getfixturevalue(who)
    page = come_of_it(client, accepted, "hired")
    assert page.heading == "Hired"
    found = of.look_at(app, accepted)
    assert (found.status, found.outcome) == (S.over, Outcome.hired)
    row = of.row_of(app, PartnerProfile, partner)
    assert (row.status, row.hired_at is not None) == (PartnerStatus.hired, True)
    told = HEGE if who == "ana" else ANA
    assert kinds_to(outbox, told)[-1] == "hired"
    # It was not so: the partner can always say that, and the employer takes back its own word.
    assert answer(client, accepted, "/reopen").heading == "You have both said yes"
    row = of.row_of(app, PartnerProfile, partner)
    assert (row.status, row.hired_at) == (PartnerStatus.active, None)
    assert of.look_at(app, accepted).outcome is None


def test_after_a_hire_the_employer_closes_the_vacancy_with_one_press(
    app: Flask, accepted: int, hospital: int, vacancy: int, hege: SiteClient, outbox: Outbox
) -> None:
    waiting = of.suggest(app, people.make_partner(app, email="bo@example.test"), hospital, vacancy)
    come_of_it(hege, accepted, "hired")
    page = answer(hege, accepted, "/fill")
    assert not page.all("form[action$='/fill']")
    found = of.row_of(app, Vacancy, vacancy)
    assert (found.status, found.filled_by) == (VacancyStatus.filled, FilledBy.network)
    assert of.status_of(app, waiting) is S.withdrawn


def test_after_a_hire_the_partner_takes_the_others_back(
    app: Flask, accepted: int, partner: int, ana: SiteClient, hege: SiteClient, outbox: Outbox
) -> None:
    shop = people.make_employer(app, name="Butikken AS", people=("shop@example.test",))
    other = of.suggest(app, partner, shop, people.make_vacancy(app, shop), by=Suggester.partner)
    come_of_it(hege, accepted, "hired")
    page = see(ana, accepted)
    assert "Butikken AS" in page.text
    ana.press(page, "/others")
    assert of.status_of(app, other) is S.withdrawn
    assert "Butikken AS" not in see(ana, accepted).text


def test_not_now_ends_it_kindly_and_the_partner_goes_on_looking(
    app: Flask, accepted: int, partner: int, ana: SiteClient, hege: SiteClient, outbox: Outbox
) -> None:
    come_of_it(hege, accepted, "interview")
    assert of.status_of(app, accepted) is S.accepted
    come_of_it(hege, accepted, "not_now")
    assert of.row_of(app, PartnerProfile, partner).status is PartnerStatus.active
    assert kinds_to(outbox, ANA)[-1] == "over"
    assert see(ana, accepted).heading == "Not now"
    assert ANA not in see(hege, accepted).text


def test_nothing_comes_of_what_not_both_have_agreed_to(
    app: Flask, asked: int, hege: SiteClient
) -> None:
    page = see(hege, asked)
    token = page.fields("/yes")
    hege.post(f"{page.path}/outcome", {**token, "outcome": "hired"}, status=409)
    hege.post(f"{page.path}/fill", token, status=409)
    assert of.look_at(app, asked).outcome is None
