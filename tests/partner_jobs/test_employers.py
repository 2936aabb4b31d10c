"""Employers apply, are looked at, change what they told, and leave."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import func, select

from newcomer.app import create_app
from newcomer.audit import AuditEntry
from newcomer.extensions import db
from newcomer.partner_jobs.models.employers import (
    Employer,
    EmployerNo,
    EmployerPerson,
    EmployerStatus,
    Membership,
    Sector,
)
from newcomer.partner_jobs.models.introductions import Introduction, IntroductionStatus
from newcomer.partner_jobs.models.partners import FitState
from newcomer.partner_jobs.models.vacancies import Vacancy, VacancyStatus
from tests import factories
from tests.conftest import ON_ONE_DATABASE, make_settings
from tests.partner_jobs.people import (
    make_employer,
    make_introduction,
    make_partner,
    make_vacancy,
    org_number,
    person_of,
)
from tests.support.at_once import at_once, count, filled, pressed, same_browser, seen, statuses
from tests.support.client import Outbox, Page, SiteClient

ClientFor = Callable[..., SiteClient]
HR, ELSA = "hr@example.test", "elsa@example.test"
NUMBER = org_number(500)
S = EmployerStatus


def told(**changes: Any) -> dict[str, Any]:
    """What an employer fills in to apply."""
    usual = {
        "org_number": NUMBER,
        "name": "Verkstedet AS",
        "sector": "private",
        "place": "lillehammer",
        "size": "10-49",
        "website": "www.example.com",
        "languages": ["nb", "en"],
        "pledge": "y",
        "conversations_a_month": "3",
        "posts_vacancies": "y",
        "person_name": "Hege Rud",
        "title": "HR",
        "phone": "",
        "language": "nb",
    }
    return {**usual, **changes}


def test_signs_that_are_no_text_are_left_out_of_a_name(app: Flask, hege: SiteClient) -> None:
    """Nobody could read the feed of vacancies with one of them in it."""
    hege.submit("jobs.apply", told(name="Verk\x01stedet\x1b\ufffe AS", person_name="Hege\x00"))
    with app.app_context():
        assert db.session.scalars(select(Employer.name)).one() == "Verkstedet AS"
        assert db.session.scalars(select(EmployerPerson.name)).one() == "Hege"


@pytest.fixture
def hege(client_for: ClientFor) -> SiteClient:
    return client_for("member", email=HR)


@pytest.fixture
def elsa(client_for: ClientFor) -> SiteClient:
    return client_for("member", email=ELSA)


@pytest.fixture
def kari(client_for: ClientFor) -> SiteClient:
    return client_for("coordinator", email="kari@example.test")


def look_at(app: Flask, number: int) -> Employer:
    with app.app_context():
        found = db.session.get_one(Employer, number)
        assert found.people is not None
        assert found.memberships is not None
        db.session.expunge_all()
    return found


def only(app: Flask) -> Employer:
    """The one employer that there is."""
    with app.app_context():
        number = db.session.scalars(select(Employer.id)).one()
    return look_at(app, number)


def subjects(outbox: Outbox, email: str = HR) -> list[str]:
    return outbox.subjects_to(email)


# -- applying --------------------------------------------------------------------------------------


def test_an_employer_applies_and_a_coordinator_hears_of_it(
    app: Flask, hege: SiteClient, kari: SiteClient, outbox: Outbox
) -> None:
    page = hege.submit("jobs.apply", told())
    assert page.heading == "Verkstedet AS"
    employer = only(app)
    assert (employer.status, employer.org_number) == (S.applied, NUMBER)
    assert employer.website == "https://www.example.com"
    assert employer.languages == ["nb", "en"]
    assert employer.conversations_a_month == 3
    assert [one.email for one in employer.people] == [HR]
    assert not employer.memberships
    assert subjects(outbox) == ["Vi har fått søknaden deres"]
    assert "1 arbeidsgiver har søkt" in kari.get("desk.overview").text
    assert "Verkstedet AS" in kari.get("/nb/desk/employers?status=applied").text


def test_whoever_is_not_signed_in_is_asked_to_and_comes_back(visitor: SiteClient) -> None:
    page = visitor.get("jobs.apply")
    assert page.path.startswith("/nb/sign-in?next=")
    assert page.path.endswith("/employers/apply")
    assert "engangslenke" in visitor.get("jobs.employers").text


@ON_ONE_DATABASE
@pytest.mark.parametrize(
    "wrong",
    [
        {"org_number": ""},
        {"org_number": "123456789"},
        {"name": "  "},
        {"name": "x" * 151},
        {"sector": "royal"},
        {"sector": ""},
        {"place": "atlantis"},
        {"size": ""},
        {"website": "javascript:alert(1)"},
        {"website": "ftp://example.com"},
        {"website": "https://a:b@example.com"},
        {"languages": []},
        {"languages": ["xx"]},
        {"pledge": ""},
        {"conversations_a_month": "21"},
        {"conversations_a_month": "-1"},
        {"conversations_a_month": "mange"},
        {"conversations_a_month": ""},
        {"person_name": ""},
        {"phone": "ring meg"},
        {"language": "fi"},
    ],
    ids=str,
)
def test_what_is_wrong_comes_back_with_a_word_on_it(
    app: Flask, hege: SiteClient, wrong: dict[str, Any]
) -> None:
    sent = {name: value for name, value in told(**wrong).items() if value != []}
    if wrong == {"pledge": ""}:
        del sent["pledge"]
    page = hege.submit("jobs.apply", sent, status=422)
    assert len({one.partition(" – ")[0] for one in page.errors}) == 1
    assert page.fields()["title"] == "HR"
    assert count(app, Employer) == 0


def test_a_sole_trader_s_personal_number_is_refused_and_not_kept(
    app: Flask, database_url: str, tmp_path: Path
) -> None:
    """In a Swedish region. It does not come back with the page either."""
    lerum = create_app(make_settings(database_url, tmp_path, region="lerum"))
    client = SiteClient(lerum, "sv")
    client.sign_in(factories.make_user(lerum, HR))
    page = client.submit("jobs.apply", told(org_number="19811228-9874", place="lerum"), status=422)
    assert "personnummer" in " ".join(page.errors)
    assert "811228" not in page.html
    with app.app_context(), db.engine.connect() as connection:
        for table in db.metadata.sorted_tables:
            assert "811228" not in str(connection.execute(table.select()).all())
    assert count(app, Employer) == 0
    page = client.submit("jobs.apply", told(org_number="559990-0015", place="lerum"))
    assert page.heading == "Verkstedet AS"
    with lerum.app_context():
        db.engine.dispose()


def test_a_second_applicant_is_told_without_a_name(
    app: Flask, hege: SiteClient, elsa: SiteClient, outbox: Outbox
) -> None:
    hege.submit("jobs.apply", told())
    page = elsa.submit("jobs.apply", told(name="Et annet navn", person_name="Elsa"), status=409)
    assert HR not in page.html
    assert "Hege" not in page.html
    assert "Verkstedet" not in page.html
    assert only(app).name == "Verkstedet AS"
    assert subjects(outbox, ELSA) == []


def test_the_same_form_sent_twice_is_one_application(
    app: Flask, hege: SiteClient, outbox: Outbox
) -> None:
    sent = {**hege.get("jobs.apply").fields(), **told()}
    for _ in range(2):
        assert hege.post("jobs.apply", sent).heading == "Verkstedet AS"
    assert count(app, Employer) == 1
    assert len(subjects(outbox)) == 1


def test_two_who_apply_for_one_employer_at_once_make_one_row(
    app: Flask, hege: SiteClient, elsa: SiteClient
) -> None:
    acts = [filled(one, "jobs.apply", **told()) for one in (hege, elsa)]
    answers = at_once(app, *acts, meet="INSERT INTO employer ")
    assert statuses(answers) == [302, 409]
    for one in answers:
        if one.status_code == 409:
            seen(one)
    assert len(only(app).people) == 1


def test_a_double_click_is_one_application(app: Flask, hege: SiteClient, outbox: Outbox) -> None:
    page = hege.get("jobs.apply")
    sent = {**page.fields(), **told()}
    other = same_browser(hege)
    answers = at_once(
        app,
        *(
            lambda one=one: one.http.post(page.path, data=sent, base_url=one.base_url)
            for one in (hege, other)
        ),
        meet="INSERT INTO employer ",
    )
    assert statuses(answers) == [302, 302]
    assert len(only(app).people) == 1
    assert len(subjects(outbox)) == 1


def test_whoever_tries_many_numbers_is_stopped(hege: SiteClient, app: Flask) -> None:
    known = look_at(app, make_employer(app, people=(ELSA,))).org_number
    for _ in range(20):
        hege.submit("jobs.apply", told(org_number=known), status=409)
    page = hege.submit("jobs.apply", told(org_number=known), status=429)
    assert page.fields()["name"] == "Verkstedet AS"


# -- the desk --------------------------------------------------------------------------------------


def desk(kari: SiteClient, number: int) -> Page:
    return kari.get("jobs_desk.employer", employer_id=number)


def test_an_employer_is_approved(
    app: Flask, hege: SiteClient, kari: SiteClient, outbox: Outbox
) -> None:
    number = make_employer(app, status=S.applied)
    kari.press(desk(kari, number), "/approve")
    employer = look_at(app, number)
    assert employer.status is S.approved
    assert [one.left_at for one in employer.memberships] == [None]
    mail = outbox.to(HR)[-1]
    assert mail.subject == "Velkommen til arbeidsgivernettverket"
    assert "5 arbeidsdager" in mail.body
    assert hege.get(outbox.link_to(HR)).heading == employer.name
    assert "employer.approved" in logged(app)


def logged(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_asked_for_more_an_employer_answers_and_waits_again(
    app: Flask, hege: SiteClient, kari: SiteClient, outbox: Outbox
) -> None:
    number = make_employer(app, status=S.applied, people=(HR, ELSA))
    where = {"employer_id": number}
    kari.submit("jobs_desk.ask_employer", {"text": "Hvor er arbeidsplassen?"}, **where)
    assert look_at(app, number).status is S.asked
    assert "Hvor er arbeidsplassen?" in outbox.to(HR)[-1].body
    # Elsa has never signed in: what somebody typed is not mailed to her.
    assert "Hvor er arbeidsplassen?" not in outbox.to(ELSA)[-1].body
    assert "Bedrift" not in outbox.to(ELSA)[-1].body
    assert "Hvor er arbeidsplassen?" in hege.get("jobs.employer_room", **where).text
    hege.submit("jobs.change_employer", {"answer": "", "pledge": "y"}, status=422, **where)
    hege.submit("jobs.change_employer", {"answer": "I Moelv.", "pledge": "y"}, **where)
    employer = look_at(app, number)
    assert (employer.status, employer.answer) == (S.applied, "I Moelv.")
    assert "I Moelv." in desk(kari, number).text


def test_a_no_says_why_and_they_can_apply_once_more(
    app: Flask, hege: SiteClient, kari: SiteClient, outbox: Outbox
) -> None:
    number = make_employer(app, status=S.applied)
    where = {"employer_id": number}
    kari.submit("jobs_desk.decline_employer", {}, status=422, **where)
    kari.submit("jobs_desk.decline_employer", {"reason": "not_here"}, **where)
    assert look_at(app, number).no_reason is EmployerNo.not_here
    assert "Dere har ingen arbeidsplass i regionen." in outbox.to(HR)[-1].body
    assert "regionen" in hege.get("jobs.employer_room", **where).text
    hege.submit("jobs.change_employer", {"pledge": "y"}, **where)
    employer = look_at(app, number)
    assert (employer.status, employer.no_reason) == (S.applied, None)


def test_a_member_that_has_left_applies_again_on_its_own_row(
    app: Flask, hege: SiteClient, elsa: SiteClient, kari: SiteClient
) -> None:
    number = make_employer(app, org_number=NUMBER)
    hege.submit("jobs.leave_network", employer_id=number)
    assert look_at(app, number).status is S.left
    elsa.submit("jobs.apply", told(), status=409)
    assert look_at(app, number).status is S.left
    hege.submit("jobs.apply", told(name="Nytt navn AS"))
    employer = only(app)
    assert (employer.id, employer.status, employer.name) == (number, S.applied, "Nytt navn AS")
    kari.press(desk(kari, number), "/approve")
    employer = look_at(app, number)
    assert [one.left_at is None for one in employer.memberships] == [False, True]


def test_a_decision_on_an_outdated_page_changes_nothing(
    app: Flask, hege: SiteClient, kari: SiteClient
) -> None:
    number = make_employer(app, status=S.applied)
    where = {"employer_id": number}
    before = desk(kari, number)
    asking = kari.get("jobs_desk.ask_employer", **where)
    hege.submit("jobs.change_employer", {"size": "250+", "pledge": "y"}, **where)
    page = kari.press(before, "/approve", status=409)
    assert "endret etter at" in page.text
    data = {**asking.fields(), "text": "Hvem er du?"}
    page = kari.post("jobs_desk.ask_employer", data, status=409, **where)
    assert page.fields()["text"] == "Hvem er du?"
    assert look_at(app, number).status is S.applied
    # Sent once more, it is meant for what is there now.
    kari.post("jobs_desk.ask_employer", page.fields(), **where)
    assert look_at(app, number).status is S.asked


def test_two_coordinators_who_decide_at_once_decide_once(
    app: Flask, kari: SiteClient, client_for: ClientFor, outbox: Outbox
) -> None:
    number = make_employer(app, status=S.applied)
    nils = client_for("coordinator", email="nils@example.test")
    where = f"/nb/desk/employers/{number}"
    yes = pressed(kari, where, "/approve")
    no = filled(nils, f"{where}/decline", reason="not_here")
    answers = at_once(app, yes, no, meet="UPDATE employer ")
    assert statuses(answers) == [302, 409]
    assert len(subjects(outbox)) == 1
    with app.app_context():
        open_ones = select(func.count()).select_from(Membership)
        is_member = look_at(app, number).status is S.approved
        assert db.session.scalar(open_ones) == int(is_member)


def test_nobody_decides_about_their_own_employer(app: Flask, kari: SiteClient) -> None:
    number = make_employer(app, status=S.applied, people=("kari@example.test",))
    page = desk(kari, number)
    assert "en kollega må gjøre dette" in page.text
    kari.submit("jobs_desk.ask_employer", {"text": "?"}, status=409, employer_id=number)
    version = {"version": str(look_at(app, number).version)}
    token = page.fields("/sign-out")
    kari.post("jobs_desk.approve_employer", {**token, **version}, status=409, employer_id=number)
    assert look_at(app, number).status is S.applied


def test_reading_an_employer_at_the_desk_is_in_the_log(app: Flask, kari: SiteClient) -> None:
    desk(kari, make_employer(app))
    assert "employer.read" in logged(app)


def test_the_list_is_narrowed_down(app: Flask, kari: SiteClient) -> None:
    make_employer(app, name="Ørnen Bygg AS", place="lillehammer", org_number=NUMBER)
    make_employer(app, name="Gausdal kommune", sector=Sector.municipal, place="segalstad-bru")
    make_employer(app, name="Søkeren AS", status=S.applied)
    make_employer(app, name="Forlatt AS", people=())

    def listed(**asked: str) -> list[str]:
        page = kari.get(f"/nb/desk/employers?{urlencode(asked)}")
        return [one.to_text().strip() for one in page.all("td:first-child a")]

    everything = listed()
    assert everything[0] == "Søkeren AS"
    assert len(everything) == 4
    assert listed(sector="municipal") == ["Gausdal kommune"]
    assert listed(municipality="gausdal") == ["Gausdal kommune"]
    assert listed(status="applied") == ["Søkeren AS"]
    assert listed(q="Ørnen") == ["Ørnen Bygg AS"]
    assert listed(q=NUMBER[:5]) == listed(q=f"{NUMBER[:3]} {NUMBER[3:5]}")
    assert listed(acts="nobody") == ["Forlatt AS"]
    assert listed(q="100%") == []
    assert len(listed(status="nonsense")) == 4
    assert "1 medlem har ingen" in kari.get("desk.overview").text


def test_a_coordinator_puts_the_sector_right(app: Flask, kari: SiteClient) -> None:
    number = make_employer(app)
    kari.submit("jobs_desk.change_employer", {"sector": "municipal"}, employer_id=number)
    assert look_at(app, number).is_public_body
    assert count(app, FitState, FitState.wanted > 0) == 1  # what fits is found anew


# -- the employer's own page -----------------------------------------------------------------------


def test_a_member_changes_its_details_but_not_what_a_coordinator_has_looked_at(
    app: Flask, hege: SiteClient
) -> None:
    """A sector decides whether people are ranked for it: it is not the employer's to change."""
    number = make_employer(app, sector=Sector.municipal)
    page = hege.get("jobs.change_employer", employer_id=number)
    assert "sector" not in page.fields()
    sent = {"sector": "private", "name": "Nytt", "place": "lillehammer", "size": "250+"}
    hege.submit("jobs.change_employer", sent, employer_id=number)
    employer = look_at(app, number)
    assert employer.sector is Sector.municipal
    assert employer.name.startswith("Bedrift")
    assert employer.size.value == "250+"
    assert employer.status is S.approved


