"""Somebody leaves at the very moment when a coordinator, or the other of the two, does something:
no place is lost, nobody is asked in vain, and nobody sees a fault."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select, text
from sqlalchemy.exc import NoResultFound

from newcomer.database import again_if_stale
from newcomer.extensions import db
from newcomer.mentoring.models import (
    HOLDING,
    MatchStatus,
    MentorMatch,
    MentorProfile,
    MentorRequest,
    NoPlaceLeft,
    NotNow,
    RequestStatus,
    Side,
)
from newcomer.mentoring.services import places
from newcomer.mentoring.services.rows import lock_mentor
from tests.arrivals.movers import private_path, the_arrival
from tests.mentoring import pairs, people
from tests.mentoring.test_proposals import ANA, MARIT, say_yes
from tests.mentoring.test_proposals import ana as ana
from tests.mentoring.test_proposals import marit as marit
from tests.mentoring.test_proposals import proposal as proposal
from tests.support.at_once import PATIENCE, count, filled, pressed
from tests.support.client import Outbox, SiteClient

ClientFor = Callable[..., SiteClient]
Act = Callable[[], Any]
WAITING = text(
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


def meanwhile(app: Flask, act: Act, other: Act, *, before: str | tuple[str, ...]) -> list[Any]:
    """Do `act`. Before its first statement that begins with `before` somebody else begins `other`,
    and `act` goes on when they are done or, on PostgreSQL, wait for what it holds. What both gave
    back. (SQLite lets one write at a time: there `other` waits for its turn.)"""
    with app.app_context():
        engine = db.engine
    first, begun = threading.get_ident(), threading.Event()
    begin: list[Future[Any]] = []

    def stop(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if threading.get_ident() != first or begun.is_set() or not statement.startswith(before):
            return
        begun.set()
        begin.append(pool.submit(other))
        if engine.dialect.name == "postgresql":
            with engine.connect() as connection:
                for _again in range(PATIENCE * 100):
                    waits = connection.scalar(WAITING)
                    connection.rollback()
                    if waits or begin[0].done():
                        return
                    threading.Event().wait(0.01)

    event.listen(engine, "before_cursor_execute", stop)
    try:
        with ThreadPoolExecutor(1) as pool:
            done = act()
            assert begin, "it never came to that statement"
            return [done, begin[0].result()]
    finally:
        event.remove(engine, "before_cursor_execute", stop)


def sending_it(app: Flask, request_id: int, mentor_id: int) -> Act:
    """A coordinator sends this proposal, if they may; what came of it."""

    def run() -> str:
        try:
            pairs.send_proposal(app, request_id, mentor_id)
        except (NotNow, NoPlaceLeft, NoResultFound) as error:
            return type(error).__name__
        return "sent"

    return run


@pytest.mark.parametrize("way", ["withdraw", "end", "delete", "erase"])
def test_a_proposal_is_sent_while_the_newcomer_leaves(
    app: Flask,
    visitor: SiteClient,
    client_for: ClientFor,
    outbox: Outbox,
    ana: int,
    marit: int,
    way: str,
) -> None:
    """Nobody is asked about somebody who has left, and the mentor's place is free."""
    own_page = private_path(app, the_arrival(app).id)
    if way == "erase":
        leave = filled(client_for("member", email=ANA), "accounts.erase", sure="y")
    elif way == "withdraw":
        leave = pressed(visitor, own_page, "/withdraw/mentor")
    else:
        leave = filled(visitor, f"{own_page}/{way}")
    change = ("UPDATE mentor_request", "DELETE FROM mentor_request")
    left, _sent = meanwhile(app, leave, sending_it(app, ana, marit), before=change)
    assert left.status_code == 302
    assert count(app, MentorMatch, MentorMatch.status.in_(HOLDING)) == 0
    assert pairs.places_held(app, marit) == 0
    assert outbox.to(MARIT) == []
    with app.app_context():
        assert set(db.session.scalars(select(MentorRequest.status))) <= {RequestStatus.ended}


def test_a_newcomer_leaves_while_their_proposal_is_sent(
    app: Flask, visitor: SiteClient, outbox: Outbox, ana: int, marit: int
) -> None:
    """It is taken back before the mentor has heard of it."""
    leave = pressed(visitor, private_path(app, the_arrival(app).id), "/withdraw/mentor")
    meanwhile(app, sending_it(app, ana, marit), leave, before="INSERT INTO mentor_match")
    assert count(app, MentorMatch, MentorMatch.status.in_(HOLDING)) == 0
    assert pairs.places_held(app, marit) == 0
    assert outbox.to(MARIT) == []


