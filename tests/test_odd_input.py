"""What programs and slips of the hand send is turned away, and breaks nothing."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from newcomer.arrivals.models import Arrival
from newcomer.extensions import db
from newcomer.mentoring.models import Side
from tests.arrivals.movers import FILLED, private_path, the_arrival
from tests.mentoring import pairs, people
from tests.support.client import SiteClient

ClientFor = Callable[..., SiteClient]


def test_a_link_with_what_stood_behind_it_opens_nothing(app: Flask, visitor: SiteClient) -> None:
    request, mentor = people.make_request(app), people.make_mentor(app)
    number = people.make_match(app, request, mentor)
    for path in (
        people.mentor_path(app, mentor),
        private_path(app, the_arrival(app).id),
        pairs.path_of(app, number, Side.mentor),
    ):
        visitor.get(path)
        visitor.get(f"{path}»", status=404)


@pytest.mark.parametrize("door", ["a\x00b", "abc\x00", "\x00"])
def test_a_door_that_cannot_be_is_none(app: Flask, visitor: SiteClient, door: str) -> None:
    visitor.submit("arrivals.moving", {**FILLED, "door": door})
    with app.app_context():
        assert db.session.scalars(select(Arrival.door_id)).all() == [None]


@pytest.mark.parametrize("field", ["only", "proposal"])
@pytest.mark.parametrize("number", [str(10**30), str(2**31), "-1", "0", "x"])
def test_numbers_that_no_proposal_has_are_none(
    app: Flask, client_for: ClientFor, field: str, number: str
) -> None:
    kari = client_for("coordinator")
    people.make_request(app)
    fields = kari.get("mentoring_desk.board").fields("/propose")
    back = kari.post("mentoring_desk.send_proposals", {**fields, field: number}, status=422)
    assert back.errors
