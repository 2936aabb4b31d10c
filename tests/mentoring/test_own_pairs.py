"""A coordinator who is a mentor, or new here, sees and does nothing at the desk with a pair of their
own: a colleague does. A concern about them reaches somebody else."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from newcomer.extensions import db
from newcomer.mail import OutgoingEmail
from newcomer.mentoring.models import Concern, MatchStatus, Side
from newcomer.region import current_region
from tests.mentoring import pairs, people
from tests.mentoring.test_board import propose
from tests.support.client import Outbox, SiteClient

ClientFor = Callable[..., SiteClient]
KARI, PER = "kari@example.test", "per@example.test"
WORRY = "Jeg er redd for mentoren min."
SIDES = pytest.mark.parametrize("side", list(Side), ids=lambda side: side.value)


@pytest.fixture
def kari(client_for: ClientFor) -> SiteClient:
    return client_for("coordinator", email=KARI)


@pytest.fixture
def per(client_for: ClientFor) -> SiteClient:
    return client_for("coordinator", email=PER)


def pair_of(app: Flask, side: Side, status: MatchStatus = MatchStatus.active) -> tuple[int, int]:
    """A pair in which this side is Kari; its number, and the wish's."""
    emails = {Side.mentor: "marit@example.test", Side.newcomer: "ana@example.test", side: KARI}
    mentor = people.make_mentor(app, email=emails[Side.mentor])
    wish = people.make_request(app, email=emails[Side.newcomer], hopes="Noe hemmelig.")
    return people.make_match(app, wish, mentor, status=status), wish


def report(app: Flask, number: int, client: SiteClient, side: Side) -> int:
    client.submit(pairs.path_of(app, number, side, "/concern"), {"body": WORRY})
    with app.app_context():
        return db.session.scalars(select(Concern.id)).one()


@SIDES
def test_a_concern_in_a_pair_of_a_coordinator_s_reaches_their_colleagues_only(
    app: Flask, kari: SiteClient, per: SiteClient, visitor: SiteClient, outbox: Outbox, side: Side
) -> None:
    number, _wish = pair_of(app, side)
    other = Side.newcomer if side is Side.mentor else Side.mentor
    concern = report(app, number, visitor, other)
    assert outbox.to(KARI) == []
    assert len(outbox.to(PER)) == 1
    kari.get("mentoring_desk.concern", concern_id=concern, status=404)
    assert f"Bekymring {concern}" not in kari.get("mentoring_desk.concerns").text
    assert "bekymring" not in kari.get("desk.overview").text
    assert WORRY in per.get("mentoring_desk.concern", concern_id=concern).text
    assert f"Bekymring {concern}" in per.get("mentoring_desk.concerns").text
    assert "1 bekymring" in per.get("desk.overview").text


def test_without_a_colleague_whoever_makes_coordinators_is_told(
    app: Flask, kari: SiteClient, client_for: ClientFor, visitor: SiteClient, outbox: Outbox
) -> None:
    client_for("administrator", email="admin@example.test")
    number, _wish = pair_of(app, Side.mentor)
    concern = report(app, number, visitor, Side.newcomer)
    (mail,) = outbox.to("admin@example.test")
    assert mail.kind == "pair_concern_unread"
    assert f"/concerns/{concern}" in mail.body
    assert WORRY not in mail.body
    assert outbox.to(KARI) == []


def test_with_nobody_at_all_the_region_is_told(
    app: Flask, kari: SiteClient, visitor: SiteClient, outbox: Outbox
) -> None:
    number, _wish = pair_of(app, Side.mentor)
    report(app, number, visitor, Side.newcomer)
    with app.app_context():
        told = db.session.scalars(select(OutgoingEmail.to)).all()
        assert set(told) <= {one.email for one in current_region().contacts}
        assert len(told) == 1


@SIDES
@pytest.mark.parametrize("status", [MatchStatus.asked_newcomer, MatchStatus.active])
def test_their_own_pair_is_not_among_the_pairs_at_the_desk(
    app: Flask, kari: SiteClient, per: SiteClient, side: Side, status: MatchStatus
) -> None:
    number, _wish = pair_of(app, side, status)
    tab = "active" if status is MatchStatus.active else "open"
    for client, rows in ((kari, 0), (per, 1)):
        assert len(client.get("mentoring_desk.pairs", tab=tab).all("tbody tr")) == rows
    if status is not MatchStatus.active:
        sent = "/nb/desk/mentoring?view=sent"
        assert len(kari.get(sent).all("tbody tr")) < len(per.get(sent).all("tbody tr"))
    fields = per.get("mentoring_desk.pair", match_id=number).fields("/looked-after")
    fields |= per.get("mentoring_desk.pair", match_id=number).fields("/withdraw")
    kari.get("mentoring_desk.pair", match_id=number, status=404)
    own = kari.get("mentoring_desk.pairs").fields()
    for action in ("withdraw", "looked-after", "end"):
        path = f"/nb/desk/mentoring/pairs/{number}/{action}"
        kari.post(path, {**fields, **own, "csrf_token": token(kari)}, status=404)
    assert pairs.status_of(app, number) is status


def token(client: SiteClient) -> str:
    """What a form of this browser carries."""
    return str(client.get("mentoring_desk.board").all("input[name=csrf_token]")[0].attrs["value"])


@SIDES
def test_a_newcomer_about_whom_they_were_asked_is_not_theirs_to_look_at(
    app: Flask, kari: SiteClient, per: SiteClient, side: Side
) -> None:
    """Neither while they are asked nor after a no, whose reason is not for them."""
    _number, wish = pair_of(app, side, MatchStatus.declined_newcomer)
    assert "Noe hemmelig." in per.get("mentoring_desk.newcomer", request_id=wish).text
    kari.get("mentoring_desk.newcomer", request_id=wish, status=404)
    kari.get("mentoring_desk.choose_mentor", request_id=wish, status=404)
    shown = [len(one.get("mentoring_desk.board").all("li.proposal")) for one in (kari, per)]
    assert shown == [0, 1]


def test_a_proposal_to_themselves_is_sent_by_a_colleague(
    app: Flask, kari: SiteClient, per: SiteClient
) -> None:
    people.make_request(app, first_name="Ana")
    mentor = people.make_mentor(app, email=KARI)
    board = propose(app, kari)
    (only,) = board.all("button[name=only]")
    fields = {"csrf_token": token(kari), "only": only.attrs["value"]}
    page = kari.post("/nb/desk/mentoring/send", fields)
    assert page.flashes
    assert pairs.sent_to(app, mentor) == []
    per.post("/nb/desk/mentoring/send", {**fields, "csrf_token": token(per)})
    assert len(pairs.sent_to(app, mentor)) == 1