def test_a_newcomer_takes_the_wish_back_in_one_window_and_says_yes_in_another(
    app: Flask,
    visitor: SiteClient,
    client_for: ClientFor,
    outbox: Outbox,
    marit: int,
    proposal: int,
) -> None:
    """Neither waits for the other in a circle."""
    say_yes(visitor, outbox.link_to(MARIT))
    leave = pressed(visitor, private_path(app, the_arrival(app).id), "/withdraw/mentor")
    agree = pressed(client_for(), outbox.link_to(ANA), "/yes")
    left, agreed = meanwhile(app, leave, agree, before="UPDATE mentor_profile")
    assert (left.status_code, agreed.status_code) == (302, 409)
    assert pairs.status_of(app, proposal) is MatchStatus.withdrawn
    assert pairs.places_held(app, marit) == 0


@pytest.mark.parametrize("way", ["delete", "erase"])
def test_a_mentor_of_two_deletes_all_while_one_of_the_two_ends_theirs(
    app: Flask, visitor: SiteClient, client_for: ClientFor, marit: int, way: str
) -> None:
    pairs.change(app, MentorProfile, marit, capacity=2)
    numbers = [people.make_match(app, people.make_request(app), marit) for _ in range(2)]
    leave = filled(visitor, people.mentor_path(app, marit) + "/delete")
    if way == "erase":
        leave = filled(client_for("member", email=MARIT), "accounts.erase", sure="y")
    end = filled(client_for(), pairs.path_of(app, numbers[1], Side.newcomer, "/end"))
    left, ended = meanwhile(app, leave, end, before="DELETE FROM mentor_match")
    assert left.status_code == 302
    assert ended.status_code in {302, 404, 409}
    assert count(app, MentorProfile) == count(app, MentorMatch) == 0
    assert count(app, MentorRequest, MentorRequest.status == RequestStatus.waiting) == 2


def test_a_mentor_deletes_all_while_the_newcomer_says_yes(
    app: Flask,
    visitor: SiteClient,
    client_for: ClientFor,
    outbox: Outbox,
    ana: int,
    marit: int,
    proposal: int,
) -> None:
    """The mentor is not told that something has changed: they are gone, whatever was answered."""
    say_yes(visitor, outbox.link_to(MARIT))
    agree = pressed(client_for(), outbox.link_to(ANA), "/yes")
    leave = filled(visitor, people.mentor_path(app, marit) + "/delete")
    agreed, left = meanwhile(app, agree, leave, before="UPDATE mentor_match")
    assert (agreed.status_code, left.status_code) == (302, 302)
    assert count(app, MentorProfile) == count(app, MentorMatch) == 0
    assert pairs.request_of(app, ana).status is RequestStatus.waiting


def test_a_mentor_s_yes_about_somebody_who_waits_no_more_asks_nobody(
    app: Flask, visitor: SiteClient, outbox: Outbox, ana: int, proposal: int
) -> None:
    """However it came that the question is open still."""
    button = pressed(visitor, outbox.link_to(MARIT), "/yes")
    pairs.change(app, MentorRequest, ana, status=RequestStatus.ended)
    answer = button()
    assert answer.status_code == 409
    assert "Det ble ikke noe av forslaget" in answer.text
    assert pairs.status_of(app, proposal) is MatchStatus.asked_mentor
    assert outbox.to(ANA) == []


def test_of_two_who_wait_for_each_other_in_a_circle_both_come_through(app: Flask) -> None:
    """Where no order of locks was thought of: the one whom the database turns away begins anew."""
    one, other = (people.make_mentor(app, capacity=1) for _ in range(2))

    def crossing(first: int, second: int) -> Act:
        def work() -> None:
            lock_mentor(first)
            places.hold(second)
            db.session.commit()

        def run() -> None:
            with app.test_request_context(method="POST"):
                again_if_stale(work)

        return run

    meanwhile(app, crossing(one, other), crossing(other, one), before="UPDATE mentor_profile")
    assert [pairs.places_held(app, number) for number in (one, other)] == [1, 1]
