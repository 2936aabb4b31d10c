"""From the day a vacancy is published to its end: shown, paused, renewed, closed, expired."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.partner_jobs.models.introductions import Introduction, IntroductionStatus
from newcomer.partner_jobs.models.vacancies import FilledBy, Vacancy, VacancyStatus
from newcomer.region import current_region
from tests.partner_jobs import people
from tests.partner_jobs.vacancy_forms import HR, due, path_of, row, today, write
from tests.partner_jobs.vacancy_forms import employer as employer
from tests.partner_jobs.vacancy_forms import hr as hr
from tests.support.at_once import count
from tests.support.client import Outbox, SiteClient


def test_it_is_shown_until_the_deadline_or_as_long_as_the_region_says(
    app: Flask, hr: SiteClient, employer: int
) -> None:
    hr.press(write(hr, employer), "/publish")
    assert row(app).expires_on == today(app) + timedelta(days=60)
    with app.test_request_context(method="POST"):
        db.session.delete(db.session.scalars(select(Vacancy)).one())
        db.session.commit()
    soon = today(app) + timedelta(days=10)
    hr.press(write(hr, employer, deadline=soon.isoformat()), "/publish")
    assert row(app).expires_on == soon


def test_paused_it_is_seen_by_nobody_until_it_is_shown_again(
    app: Flask, hr: SiteClient, employer: int, visitor: SiteClient
) -> None:
    page = hr.press(write(hr, employer), "/publish")
    number = row(app).id
    hr.press(page, "/pause")
    gone = visitor.get("jobs.vacancy", vacancy_id=number, status=410)
    assert "på pause" in gone.text
    assert not visitor.get("jobs.vacancies", q="sykepleier").all(".vacancy")
    hr.press(hr.get(page.path), "/resume")
    visitor.get("jobs.vacancy", vacancy_id=number)
    assert visitor.get("jobs.vacancies", q="sykepleier").all(".vacancy")


@pytest.mark.parametrize("outcome", ["network", "other", "closed"])
def test_closed_it_says_so_kindly_and_leads_to_what_is_open(
    app: Flask, hr: SiteClient, employer: int, visitor: SiteClient, outcome: str
) -> None:
    number = people.make_vacancy(app, employer)
    other = people.make_vacancy(app, employer, title="Hjelpepleier")
    path = path_of(app, hr, number)
    page = hr.submit(path + "/end", {"outcome": outcome})
    assert page.flashes
    gone = visitor.get("jobs.vacancy", vacancy_id=number, status=410)
    assert [one.attrs["href"] for one in gone.all(".vacancy a")] == [f"/nb/vacancies/{other}"]
    with app.app_context():
        found = db.session.get_one(Vacancy, number)
        assert found.filled_by == (FilledBy(outcome) if outcome != "closed" else None)
        assert found.ended_at is not None
    fields = {**hr.get(path_of(app, hr, other)).fields("/pause"), "version": "2"}
    hr.open("POST", path + "/publish", data=fields, status=409)


def test_what_nobody_has_to_answer_any_more_is_taken_back(
    app: Flask, hr: SiteClient, employer: int
) -> None:
    number, partner = people.make_vacancy(app, employer), people.make_partner(app)
    asked = people.make_introduction(app, partner, employer, number)
    talking = people.make_introduction(
        app, people.make_partner(app), employer, number, status=IntroductionStatus.accepted
    )
    hr.submit(path_of(app, hr, number) + "/end", {"outcome": "other"})
    with app.app_context():
        statuses = [db.session.get_one(Introduction, one).status for one in (asked, talking)]
    assert statuses == [IntroductionStatus.withdrawn, IntroductionStatus.accepted]


def test_the_owners_are_told_in_time_and_once(
    app: Flask, hr: SiteClient, employer: int, outbox: Outbox
) -> None:
    people.make_vacancy(app, employer, expires_on=today(app) + timedelta(days=5))
    people.make_vacancy(app, employer, expires_on=today(app) + timedelta(days=6))
    assert due(app) == {"told": 1}
    assert due(app) == {}
    for address in (HR, "colleague@example.test"):
        (mail,) = outbox.to(address)
        assert mail.kind == "vacancy_expires"
        # Nobody has shown yet that the colleague's address is theirs: no text of others is sent there.
        assert ("Sykepleier" in mail.body) == (address == HR)
    page = hr.get(outbox.link_to(HR))
    hr.press(page, "/renew")
    assert due(app) == {}
    with app.app_context():
        dates = set(db.session.scalars(select(Vacancy.expires_on)))
    assert dates == {today(app) + timedelta(days=60), today(app) + timedelta(days=6)}


def test_whoever_publishes_for_a_few_days_is_not_told_the_same_day(
    app: Flask, hr: SiteClient, employer: int, outbox: Outbox
) -> None:
    soon = today(app) + timedelta(days=3)
    hr.press(write(hr, employer, deadline=soon.isoformat()), "/publish")
    due(app)
    assert "vacancy_expires" not in [mail.kind for mail in outbox.to(HR)]


def test_it_expires_by_itself_after_its_last_day_in_the_region(
    app: Flask, hr: SiteClient, employer: int, visitor: SiteClient
) -> None:
    last = today(app)
    number = people.make_vacancy(app, employer, expires_on=last, expiry_told_at=utcnow())
    paused = people.make_vacancy(
        app, employer, status=VacancyStatus.paused, expires_on=last, expiry_told_at=utcnow()
    )
    with app.app_context():
        zone = current_region().zone
    before = datetime(last.year, last.month, last.day, 23, 59, tzinfo=zone)
    assert due(app, before) == {}
    assert due(app, before + timedelta(minutes=2)) == {"expired": 2}
    visitor.get("jobs.vacancy", vacancy_id=number, status=410)
    with app.app_context():
        assert {one.status for one in db.session.scalars(select(Vacancy))} == {
            VacancyStatus.expired
        }
    page = hr.press(hr.get(path_of(app, hr, number)), "/publish")
    assert page.flashes
    visitor.get("jobs.vacancy", vacancy_id=number)
    hr.get(path_of(app, hr, paused))


def test_one_whose_day_has_passed_is_not_shown_even_before_the_worker_comes(
    app: Flask, employer: int, visitor: SiteClient
) -> None:
    yesterday = today(app) - timedelta(days=1)
    number = people.make_vacancy(app, employer, expires_on=yesterday)
    visitor.get("jobs.vacancy", vacancy_id=number, status=410)
    assert not visitor.get("jobs.vacancies").all(".vacancy")


def test_after_the_deadline_it_is_published_again_only_with_another_day(
    app: Flask, hr: SiteClient, employer: int
) -> None:
    past = today(app) - timedelta(days=1)
    number = people.make_vacancy(
        app, employer, status=VacancyStatus.expired, deadline=past, expires_on=past
    )
    path = path_of(app, hr, number)
    page = hr.press(hr.get(path), "/publish", status=422)
    assert "Søknadsfristen er ute" in page.text
    later = today(app) + timedelta(days=20)
    hr.submit(path + "/edit", {"deadline": later.isoformat(), "apply_email": "a@example.test"})
    hr.press(hr.get(path), "/publish")
    assert row(app).expires_on == later


def test_an_earlier_deadline_shortens_the_time_and_a_later_one_does_not_lengthen_it(
    app: Flask, hr: SiteClient, employer: int
) -> None:
    page = hr.press(write(hr, employer), "/publish")
    for days, shown in ((20, 20), (100, 20)):
        day = today(app) + timedelta(days=days)
        hr.submit(page.path + "/edit", {"deadline": day.isoformat()})
        assert row(app).expires_on == today(app) + timedelta(days=shown)


def test_a_draft_is_deleted_and_what_was_published_is_not(
    app: Flask, hr: SiteClient, employer: int
) -> None:
    page = write(hr, employer)
    hr.submit(page.path + "/delete")
    assert count(app, Vacancy) == 0
    page = write(hr, employer)
    form = hr.get(page.path + "/delete")
    hr.press(hr.get(page.path), "/publish")
    hr.open("POST", form.path, data=form.fields(), status=409)
    assert count(app, Vacancy) == 1
