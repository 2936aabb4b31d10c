"""Somebody has everything deleted: nothing of them is left, and the other is told kindly, without a
link to a page that is gone."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from newcomer import mail
from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.mail import OutgoingEmail
from newcomer.mentoring.models import Concern, MatchStatus, MentorMatch, Side
from tests.arrivals.movers import private_path
from tests.mentoring import pairs, people
from tests.support.client import Outbox, SiteClient
from tests.test_personal_data import mentions

ClientFor = Callable[..., SiteClient]
MARIT, ANA = "marit@example.test", "anahita@example.test"


@pytest.fixture
def pair(app: Flask) -> int:
    """Marit and Anahita, a pair."""
    marit = people.make_mentor(app, email=MARIT, first_name="Marit")
    return people.make_match(app, people.make_request(app, email=ANA, first_name="Anahita"), marit)


@pytest.fixture
def own_page(app: Flask, pair: int) -> str:
    return private_path(app, pairs.request_of(app, pairs.look_at(app, pair).request_id).arrival_id)


@pytest.fixture
def mentor_page(app: Flask, pair: int) -> str:
    return people.mentor_path(app, pairs.look_at(app, pair).mentor_id)


def send_mails(app: Flask) -> None:
    with app.app_context():
        mail.deliver_pending()


def live(app: Flask, client: SiteClient, pair: int) -> None:
    """Each writes to the other, is worried, and asks for a lost link; all mails have gone out."""
    for side in Side:
        path = pairs.path_of(app, pair, side)
        client.post(f"{path}/write", {**client.get(path).fields("/write"), "body": "Hei!"})
        client.submit(f"{path}/concern", {"body": "Jeg er urolig."})
    client.submit("arrivals.lost_link", {"email": ANA})
    client.submit("mentoring.lost_mentor_link", {"email": MARIT})
    send_mails(app)


@pytest.mark.parametrize("way", ["delete", "erase"])
def test_a_mentor_whose_newcomer_is_gone_gets_no_link_to_a_page_that_is_gone(
    app: Flask, client_for: ClientFor, outbox: Outbox, own_page: str, way: str
) -> None:
    if way == "delete":
        client_for(None).submit(f"{own_page}/delete")
    else:
        client_for("member", email=ANA).submit("accounts.erase", {"sure": "y"})
    (told,) = outbox.to(MARIT)
    assert told.kind == "pair_ended"
    assert "Anahita" in told.body
    assert "/pair/" not in told.body
    assert "attest" not in told.body


@pytest.mark.parametrize("way", ["delete", "erase"])
def test_nothing_is_left_of_a_newcomer_who_deletes_everything(
    app: Flask, client_for: ClientFor, pair: int, own_page: str, way: str
) -> None:
    live(app, client_for(None), pair)
    assert mentions(app, ANA, "Anahita")
    if way == "delete":
        client_for(None).submit(f"{own_page}/delete")
    else:
        client_for("member", email=ANA).submit("accounts.erase", {"sure": "y"})
    send_mails(app)  # what the mentor is told now
    assert mentions(app, ANA, "Anahita") == []


@pytest.mark.parametrize("way", ["delete", "erase"])
def test_nothing_is_left_of_a_mentor_who_deletes_everything(
    app: Flask, client_for: ClientFor, pair: int, mentor_page: str, way: str
) -> None:
    live(app, client_for(None), pair)
    assert mentions(app, MARIT, "Marit")
    if way == "delete":
        client_for(None).submit(f"{mentor_page}/delete")
    else:
        client_for("member", email=MARIT).submit("accounts.erase", {"sure": "y"})
    send_mails(app)
    assert mentions(app, MARIT, "Marit") == []


def test_a_worry_stays_with_the_coordinators_without_its_address_and_only_that_one(
    app: Flask, visitor: SiteClient, pair: int, own_page: str
) -> None:
    live(app, visitor, pair)
    visitor.submit(f"{own_page}/delete")
    with app.app_context():
        found = db.session.execute(select(Concern.side, Concern.email)).all()
    assert {tuple(one) for one in found} == {(Side.mentor, MARIT), (Side.newcomer, "")}


def test_what_has_not_gone_out_and_leads_nowhere_any_more_does_not(
    app: Flask, visitor: SiteClient, pair: int, own_page: str, outbox: Outbox
) -> None:
    path = pairs.path_of(app, pair, Side.newcomer)
    visitor.post(f"{path}/write", {**visitor.get(path).fields("/write"), "body": "Hei!"})
    visitor.submit(f"{own_page}/delete")
    assert [one.kind for one in outbox.to(MARIT)] == ["pair_ended"]
    assert outbox.to(ANA) == []


@pytest.mark.parametrize("leaver", list(Side))
def test_who_ends_the_pair_and_goes_at_once_leaves_a_word_without_a_dead_link(
    app: Flask,
    visitor: SiteClient,
    pair: int,
    own_page: str,
    mentor_page: str,
    outbox: Outbox,
    leaver: Side,
) -> None:
    visitor.submit(pairs.path_of(app, pair, leaver, "/end"))
    visitor.submit(f"{mentor_page if leaver is Side.mentor else own_page}/delete")
    (told,) = outbox.to(ANA if leaver is Side.mentor else MARIT)
    assert told.kind == "pair_ended"
    assert "/pair/" not in told.body
    assert "Vi leter etter en ny mentor" not in told.body  # they have not asked for one


def test_a_newcomer_who_goes_after_a_no_is_no_sooner_heard_of(
    app: Flask, visitor: SiteClient, outbox: Outbox
) -> None:
    marit = people.make_mentor(app, email=MARIT)
    request_id = people.make_request(app, email=ANA)
    due = utcnow() + timedelta(days=5)
    people.make_match(app, request_id, marit, status=MatchStatus.asked_newcomer, due_at=due)
    arrival_id = pairs.request_of(app, request_id).arrival_id
    visitor.submit(f"{private_path(app, arrival_id)}/delete")
    assert pairs.places_held(app, marit) == 0
    (told,) = outbox.to(MARIT)
    assert told.kind == "pair_came_to_nothing"
    assert told.next_attempt_at > due
    with app.app_context():
        assert db.session.scalars(select(MentorMatch)).all() == []
        assert (
            db.session.scalars(select(OutgoingEmail.to).where(OutgoingEmail.to == ANA)).all() == []
        )
