"""Somebody is a mentor and waits for one as well: nobody is proposed to themselves."""

from collections.abc import Callable

import pytest
from flask import Flask

from newcomer.mentoring.models import NotNow, PairRule, RuleKind
from tests.mentoring import pairs, people
from tests.mentoring.test_runs import rule, search
from tests.support.at_once import count
from tests.support.client import SiteClient

ClientFor = Callable[..., SiteClient]
ANA = "ana@example.test"


@pytest.fixture
def wish(app: Flask) -> int:
    return people.make_request(app, email=ANA, first_name="Ana")


@pytest.fixture
def profile(app: Flask) -> int:
    return people.make_mentor(app, email=ANA, first_name="Ana")


def test_a_search_finds_them_somebody_else_or_nobody(app: Flask, wish: int, profile: int) -> None:
    assert search(app)[wish].mentor_id is None
    other = people.make_mentor(app)
    assert search(app)[wish].mentor_id == other


def test_a_lock_to_oneself_counts_for_nothing(app: Flask, wish: int, profile: int) -> None:
    rule(app, wish, profile, RuleKind.lock)
    assert search(app)[wish].mentor_id is None


def test_a_coordinator_sees_why_and_cannot_lock_them(
    app: Flask, client_for: ClientFor, wish: int, profile: int
) -> None:
    kari = client_for("coordinator")
    page = kari.get("mentoring_desk.why_not", request_id=wish, mentor_id=profile)
    assert page.all(".ds-alert[data-color=warning] li")
    assert not page.all('form[action$="/lock"]')
    kari.post(f"{page.path}/lock", page.fields("/forbid"))
    assert count(app, PairRule) == 0


def test_nobody_is_asked_about_themselves(app: Flask, wish: int, profile: int) -> None:
    with pytest.raises(NotNow):
        pairs.send_proposal(app, wish, profile)
    assert pairs.places_held(app, profile) == 0
