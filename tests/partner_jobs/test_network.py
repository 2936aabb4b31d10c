"""The network as a whole: whom nobody matches and why, who has not answered, what nobody fits."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.partner_jobs.models.introductions import IntroductionStatus, Outcome, Suggester
from newcomer.partner_jobs.models.partners import FitState, JobFit, PartnerStatus
from tests.partner_jobs import introductions as of
from tests.partner_jobs import people
from tests.partner_jobs.introductions import DAY
from tests.partner_jobs.test_introductions import kari as kari
from tests.support.client import SiteClient

ClientFor = Callable[..., SiteClient]


def found(app: Flask, why: dict[int, str], *, wanted: int = 1) -> None:
    """What the worker found: whom nobody matches, and why."""
    unmatched = {str(number): {"why": reason} for number, reason in why.items()}
    result = {"partners": 9, "vacancies": 9, "unmatched": unmatched}
    with app.test_request_context(method="POST"):
        db.session.add(FitState(id=1, wanted=wanted, done=1, found_at=utcnow(), result=result))
        db.session.commit()
        db.session.remove()


def fits(app: Flask, partner_id: int, vacancy_id: int, rank: int | None = 1) -> None:
    with app.test_request_context(method="POST"):
        row = JobFit(partner_id=partner_id, vacancy_id=vacancy_id, score=700, since=utcnow())
        row.rank_for_partner = rank
        db.session.add(row)
        db.session.commit()
        db.session.remove()


def test_before_anything_has_been_found_the_page_says_so(kari: SiteClient) -> None:
    page = kari.get("jobs_desk.network")
    assert "Nothing has been found yet" in page.text
    assert "nobody fits" not in page.text
    assert not page.all("figure")


def test_coordinators_see_whom_nobody_matches_and_why(app: Flask, kari: SiteClient) -> None:
    ana = of.make_ana(app)
    bo = people.make_partner(app, name="Bo Berg")
    gone = people.make_partner(app, name="Cleo Gone", status=PartnerStatus.hidden)
    found(app, {ana: "language", bo: "distance", gone: "occupation"}, wanted=2)
    page = kari.get("jobs_desk.network")
    for word in (
        "Ana Costa",
        "Bo Berg",
        "need a higher level",
        "too far away",
        "We are looking again",
    ):
        assert word in page.text
    assert "Cleo Gone" not in page.text
    assert len(page.all("figure")) == 1
    link = kari.url("jobs_desk.suggest_introduction", partner_id=ana)
    assert link in page.html


def test_coordinators_see_what_the_network_has_done(app: Flask, kari: SiteClient) -> None:
    now = utcnow()
    hired: dict[str, Any] = {
        "status": IntroductionStatus.over,
        "outcome": Outcome.hired,
        "outcome_at": now,
    }
    for _ in range(2):
        people.make_introduction(
            app, people.make_partner(app), of.make_hospital(app), talked_on=now.date(), **hired
        )
    rows = [" ".join(row.to_text().split()) for row in kari.get("jobs_desk.network").all("tr")]
    for said in ("Conversations 2 –", "Hires 2 –", "Introductions received 0 –"):
        assert said in rows


def test_coordinators_see_who_has_not_answered(app: Flask, kari: SiteClient) -> None:
    hospital = of.make_hospital(app)
    for _ in range(2):
        vacancy = people.make_vacancy(app, hospital)
        of.suggest(app, people.make_partner(app), hospital, vacancy, by=Suggester.partner)
    assert "All members have answered in time" in kari.get("jobs_desk.network").text
    of.come_round(app, 14 * DAY)
    page = kari.get("jobs_desk.network")
    assert "Sykehuset AS : 2 introductions in the last three months" in page.text


def test_coordinators_see_the_vacancies_that_nobody_fits(app: Flask, kari: SiteClient) -> None:
    hospital = of.make_hospital(app)
    fitting, lonely, once = (
        people.make_vacancy(app, hospital, title=title) for title in ("Kokk", "Pilot", "Smed")
    )
    ana = of.make_ana(app)
    fits(app, ana, fitting)
    fits(app, ana, once, rank=None)
    found(app, {})
    text = kari.get("jobs_desk.network").text.split("Vacancies that nobody fits")[1]
    assert "Pilot" in text
    assert "Smed" in text
    assert "Kokk" not in text


def test_a_coordinator_suggests_what_fits_best_first(app: Flask, kari: SiteClient) -> None:
    hospital, ana = of.make_hospital(app), of.make_ana(app)
    second, first = (people.make_vacancy(app, hospital, title=one) for one in ("Kokk", "Lege"))
    fits(app, ana, second, 2)
    fits(app, ana, first, 1)
    text = kari.get("jobs_desk.suggest_introduction", partner_id=ana).text
    assert text.index("Lege") < text.index("Kokk")
    page = kari.get(f"{kari.url('jobs_desk.suggest_introduction', partner_id=ana)}?vacancy={first}")
    assert page.fields()["about"] == str(first)
    kari.submit(page.path)
    (number,) = of.numbers(app)
    assert of.look_at(app, number).score == 700


def test_an_employer_that_has_left_meanwhile_is_asked_nothing(app: Flask, kari: SiteClient) -> None:
    hospital, ana = of.make_hospital(app), of.make_ana(app)
    path = kari.url("jobs_desk.suggest_introduction", partner_id=ana)
    page = kari.get(f"{path}?employer={hospital}")
    of.leave(app, hospital)
    refused = kari.post(page.path, {**page.fields(), "about": "conversation"}, status=409)
    assert "The employer is not a member of the network now." in refused.text
    assert of.numbers(app) == []


@pytest.mark.parametrize("asked", ["vacancy", "employer"])
@pytest.mark.parametrize("number", [0, -1, 2**31, 10**30])
def test_numbers_that_no_row_can_have_are_asked_for_in_vain(
    app: Flask, kari: SiteClient, asked: str, number: int
) -> None:
    of.make_hospital(app)
    path = kari.url("jobs_desk.suggest_introduction", partner_id=of.make_ana(app))
    assert "Or choose an employer" in kari.get(f"{path}?{asked}={number}").text


@pytest.mark.parametrize("language", ["nb", "nn", "sv", "en"])
def test_the_page_costs_the_same_however_large_the_network_is(
    app: Flask, client_for: ClientFor, language: str
) -> None:
    client = client_for("coordinator", language=language)
    hospital = of.make_hospital(app)
    people.make_vacancy(app, hospital)
    found(app, {people.make_partner(app): "workload"})
    before = len(client.get("jobs_desk.network").queries)
    with app.test_request_context(method="POST"):
        why = {str(people.make_partner(app)): {"why": "occupation"} for _ in range(30)}
        state = db.session.get_one(FitState, 1)
        state.result = {"unmatched": why}
        db.session.commit()
        db.session.remove()
    for _ in range(5):
        people.make_vacancy(app, of.make_hospital(app))
    page = client.get("jobs_desk.network")
    assert len(page.queries) == before
    assert page.all(".paging")
