"""Who acts for an employer, the members' page, and letters to the members."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.mail import OutgoingEmail
from newcomer.partner_jobs.models.employers import (
    EmployerPerson,
    EmployerStatus,
    MemberMail,
    Sector,
)
from tests import factories
from tests.partner_jobs.people import make_employer, person_of
from tests.support.at_once import at_once, count, filled, same_browser, statuses
from tests.support.client import Outbox, SiteClient

ClientFor = Callable[..., SiteClient]
HR, ELSA, NEW = "hr@example.test", "elsa@example.test", "new@example.test"
COLLEAGUE = {"email": NEW, "person_name": "Nora Ny", "title": "Leder", "language": "sv"}


@pytest.fixture
def hege(client_for: ClientFor) -> SiteClient:
    return client_for("member", email=HR)


@pytest.fixture
def elsa(client_for: ClientFor) -> SiteClient:
    return client_for("member", email=ELSA)


@pytest.fixture
def kari(client_for: ClientFor) -> SiteClient:
    return client_for("coordinator", email="kari@example.test")


def acting(app: Flask, employer: int) -> list[str]:
    with app.app_context():
        query = select(EmployerPerson.email).where(EmployerPerson.employer_id == employer)
        return list(db.session.scalars(query.order_by(EmployerPerson.id)))


def add_many(app: Flask, employer: int, number: int) -> None:
    with app.test_request_context(method="POST"):
        for one in range(number):
            db.session.add(
                EmployerPerson(
                    employer_id=employer, email=f"p{one}@example.test", name=f"P {one}",
                    language="nb", created_at=utcnow(),
                )
            )  # fmt: skip
        db.session.commit()


# -- who acts for it -------------------------------------------------------------------------------


def test_a_colleague_is_added_and_comes_in_by_the_link(
    app: Flask, hege: SiteClient, client_for: ClientFor, outbox: Outbox
) -> None:
    number = make_employer(app, name="Verkstedet AS")
    hege.submit("jobs.add_colleague", COLLEAGUE, employer_id=number)
    assert acting(app, number) == [HR, NEW]
    (mail,) = outbox.to(NEW)
    assert mail.language == "sv"
    # Nobody has confirmed the address: nothing that was typed goes there.
    for typed in ("Verkstedet", "Nora", "Leder"):
        assert typed not in mail.body + mail.subject
    nora = client_for("member", email=NEW, language="sv")
    assert nora.get(outbox.link_to(NEW)).heading == "Verkstedet AS"


def test_whoever_acts_already_is_not_added_again(
    app: Flask, hege: SiteClient, outbox: Outbox
) -> None:
    number = make_employer(app)
    for _ in range(2):
        hege.submit("jobs.add_colleague", COLLEAGUE, employer_id=number)
    assert acting(app, number) == [HR, NEW]
    assert len(outbox.to(NEW)) == 1


def test_two_who_add_the_same_colleague_at_once(
    app: Flask, hege: SiteClient, elsa: SiteClient, outbox: Outbox
) -> None:
    number = make_employer(app, people=(HR, ELSA))
    where = f"/nb/employer/{number}/people/add"
    acts = [filled(one, where, **COLLEAGUE) for one in (hege, elsa)]
    assert statuses(at_once(app, *acts, meet="SELECT employer.id")) == [302, 302]
    assert acting(app, number) == [HR, ELSA, NEW]
    assert len(outbox.to(NEW)) == 1


def test_only_members_add_colleagues(app: Flask, hege: SiteClient) -> None:
    for status in EmployerStatus:
        number = make_employer(app, status=status, asked_for="?")
        expected = 200 if status is EmployerStatus.approved else 404
        hege.get("jobs.add_colleague", status=expected, employer_id=number)


def test_twenty_can_act_for_one_employer(app: Flask, hege: SiteClient, kari: SiteClient) -> None:
    number = make_employer(app)
    add_many(app, number, 18)
    hege.submit("jobs.add_colleague", COLLEAGUE, employer_id=number)
    one_more = {**COLLEAGUE, "email": "more@example.test"}
    page = hege.submit("jobs.add_colleague", one_more, status=409, employer_id=number)
    assert page.fields()["email"] == "more@example.test"
    kari.submit("jobs_desk.let_in", one_more, status=409, employer_id=number)
    assert len(acting(app, number)) == 20
    assert "Fjern noen først" in hege.get("jobs.employer_people", employer_id=number).text


def test_nobody_s_mailbox_is_filled_through_us(app: Flask, hege: SiteClient) -> None:
    """One who adds and removes people all day is stopped."""
    number = make_employer(app)
    for turn in range(20):
        who = {**COLLEAGUE, "email": f"stranger{turn}@example.test"}
        hege.submit("jobs.add_colleague", who, employer_id=number)
        person = person_of(app, number, who["email"])
        hege.submit("jobs.remove_colleague", employer_id=number, person_id=person)
    page = hege.submit("jobs.add_colleague", COLLEAGUE, status=429, employer_id=number)
    assert page.fields()["email"] == NEW


def test_one_s_own_details(app: Flask, hege: SiteClient) -> None:
    number = make_employer(app, people=(HR, ELSA))
    changed = {"person_name": "Hege Nyrud", "title": "Leder", "phone": "+47 61 00 00 00"}
    hege.submit("jobs.my_employer_details", changed, employer_id=number)
    page = hege.get("jobs.employer_people", employer_id=number)
    assert "Hege Nyrud" in page.text
    assert "+47 61 00 00 00" in page.text
    hege.submit("jobs.my_employer_details", {"person_name": ""}, status=422, employer_id=number)


def test_the_last_one_cannot_leave_without_a_successor(
    app: Flask, hege: SiteClient, outbox: Outbox
) -> None:
    number = make_employer(app)
    me = {"employer_id": number, "person_id": person_of(app, number)}
    page = hege.submit("jobs.remove_colleague", status=409, **me)
    assert "Legg til en kollega først" in page.text
    hege.submit("jobs.add_colleague", COLLEAGUE, employer_id=number)
    page = hege.submit("jobs.remove_colleague", **me)
    assert page.path == "/nb/me"
    assert acting(app, number) == [NEW]
    assert outbox.to(HR) == []  # they did it themselves
    hege.get("jobs.employer_room", status=404, employer_id=number)


def test_who_is_removed_is_told(
    app: Flask, hege: SiteClient, elsa: SiteClient, outbox: Outbox
) -> None:
    number = make_employer(app, people=(HR, ELSA))
    where = {"employer_id": number, "person_id": person_of(app, number, ELSA)}
    page = hege.get("jobs.remove_colleague", **where)
    for _ in range(2):  # pressed twice, she is gone all the same
        hege.post("jobs.remove_colleague", page.fields(), **where)
    assert acting(app, number) == [HR]
    assert len(outbox.to(ELSA)) == 1
    elsa.get("jobs.employer_room", status=404, employer_id=number)


@pytest.mark.parametrize("each_other", [True, False], ids=["each other", "themselves"])
def test_two_who_go_at_once_leave_one(
    app: Flask, hege: SiteClient, elsa: SiteClient, each_other: bool
) -> None:
    number = make_employer(app, people=(HR, ELSA))
    of_hege, of_elsa = (person_of(app, number, one) for one in (HR, ELSA))
    first, second = (of_elsa, of_hege) if each_other else (of_hege, of_elsa)
    acts = [
        filled(one, f"/nb/employer/{number}/people/{person}/remove")
        for one, person in ((hege, first), (elsa, second))
    ]
    answers = at_once(app, *acts, meet="SELECT employer.id")
    assert len(acting(app, number)) == 1
    # The second is removed already, or would be the last to go.
    assert statuses(answers) == [302, 404 if each_other else 409]


def test_whoever_was_removed_meanwhile_removes_nobody(
    app: Flask, hege: SiteClient, elsa: SiteClient
) -> None:
    number = make_employer(app, people=(HR, ELSA, NEW))
    where = {"employer_id": number, "person_id": person_of(app, number, NEW)}
    page = elsa.get("jobs.remove_colleague", **where)
    hege.submit("jobs.remove_colleague", employer_id=number, person_id=person_of(app, number, ELSA))
    elsa.post("jobs.remove_colleague", page.fields(), status=404, **where)
    assert acting(app, number) == [HR, NEW]


def test_at_the_desk_somebody_is_let_in_and_another_removed(
    app: Flask, kari: SiteClient, outbox: Outbox
) -> None:
    number = make_employer(app)
    old = {"employer_id": number, "person_id": person_of(app, number)}
    page = kari.submit("jobs_desk.put_out", status=409, **old)
    assert "Slipp inn en etterfølger først" in page.text
    kari.submit("jobs_desk.let_in", COLLEAGUE, employer_id=number)
    kari.submit("jobs_desk.put_out", **old)
    assert acting(app, number) == [NEW]
    assert len(outbox.to(NEW)) == 1
    assert "Har ikke logget inn ennå" in kari.get("jobs_desk.employer", employer_id=number).text


def test_whoever_applied_in_another_s_name_is_removed_after_a_no(
    app: Flask, kari: SiteClient
) -> None:
    number = make_employer(app, status=EmployerStatus.declined)
    kari.submit("jobs_desk.put_out", employer_id=number, person_id=person_of(app, number))
    assert acting(app, number) == []


def test_somebody_who_erases_themselves_leaves_a_task_for_the_desk(
    app: Flask, hege: SiteClient, kari: SiteClient
) -> None:
    number = make_employer(app)
    hege.submit("accounts.erase", {"sure": "y"})
    assert acting(app, number) == []
    assert "1 medlem har ingen representant" in kari.get("desk.overview").text
    page = kari.get("jobs_desk.employer", employer_id=number)
    assert "Ingen representerer denne arbeidsgiveren" in page.text
    kari.submit("jobs_desk.let_in", COLLEAGUE, employer_id=number)
    assert acting(app, number) == [NEW]


# -- the members -----------------------------------------------------------------------------------


def test_members_see_each_other(app: Flask, hege: SiteClient) -> None:
    number = make_employer(app, name="Verkstedet AS")
    make_employer(app, name="Gausdal kommune", sector=Sector.municipal, people=(ELSA,),
                  place="segalstad-bru")  # fmt: skip
    make_employer(app, name="Søkeren AS", status=EmployerStatus.applied)
    page = hege.get("jobs.members", employer_id=number)
    assert "Gausdal kommune" in page.text
    assert ELSA in page.text
    assert "Søkeren AS" not in page.text
    where = f"/nb/employer/{number}/members"
    page = hege.get(f"{where}?sector=municipal")
    assert "Gausdal kommune" in page.text
    assert len(page.all("tbody tr")) == 1
    assert "Ingen medlemmer passer" in hege.get(f"{where}?municipality=oyer").text


def test_the_members_page_asks_the_database_as_often_however_many_there_are(
    app: Flask, hege: SiteClient
) -> None:
    number = make_employer(app)
    few = len(hege.get("jobs.members", employer_id=number).queries)
    for turn in range(30):
        make_employer(app, people=(f"a{turn}@example.test", f"b{turn}@example.test"))
    page = hege.get("jobs.members", employer_id=number)
    assert len(page.queries) == few
    assert len(page.all("tbody tr")) == 25


# -- letters ---------------------------------------------------------------------------------------

LETTER = {"subject": "Møte på torsdag", "body": "Hei!\n\nVi møtes klokka 9."}


def sent_to(app: Flask) -> list[tuple[str, str]]:
    with app.app_context():
        query = select(OutgoingEmail).where(OutgoingEmail.kind == "employer_letter")
        return [(one.to, one.language) for one in db.session.scalars(query)]


@pytest.fixture
def network(app: Flask) -> None:
    """Three members of two sectors, one of them with two people, one of whom never signed in."""
    make_employer(app, people=(HR, ELSA))
    make_employer(app, people=(HR,))
    make_employer(app, people=("kommune@example.test",), sector=Sector.municipal)
    make_employer(app, people=("left@example.test",), status=EmployerStatus.left)
    for email in (HR, "kommune@example.test", "left@example.test"):
        factories.make_user(app, email)


@pytest.mark.usefixtures("network")
def test_a_letter_is_shown_first_and_then_goes_to_each_once(
    app: Flask, kari: SiteClient, outbox: Outbox
) -> None:
    page = kari.submit("jobs_desk.member_mail", LETTER)
    assert "Brevet går til 2 personer" in page.text
    assert "1 til har aldri logget inn" in page.text
    assert sent_to(app) == []
    page = kari.press(page, "/letter")
    assert page.flashes == ["Brevet går til 2 personer."]
    assert sent_to(app) == [(HR, "nb"), ("kommune@example.test", "nb")]
    mail = outbox.to(HR)[-1]
    assert mail.subject == "Møte på torsdag"
    assert "Vi møtes klokka 9." in mail.body
    assert "Møte på torsdag" in page.text  # in the list of what has been sent


@pytest.mark.usefixtures("network")
def test_a_letter_to_some_sectors(app: Flask, kari: SiteClient) -> None:
    page = kari.submit("jobs_desk.member_mail", {**LETTER, "sectors": ["municipal", "state"]})
    assert "Brevet går til 1 person" in page.text
    kari.press(page, "/letter")
    assert sent_to(app) == [("kommune@example.test", "nb")]
    with app.app_context():
        (mail,) = db.session.scalars(select(MemberMail))
        assert (mail.sectors, mail.recipients) == (["municipal", "state"], 1)


@pytest.mark.usefixtures("network")
def test_a_letter_sent_twice_goes_once(app: Flask, kari: SiteClient) -> None:
    page = kari.submit("jobs_desk.member_mail", LETTER)
    fields = page.fields("/letter")
    other = same_browser(kari)
    acts = [
        lambda one=one: one.http.post(page.path, data=fields, base_url=one.base_url)
        for one in (kari, other)
    ]
    assert statuses(at_once(app, *acts, meet="INSERT INTO member_mail ")) == [302, 302]
    kari.post("jobs_desk.member_mail", fields)
    assert count(app, MemberMail) == 1
    assert len(sent_to(app)) == 2


@pytest.mark.usefixtures("network")
def test_a_letter_that_lacks_something_comes_back(app: Flask, kari: SiteClient) -> None:
    page = kari.submit("jobs_desk.member_mail", {"subject": "", "body": "Hei"}, status=422)
    assert page.fields()["body"] == "Hei"
    kari.submit("jobs_desk.member_mail", {**LETTER, "sectors": "royal"}, status=422)
    assert count(app, MemberMail) == 0


def test_a_letter_to_nobody_cannot_be_sent(kari: SiteClient) -> None:
    page = kari.submit("jobs_desk.member_mail", LETTER)
    assert "Brevet går til 0 personer" in page.text
    assert not [one for one in page.all("button") if "Send det nå" in one.to_text()]
