"""From a vacancy to the partners who fit, for coordinators."""

from flask import Flask
from sqlalchemy import select

from newcomer.access import Role
from newcomer.audit import AuditEntry
from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.partner_jobs.models.employers import Sector
from newcomer.partner_jobs.models.introductions import IntroductionStatus
from newcomer.partner_jobs.models.partners import JobFit, PartnerStatus, Visibility
from newcomer.partner_jobs.models.vacancies import VacancyStatus
from tests.partner_jobs import people
from tests.partner_jobs.partner_forms import find_fits, signed_in, want_fits
from tests.support.client import Page, SiteClient

PARTS = {"near": True, "digits": 4, "km": 3.0, "points": {}, "skills": [], "languages": []}


def kari(app: Flask) -> SiteClient:
    return signed_in(app, "kari@example.test", Role.coordinator, language="en")


def names(page: Page) -> list[str]:
    return [" ".join(one.to_text().split()) for one in page.all("main .fit h3")]


def fit(app: Flask, partner: int, vacancy: int, score: int, rank: int | None) -> None:
    """As the worker writes it: the vacancy is among the partner's best, and `rank` of the vacancy's."""
    with app.test_request_context(method="POST"):
        db.session.add(JobFit(partner_id=partner, vacancy_id=vacancy, score=score, parts=PARTS,
                              rank_for_partner=1, rank_for_vacancy=rank, since=utcnow()))  # fmt: skip
        db.session.commit()
        db.session.remove()


def test_a_coordinator_goes_from_a_vacancy_to_who_fits_with_reasons_and_what_is_missing(
    app: Flask,
) -> None:
    vacancy = people.make_vacancy(app, people.make_employer(app), languages={"nb": 4})
    people.make_partner(app, name="Ana Costa")
    want_fits(app)
    find_fits(app)
    desk = kari(app)
    listed = desk.get("jobs_desk.vacancies")
    assert desk.url("jobs_desk.vacancy_partners", vacancy_id=vacancy) in listed.html
    page = desk.get("jobs_desk.vacancy", vacancy_id=vacancy)
    page = desk.get(page.all(f'main a[href$="/{vacancy}/partners"]')[0].attrs["href"])
    assert names(page) == ["Ana Costa"]
    assert "Looks for just this work." in page.text
    assert "What is missing" in page.text
    assert "This person has B1" in page.text
    page = desk.get(page.all('main a[href*="/introduction?"]')[0].attrs["href"])
    desk.submit(page.path, {})
    page = desk.get("jobs_desk.vacancy_partners", vacancy_id=vacancy)
    assert "See the introduction" in page.text
    assert not page.all('main a[href*="/introduction?"]')


def test_the_best_come_first_and_then_who_shows_themself_to_coordinators_only(app: Flask) -> None:
    vacancy = people.make_vacancy(app, people.make_employer(app))
    for name, score, rank in (("Bo", 500, 2), ("Cleo", 900, 1)):
        fit(app, people.make_partner(app, name=name), vacancy, score, rank)
    shy = people.make_partner(app, name="Ana", visibility=Visibility.coordinators)
    fit(app, shy, vacancy, 990, None)
    gone = people.make_partner(app, name="Dag", status=PartnerStatus.hidden)
    fit(app, gone, vacancy, 990, None)
    page = kari(app).get("jobs_desk.vacancy_partners", vacancy_id=vacancy)
    assert names(page) == ["Cleo", "Bo", "Ana"]
    assert "Shown to coordinators only" in page.text


def test_for_a_public_employer_nobody_is_ranked_for_coordinators_either(app: Flask) -> None:
    """They see by name who is told of it, with reasons, though a rank stands in the table."""
    for sector in (Sector.municipal, Sector.county, Sector.state):
        vacancy = people.make_vacancy(app, people.make_employer(app, sector=sector))
        for name, score, rank in (("Cleo", 990, 1), ("Ana", 100, 3), ("Bo", 500, 2)):
            fit(app, people.make_partner(app, name=name), vacancy, score, rank)
        page = kari(app).get("jobs_desk.vacancy_partners", vacancy_id=vacancy)
        assert names(page) == ["Ana", "Bo", "Cleo"]
        assert "Nobody is ranked" in page.text
        assert "Fits very well" not in page.text
        assert "Looks for just this work." in page.text


def test_what_came_of_an_earlier_introduction_is_shown_and_it_may_be_suggested_again(
    app: Flask,
) -> None:
    employer = people.make_employer(app)
    vacancy, partner = people.make_vacancy(app, employer), people.make_partner(app)
    fit(app, partner, vacancy, 900, 1)
    declined = IntroductionStatus.declined_partner
    people.make_introduction(app, partner, employer, vacancy, status=declined)
    page = kari(app).get("jobs_desk.vacancy_partners", vacancy_id=vacancy)
    assert "See the introduction" in page.text
    assert len(page.all('main a[href*="/introduction?"]')) == 1


def test_a_vacancy_that_is_not_open_has_no_list_and_a_draft_is_not_there(app: Flask) -> None:
    employer = people.make_employer(app)
    desk = kari(app)
    for status in (VacancyStatus.paused, VacancyStatus.filled):
        vacancy = people.make_vacancy(app, employer, status=status)
        fit(app, people.make_partner(app), vacancy, 900, 1)
        assert names(desk.get("jobs_desk.vacancy_partners", vacancy_id=vacancy)) == []
    draft = people.make_vacancy(app, employer, status=VacancyStatus.draft)
    desk.get("jobs_desk.vacancy_partners", vacancy_id=draft, status=404)


def test_that_it_was_read_is_in_the_log(app: Flask) -> None:
    vacancy = people.make_vacancy(app, people.make_employer(app))
    kari(app).get("jobs_desk.vacancy_partners", vacancy_id=vacancy)
    with app.app_context():
        read = select(AuditEntry.subject).where(AuditEntry.action == "vacancy.partners_read")
        assert db.session.scalars(read).all() == [f"vacancy {vacancy}"]


def test_nobody_but_coordinators_gets_there(app: Flask) -> None:
    """Not the employer whose vacancy it is."""
    employer = people.make_employer(app, people=("hr@example.test",))
    vacancy = people.make_vacancy(app, employer)
    hr = signed_in(app, "hr@example.test")
    hr.get("jobs_desk.vacancy_partners", vacancy_id=vacancy, status=403)


def test_a_coordinator_who_acts_for_the_employer_sees_no_more_than_the_employer(app: Flask) -> None:
    employer = people.make_employer(app, people=("kari@example.test",))
    vacancy = people.make_vacancy(app, employer)
    kari(app).get("jobs_desk.vacancy_partners", vacancy_id=vacancy, status=404)
