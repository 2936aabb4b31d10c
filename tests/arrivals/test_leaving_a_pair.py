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
)
from tests.arrivals.movers import ANA, private_path, the_arrival
from tests.mentoring import people
from tests.support.client import SiteClient


@pytest.fixture
def request_id(app: Flask) -> int:
    """Ana waits for a mentor."""
    return people.make_request(app, email=ANA, first_name="Ana")


@pytest.fixture
def own_page(app: Flask, request_id: int) -> str:
    return private_path(app, the_arrival(app).id)


@pytest.mark.parametrize("status", [MatchStatus.asked_mentor, MatchStatus.active])
@pytest.mark.parametrize("way", ["withdraw", "end", "delete", "retention"])
def test_whoever_needs_no_mentor_any_more_gives_the_place_back(
    app: Flask, visitor: SiteClient, own_page: str, request_id: int, way: str, status: MatchStatus
) -> None:
    mentor = people.make_mentor(app)
    people.make_match(app, request_id, mentor, status=status)
    if way == "withdraw":
        visitor.press(visitor.get(own_page), "/withdraw/mentor")
    elif way == "retention":
        with app.test_request_context(method="POST"):
            assert personal_data.retain(utcnow() + timedelta(days=731))["arrival"] == 1
            db.session.commit()
    else:
        visitor.submit(f"{own_page}/{way}")
    with app.app_context():
        assert db.session.scalar(select(MentorProfile.places_held)) == 0
        left = db.session.scalar(select(MentorMatch.status))
        assert left in {None, MatchStatus.withdrawn, MatchStatus.ended}
        assert db.session.scalar(select(MentorRequest.status)) in {None, RequestStatus.ended}
