"""Whoever leaves while a proposal is open or a pair meets: the mentor gets the place back."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from newcomer.arrivals import personal_data
from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.mentoring.models import (
    MatchStatus,
    MentorMatch,
    MentorProfile,
    MentorRequest,
    RequestStatus,
    Side,
)
from tests.arrivals.movers import ANA, private_path, the_arrival
from tests.mentoring import pairs, people
from tests.support.client import Outbox, SiteClient


@pytest.fixture
def request_id(app: Flask) -> int:
    """Ana waits for a mentor."""
    return people.make_request(app, email=ANA, first_name="Ana")


@pytest.fixture
def own_page(app: Flask, request_id: int) -> str:
    return private_path(app, the_arrival(app).id)


@pytest.mark.parametrize("status", [MatchStatus.asked_mentor, MatchStatus.active])
@pytest.mark.parametrize("way", ["withdraw", "end", "delete"])
def test_whoever_needs_no_mentor_any_more_gives_the_place_back(
    app: Flask, visitor: SiteClient, own_page: str, request_id: int, way: str, status: MatchStatus
) -> None:
    mentor = people.make_mentor(app)
    people.make_match(app, request_id, mentor, status=status)
    if way == "withdraw":
        visitor.press(visitor.get(own_page), "/withdraw/mentor")
    else:
        visitor.submit(f"{own_page}/{way}")
    with app.app_context():
        assert db.session.scalar(select(MentorProfile.places_held)) == 0
        left = db.session.scalar(select(MentorMatch.status))
        assert left in {None, MatchStatus.withdrawn, MatchStatus.ended}
        assert db.session.scalar(select(MentorRequest.status)) in {None, RequestStatus.ended}


def retain(app: Flask, days: int = 731) -> int:
    """What is kept too long goes, so many days from now; how many movers that were."""
    with app.test_request_context(method="POST"):
        many = personal_data.retain(utcnow() + timedelta(days=days))["arrival"]
        db.session.commit()
    return many


def what_is_left(app: Flask) -> tuple[list[RequestStatus], list[MatchStatus]]:
    with app.app_context():
        wishes = list(db.session.scalars(select(MentorRequest.status)))
        return wishes, list(db.session.scalars(select(MentorMatch.status)))


def test_whoever_waits_is_kept_however_long_it_takes(app: Flask, request_id: int) -> None:
    assert retain(app, 3000) == 0
    assert what_is_left(app) == ([RequestStatus.waiting], [])


@pytest.mark.parametrize("status", [MatchStatus.asked_newcomer, MatchStatus.active])
def test_a_pair_goes_on_although_the_mover_s_page_has_not_been_opened_for_years(
    app: Flask, outbox: Outbox, request_id: int, status: MatchStatus
) -> None:
    people.make_match(app, request_id, people.make_mentor(app), status=status)
    assert retain(app) == 0
    assert what_is_left(app)[1] == [status]
    assert outbox.count() == 0


def test_after_a_pair_there_is_time_to_ask_for_another_mentor(
    app: Flask, visitor: SiteClient, request_id: int
) -> None:
    """It is reckoned from when the pair ended, and not from when they told us."""
    number = people.make_match(app, request_id, people.make_mentor(app))
    later = utcnow() + timedelta(days=700)
    visitor.submit(pairs.path_of(app, number, Side.newcomer, "/end"))
    pairs.change(app, MentorMatch, number, ended_at=later)
    assert retain(app) == 0
    visitor.press(visitor.get(pairs.path_of(app, number, Side.newcomer)), "/again")
    assert what_is_left(app)[0] == [RequestStatus.waiting]
    pairs.change(app, MentorRequest, request_id, status=RequestStatus.ended)
    assert retain(app, 700 + 731) == 1
