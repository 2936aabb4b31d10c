"""A mentor who stops and begins anew, and a newcomer who asks once more: a pair that goes on is not
lost from sight, and nobody waits in vain."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from newcomer.arrivals.models import ArrivalStatus
from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.mentoring import personal_data
from newcomer.mentoring.models import MatchStatus, MentorProfile, RequestStatus, Side
from tests.arrivals.movers import confirmation
from tests.mentoring import pairs, people
from tests.support.at_once import count
from tests.support.client import SiteClient

ClientFor = Callable[..., SiteClient]
MARIT, ANA = "marit@example.test", "ana@example.test"


@pytest.fixture
def marit(app: Flask) -> int:
    return people.make_mentor(app, email=MARIT, first_name="Marit")


@pytest.fixture
def ana(app: Flask) -> int:
    return people.make_request(app, email=ANA, first_name="Ana")


@pytest.fixture
def pair(app: Flask, ana: int, marit: int) -> int:
    return people.make_match(app, ana, marit)


@pytest.fixture
def begun_again(app: Flask, marit: int, pair: int, visitor: SiteClient) -> None:
    """Marit has stopped while she had Ana, and then begun anew."""
    path = people.mentor_path(app, marit)
    visitor.submit(f"{path}/stop")
    visitor.press(visitor.get(path), "/again")


@pytest.mark.usefixtures("begun_again")
def test_the_desk_sees_the_pair_of_a_mentor_who_begins_anew(
    client_for: ClientFor, marit: int, pair: int
) -> None:
    kari = client_for("coordinator")
    assert "1 mentor har sluttet" in kari.get("desk.overview").text
    listed = kari.get("mentoring_desk.mentors", view="leaving")
    assert "Marit" in listed.text
    page = kari.get("mentoring_desk.mentor", mentor_id=marit)
    assert MARIT in page.text
    assert "Mentoren har sluttet" in kari.get("mentoring_desk.pairs").text
    assert "Mentoren har sluttet" in kari.get("mentoring_desk.pair", match_id=pair).text


@pytest.mark.usefixtures("begun_again")
def test_a_draft_is_kept_while_its_mentor_is_in_a_pair(
    app: Flask, ana: int, marit: int, pair: int, visitor: SiteClient
) -> None:
    def retain() -> int:
        with app.test_request_context(method="POST"):
            many = personal_data.retain(utcnow() + timedelta(days=400))["mentor_draft"]
            db.session.commit()
        return many

    assert retain() == 0
    assert pairs.status_of(app, pair) is MatchStatus.active
    assert pairs.request_of(app, ana).status is RequestStatus.matched
    visitor.submit(pairs.path_of(app, pair, Side.newcomer, "/end"))
    assert retain() == 1
    assert count(app, MentorProfile) == 0


def tell_again(app: Flask, client: SiteClient) -> None:
    later = people.make_arrival(app, email=ANA, status=ArrivalStatus.unconfirmed)
    page = client.submit("arrivals.confirm", arrival_confirmation=confirmation(app, later))
    assert page.flashes


def test_whoever_tells_all_again_after_a_pair_waits_for_another_mentor(
    app: Flask, visitor: SiteClient, ana: int, pair: int
) -> None:
    visitor.submit(pairs.path_of(app, pair, Side.mentor, "/end"))
    assert pairs.request_of(app, ana).status is RequestStatus.ended
    tell_again(app, visitor)
    assert pairs.request_of(app, ana).status is RequestStatus.waiting


def test_whoever_tells_all_again_while_they_wait_or_have_a_mentor_changes_nothing(
    app: Flask, visitor: SiteClient, ana: int, marit: int
) -> None:
    since = pairs.request_of(app, ana).waiting_since
    tell_again(app, visitor)
    assert pairs.request_of(app, ana).waiting_since == since
    number = people.make_match(app, ana, marit)
    tell_again(app, visitor)
    assert pairs.request_of(app, ana).status is RequestStatus.matched
    assert pairs.status_of(app, number) is MatchStatus.active
