"""A colleague who was added with a wrong address, or is gone again, learns nothing of a partner by
e-mail."""

import pytest
from flask import Flask

from newcomer.mail import EmailStatus, OutgoingEmail
from newcomer.partner_jobs.models.introductions import Suggester
from tests.partner_jobs import introductions as of
from tests.partner_jobs import people
from tests.partner_jobs.introductions import HEGE, ODD
from tests.partner_jobs.test_introductions import ana as ana
from tests.partner_jobs.test_introductions import answer, kinds_to
from tests.partner_jobs.test_introductions import asked as asked
from tests.partner_jobs.test_introductions import hege as hege
from tests.partner_jobs.test_introductions import hospital as hospital
from tests.partner_jobs.test_introductions import kari as kari
from tests.partner_jobs.test_introductions import partner as partner
from tests.partner_jobs.test_introductions import vacancy as vacancy
from tests.support.client import Outbox, SiteClient


def test_who_has_never_signed_in_gets_nothing_that_anybody_typed(
    app: Flask, asked: int, partner: int, hege: SiteClient, outbox: Outbox
) -> None:
    answer(hege, asked)
    of.hide(app, partner)
    bodies = [f"{mail.subject}\n{mail.body}" for mail in outbox.to(ODD)]
    assert bodies
    for body in bodies:
        assert "Ana" not in body
        assert "900 00 001" not in body
        assert "Sykehuset" not in body


def test_who_has_never_signed_in_hears_of_the_double_yes_without_the_contact(
    asked: int, hege: SiteClient, outbox: Outbox
) -> None:
    answer(hege, asked)
    (mail,) = [one for one in outbox.to(ODD) if one.kind == "introduction_contact"]
    assert "Ana" not in mail.body
    assert f"/job-number-2/introductions/{asked}" in mail.body
    (mail,) = [one for one in outbox.to(HEGE) if one.kind == "introduction_contact"]
    assert "Ana Costa: ana@example.test, 900 00 001" in mail.body


def test_who_acts_no_more_is_not_sent_what_waited_for_them(
    app: Flask,
    asked: int,
    hospital: int,
    hege: SiteClient,
    client_for: object,
    outbox: Outbox,
) -> None:
    client_for("member", email=ODD)  # type: ignore[operator]
    answer(hege, asked)
    assert "contact" in kinds_to(outbox, ODD)
    number = people.person_of(app, hospital, ODD)
    hege.submit("jobs.remove_colleague", employer_id=hospital, person_id=number)
    assert [mail.kind for mail in outbox.to(ODD)] == ["employer_removed"]


def test_hiding_takes_back_mails_to_whoever_acted_for_the_employer_also_those_that_failed(
    app: Flask, asked: int, partner: int, hospital: int, hege: SiteClient, outbox: Outbox
) -> None:
    answer(hege, asked)
    (mail,) = [one for one in outbox.to(HEGE) if one.kind == "introduction_contact"]
    of.change(app, OutgoingEmail, mail.id, status=EmailStatus.dead, attempts=9)
    of.hide(app, partner)
    for who in (HEGE, ODD):
        assert all("Ana" not in mail.body for mail in outbox.to(who))
        assert "contact" not in kinds_to(outbox, who)


@pytest.mark.parametrize("suggested_by", [Suggester.employer, Suggester.coordinator])
def test_the_partner_gets_the_names_of_those_they_can_reach(
    app: Flask,
    partner: int,
    hospital: int,
    vacancy: int,
    ana: SiteClient,
    hege: SiteClient,
    outbox: Outbox,
    suggested_by: Suggester,
) -> None:
    number = of.suggest(app, partner, hospital, vacancy, by=suggested_by)
    answer(ana, number)
    if suggested_by is Suggester.coordinator:
        answer(hege, number)
    (mail,) = [one for one in outbox.to("ana@example.test") if "contact" in one.kind]
    assert "Sykehuset AS" in mail.body
    assert HEGE in mail.body


def test_why_a_vacancy_is_taken_down_goes_to_confirmed_addresses_only(
    app: Flask,
    hospital: int,
    vacancy: int,
    hege: SiteClient,
    kari: SiteClient,
    outbox: Outbox,
) -> None:
    reason = {"reason": "It asks for a native speaker."}
    kari.submit("jobs_desk.vacancy", reason, vacancy_id=vacancy)
    assert "native speaker" in outbox.to(HEGE)[-1].body
    assert "native speaker" not in outbox.to(ODD)[-1].body
    assert str(vacancy) in outbox.to(ODD)[-1].body
