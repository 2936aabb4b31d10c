"""New vacancies that fit go out by mail: to whom they should, once, and never after a no."""

from datetime import datetime, timedelta
from email import message_from_bytes, policy
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select, update

from newcomer import mail
from newcomer.extensions import db
from newcomer.mail import OutgoingEmail
from newcomer.partner_jobs.models.employers import Sector
from newcomer.partner_jobs.models.partners import (
    DigestRhythm,
    JobFit,
    PartnerProfile,
    PartnerStatus,
)
from newcomer.partner_jobs.models.vacancies import Vacancy, VacancyStatus
from newcomer.partner_jobs.services import digest, parting, partners
from newcomer.region import current_region
from tests.partner_jobs import people
from tests.partner_jobs.partner_forms import MARIA, change, find_fits, look_at, want_fits
from tests.support.at_once import at_once
from tests.support.client import Outbox, SiteClient

DAY = timedelta(days=1)


@pytest.fixture
def monday(app: Flask) -> datetime:
    """A Monday morning at nine, a working day, in a year to come."""
    return datetime(2027, 3, 1, 9, tzinfo=app.extensions["region"].zone)


def look_for(app: Flask, now: datetime) -> None:
    """A worker finds what fits, as at this time."""
    want_fits(app)
    find_fits(app)
    with app.test_request_context(method="POST"):  # what it found just now was found then
        db.session.execute(update(JobFit).where(JobFit.since < now - 9 * DAY).values(since=now))
        db.session.commit()


def send(app: Flask, now: datetime) -> int:
    with app.app_context():
        sent = digest.send(now, current_region())
        db.session.remove()
    return sent.get("job_digest", 0)


def a_partner(app: Flask, now: datetime, **facts: Any) -> int:
    return people.make_partner(app, now=now, **{"email": MARIA, **facts})


@pytest.fixture
def maria(app: Flask, monday: datetime) -> int:
    """A partner for whom a worker found a vacancy that fits yesterday."""
    number = a_partner(app, monday - 20 * DAY)
    people.make_vacancy(app, people.make_employer(app))
    look_for(app, monday - DAY)
    return number


def test_a_new_vacancy_that_fits_is_told_once_in_the_partners_language(
    app: Flask, outbox: Outbox, monday: datetime
) -> None:
    a_partner(app, monday - 8 * DAY, language="sv")
    people.make_vacancy(app, people.make_employer(app, name="Fjell AS"), title="Sykepleier natt")
    look_for(app, monday - DAY)
    assert send(app, monday) == 1
    (email,) = outbox.to(MARIA)
    assert email.subject == "1 ny ledig tjänst passar dig"
    assert "Sykepleier natt" in email.body
    assert "Fjell AS, Lillehammer. Passar bra." in email.body.replace("mycket ", "")
    assert send(app, monday) == 0
    assert send(app, monday + 7 * DAY) == 0  # nothing is new
    people.make_vacancy(app, people.make_employer(app, people=()), title="Sykepleier dag")
    look_for(app, monday + 6 * DAY)
    assert send(app, monday + 7 * DAY) == 1
    assert "natt" not in outbox.to(MARIA)[-1].body


@pytest.mark.parametrize(
    ("rhythm", "days"),
    [(DigestRhythm.daily, [0, 1, 2]), (DigestRhythm.weekly, [0, 7]), (DigestRhythm.never, [])],
)
def test_each_gets_them_as_often_as_they_wish(
    app: Flask, outbox: Outbox, monday: datetime, rhythm: DigestRhythm, days: list[int]
) -> None:
    a_partner(app, monday - 20 * DAY, digest=rhythm)
    employer = people.make_employer(app)
    told = []
    for day in (0, 1, 2, 7):
        if day != 7 or rhythm is not DigestRhythm.daily:
            people.make_vacancy(app, employer)
            look_for(app, monday + (day - 0.5) * DAY)
            told += [day] * send(app, monday + day * DAY)
    assert told == days


@pytest.mark.parametrize("hours", [-4, 9, 5 * 24])
def test_nothing_goes_out_early_late_or_on_days_off(
    app: Flask, outbox: Outbox, maria: int, monday: datetime, hours: int
) -> None:
    assert send(app, monday + timedelta(hours=hours)) == 0


