"""Who takes back a yes, or part of it, is shown no more at that moment: wherever they were shown."""

import pytest
from flask import Flask
from sqlalchemy import select

from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.partner_jobs import personal_data
from newcomer.partner_jobs.models.employers import Employer, Sector
from newcomer.partner_jobs.models.introductions import (
    Introduction,
    IntroductionStatus,
    Suggester,
)
from newcomer.partner_jobs.models.partners import (
    JobFit,
    PartnerProfile,
    PartnerStatus,
    ProfileLook,
    Visibility,
)
from newcomer.partner_jobs.services import cv
from tests.partner_jobs import introductions as of
from tests.partner_jobs import pdfs, people
from tests.partner_jobs.introductions import ANA, HEGE
from tests.partner_jobs.partner_forms import change
from tests.partner_jobs.test_introductions import ana as ana
from tests.partner_jobs.test_introductions import answer, kinds_to, say_no, see
from tests.partner_jobs.test_introductions import asked as asked
from tests.partner_jobs.test_introductions import hege as hege
from tests.partner_jobs.test_introductions import hospital as hospital
from tests.partner_jobs.test_introductions import kari as kari
from tests.partner_jobs.test_introductions import partner as partner
from tests.partner_jobs.test_introductions import vacancy as vacancy
from tests.support.client import Outbox, SiteClient

S = IntroductionStatus


@pytest.fixture
def wanted(app: Flask, partner: int, hospital: int, vacancy: int) -> int:
    """The hospital has seen Ana's profile, and asks whether she would like to talk."""
    return of.suggest(app, partner, hospital, vacancy, by=Suggester.employer)


def choose(client: SiteClient, visibility: Visibility) -> None:
    client.submit(
        "jobs.partner_profile",
        {"education": "bachelor", "reach_km": "25", "visibility": visibility.value},
    )


def test_with_coordinators_only_an_employer_s_question_is_asked_no_more(
    app: Flask, wanted: int, hospital: int, ana: SiteClient, hege: SiteClient, outbox: Outbox
) -> None:
    assert "nurse" in see(hege, wanted).text.lower()
    choose(ana, Visibility.coordinators)
    assert of.status_of(app, wanted) is S.withdrawn
    everywhere = (
        see(hege, wanted).text
        + hege.get("jobs.employer_introductions", employer_id=hospital).text
        + hege.get("accounts.my_page").text
    )
    assert "nurse" not in everywhere.lower()
    assert "asked" not in kinds_to(outbox, ANA)
    assert kinds_to(outbox, HEGE) == ["over"]


def test_without_the_name_an_employer_s_question_stays(
    app: Flask, partner: int, wanted: int, ana: SiteClient
) -> None:
    choose(ana, Visibility.named)
    choose(ana, Visibility.anonymous)
    assert of.status_of(app, wanted) is S.asked_partner


def test_what_the_partner_has_said_yes_to_goes_on_with_coordinators_only(
    app: Flask, asked: int, ana: SiteClient, hege: SiteClient
) -> None:
    choose(ana, Visibility.coordinators)
    assert of.status_of(app, asked) is S.asked_employer
    assert "nurse" in see(hege, asked).text.lower()


def test_who_has_got_work_elsewhere_is_not_shown_by_a_question_that_waits(
    app: Flask, wanted: int, partner: int, hege: SiteClient
) -> None:
    of.change(app, PartnerProfile, partner, status=PartnerStatus.hired)
    assert "nurse" not in see(hege, wanted).text.lower()


def test_a_former_member_learns_no_name_from_what_is_over(
    app: Flask, asked: int, partner: int, hospital: int, hege: SiteClient
) -> None:
    say_no(hege, asked, "no_time")
    of.leave(app, hospital)
    of.change(app, PartnerProfile, partner, visibility=Visibility.named)
    page = see(hege, asked)
    assert "Ana" not in page.text
    assert "nurse" not in page.text.lower()


def test_a_public_employer_learns_no_name_from_what_is_over(
    app: Flask, asked: int, partner: int, hospital: int, hege: SiteClient
) -> None:
    of.change(app, Employer, hospital, sector=Sector.state)
    say_no(hege, asked, "no_time")
    of.change(app, PartnerProfile, partner, visibility=Visibility.named)
    everywhere = (
        see(hege, asked).text + hege.get("jobs.employer_introductions", employer_id=hospital).text
    )
    assert "Ana" not in everywhere


