"""A concern reaches coordinators only, each reading is noted, and the other never learns of it."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from newcomer.audit import AuditEntry
from newcomer.extensions import db
from newcomer.mentoring.models import Concern, MentorMatch, Side
from tests.mentoring import pairs, people
from tests.support.at_once import at_once, count, sending, statuses
from tests.support.client import Outbox, SiteClient

ClientFor = Callable[..., SiteClient]
MARIT, ANA, KARI = "marit@example.test", "ana@example.test", "coordinator@example.test"
WORRY = "Han spør om penger."


@pytest.fixture
def pair(app: Flask) -> int:
    marit = people.make_mentor(app, email=MARIT, first_name="Marit")
    ana = people.make_request(app, email=ANA, first_name="Ana")
    return people.make_match(app, ana, marit)


@pytest.fixture
def kari(client_for: ClientFor) -> SiteClient:
    return client_for("coordinator")


def report(app: Flask, pair: int, client: SiteClient) -> int:
    client.submit(pairs.path_of(app, pair, Side.newcomer, "/concern"), {"body": WORRY})
    with app.app_context():
        return db.session.scalars(select(Concern.id)).one()


def readings(app: Flask) -> int:
    return count(app, AuditEntry, AuditEntry.action == "concern.read")


def test_a_concern_is_told_to_coordinators_without_a_word_of_it(
    app: Flask,
    pair: int,
    kari: SiteClient,
    client_for: ClientFor,
    visitor: SiteClient,
    outbox: Outbox,
) -> None:
    client_for("administrator")
    report(app, pair, visitor)
    (mail,) = outbox.to(KARI)
    for secret in (WORRY, "Ana", "Marit", ANA, MARIT):
        assert secret not in mail.body + mail.subject
    assert outbox.count() == 1
    assert "1 bekymring i mentorordningen venter" in kari.get("desk.overview").text
    assert readings(app) == 0


def test_the_other_never_learns_of_it(
    app: Flask, pair: int, visitor: SiteClient, outbox: Outbox
) -> None:
    mentor = pairs.path_of(app, pair, Side.mentor)
    before = visitor.get(mentor).text
    report(app, pair, visitor)
    visitor.get(pairs.path_of(app, pair, Side.newcomer))  # says thank you
    assert visitor.get(mentor).text == before
    assert outbox.to(MARIT) == []


def test_each_reading_is_in_the_log(
    app: Flask, pair: int, kari: SiteClient, visitor: SiteClient, outbox: Outbox
) -> None:
    number = report(app, pair, visitor)
    assert WORRY not in kari.get("mentoring_desk.concerns").text
    assert readings(app) == 0
    for times in (1, 2):
        page = kari.get(outbox.link_to(KARI))
        assert WORRY in page.text
        assert ANA in page.text
        assert readings(app) == times
    with app.app_context():
        entry = db.session.scalars(
            select(AuditEntry).where(AuditEntry.action == "concern.read")
        ).first()
        assert entry is not None
        assert entry.subject == f"concern {number}"
        assert entry.actor_id is not None


@pytest.mark.parametrize("role", [None, "member", "administrator"])
def test_nobody_else_reads_it(
    app: Flask, pair: int, visitor: SiteClient, client_for: ClientFor, role: str | None
) -> None:
    number = report(app, pair, visitor)
    client = client_for(role)
    path = client.url("mentoring_desk.concern", concern_id=number)
    response = client.http.get(path, base_url=client.base_url)
    assert response.status_code in {302, 403}
    assert WORRY not in response.text
    assert readings(app) == 0


def test_it_is_seen_to_with_what_came_of_it(
    app: Flask, pair: int, kari: SiteClient, visitor: SiteClient
) -> None:
    number = report(app, pair, visitor)
    kari.submit("mentoring_desk.concern", {"outcome": "Ringte begge."}, concern_id=number)
    page = kari.get("/nb/desk/mentoring/concerns?handled=1")
    assert f"Bekymring {number}" in page.text
    assert f"Bekymring {number}" not in kari.get("mentoring_desk.concerns").text
    assert count(app, AuditEntry, AuditEntry.action == "concern.handled") == 1


def test_an_empty_outcome_comes_back_and_the_reading_is_noted(
    app: Flask, pair: int, kari: SiteClient, visitor: SiteClient
) -> None:
    number = report(app, pair, visitor)
    page = kari.submit("mentoring_desk.concern", {"outcome": " "}, status=422, concern_id=number)
    assert page.errors
    assert readings(app) == 2


@pytest.mark.parametrize("in_turn", [False, True])
def test_of_two_coordinators_one_is_shown_what_the_other_wrote(
    app: Flask,
    pair: int,
    kari: SiteClient,
    client_for: ClientFor,
    visitor: SiteClient,
    in_turn: bool,
) -> None:
    number = report(app, pair, visitor)
    per = client_for("coordinator", email="per@example.test")
    acts = []
    for client, text in ((kari, "Ringte Ana."), (per, "Ringte Marit.")):
        page = client.get("mentoring_desk.concern", concern_id=number)
        acts.append(sending(client, page.path, {**page.fields(), "outcome": text}))
    answers = at_once(app, *acts, meet="UPDATE concern", in_turn=in_turn)
    assert statuses(answers) == [302, 409]
    (lost,) = [one for one in answers if one.status_code == 409]
    assert "Ringte Ana." in lost.text
    assert "Ringte Marit." in lost.text


def test_sent_twice_at_once_it_is_one(
    app: Flask, pair: int, kari: SiteClient, visitor: SiteClient, outbox: Outbox
) -> None:
    page = visitor.get(pairs.path_of(app, pair, Side.mentor, "/concern"))
    fields = {**page.fields(), "body": WORRY}
    acts = [sending(visitor, page.path, fields)] * 2
    assert statuses(at_once(app, *acts, meet="INSERT INTO concern")) == [302, 302]
    assert count(app, Concern) == len(outbox.to(KARI)) == 1


def test_an_empty_concern_comes_back(app: Flask, pair: int, visitor: SiteClient) -> None:
    page = visitor.submit(
        pairs.path_of(app, pair, Side.mentor, "/concern"), {"body": ""}, status=422
    )
    assert page.errors


def test_a_concern_outlives_the_pair(
    app: Flask, pair: int, kari: SiteClient, visitor: SiteClient
) -> None:
    number = report(app, pair, visitor)
    with app.test_request_context(method="POST"):
        db.session.delete(db.session.get_one(MentorMatch, pair))
        db.session.commit()
    assert WORRY in kari.get("mentoring_desk.concern", concern_id=number).text
