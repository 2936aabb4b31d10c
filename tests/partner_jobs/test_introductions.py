"""Introductions: who suggests has said yes, the other is asked, and what each of the two is told."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from newcomer.audit import AuditEntry
from newcomer.extensions import db
from newcomer.partner_jobs.models.employers import Sector
from newcomer.partner_jobs.models.introductions import (
    EmployerNoReason,
    Introduction,
    IntroductionStatus,
    PartnerNo,
    Suggester,
)
from newcomer.partner_jobs.models.partners import (
    ProfileLook,
    Visibility,
)
from newcomer.region import current_region
from tests.partner_jobs import introductions as of
from tests.partner_jobs import people
from tests.partner_jobs.introductions import ANA, HEGE, KARI, ODD
from tests.support.client import Outbox, Page, SiteClient

ClientFor = Callable[..., SiteClient]
S = IntroductionStatus


@pytest.fixture
def kari(client_for: ClientFor) -> SiteClient:
    return client_for("coordinator", email=KARI, language="en")


@pytest.fixture
def ana(client_for: ClientFor) -> SiteClient:
    return client_for("member", email=ANA, language="en")


@pytest.fixture
def hege(client_for: ClientFor) -> SiteClient:
    return client_for("member", email=HEGE, language="en")


@pytest.fixture
def partner(app: Flask) -> int:
    return of.make_ana(app)


@pytest.fixture
def hospital(app: Flask) -> int:
    return of.make_hospital(app)


@pytest.fixture
def vacancy(app: Flask, hospital: int) -> int:
    return people.make_vacancy(app, hospital)


@pytest.fixture
def asked(app: Flask, partner: int, hospital: int, vacancy: int) -> int:
    """Ana has asked to be introduced, and the hospital is asked."""
    return of.suggest(app, partner, hospital, vacancy, by=Suggester.partner)


@pytest.fixture
def accepted(asked: int, hege: SiteClient) -> int:
    answer(hege, asked)
    return asked


def see(client: SiteClient, number: int) -> Page:
    return client.get("jobs.introduction", introduction_id=number)


def answer(client: SiteClient, number: int, word: str = "/yes", status: int = 200) -> Page:
    return client.press(see(client, number), word, status=status)


def say_no(client: SiteClient, number: int, reason: str, status: int = 200) -> Page:
    page = see(client, number)
    fields = {**page.fields("/no"), "reason": reason}
    return client.post(f"{page.path}/no", fields, status=status)


def come_of_it(client: SiteClient, number: int, outcome: str, status: int = 200) -> Page:
    page = see(client, number)
    fields = {**page.fields("/outcome"), "outcome": outcome}
    return client.post(f"{page.path}/outcome", fields, status=status)


def kinds_to(outbox: Outbox, address: str) -> list[str]:
    return [mail.kind.removeprefix("introduction_") for mail in outbox.to(address)]


# -- suggesting ----------------------------------------------------------------------------------


def test_a_partner_asks_to_be_introduced_and_all_who_act_for_the_employer_are_asked(
    app: Flask, partner: int, hospital: int, vacancy: int, ana: SiteClient, outbox: Outbox
) -> None:
    page = ana.get("jobs.suggest_as_partner", vacancy_id=vacancy)
    assert "without your name" not in page.text
    assert "gets your name, e-mail address and phone number only when it has said yes" in page.text
    page = ana.submit(page.path)
    assert page.heading == "You have said yes"
    (number,) = of.numbers(app)
    found = of.look_at(app, number)
    assert (found.status, found.suggested_by) == (S.asked_employer, Suggester.partner)
    assert found.partner_yes_at and found.employer_asked_at
    with app.app_context():
        days = current_region().jobs["answer_working_days"]
        due = current_region().close_of_day_after(found.created_at, days)
    assert found.employer_due_at == found.due_at == due
    assert kinds_to(outbox, HEGE) == kinds_to(outbox, ODD) == ["asked"]
    assert outbox.to(ANA) == []
    body = outbox.to(HEGE)[0].body
    assert "Ana" not in body
    assert "hos oss" not in body
    assert f"/job-number-2/introductions/{number}" in body


def test_a_coordinator_s_suggestion_asks_the_partner_first_and_then_the_employer(
    app: Flask,
    partner: int,
    hospital: int,
    vacancy: int,
    kari: SiteClient,
    ana: SiteClient,
    hege: SiteClient,
    outbox: Outbox,
) -> None:
    path = kari.url("jobs_desk.suggest_introduction", partner_id=partner)
    assert "Sykehuset AS" in kari.get(path).text
    page = kari.submit(f"{path}?employer={hospital}", {"about": str(vacancy)})
    assert page.heading == "Ana Costa – Sykehuset AS"
    (number,) = of.numbers(app)
    assert of.status_of(app, number) is S.asked_partner
    assert (kinds_to(outbox, ANA), kinds_to(outbox, HEGE)) == (["asked"], [])
    hege.get("jobs.introduction", introduction_id=number, status=404)
    assert answer(ana, number).heading == "You have said yes"
    assert kinds_to(outbox, HEGE) == ["asked"]
    assert answer(hege, number).heading == "You have both said yes"
    assert of.status_of(app, number) is S.accepted


def test_a_private_employer_asks_a_partner_who_shows_themself(
    app: Flask,
    partner: int,
    hospital: int,
    vacancy: int,
    ana: SiteClient,
    hege: SiteClient,
    outbox: Outbox,
) -> None:
    path = hege.url("jobs.suggest_as_employer", employer_id=hospital, partner_id=partner)
    assert "Ana" not in hege.get(path).text
    hege.submit(path, {"about": str(vacancy)})
    (number,) = of.numbers(app)
    assert of.status_of(app, number) is S.asked_partner
    assert kinds_to(outbox, ANA) == ["asked"]
    answer(ana, number)
    found = of.look_at(app, number)
    assert found.status is S.accepted
    assert found.employer_asked_at is None  # it was not asked: its ledger counts none


@pytest.mark.parametrize("visibility", list(Visibility))
@pytest.mark.parametrize("sector", [Sector.private, Sector.voluntary, Sector.municipal])
def test_an_employer_asks_nobody_whose_consent_does_not_allow_it(
    app: Flask, hege: SiteClient, visibility: Visibility, sector: Sector
) -> None:
    partner = of.make_ana(app, visibility=visibility)
    hospital = of.make_hospital(app, sector=sector)
    people.make_vacancy(app, hospital)
    may = visibility is not Visibility.coordinators and sector is not Sector.municipal
    page = hege.get(
        "jobs.suggest_as_employer",
        employer_id=hospital,
        partner_id=partner,
        status=200 if may else 404,
    )
    assert ("Ana Costa" in page.text) == (may and visibility is Visibility.named)


def test_nobody_is_introduced_twice_for_the_same_at_a_time(
    app: Flask, asked: int, partner: int, vacancy: int, ana: SiteClient
) -> None:
    page = ana.get("jobs.suggest_as_partner", vacancy_id=vacancy)
    assert "There is an introduction of these two already" in page.text
    page = ana.post(page.path, {}, status=422)
    assert of.numbers(app) == [asked]


def test_who_got_a_no_is_not_asked_about_the_same_vacancy_again_but_by_a_coordinator(
    app: Flask,
    asked: int,
    partner: int,
    hospital: int,
    vacancy: int,
    ana: SiteClient,
    hege: SiteClient,
) -> None:
    say_no(hege, asked, "no_time")
    page = ana.get("jobs.suggest_as_partner", vacancy_id=vacancy)
    assert "This has been asked before" in page.text
    assert of.suggest(app, partner, hospital, vacancy) > asked


def test_who_acts_for_the_employer_is_not_introduced_to_it(
    app: Flask, hospital: int, vacancy: int, hege: SiteClient
) -> None:
    people.make_partner(app, email=HEGE)
    page = hege.get("jobs.suggest_as_partner", vacancy_id=vacancy)
    assert "The partner acts for this employer" in page.text


def test_somebody_without_a_profile_is_told_what_introductions_are_for(
    vacancy: int, ana: SiteClient
) -> None:
    page = ana.get("jobs.suggest_as_partner", vacancy_id=vacancy)
    assert "You have no profile yet" in page.text
    assert "You have no profile yet" in ana.get("jobs.my_introductions").text


def test_an_employer_gets_no_more_conversations_than_it_committed_to(
    app: Flask, hospital: int, kari: SiteClient
) -> None:
    partners = [people.make_partner(app) for _ in range(3)]
    paths = [kari.url("jobs_desk.suggest_introduction", partner_id=one) for one in partners]
    for left, path in zip((2, 1), paths, strict=False):
        page = kari.get(f"{path}?employer={hospital}")
        assert f"({left} left this month)" in page.text
        kari.submit(f"{path}?employer={hospital}", {"about": "conversation"})
    assert len(of.numbers(app, Introduction.is_conversation)) == 2
    assert "conversation" not in [
        one.attrs["value"]
        for one in kari.get(f"{paths[2]}?employer={hospital}").all("[type=radio]")
    ]


def test_a_conversation_that_came_to_nothing_before_the_employer_was_asked_does_not_count(
    app: Flask, hospital: int, ana: SiteClient, partner: int, kari: SiteClient
) -> None:
    number = of.suggest(app, partner, hospital)
    say_no(ana, number, "not_now")
    other = people.make_partner(app)
    path = kari.url("jobs_desk.suggest_introduction", partner_id=other)
    assert "(2 left this month)" in kari.get(f"{path}?employer={hospital}").text


# -- what is seen before both have said yes -------------------------------------------------------


@pytest.mark.parametrize("visibility", list(Visibility))
def test_the_employer_sees_what_the_consent_allows_until_both_have_said_yes(
    app: Flask, hospital: int, vacancy: int, hege: SiteClient, visibility: Visibility
) -> None:
    partner = of.make_ana(app, visibility=visibility)
    number = of.suggest(app, partner, hospital, vacancy, by=Suggester.partner)
    page = see(hege, number)
    everywhere = page.text + hege.get("jobs.employer_introductions", employer_id=hospital).text
    assert "Registered nurse" in page.text or "nurse" in page.text.lower()
    assert ("Ana Costa" in everywhere) == (visibility is Visibility.named)
    assert ("sykehus i seks" in page.text) == (visibility is Visibility.named)
    assert ANA not in everywhere
    assert "900 00 001" not in everywhere
    page = answer(hege, number)
    assert "Ana Costa" in page.text
    assert "900 00 001" in page.text


def test_that_an_employer_looks_at_a_partner_is_noted_for_the_partner(
    app: Flask, asked: int, hospital: int, hege: SiteClient
) -> None:
    for _ in range(2):
        see(hege, asked)
    with app.app_context():
        (look,) = db.session.scalars(select(ProfileLook))
        assert look.employer_id == hospital


def test_contact_is_exchanged_by_page_and_by_mail(
    asked: int, ana: SiteClient, hege: SiteClient, client_for: ClientFor, outbox: Outbox
) -> None:
    client_for("member", email=ODD)
    answer(hege, asked)
    assert f"mailto:{HEGE}" in see(ana, asked).html
    (mail,) = [one for one in outbox.to(ANA) if one.kind == "introduction_contact"]
    assert HEGE in mail.body
    assert ODD in mail.body
    for address in (HEGE, ODD):
        mail = outbox.to(address)[-1]
        assert mail.kind == "introduction_contact"
        assert ANA in mail.body
        assert "900 00 001" in mail.body
        assert "Ana" not in mail.subject


# -- saying no -----------------------------------------------------------------------------------


def test_an_employer_s_reason_is_the_coordinators_own(
    app: Flask, asked: int, ana: SiteClient, hege: SiteClient, kari: SiteClient, outbox: Outbox
) -> None:
    assert say_no(hege, asked, "language_level").heading == "You have said no, and that is fine"
    found = of.look_at(app, asked)
    assert (found.status, found.employer_no) == (
        S.declined_employer,
        EmployerNoReason.language_level,
    )
    assert found.employer_answered_at is not None
    page = see(ana, asked)
    assert page.heading == "It came to nothing this time"
    told = page.text + outbox.to(ANA)[-1].body
    assert kinds_to(outbox, ANA) == ["over"]
    assert "level of a language" not in told
    assert " no " not in outbox.to(ANA)[-1].body
    assert (
        "higher level of a language"
        in kari.get("jobs_desk.introduction", introduction_id=asked).text
    )


def test_a_partner_s_reason_is_the_coordinators_own(
    app: Flask,
    partner: int,
    hospital: int,
    vacancy: int,
    ana: SiteClient,
    hege: SiteClient,
    outbox: Outbox,
) -> None:
    number = of.suggest(app, partner, hospital, vacancy, by=Suggester.employer)
    say_no(ana, number, "too_far")
    assert of.look_at(app, number).partner_no is PartnerNo.too_far
    told = see(hege, number).text + outbox.to(HEGE)[-1].body
    assert "came to nothing this time" in told
    assert "far" not in told.split("nothing this time")[1][:200]
    assert kinds_to(outbox, HEGE) == ["over"]


def test_an_employer_that_has_not_been_asked_hears_nothing_of_a_no(
    app: Flask,
    partner: int,
    hospital: int,
    vacancy: int,
    ana: SiteClient,
    hege: SiteClient,
    outbox: Outbox,
) -> None:
    number = of.suggest(app, partner, hospital, vacancy)
    say_no(ana, number, "hours")
    assert outbox.to(HEGE) == []
    hege.get("jobs.introduction", introduction_id=number, status=404)


def test_a_no_needs_a_reason_from_the_list(asked: int, hege: SiteClient) -> None:
    for wrong in ("", "too_old", "not_my_work"):
        page = say_no(hege, asked, wrong, status=422)
        assert page.errors


def test_no_list_holds_a_reason_that_the_law_forbids() -> None:
    assert {one.value for one in EmployerNoReason} == {
        *("filled", "other_skills", "language_level", "hours", "start", "no_time")
    }


# -- one's own pages ------------------------------------------------------------------------------


def test_what_waits_stands_on_one_s_own_page(asked: int, ana: SiteClient, hege: SiteClient) -> None:
    assert "Sykehuset AS" in ana.get("accounts.my_page").text
    page = hege.get("accounts.my_page")
    assert "An introduction waits for your answer" in page.text
    assert "Ana" not in page.text


@pytest.mark.parametrize("language", ["nb", "nn", "sv", "en"])
def test_each_is_written_to_and_shown_pages_in_their_own_language(
    app: Flask, client_for: ClientFor, outbox: Outbox, language: str
) -> None:
    partner = of.make_ana(app, language=language)
    hospital = of.make_hospital(app, people=(HEGE,))
    vacancy = people.make_vacancy(app, hospital)
    ana = client_for("member", email=ANA, language=language)
    hege = client_for("member", email=HEGE, language=language)
    number = of.suggest(app, partner, hospital, vacancy)
    for client in (ana, hege):
        answer(client, number)
    for client in (ana, hege):
        see(client, number)
    come_of_it(hege, number, "hired")
    see(hege, number)
    see(ana, number)
    ana.get("jobs.my_introductions")
    hege.get("jobs.employer_introductions", employer_id=hospital)
    mails = outbox.to(ANA)
    assert [one.language for one in mails] == [language] * 3
    assert all(re.search(rf"/{language}/job-number-2/introductions/\d+", one.body) for one in mails)


def test_lists_cost_the_same_however_long_they_are(
    app: Flask, hospital: int, asked: int, hege: SiteClient, ana: SiteClient, partner: int
) -> None:
    def queries() -> list[int]:
        pages = [
            hege.get("jobs.employer_introductions", employer_id=hospital),
            ana.get("jobs.my_introductions"),
            hege.get("accounts.my_page"),
            ana.get("accounts.my_page"),
        ]
        return [len(page.queries) for page in pages]

    before = queries()
    for _ in range(4):
        other = people.make_employer(app, people=("x@example.test",))
        mine = people.make_vacancy(app, hospital)
        of.suggest(app, people.make_partner(app), hospital, mine, by=Suggester.partner)
        theirs = people.make_vacancy(app, other)
        of.suggest(app, partner, other, theirs, by=Suggester.partner)
    assert queries() == before


def test_what_happens_is_logged(app: Flask, accepted: int) -> None:
    with app.app_context():
        query = select(AuditEntry.action).where(AuditEntry.subject == f"introduction {accepted}")
        assert list(db.session.scalars(query.order_by(AuditEntry.id))) == [
            "introduction.suggested",
            "introduction.employer_said_yes",
        ]