def test_two_who_change_it_one_after_the_other(
    app: Flask, hege: SiteClient, elsa: SiteClient
) -> None:
    number = make_employer(app, people=(HR, ELSA))
    where = {"employer_id": number}
    old = hege.get("jobs.change_employer", **where).fields()
    elsa.submit("jobs.change_employer", {"conversations_a_month": "7"}, **where)
    page = hege.post(
        "jobs.change_employer", {**old, "website": "https://ny.example.com"}, status=409, **where
    )
    assert page.fields()["website"] == "https://ny.example.com"
    assert look_at(app, number).conversations_a_month == 7
    hege.post("jobs.change_employer", page.fields(), **where)
    assert look_at(app, number).website == "https://ny.example.com"


def test_an_employer_leaves_with_introductions_open(
    app: Flask, hege: SiteClient, outbox: Outbox
) -> None:
    number = make_employer(app)
    vacancy = make_vacancy(app, number)
    partner = make_partner(app)
    asked = make_introduction(app, partner, number, vacancy)
    accepted = make_introduction(app, partner, number, status=IntroductionStatus.accepted)
    page = hege.get("jobs.leave_network", employer_id=number)
    assert "blir avsluttet" in page.text
    hege.submit("jobs.leave_network", employer_id=number)
    with app.app_context():
        for one in (asked, accepted):
            assert db.session.get_one(Introduction, one).status is IntroductionStatus.withdrawn
        assert db.session.get_one(Vacancy, vacancy).status is VacancyStatus.closed
    employer = look_at(app, number)
    assert employer.status is S.left
    assert employer.memberships[0].left_at is not None
    assert subjects(outbox)[-1] == "Dere har gått ut av arbeidsgivernettverket"
    hege.get("jobs.members", status=404, employer_id=number)
    hege.get("jobs.employer_room", employer_id=number)


