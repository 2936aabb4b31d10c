"""Two who answer, send or leave at the very same moment, and a worker that is killed: no place is
held twice or lost, and nobody is told twice."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.mentoring.models import (
    HOLDING,
    MatchStatus,
    MentorMatch,
    MentorProfile,
    NoPlaceLeft,
    NotNow,
    Side,
)
from newcomer.mentoring.services import due, matches
from tests.mentoring import pairs, people
from tests.mentoring.test_proposals import (
    ANA,
    MARIT,
    TWO_WEEKS,
    ClientFor,
    count,
    say_yes,
    withdraw_all_of_mentor,
)
from tests.mentoring.test_proposals import ana as ana
from tests.mentoring.test_proposals import marit as marit
from tests.mentoring.test_proposals import proposal as proposal
from tests.support.at_once import at_once, pressed, sending, statuses
from tests.support.client import Outbox, SiteClient

LOCK = ("SELECT mentor_request.id", "SELECT mentor_profile.id", "SELECT mentor_match.id")


def attempt(act: Callable[[], Any]) -> Callable[[], str]:
    """Do it, and say what came of it."""

    def run() -> str:
        try:
            act()
        except (NotNow, NoPlaceLeft) as error:
            return type(error).__name__
        return "done"

    return run


@pytest.mark.parametrize("in_turn", [False, True])
def test_the_last_place_goes_to_one_of_two(app: Flask, marit: int, in_turn: bool) -> None:
    requests = [people.make_request(app) for _ in range(2)]
    sends = [attempt(lambda one=one: pairs.send_proposal(app, one, marit)) for one in requests]
    done = at_once(app, *sends, meet="UPDATE mentor_profile", in_turn=in_turn)
    assert sorted(done) == ["NoPlaceLeft", "done"]
    assert pairs.places_held(app, marit) == 1
    assert count(app, MentorMatch.status.in_(HOLDING)) == 1


@pytest.mark.parametrize("in_turn", [False, True])
def test_of_two_mentors_proposed_to_one_newcomer_at_once_one_is_asked(
    app: Flask, ana: int, in_turn: bool
) -> None:
    mentors = [people.make_mentor(app) for _ in range(2)]
    sends = [attempt(lambda one=one: pairs.send_proposal(app, ana, one)) for one in mentors]
    done = at_once(app, *sends, meet="SELECT mentor_request.id", in_turn=in_turn)
    assert sorted(done) == ["NotNow", "done"]
    assert sum(pairs.places_held(app, one) for one in mentors) == 1
    assert count(app, MentorMatch.status.in_(HOLDING)) == 1


@pytest.mark.parametrize("in_turn", [False, True])
@pytest.mark.parametrize("side", list(Side), ids=lambda side: side.value)
def test_the_same_yes_twice_at_once_counts_once(
    app: Flask,
    proposal: int,
    visitor: SiteClient,
    client_for: ClientFor,
    outbox: Outbox,
    side: Side,
    in_turn: bool,
) -> None:
    if side is Side.newcomer:
        say_yes(visitor, outbox.link_to(MARIT))
    path = pairs.path_of(app, proposal, side)
    buttons = [pressed(one, path, "/yes") for one in (visitor, client_for())]
    assert statuses(at_once(app, *buttons, meet=LOCK, in_turn=in_turn)) == [302, 302]
    told = "pair_asked" if side is Side.mentor else "pair_begins"
    assert [mail.kind for mail in outbox.to(ANA)].count(told) == 1
    assert pairs.places_held(app, pairs.look_at(app, proposal).mentor_id) == 1


@pytest.mark.parametrize("in_turn", [False, True])
@pytest.mark.parametrize("no_first", [False, True])
def test_yes_and_no_at_once_one_of_them_counts(
    app: Flask,
    marit: int,
    proposal: int,
    visitor: SiteClient,
    client_for: ClientFor,
    outbox: Outbox,
    in_turn: bool,
    no_first: bool,
) -> None:
    path, other = outbox.link_to(MARIT), client_for()
    fields = {**other.get(path).fields("/no"), "reason": "not_now"}
    acts = [pressed(visitor, path, "/yes"), sending(other, f"{path}/no", fields)]
    answers = at_once(app, *(acts[::-1] if no_first else acts), meet=LOCK, in_turn=in_turn)
    assert statuses(answers) == [302, 409]
    status = pairs.status_of(app, proposal)
    assert status in {MatchStatus.asked_newcomer, MatchStatus.declined_mentor}
    said_yes = status is MatchStatus.asked_newcomer
    assert pairs.places_held(app, marit) == said_yes
    assert len(outbox.to(ANA)) == said_yes


@pytest.mark.parametrize("in_turn", [False, True])
@pytest.mark.parametrize("worker_first", [False, True])
def test_a_yes_at_the_moment_when_time_runs_out(
    app: Flask,
    marit: int,
    proposal: int,
    visitor: SiteClient,
    outbox: Outbox,
    in_turn: bool,
    worker_first: bool,
) -> None:
    """Who comes first counts; the other finds that it is done."""
    hour = timedelta(hours=1)
    pairs.change(app, MentorMatch, proposal, due_at=utcnow() + hour)
    yes = pressed(visitor, outbox.link_to(MARIT), "/yes")
    acts: list[Callable[[], Any]] = [yes, lambda: pairs.come_round(app, 2 * hour)]
    at_once(app, *(acts[::-1] if worker_first else acts), meet=LOCK, in_turn=in_turn)
    status = pairs.status_of(app, proposal)
    assert status in {MatchStatus.asked_newcomer, MatchStatus.expired_mentor}
    said_yes = status is MatchStatus.asked_newcomer
    assert pairs.places_held(app, marit) == said_yes
    assert len(outbox.to(ANA)) == said_yes


@pytest.mark.parametrize("in_turn", [False, True])
@pytest.mark.parametrize("leaves_first", [False, True])
def test_the_newcomer_says_yes_while_the_mentor_leaves(
    app: Flask,
    marit: int,
    proposal: int,
    visitor: SiteClient,
    outbox: Outbox,
    in_turn: bool,
    leaves_first: bool,
) -> None:
    say_yes(visitor, outbox.link_to(MARIT))
    acts: list[Callable[[], Any]] = [
        pressed(visitor, outbox.link_to(ANA), "/yes"),
        lambda: withdraw_all_of_mentor(app, marit),
    ]
    at_once(app, *(acts[::-1] if leaves_first else acts), meet=LOCK, in_turn=in_turn)
    status = pairs.status_of(app, proposal)
    assert status in {MatchStatus.active, MatchStatus.withdrawn}
    assert pairs.places_held(app, marit) == (status is MatchStatus.active)


@pytest.mark.parametrize("in_turn", [False, True])
def test_two_workers_remind_and_expire_once(
    app: Flask, marit: int, outbox: Outbox, in_turn: bool
) -> None:
    numbers = [
        pairs.send_proposal(app, people.make_request(app), people.make_mentor(app))
        for _ in range(3)
    ]
    works = [lambda: pairs.come_round(app, TWO_WEEKS)] * 2
    at_once(app, *works, meet=LOCK, in_turn=in_turn)
    assert {pairs.status_of(app, one) for one in numbers} == {MatchStatus.expired_mentor}
    assert count(app, MentorMatch.status.in_(HOLDING)) == 0
    with app.app_context():
        held = db.session.scalar(select(func.sum(MentorProfile.places_held)))
    assert held == 0


def test_a_worker_that_is_killed_in_the_middle_leaves_nothing_half_done(
    app: Flask, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that were done stay done, the one in hand is as before, and nobody is told twice."""
    mentors = [people.make_mentor(app) for _ in range(3)]
    numbers = [pairs.send_proposal(app, people.make_request(app), one) for one in mentors]
    expire, seen = matches.expire, []

    def killed(match: MentorMatch, now: Any) -> None:
        expire(match, now)
        seen.append(match.id)
        if len(seen) == 2:
            raise SystemExit

    monkeypatch.setattr(due.matches, "expire", killed)
    with pytest.raises(SystemExit):
        pairs.come_round(app, TWO_WEEKS)
    with app.app_context():
        db.session.rollback()
    monkeypatch.undo()
    done = [pairs.status_of(app, one) for one in numbers]
    assert done.count(MatchStatus.expired_mentor) == 1
    assert [pairs.places_held(app, one) for one in mentors].count(1) == 2
    assert pairs.come_round(app, TWO_WEEKS) == {"expired": 2}
    assert [pairs.places_held(app, one) for one in mentors] == [0, 0, 0]