def test_vacancies_in_other_work_or_not_open_any_more_are_not_told(
    app: Flask, outbox: Outbox, monday: datetime
) -> None:
    a_partner(app, monday - 20 * DAY)
    employer = people.make_employer(app)
    people.make_vacancy(app, employer, occupation="farmer", isco="6130")
    gone = people.make_vacancy(app, employer)
    look_for(app, monday - DAY)
    with app.test_request_context(method="POST"):
        db.session.get_one(Vacancy, gone).status = VacancyStatus.closed
        db.session.commit()
    assert send(app, monday) == 0
    assert outbox.to(MARIA) == []


def test_public_employers_vacancies_are_told_too(
    app: Flask, outbox: Outbox, monday: datetime
) -> None:
    a_partner(app, monday - 20 * DAY)
    people.make_vacancy(app, people.make_employer(app, sector=Sector.municipal), title="I kommunen")
    look_for(app, monday - DAY)
    assert send(app, monday) == 1
    assert "I kommunen" in outbox.to(MARIA)[0].body


@pytest.mark.parametrize("leave", ["hide", "found_work", "partner", "end_digest"])
def test_who_says_no_gets_none_of_what_waits(
    app: Flask, outbox: Outbox, monday: datetime, maria: int, leave: str
) -> None:
    assert send(app, monday) == 1
    acts = {
        "hide": lambda one: parting.hide(one, monday),
        "found_work": lambda one: parting.found_work(one, None, monday),
        "partner": lambda one: parting.partner(one, monday),
        "end_digest": lambda one: partners.end_digest(one, monday),
    }
    change(app, maria, acts[leave])
    assert outbox.to(MARIA) == []


def test_two_workers_tell_it_once(app: Flask, outbox: Outbox, maria: int, monday: datetime) -> None:
    told = at_once(
        app, lambda: send(app, monday), lambda: send(app, monday), meet="UPDATE partner_profile"
    )
    assert sorted(told) == [0, 1]
    assert len(outbox.to(MARIA)) == 1


@pytest.mark.parametrize("in_turn", [True, False])
def test_who_hides_while_the_mail_is_written_gets_none(
    app: Flask, outbox: Outbox, monday: datetime, maria: int, in_turn: bool
) -> None:
    def hide() -> int:
        change(app, maria, lambda one: parting.hide(one, monday))
        return 0

    at_once(app, hide, lambda: send(app, monday), meet="UPDATE partner_profile", in_turn=in_turn)
    assert outbox.to(MARIA) == []


def test_a_mail_program_ends_them_with_one_click(
    app: Flask, outbox: Outbox, monday: datetime, maria: int
) -> None:
    """RFC 8058: a POST to the address in the header, with no session and nothing else."""
    send(app, monday)
    with app.app_context():
        (row,) = db.session.scalars(select(OutgoingEmail)).all()
        wire = mail.as_message(row).as_bytes(policy=mail.WIRE)
    message = message_from_bytes(wire, policy=policy.default)
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    line = next(one for one in wire.splitlines() if one.startswith(b"List-Unsubscribe:"))
    address = line.decode("ascii").partition(": ")[2]
    assert address.startswith("<http://newcomer.test/")
    assert address.endswith(">")
    client = SiteClient(app)
    response = client.http.post(
        urlsplit(address.strip("<>")).path,
        data={"List-Unsubscribe": "One-Click"},
        base_url=client.base_url,
    )
    assert response.status_code == 200
    assert _told(app, maria).digest is DigestRhythm.never
    assert _told(app, maria).status is PartnerStatus.active
    assert outbox.to(MARIA) == []


def test_a_person_ends_them_with_a_button_and_looking_ends_nothing(
    app: Flask, monday: datetime
) -> None:
    number = a_partner(app, monday)
    with app.test_request_context(base_url="http://newcomer.test"):
        link = digest.unsubscribe_link(db.session.get_one(PartnerProfile, number))
    client = SiteClient(app)
    page = client.get(urlsplit(link).path)
    assert _told(app, number).digest is DigestRhythm.weekly
    page = client.post(page.path, page.fields())
    assert _told(app, number).digest is DigestRhythm.never
    client.post(page.path, {})  # pressed twice
    client.get(urlsplit(link).path[:-8] + "x/end", status=404)


def test_other_mails_have_no_such_header(app: Flask) -> None:
    with app.test_request_context(base_url="http://newcomer.test"):
        row = mail.queue_email("sign_in", to=MARIA, language="nb", now=datetime.now().astimezone(),
                               link="http://newcomer.test/x", minutes=60)  # fmt: skip
        message = mail.as_message(row)
        db.session.rollback()
    assert message["List-Unsubscribe"] is None


def _told(app: Flask, number: int) -> PartnerProfile:
    found = look_at(app, number)
    assert found is not None
    return found