def test_a_coordinator_ends_a_membership(
    app: Flask, hege: SiteClient, kari: SiteClient, outbox: Outbox
) -> None:
    number = make_employer(app)
    page = hege.get("jobs.leave_network", employer_id=number)
    kari.submit("jobs_desk.end_membership", employer_id=number)
    assert look_at(app, number).status is S.left
    assert subjects(outbox)[-1] == "Medlemskapet deres i arbeidsgivernettverket er avsluttet"
    hege.post("jobs.leave_network", page.fields(), status=404, employer_id=number)
    kari.submit("jobs_desk.end_membership", status=409, employer_id=number)
    assert "Fra" in desk(kari, number).text


def test_whoever_has_been_removed_sees_nothing_more(app: Flask, hege: SiteClient) -> None:
    number = make_employer(app, people=(HR, ELSA))
    page = hege.get("jobs.change_employer", employer_id=number)
    with app.test_request_context(method="POST"):
        db.session.delete(db.session.get_one(EmployerPerson, person_of(app, number)))
        db.session.commit()
    hege.post("jobs.change_employer", page.fields(), status=404, employer_id=number)
    assert "Bedrift" not in hege.get("accounts.my_page").text


def test_my_page_lists_one_s_employers(app: Flask, hege: SiteClient) -> None:
    make_employer(app, name="Verkstedet AS")
    make_employer(app, name="Søkeren AS", status=S.applied)
    page = hege.get("accounts.my_page")
    assert "Verkstedet AS" in page.text
    assert "Har søkt" in page.text