def test_an_employer_that_became_a_public_one_is_shown_nobody_it_has_asked_for(
    app: Flask, wanted: int, hospital: int, hege: SiteClient
) -> None:
    of.change(app, Employer, hospital, sector=Sector.municipal)
    assert "nurse" not in see(hege, wanted).text.lower()


@pytest.mark.parametrize("word", ["no", "outcome", "talked", "fill"])
def test_nobody_reads_a_profile_without_a_note_by_sending_forms_with_mistakes(
    app: Flask, asked: int, hege: SiteClient, word: str
) -> None:
    if word != "no":
        answer(hege, asked)
    with app.app_context():
        before = len(db.session.scalars(select(ProfileLook.id)).all())
    token = hege.get("jobs.my_introductions").fields("/sign-out")
    found = hege.http.post(
        f"/en/job-number-2/introductions/{asked}/{word}",
        data={**token, "on": "nonsense"},
        base_url=hege.base_url,
    )
    page = found.get_data(as_text=True)
    assert found.status_code in {409, 422}
    assert "Bachelor" not in page
    assert "Workload wanted" not in page
    with app.app_context():
        assert len(db.session.scalars(select(ProfileLook.id)).all()) == before


def test_an_introduction_keeps_nothing_of_a_partner_who_is_gone(
    app: Flask, asked: int, partner: int, ana: SiteClient
) -> None:
    of.change(app, Introduction, asked, score=700, parts={"languages": [{"have": 3}], "km": 12})
    ana.submit("jobs.delete_partner")
    found = of.look_at(app, asked)
    assert (found.partner_id, found.parts, found.score) == (None, {}, 0)


def test_who_is_hidden_is_hidden_from_coordinators_too(
    app: Flask, partner: int, hospital: int, kari: SiteClient
) -> None:
    change(app, partner, lambda one: cv.keep(one, pdfs.plain(), utcnow()))
    number = of.suggest(app, partner, hospital)
    assert "Ana Costa" in kari.get("jobs_desk.partners").text
    of.hide(app, partner)
    for page in (
        kari.get("jobs_desk.partners"),
        kari.get("jobs_desk.introductions", tab="ended"),
        kari.get("jobs_desk.introduction", introduction_id=number),
        kari.get("jobs_desk.partner", partner_id=partner, status=404),
        kari.get("jobs_desk.suggest_introduction", partner_id=partner, status=404),
    ):
        assert "Ana" not in page.text
        assert ANA not in page.text
    kari.get("jobs_desk.partner_cv_at_desk", partner_id=partner, status=404)


@pytest.mark.parametrize(("silent", "stays"), [(10, True), (4000, False)])
def test_an_introduction_that_nobody_ends_keeps_no_profile_for_ever(
    app: Flask, asked: int, partner: int, hege: SiteClient, silent: int, stays: bool
) -> None:
    answer(hege, asked)
    now = utcnow()
    of.change(app, PartnerProfile, partner, last_used_at=now - 4000 * of.DAY)
    of.change(app, Introduction, asked, last_activity_at=now - silent * of.DAY)
    with app.test_request_context(method="POST"):
        personal_data.retain(now)
        db.session.commit()
        assert (db.session.get(PartnerProfile, partner) is not None) == stays


def test_others_learn_nothing_from_how_many_fit(
    app: Flask, hospital: int, vacancy: int, partner: int, hege: SiteClient
) -> None:
    """Neither of who shows themself to no employer, nor whether there is one at all."""
    before = hege.get("jobs.employer_vacancies", employer_id=hospital).text
    rank(app, vacancy, [partner, *(people.make_partner(app) for _ in range(3))])
    assert hege.get("jobs.employer_vacancies", employer_id=hospital).text == before
    unseen = Visibility.coordinators
    rank(app, vacancy, [people.make_partner(app, visibility=unseen) for _ in range(5)])
    assert hege.get("jobs.employer_vacancies", employer_id=hospital).text == before
    rank(app, vacancy, [people.make_partner(app)])
    assert "5 partners" in hege.get("jobs.employer_vacancies", employer_id=hospital).text


def rank(app: Flask, vacancy: int, partners: list[int]) -> None:
    with app.test_request_context(method="POST"):
        for number in partners:
            db.session.add(
                JobFit(
                    partner_id=number,
                    vacancy_id=vacancy,
                    score=900,
                    parts={},
                    rank_for_partner=1,
                    since=utcnow(),
                )
            )
        db.session.commit()
