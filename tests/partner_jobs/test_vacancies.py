"""An employer's vacancies: written, read through, in several languages; whose they are; the desk."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from newcomer.audit import AuditEntry
from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.partner_jobs.models.employers import EmployerStatus
from newcomer.partner_jobs.models.partners import FitState, JobFit
from newcomer.partner_jobs.models.vacancies import Vacancy, VacancyStatus, VacancyText
from tests.conftest import ON_ONE_DATABASE
from tests.partner_jobs import people
from tests.partner_jobs.vacancy_forms import ANSWERS, HR, ClientFor, row, today, write
from tests.partner_jobs.vacancy_forms import employer as employer
from tests.partner_jobs.vacancy_forms import hr as hr
from tests.support.at_once import (
    at_once,
    count,
    filled,
    pressed,
    same_browser,
    seen,
    sending,
    statuses,
)
from tests.support.client import Outbox, SiteClient

# -- writing ---------------------------------------------------------------------------------------


def test_what_is_written_is_a_draft_that_only_the_employer_sees(
    app: Flask, hr: SiteClient, employer: int, visitor: SiteClient
) -> None:
    page = write(hr, employer)
    assert page.heading == "Sykepleier på natt"
    assert "Kladd" in page.text
    assert "Snakker lett om det meste (B2)" in page.text
    found = row(app)
    assert (found.status, found.isco, found.municipality, found.nordic_level) == (
        VacancyStatus.draft, "2221", "lillehammer", 4,
    )  # fmt: skip
    assert "Sykepleier" not in visitor.get("jobs.vacancies").text.replace("Sykepleiere", "")
    visitor.get("jobs.vacancy", vacancy_id=found.id, status=404)


def test_a_vacancy_needs_neither_skills_nor_languages_nor_an_occupation(
    app: Flask, hr: SiteClient, employer: int
) -> None:
    bare = {"skills": [], "languages-0-code": "", "languages-0-level": "", "occupation": ""}
    hr.press(write(hr, employer, **bare), "/publish")
    assert (row(app).skills, row(app).languages, row(app).nordic_level) == ([], {}, 0)
    assert row(app).is_open


MISTAKES = [
    ({"pct_from": "90", "pct_to": "50"}, "Har du byttet om de to?"),
    ({"pct_from": "0"}, "fra 1 til 100"),
    ({"pct_to": "101"}, "fra 1 til 100"),
    ({"pct_from": "halv"}, "fra 1 til 100"),
    ({"pct_from": "9" * 40}, "fra 1 til 100"),
    ({"deadline": "2020-01-31"}, "Denne dagen er forbi"),
    ({"deadline": "2099-01-31"}, "mer enn et år"),
    ({"deadline": "i morgen"}, "31.12.2027"),
    ({"apply_email": "", "apply_url": ""}, "Skriv hvordan man søker"),
    ({"apply_url": "javascript:alert(1)"}, "https://"),
    ({"apply_url": "https://user:secret@example.test/"}, "https://"),
    ({"apply_email": "jobb"}, "navn@example.com"),
    ({"title": "   "}, "Skriv en tittel"),
    ({"title": "x" * 151}, "150"),
    ({"body": ""}, "Skriv hva arbeidet går ut på"),
    ({"kind": ""}, "Velg ett av alternativene"),
    ({"kind": "slavery"}, "Velg ett av alternativene"),
    ({"place": ""}, "Velg stedet"),
    ({"place": "oslo"}, "Velg ett av alternativene"),
    ({"remote_pct": "33"}, "Velg ett av alternativene"),
    ({"skills": ["flying"]}, "Velg blant alternativene"),
    ({"languages-0-level": "9"}, "Velg blant alternativene"),
    ({"occupation": "xyzzy"}, "ikke et slikt yrke"),
    ({"contact_phone": "ring meg"}, "telefonnummer"),
]


@ON_ONE_DATABASE
@pytest.mark.parametrize(("change", "said"), MISTAKES, ids=lambda one: str(one)[:40])
def test_bad_input_comes_back_filled_in_with_a_clear_message(
    app: Flask, hr: SiteClient, employer: int, change: dict[str, Any], said: str
) -> None:
    page = hr.submit("jobs.new_vacancy", {**ANSWERS, **change}, employer_id=employer, status=422)
    assert any(said in error for error in page.errors), page.errors
    kept = page.fields()
    for name, value in {**ANSWERS, **change}.items():
        if name in {
            "title",
            "body",
            "pct_from",
            "pct_to",
            "deadline",
            "contact_phone",
            "apply_url",
        }:
            assert " ".join(kept[name].split()) == " ".join(str(value).split()), name
    with app.app_context():
        assert db.session.scalar(select(Vacancy.id)) is None


def test_a_deadline_today_and_one_in_a_year_are_fine(
    app: Flask, hr: SiteClient, employer: int
) -> None:
    for day in (today(app), today(app) + timedelta(days=365)):
        write(hr, employer, deadline=day.isoformat(), title=f"Frist {day}")


def test_an_address_without_https_is_completed(app: Flask, hr: SiteClient, employer: int) -> None:
    write(hr, employer, apply_url="www.example.test/jobb")
    assert row(app).apply_url == "https://www.example.test/jobb"


def test_the_same_form_sent_twice_makes_one_vacancy(
    app: Flask, hr: SiteClient, employer: int
) -> None:
    page = hr.get("jobs.new_vacancy", employer_id=employer)
    sent = {**page.fields(), **ANSWERS}
    first = hr.open("POST", page.path, data=sent)
    assert hr.open("POST", page.path, data=sent).path == first.path
    assert count(app, Vacancy) == 1


def test_the_same_form_sent_twice_at_once_makes_one_vacancy(
    app: Flask, hr: SiteClient, employer: int
) -> None:
    page = hr.get("jobs.new_vacancy", employer_id=employer)
    sent = {**page.fields(), **ANSWERS}
    acts = [sending(one, page.path, sent) for one in (hr, same_browser(hr))]
    answers = at_once(app, *acts, meet="INSERT INTO vacancy ")
    assert statuses(answers) == [302, 302]
    assert count(app, Vacancy) == 1


def test_scripts_in_the_texts_are_shown_as_text(
    app: Flask, hr: SiteClient, employer: int, visitor: SiteClient
) -> None:
    evil = "<script>alert(1)</script> [her](javascript:alert(1)) <img src=x onerror=alert(1)>"
    page = write(hr, employer, title=f"Kokk {evil}"[:150], body=evil, how_to_apply=evil)
    hr.press(page, "/publish")
    for shown in (page, visitor.get("jobs.vacancy", vacancy_id=row(app).id)):
        assert not shown.all("main script")
        assert not shown.all("main img")
        assert not shown.all("a[href^=javascript]")
        assert "<script>alert" not in shown.html
    visitor.get("jobs.vacancies")


def test_signs_that_are_no_text_are_left_out(app: Flask, hr: SiteClient, employer: int) -> None:
    write(hr, employer, title="Kokk\x0b\x00\x1f her", body="Hei\x08 der\ufffe")
    with app.app_context():
        (text,) = db.session.scalars(select(VacancyText)).all()
        assert (text.title, text.body) == ("Kokk her", "Hei der")


# -- several languages -----------------------------------------------------------------------------


def test_other_languages_are_added_and_each_reader_gets_the_nearest(
    app: Flask, hr: SiteClient, employer: int, client_for: ClientFor
) -> None:
    page = hr.press(write(hr, employer), "/publish")
    hr.submit(page.path + "/text/en", {"title": "Nurse, nights", "body": "You work at night."})
    number = row(app).id
    assert client_for(None, language="en").get("jobs.vacancy", vacancy_id=number).heading == (
        "Nurse, nights"
    )
    swedish = client_for(None, language="sv").get("jobs.vacancy", vacancy_id=number)
    assert swedish.heading == "Sykepleier på natt"
    assert swedish.all("[lang=nb] h1")


def test_a_language_is_taken_away_but_never_the_first_one(
    app: Flask, hr: SiteClient, employer: int
) -> None:
    page = write(hr, employer)
    hr.submit(page.path + "/text/en", {"title": "Nurse", "body": "Nights."})
    hr.press(hr.get(page.path + "/text/en"), "/remove")
    assert set(row(app).texts) == {"nb"}
    fields = hr.get(page.path).fields("/publish")
    hr.open("POST", page.path + "/text/nb/remove", data=fields, status=409)
    assert set(row(app).texts) == {"nb"}


# -- wording ---------------------------------------------------------------------------------------

EXCLUDES = {"body": "Vi søker en ung mann med perfekt norsk."}


def test_the_preview_marks_wording_that_may_exclude_and_says_what_to_write(
    hr: SiteClient, employer: int
) -> None:
    page = write(hr, employer, **EXCLUDES)
    marked = [one.to_text() for one in page.all("mark")]
    assert marked == ["søker en ung mann", "perfekt norsk"]
    assert "Skriv heller: norsk på nivå C1" in page.text


def test_such_wording_is_published_only_once_the_writer_has_read_the_warning(
    app: Flask, hr: SiteClient, employer: int
) -> None:
    page = write(hr, employer, **EXCLUDES)
    asked = hr.press(page, "/publish", status=422)
    assert asked.errors
    assert not row(app).is_open
    sent = {**asked.fields("/publish"), "read": "y"}
    hr.open("POST", page.path + "/publish", data=sent)
    assert row(app).is_open


def test_a_hint_about_levels_is_shown_and_stops_nobody(
    app: Flask, hr: SiteClient, employer: int
) -> None:
    page = write(hr, employer, body="Du snakker flytende norsk.")
    assert [one.to_text() for one in page.all("mark")] == ["flytende norsk"]
    hr.press(page, "/publish")
    assert row(app).is_open


@pytest.mark.parametrize("where", ["/edit", "/text/nn"])
def test_in_an_open_vacancy_it_is_read_before_it_is_saved(
    app: Flask, hr: SiteClient, employer: int, where: str
) -> None:
    page = hr.press(write(hr, employer), "/publish")
    text = {"title": "Kokk", **EXCLUDES}
    asked = hr.submit(page.path + where, text, status=422)
    assert asked.all("mark")
    assert "ung mann" not in str([one.body for one in row(app).translations])
    hr.open("POST", page.path + where, data={**asked.fields(), "read": "y"})
    assert "ung mann" in str([one.body for one in row(app).translations])


# -- whose they are, and two at once ---------------------------------------------------------------


def test_other_employers_vacancies_are_not_there(app: Flask, hr: SiteClient, employer: int) -> None:
    stranger = people.make_employer(app, people=("other@example.test",))
    number = people.make_vacancy(app, stranger)
    ids = {"vacancy_id": number}
    for owner in (employer, stranger):
        for endpoint in ("own_vacancy", "edit_vacancy", "end_vacancy", "delete_vacancy"):
            hr.get(f"jobs.{endpoint}", employer_id=owner, **ids, status=404)
        hr.get("jobs.vacancy_text", employer_id=owner, text_language="nb", **ids, status=404)
        fields = hr.get("accounts.details").fields()
        for button in ("publish", "pause", "resume", "renew"):
            url = hr.url(f"jobs.{button}_vacancy", employer_id=owner, **ids)
            hr.open("POST", url, data=fields, status=404)
    hr.get("jobs.employer_vacancies", employer_id=stranger, status=404)


@pytest.mark.parametrize("status", [one for one in EmployerStatus if one.value != "approved"])
def test_only_members_post(app: Flask, hr: SiteClient, status: EmployerStatus) -> None:
    number = people.make_employer(app, people=(HR,), status=status)
    hr.get("jobs.new_vacancy", employer_id=number, status=404)
    hr.get("jobs.employer_vacancies", employer_id=number, status=404)


def test_of_two_who_write_the_second_gets_the_text_back_beside_what_is_stored(
    app: Flask, hr: SiteClient, employer: int, client_for: ClientFor
) -> None:
    colleague = client_for("member", email="colleague@example.test")
    page = write(hr, employer)
    mine, theirs = hr.get(page.path + "/edit"), colleague.get(page.path + "/edit")
    colleague.open("POST", theirs.path, data={**theirs.fields(), "body": "Kollegaens tekst."})
    back = hr.open("POST", mine.path, data={**mine.fields(), "body": "Min tekst."}, status=409)
    assert back.fields()["body"].strip() == "Min tekst."
    assert "Kollegaens tekst." in back.text
    hr.open("POST", back.path, data=back.fields())
    assert row(app).texts["nb"].body == "Min tekst."


@pytest.mark.parametrize("in_turn", [False, True])
def test_of_two_who_save_at_once_one_gets_409_and_nothing_is_lost(
    app: Flask, hr: SiteClient, employer: int, client_for: ClientFor, in_turn: bool
) -> None:
    colleague = client_for("member", email="colleague@example.test")
    path = write(hr, employer).path + "/edit"
    acts = [filled(hr, path, title="En"), filled(colleague, path, title="To")]
    answers = at_once(app, *acts, meet="UPDATE vacancy ", in_turn=in_turn)
    assert statuses(answers) == [302, 409]
    (loser,) = [seen(one) for one in answers if one.status_code == 409]
    assert {row(app).texts["nb"].title, loser.fields()["title"]} == {"En", "To"}


def test_a_button_pressed_for_what_has_changed_since_does_nothing(
    app: Flask, hr: SiteClient, employer: int, client_for: ClientFor
) -> None:
    page = hr.press(write(hr, employer), "/publish")
    client_for("member", email="colleague@example.test").submit(
        page.path + "/edit", {"title": "Noe annet"}
    )
    changed = hr.press(page, "/pause", status=409)
    assert "Noe annet" in changed.text
    assert row(app).is_open


def test_published_twice_at_once_it_is_published_once(
    app: Flask, hr: SiteClient, employer: int
) -> None:
    path = write(hr, employer).path
    acts = [pressed(hr, path, "/publish"), pressed(same_browser(hr), path, "/publish")]
    answers = at_once(app, *acts, meet="UPDATE vacancy ")
    assert statuses(answers) == [302, 409]
    assert count(app, AuditEntry, AuditEntry.action == "vacancy.published") == 1


def test_what_fits_is_found_anew_whenever_an_open_vacancy_changes(
    app: Flask, hr: SiteClient, employer: int
) -> None:
    def wanted() -> int:
        with app.app_context():
            return db.session.scalar(select(FitState.wanted)) or 0

    page = write(hr, employer)
    assert wanted() == 0
    page = hr.press(page, "/publish")
    assert wanted() == 1
    hr.submit(page.path + "/edit", {"pct_from": "50"})
    assert wanted() == 2
    hr.press(hr.get(page.path), "/pause")
    assert wanted() == 3


def test_a_few_who_fit_are_not_counted_to_the_employer(
    app: Flask, hr: SiteClient, employer: int
) -> None:
    number = people.make_vacancy(app, employer)
    for some in range(1, 7):
        partner = people.make_partner(app)
        with app.test_request_context(method="POST"):
            fit = JobFit(
                partner_id=partner, vacancy_id=number, score=1, rank_for_partner=1, since=utcnow()
            )
            db.session.add(fit)
            db.session.commit()
        page = hr.get("jobs.employer_vacancies", employer_id=employer)
        assert ("færre enn 5 medflyttere" if some < 5 else f"{some} medflyttere") in page.text


# -- the desk --------------------------------------------------------------------------------------


def test_a_coordinator_takes_one_down_and_the_employer_is_told_why(
    app: Flask, hr: SiteClient, employer: int, client_for: ClientFor, outbox: Outbox
) -> None:
    number = people.make_vacancy(app, employer)
    kari = client_for("coordinator")
    assert "Sykepleier" in kari.get("jobs_desk.vacancies").text
    kari.submit("jobs_desk.vacancy", {"reason": ""}, vacancy_id=number, status=422)
    page = kari.get("jobs_desk.vacancy", vacancy_id=number)
    kari.submit("jobs_desk.vacancy", {"reason": "Det er ikke lov."}, vacancy_id=number)
    assert row(app).status is VacancyStatus.closed
    for address in (HR, "colleague@example.test"):
        told = "Det er ikke lov." in outbox.to(address)[-1].body
        assert told == (address == HR)  # the other has never signed in
    assert count(app, AuditEntry, AuditEntry.action == "vacancy.taken_down") == 1
    sent = {**page.fields(), "reason": "En gang til."}
    again = kari.open("POST", page.path, data=sent, status=409)
    assert "En gang til." in again.text
    hr.get(outbox.link_to(HR))


def test_drafts_are_no_coordinator_s_business(
    app: Flask, employer: int, client_for: ClientFor
) -> None:
    number = people.make_vacancy(app, employer, status=VacancyStatus.draft)
    kari = client_for("coordinator")
    kari.get("jobs_desk.vacancy", vacancy_id=number, status=404)
    kari.get("/nb/desk/jobs/vacancies?status=draft", status=404)


def test_the_lists_take_as_many_statements_for_many_rows(
    app: Flask, hr: SiteClient, employer: int, client_for: ClientFor, visitor: SiteClient
) -> None:
    def statements() -> list[int]:
        app.extensions["page_cache"].pages.clear()
        return [
            len(hr.get("jobs.employer_vacancies", employer_id=employer).queries),
            len(client_for("coordinator").get("jobs_desk.vacancies").queries),
            len(visitor.get("/nb/vacancies?q=sykepleier&kind=permanent").queries),
        ]

    people.make_vacancy(app, employer)
    few = statements()
    for number in range(30):
        people.make_vacancy(app, people.make_employer(app), title=f"Sykepleier {number}")
        people.make_vacancy(app, employer)
    assert statements() == few
