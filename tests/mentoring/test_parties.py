"""A coordinator who is a mentor, or new here, sees nothing at the desk of what is about them: a
concern goes to the others, a no stays hidden, and nobody sends a proposal to themselves."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import delete, select

from newcomer.accounts.models import User
from newcomer.extensions import db
from newcomer.mentoring.models import Concern, MatchStatus, MentorMatch, NoReason, Proposal, Side
from tests.mentoring import pairs, people
from tests.mentoring.test_runs import search
from tests.support.at_once import count
from tests.support.client import Outbox, Page, SiteClient

ClientFor = Callable[..., SiteClient]
KARI, OLA, ANA = "kari@example.test", "ola@example.test", "ana@example.test"
WORRY = "Hun spør om penger."
PAGES = ("pairs?tab=needs", "pairs?tab=open", "pairs?tab=active", "pairs?tab=over")


@pytest.fixture
def kari(client_for: ClientFor) -> SiteClient:
    """The coordinator who is one of the two."""
    return client_for("coordinator", email=KARI)


@pytest.fixture
def ola(client_for: ClientFor) -> SiteClient:
    return client_for("coordinator", email=OLA)


@pytest.fixture
def mentor(app: Flask, kari: SiteClient) -> int:
    return people.make_mentor(app, email=KARI, first_name="Kari")


@pytest.fixture
def wish(app: Flask) -> int:
    return people.make_request(app, email=ANA, first_name="Ana", hopes="Sandbakken.")


def report(app: Flask, pair: int, visitor: SiteClient, side: Side = Side.newcomer) -> int:
    visitor.submit(pairs.path_of(app, pair, side, "/concern"), {"body": WORRY})
    with app.app_context():
        return db.session.scalars(select(Concern.id)).one()


def send(client: SiteClient, number: int) -> Page:
    """Press the button beside this proposal, on a board that may have been open for long."""
    fields = client.get("mentoring_desk.board").fields("/propose")
    return client.post("mentoring_desk.send_proposals", {**fields, "only": str(number)})


# -- concerns -------------------------------------------------------------------------------------


def test_a_concern_about_a_coordinator_reaches_the_others(
    app: Flask,
    kari: SiteClient,
    ola: SiteClient,
    visitor: SiteClient,
    outbox: Outbox,
    wish: int,
    mentor: int,
) -> None:
    number = report(app, people.make_match(app, wish, mentor), visitor)
    assert outbox.to(KARI) == []
    kari.get("mentoring_desk.concern", concern_id=number, status=404)
    assert f"Bekymring {number}" not in kari.get("mentoring_desk.concerns").text
    assert "bekymring i mentorordningen venter" not in kari.get("desk.overview").text
    assert WORRY in ola.get(outbox.link_to(OLA)).text
    assert "1 bekymring i mentorordningen venter" in ola.get("desk.overview").text


def test_who_reports_it_reads_it_no_more_at_the_desk_than_the_other(
    app: Flask, kari: SiteClient, visitor: SiteClient, outbox: Outbox, wish: int, mentor: int
) -> None:
    number = report(app, people.make_match(app, wish, mentor), visitor, Side.mentor)
    assert outbox.to(KARI) == []
    kari.get("mentoring_desk.concern", concern_id=number, status=404)


def test_it_stays_closed_to_them_when_the_pair_is_gone(
    app: Flask, kari: SiteClient, ola: SiteClient, visitor: SiteClient, wish: int, mentor: int
) -> None:
    number = report(app, people.make_match(app, wish, mentor), visitor)
    visitor.submit(people.mentor_path(app, mentor) + "/delete")
    assert count(app, MentorMatch) == 0
    kari.get("mentoring_desk.concern", concern_id=number, status=404)
    assert WORRY in ola.get("mentoring_desk.concern", concern_id=number).text


def test_where_no_coordinator_is_left_administrators_are_asked_for_one(
    app: Flask,
    client_for: ClientFor,
    visitor: SiteClient,
    outbox: Outbox,
    wish: int,
    mentor: int,
) -> None:
    administrator = client_for("administrator", email="admin@example.test")
    number = report(app, people.make_match(app, wish, mentor), visitor)
    assert outbox.to(KARI) == []
    (mail,) = outbox.to("admin@example.test")
    for secret in (WORRY, "Ana", "Kari", ANA, KARI):
        assert secret not in mail.body + mail.subject
    page = administrator.get(outbox.link_to("admin@example.test"))
    administrator.submit(page.path, {"email": OLA, "role": "coordinator"})
    ola = SiteClient(app, "nb")
    with app.app_context():
        ola.sign_in(db.session.scalars(select(User).where(User.email == OLA)).one().get_id())
    assert WORRY in ola.get("mentoring_desk.concern", concern_id=number).text


def test_without_administrators_the_schemes_own_address_is_told(
    app: Flask, visitor: SiteClient, outbox: Outbox, wish: int, mentor: int
) -> None:
    report(app, people.make_match(app, wish, mentor), visitor)
    assert outbox.to(KARI) == []
    assert outbox.count() == 1


# -- pairs and proposals --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "status",
    [
        MatchStatus.asked_mentor,
        MatchStatus.active,
        MatchStatus.ended,
        MatchStatus.declined_newcomer,
    ],
)
def test_a_coordinator_does_not_see_the_pairs_that_they_are_in(
    app: Flask, kari: SiteClient, ola: SiteClient, wish: int, mentor: int, status: MatchStatus
) -> None:
    number = people.make_match(app, wish, mentor, status=status, no_reason=NoReason.not_fitting)
    for client, sees in ((kari, False), (ola, True)):
        there = [f"/nb/desk/mentoring/{one}" for one in PAGES]
        there += ["/nb/desk/mentoring?view=sent", "/nb/desk/mentoring"]
        seen = ["Ana" in client.get(path).text for path in there]
        assert any(seen) is sees
        client.get("mentoring_desk.pair", match_id=number, status=200 if sees else 404)
        page = client.get("mentoring_desk.newcomer", request_id=wish, status=200 if sees else 404)
        assert ("Sandbakken" in page.text) is sees


@pytest.mark.parametrize("button", ["withdraw", "looked-after", "end"])
def test_nor_do_anything_with_them(
    app: Flask, kari: SiteClient, ola: SiteClient, wish: int, mentor: int, button: str
) -> None:
    number = people.make_match(app, wish, mentor)
    fields = {**kari.get("mentoring_desk.board").fields("/propose"), "version": "1"}
    kari.post(f"/nb/desk/mentoring/pairs/{number}/{button}", fields, status=404)
    assert pairs.status_of(app, number) is MatchStatus.active


def test_a_newcomer_at_the_desk_does_not_see_who_is_proposed_to_them(
    app: Flask, kari: SiteClient, ola: SiteClient
) -> None:
    wish = people.make_request(app, email=KARI, first_name="Kari")
    marit = people.make_mentor(app, first_name="Marit")
    search(app)
    assert "Marit" in ola.get("mentoring_desk.board").text
    assert "Marit" not in kari.get("mentoring_desk.board").text
    for page in ("newcomer", "choose_mentor"):
        kari.get(f"mentoring_desk.{page}", request_id=wish, status=404)
    kari.get("mentoring_desk.why_not", request_id=wish, mentor_id=marit, status=404)


def test_nobody_sends_a_proposal_to_themselves(
    app: Flask, kari: SiteClient, ola: SiteClient, outbox: Outbox, wish: int, mentor: int
) -> None:
    proposal = search(app)[wish]
    assert proposal.mentor_id == mentor
    for client, sent in ((kari, 0), (ola, 1)):
        send(client, proposal.id)
        assert count(app, MentorMatch) == sent


def test_nor_locks_anybody_to_themselves_nor_approves_themselves(
    app: Flask, kari: SiteClient, ola: SiteClient, wish: int, mentor: int
) -> None:
    kari.get("mentoring_desk.why_not", request_id=wish, mentor_id=mentor, status=404)
    kari.get("mentoring_desk.mentor", mentor_id=mentor, status=404)
    ola.get("mentoring_desk.why_not", request_id=wish, mentor_id=mentor)
    ola.get("mentoring_desk.mentor", mentor_id=mentor)


# -- numbers --------------------------------------------------------------------------------------


def test_a_board_left_open_sends_nobody_elses_proposal(app: Flask, kari: SiteClient) -> None:
    """The number of a proposal that was replaced is never that of another one."""
    wish = people.make_request(app)
    people.make_mentor(app)
    left_open = search(app)[wish].id
    with app.test_request_context(method="POST"):
        db.session.execute(delete(Proposal))
        db.session.commit()
    people.make_request(app)
    people.make_mentor(app)
    assert left_open not in {one.id for one in search(app).values()}
    send(kari, left_open)
    assert count(app, MentorMatch) == 0
