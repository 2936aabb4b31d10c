"""Nobody reaches a profile whose consent does not allow it: every address, every role, every level."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from newcomer.access import Role
from newcomer.arrivals.models import Arrival
from newcomer.arrivals.services import uses
from newcomer.audit import AuditEntry
from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.partner_jobs.models.employers import Employer, EmployerStatus, Sector
from newcomer.partner_jobs.models.introductions import IntroductionStatus
from newcomer.partner_jobs.models.partners import (
    JobFit,
    LookedAt,
    PartnerStatus,
    ProfileLook,
    Visibility,
)
from newcomer.partner_jobs.services import cv, from_arrival
from newcomer.partner_jobs.services.from_arrival import PURPOSE
from tests.arrivals import movers
from tests.conftest import ON_ONE_DATABASE
from tests.mentoring.people import make_arrival
from tests.partner_jobs import pdfs, people
from tests.partner_jobs.partner_forms import (
    FILLED,
    MARIA,
    change,
    find_fits,
    look_at,
    signed_in,
    the_partner,
    want_fits,
)
from tests.support.client import Outbox, SiteClient

PUBLIC = (Sector.municipal, Sector.county, Sector.state)
# What only whoever may see the name may see.
SECRETS = ("Maria", "Hemmelig", "maria@example.test", "912 34 567", "Seks gode år", "Spesialfag")


@dataclass
class World:
    """A partner and the employers around them."""

    partner: int
    vacancies: dict[str, int]
    employers: dict[str, int]


def make_world(app: Flask, visibility: Visibility, **facts: Any) -> World:
    """One partner, whom every open vacancy fits, and a member of every sector, one that has applied,
    one that was declined and one that has left."""
    employers = {
        one.value: people.make_employer(app, sector=one, people=(f"{one.value}@example.test",))
        for one in Sector
    }
    for status in (EmployerStatus.applied, EmployerStatus.asked, EmployerStatus.declined,
                   EmployerStatus.left):  # fmt: skip
        employers[status.value] = people.make_employer(
            app, status=status, people=(f"{status.value}@example.test",)
        )
    vacancies = {name: people.make_vacancy(app, number) for name, number in employers.items()}
    brought_by = people.make_employer(app, name="Bragte Hit AS", people=("brought@example.test",))
    partner = people.make_partner(
        app, name="Maria Hemmelig", email=MARIA, phone="912 34 567", visibility=visibility,
        presentation="Seks gode år på sykehus.", field_of_study="Spesialfag",
        brought_by_id=brought_by, **facts,
    )  # fmt: skip
    change(app, partner, lambda one: cv.keep(one, pdfs.plain(), utcnow()))
    want_fits(app)
    find_fits(app)
    _rank_everywhere(app, partner, vacancies)
    return World(partner, vacancies, {**employers, "brought": brought_by})


def _rank_everywhere(app: Flask, partner: int, vacancies: dict[str, int]) -> None:
    """As if a worker had ranked the partner where nobody may be ranked: it must not show."""
    with app.test_request_context(method="POST"):
        for number in vacancies.values():
            row = db.session.get(JobFit, (partner, number))
            if row is None:
                parts = {
                    "near": True,
                    "digits": 4,
                    "km": 0,
                    "points": {},
                    "skills": [],
                    "languages": [],
                }
                db.session.add(JobFit(partner_id=partner, vacancy_id=number, score=900, parts=parts,
                                      rank_for_partner=1, rank_for_vacancy=1, since=utcnow()))  # fmt: skip
            else:
                row.rank_for_vacancy = 1
        db.session.commit()


def everything_seen(app: Flask, who: str, world: World) -> Iterator[tuple[str, str, int]]:
    """(endpoint, what came back, status) of everything in job number 2 for whoever acts for this
    employer: with its own number in the addresses, and with those of others."""
    client = signed_in(app, f"{who}@example.test")
    pages = set()
    for employer in {who, "private", "municipal"} & set(world.employers):
        values = {"language": client.language, "employer_id": world.employers[employer],
                  "partner_id": world.partner, "vacancy_id": world.vacancies["private"],
                  "digest_token": "x"}  # fmt: skip
        pages |= set(_addresses(app, values))
    for vacancy in world.vacancies.values():
        own = world.employers.get(who, world.employers["private"])
        path = client.url("jobs.employer_partners", employer_id=own)
        pages.add(("jobs.employer_partners", f"{path}?vacancy={vacancy}"))
    for endpoint, path in sorted(pages):
        for method in ("GET", "POST"):  # the latter without its token
            response = client.http.open(path, method=method, base_url=client.base_url)
            if response.status_code != 405:
                html = response.get_data().decode("utf-8", "replace")
                yield endpoint, html, response.status_code


def _addresses(app: Flask, values: dict[str, Any]) -> list[tuple[str, str]]:
    """(endpoint, path) of everything in job number 2; a number that is not known is 1."""
    found = []
    with app.test_request_context():
        adapter = app.url_map.bind("newcomer.test")
        for rule in app.url_map.iter_rules():
            if rule.endpoint.startswith(("jobs.", "jobs_desk.")):
                numbers = {name for name in rule.arguments if name.endswith("_id")}
                known = {name: 1 if name in numbers else "nb" for name in rule.arguments}
                known |= {name: values[name] for name in rule.arguments if name in values}
                found.append((rule.endpoint, adapter.build(rule.endpoint, known)))
    return found


PEOPLE = [one.value for one in Sector] + ["applied", "asked", "declined", "left", "brought"]
OUTSIDE = ["applied", "asked", "declined", "left", "stranger"]


@ON_ONE_DATABASE
def test_with_coordinators_only_no_employer_sees_anything(app: Flask) -> None:
    world = make_world(app, Visibility.coordinators)
    for who in (*PEOPLE, "stranger"):
        _sees_nothing(app, who, world)
    assert _looks(app) == []


@ON_ONE_DATABASE
@pytest.mark.parametrize("status", [PartnerStatus.hidden, PartnerStatus.hired])
def test_who_has_taken_the_yes_back_is_seen_by_no_employer(
    app: Flask, status: PartnerStatus
) -> None:
    world = make_world(app, Visibility.named)
    change(app, world.partner, lambda one: setattr(one, "status", status))
    for who in ("private", "voluntary", "municipal"):
        _sees_nothing(app, who, world)
    assert _looks(app) == []


@ON_ONE_DATABASE
def test_public_employers_and_those_who_are_no_members_see_nobody_however_open(app: Flask) -> None:
    """Nor a ranking: with the numbers of others in the address, and with ranks in the table that no
    worker would have written."""
    world = make_world(app, Visibility.named)
    for who in (*(one.value for one in PUBLIC), *OUTSIDE):
        for endpoint, status in _sees_nothing(app, who, world):
            if endpoint in {"jobs.employer_partners", "jobs.employer_partner"}:
                assert status in {404, 405}, (who, endpoint)
    assert _looks(app) == []


@ON_ONE_DATABASE
@pytest.mark.parametrize("who", ["private", "voluntary"])
def test_without_the_name_employers_see_what_they_need_and_no_more(app: Flask, who: str) -> None:
    world = make_world(app, Visibility.anonymous)
    client = signed_in(app, f"{who}@example.test")
    where = {"employer_id": world.employers[who], "partner_id": world.partner}
    page = client.get("jobs.employer_partner", **where)
    assert page.heading == f"Medflytter {world.partner}"
    assert "sykepleier" in page.text
    for endpoint, html, _status in everything_seen(app, who, world):
        for word in SECRETS:
            assert word not in html, f"{endpoint}: {word}"
        if endpoint in {"jobs.employer_partners", "jobs.employer_partner"}:
            assert "Bragte Hit" not in _main(html), endpoint
        assert "%PDF" not in html


@ON_ONE_DATABASE
@pytest.mark.parametrize("who", ["private", "voluntary"])
def test_with_the_name_employers_see_it_and_the_words_but_no_contact(app: Flask, who: str) -> None:
    world = make_world(app, Visibility.named)
    client = signed_in(app, f"{who}@example.test")
    where = {"employer_id": world.employers[who], "partner_id": world.partner}
    page = client.get("jobs.employer_partner", **where)
    assert page.heading == "Maria Hemmelig"
    assert "Seks gode år" in page.text
    for endpoint, html, _status in everything_seen(app, who, world):
        for word in ("maria@example.test", "912 34 567", "%PDF"):
            assert word not in html, f"{endpoint}: {word}"


def test_each_look_is_noted_for_the_partner_to_see(app: Flask) -> None:
    world = make_world(app, Visibility.named)
    where = {"employer_id": world.employers["private"], "partner_id": world.partner}
    signed_in(app, "private@example.test").get("jobs.employer_partner", **where)
    desk = signed_in(app, "desk@example.test", Role.coordinator)
    desk.get("jobs_desk.partner", partner_id=world.partner)
    looks = _looks(app)
    assert [(look.what, look.employer_id) for look in looks] == [
        (LookedAt.profile, where["employer_id"]),
        (LookedAt.profile, None),
    ]
    page = signed_in(app, MARIA).get("jobs.partner_looks")
    with app.app_context():
        name = db.session.get_one(Employer, where["employer_id"]).name
        read = select(AuditEntry.subject).where(AuditEntry.action == "partner_profile.read")
        assert db.session.scalars(read).all() == [f"partner_profile {world.partner}"]
    assert name in page.text
    assert "En koordinator" in page.text


def test_who_sees_them_in_a_list_of_who_fits_is_noted_once_a_day(app: Flask) -> None:
    world = make_world(app, Visibility.anonymous)
    employer = world.employers["private"]
    hr = signed_in(app, "private@example.test")
    for _ in range(2):
        hr.get("jobs.employer_partners", employer_id=employer)
    looks = _looks(app)
    assert [(look.what, look.employer_id) for look in looks] == [(LookedAt.listed, employer)]
    page = signed_in(app, MARIA, language="en").get("jobs.partner_looks")
    assert "The list of who fits a vacancy" in page.text


def test_what_an_employer_sees_before_it_suggests_an_introduction_is_a_look_too(app: Flask) -> None:
    world = make_world(app, Visibility.anonymous)
    employer = world.employers["private"]
    client = signed_in(app, "private@example.test")
    where = {"employer_id": employer, "partner_id": world.partner}
    assert "sykepleier" in client.get("jobs.suggest_as_employer", **where).text
    assert [look.employer_id for look in _looks(app)] == [employer]
    client.get("jobs.employer_partner", **where)  # the same person, a moment later
    assert len(_looks(app)) == 1


def test_who_may_not_look_leaves_no_note(app: Flask) -> None:
    world = make_world(app, Visibility.coordinators)
    client = signed_in(app, "private@example.test")
    where = {"employer_id": world.employers["private"], "partner_id": world.partner}
    client.get("jobs.employer_partner", **where, status=404)
    client.get("jobs.employer_partner", **{**where, "partner_id": 4711}, status=404)
    assert _looks(app) == []


def test_hiding_counts_for_the_next_click(app: Flask) -> None:
    world = make_world(app, Visibility.named)
    client, own = signed_in(app, "private@example.test"), signed_in(app, MARIA)
    where = {"employer_id": world.employers["private"], "partner_id": world.partner}
    people.make_introduction(
        app, world.partner, world.employers["private"], status=IntroductionStatus.accepted
    )
    assert client.get("jobs.employer_partner", **where).heading == "Maria Hemmelig"
    own.press(own.get("jobs.partner_fits"), "/hide")
    client.get("jobs.employer_partner", **where, status=404)
    client.get("jobs.employer_partner_cv", **where, status=404)
    assert (
        "Maria" not in client.get("jobs.employer_partners", employer_id=where["employer_id"]).text
    )


# -- from "I'm moving here" ------------------------------------------------------------------------


def test_a_mover_who_says_yes_is_mailed_the_two_ways_on(app: Flask, outbox: Outbox) -> None:
    arrival = make_arrival(app, email=MARIA, languages={"es": 6, "nb": 3}, first_name="Maria")
    client = SiteClient(app)
    page = client.get(movers.private_path(app, arrival))
    page = client.press(page, "/grant/partner_job")
    (mail,) = outbox.to(MARIA)
    assert "/job-number-2\n" in mail.body
    assert "/job-number-2/profile?arrival=" in mail.body
    assert "Maria" not in mail.body
    assert "/nb/job-number-2" in page.text
    page = client.press(page, "/withdraw/partner_job")
    client.press(page, "/grant/partner_job")
    assert len(outbox.to(MARIA)) == 1


def test_a_mover_begins_with_what_they_told_and_taking_it_back_hides_it(app: Flask) -> None:
    arrival = make_arrival(
        app, email=MARIA, languages={"es": 6, "nb": 3}, first_name="Maria", occupation="nurse",
        isco="2221", place="tretten", reach_km=50,
    )  # fmt: skip
    client = SiteClient(app)
    page = client.press(client.get(movers.private_path(app, arrival)), "/grant/partner_job")
    (link,) = page.all('a[href*="arrival="]')
    mine = signed_in(app, "other-address@example.test")
    form = mine.get(link.attrs["href"])
    fields = form.fields()
    assert fields["occupation_1"] == "sykepleier"
    assert fields["place"] == "tretten"
    assert fields["reach_km"] == "50"
    assert {fields["languages-0-code"], fields["languages-1-code"]} == {"es", "nb"}
    sent = {**fields, **{k: v for k, v in FILLED.items() if not k.startswith(("place", "lang"))}}
    sent["language"] = "nb"
    mine.post(form.path, sent)
    partner = the_partner(app)
    assert partner.arrival_id == arrival
    assert partner.place == "tretten"
    client.press(client.get(movers.private_path(app, arrival)), "/withdraw/partner_job")
    hidden = look_at(app, partner.id)
    assert hidden is not None
    assert hidden.status is PartnerStatus.hidden


def test_a_link_whose_yes_was_taken_back_fills_in_nothing(app: Flask) -> None:
    arrival = make_arrival(app, email=MARIA, first_name="Maria", place="tretten")
    client = SiteClient(app)
    page = client.press(client.get(movers.private_path(app, arrival)), "/grant/partner_job")
    (link,) = page.all('a[href*="arrival="]')
    client.press(page, "/withdraw/partner_job")
    mine = signed_in(app, MARIA)
    assert mine.get(link.attrs["href"]).fields()["place"] == ""
    assert mine.get(link.attrs["href"] + "x").fields()["place"] == ""


def test_deleting_the_move_hides_the_profile_and_takes_back_the_mail(
    app: Flask, outbox: Outbox
) -> None:
    arrival = make_arrival(app, email=MARIA)
    client = SiteClient(app)
    client.press(client.get(movers.private_path(app, arrival)), "/grant/partner_job")
    number = people.make_partner(app, arrival_id=arrival)
    client.submit(movers.private_path(app, arrival) + "/delete")
    hidden = look_at(app, number)
    assert hidden is not None
    assert (hidden.status, hidden.arrival_id) == (PartnerStatus.hidden, None)
    assert outbox.to(MARIA) == []


def test_a_move_that_a_profile_began_with_is_in_use(app: Flask) -> None:
    arrival = make_arrival(app, email=MARIA)
    with app.test_request_context(method="POST"):
        uses.grant(db.session.get_one(Arrival, arrival), PURPOSE, utcnow())
        db.session.commit()
    used = select(Arrival.id).where(from_arrival.in_use(utcnow()))
    with app.app_context():
        assert db.session.scalars(used).all() == []
    people.make_partner(app, arrival_id=arrival)
    with app.app_context():
        assert db.session.scalars(used).all() == [arrival]


def _sees_nothing(app: Flask, who: str, world: World) -> list[tuple[str, int]]:
    """Whoever acts for this employer sees nothing of the partner; how each address answered."""
    answers = []
    for endpoint, html, status in everything_seen(app, who, world):
        for word in (*SECRETS, f"Medflytter {world.partner}", "%PDF"):
            assert word not in html, f"{who}: {endpoint} shows {word}"
        answers.append((endpoint, status))
    return answers


def _main(html: str) -> str:
    return html.partition("<main")[2]


def _looks(app: Flask) -> list[ProfileLook]:
    with app.app_context():
        found = list(db.session.scalars(select(ProfileLook).order_by(ProfileLook.id)))
        db.session.expunge_all()
    return found
