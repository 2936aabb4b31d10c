"""What a coordinator's lock decides over, and what it does not: a no and a wish for a gender."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from newcomer.arrivals.models import Arrival
from newcomer.extensions import db
from newcomer.mentoring.models import MatchStatus, MentorRequest, PairRule, RuleKind
from newcomer.profile import Gender, GenderWish
from tests.mentoring import pairs, people
from tests.mentoring.test_runs import rule, search
from tests.support.client import Page, SiteClient

ClientFor = Callable[..., SiteClient]
GENDER = "wishes for somebody of another gender. We keep to that"


@pytest.fixture
def kari(client_for: ClientFor) -> SiteClient:
    return client_for("coordinator", email="kari@example.test", language="en")


def beside(client: SiteClient, request: int, mentor: int) -> Page:
    """The two beside each other."""
    return client.get("mentoring_desk.why_not", request_id=request, mentor_id=mentor)


def can_lock(page: Page) -> bool:
    return bool(page.all('form[action$="/lock"]'))


def locks(app: Flask) -> list[int]:
    with app.app_context():
        return list(db.session.scalars(select(PairRule.mentor_id)))


def wish_for(app: Flask, request: int, wish: GenderWish) -> None:
    with app.app_context():
        number = db.session.get_one(MentorRequest, request).arrival_id
    pairs.change(app, Arrival, number, gender_wish=wish)


def test_a_wish_for_a_gender_cannot_be_locked_over(app: Flask, kari: SiteClient) -> None:
    request = people.make_request(app)
    mentor = people.make_mentor(app, gender=Gender.male)
    opened = beside(kari, request, mentor)
    assert can_lock(opened)
    wish_for(app, request, GenderWish.female)
    assert GENDER in " ".join(kari.press(opened, "/lock").flashes)
    assert locks(app) == []
    page = beside(kari, request, mentor)
    assert GENDER in page.text
    assert not can_lock(page)


def test_nor_is_a_lock_kept_to_when_such_a_wish_comes_later(app: Flask, kari: SiteClient) -> None:
    request = people.make_request(app)
    mentor = people.make_mentor(app, gender=Gender.male)
    kari.press(beside(kari, request, mentor), "/lock")
    wish_for(app, request, GenderWish.female)
    found = search(app)[request]
    assert found.mentor_id is None
    assert "Undo the lock" in kari.get("mentoring_desk.board").text


@pytest.mark.parametrize(
    ("status", "may"), [(MatchStatus.expired_mentor, True), (MatchStatus.declined_mentor, False)]
)
def test_silence_may_be_locked_over_and_a_no_may_not(
    app: Flask, kari: SiteClient, status: MatchStatus, may: bool
) -> None:
    request, mentor = people.make_request(app), people.make_mentor(app)
    people.make_match(app, request, mentor, status=status)
    page = beside(kari, request, mentor)
    assert can_lock(page) is may
    said = "neither said no" if may else "One of the two has said no to the other"
    assert said in page.text


@pytest.mark.parametrize("locked_first", [True, False])
def test_a_search_for_one_leaves_the_places_that_others_are_locked_to(
    app: Flask, locked_first: bool
) -> None:
    one, other = people.make_request(app), people.make_request(app)
    mentor = people.make_mentor(app)
    rule(app, other, mentor, RuleKind.lock)
    assert search(app, one)[one].mentor_id is None
    people.make_mentor(app, interests=[]) if locked_first else None
    assert search(app, other)[other].mentor_id == mentor


def test_who_is_locked_to_somebody_and_has_a_mentor_keeps_no_place(app: Flask) -> None:
    one, other = people.make_request(app), people.make_request(app)
    mentor = people.make_mentor(app)
    rule(app, other, mentor, RuleKind.lock)
    people.make_match(app, other, people.make_mentor(app, place="tretten", reach_km=1))
    assert search(app, one)[one].mentor_id == mentor
