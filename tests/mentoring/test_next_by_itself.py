"""The next proposal after a no, where the region wants it by itself."""

import pytest
from flask import Flask
from sqlalchemy import select

from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.mentoring.models import (
    MatchRun,
    MatchStatus,
    MentorStatus,
)
from newcomer.mentoring.services import due
from tests.mentoring import pairs, people
from tests.mentoring.test_proposals import by_itself as by_itself
from tests.mentoring.test_proposals import make_proposal, runs_for


def said_no(app: Flask) -> int:
    """Somebody whom a mentor has just said no to; the number of their wish."""
    request_id = people.make_request(app)
    mentor = people.make_mentor(app)
    now = utcnow()
    status = MatchStatus.declined_mentor
    people.make_match(app, request_id, mentor, status=status, ended_at=now, answered_at=now)
    return request_id


def try_other_weights(app: Flask, request_id: int, mentor_id: int) -> None:
    """A coordinator tries what other weights would give; that finds this mentor."""
    make_proposal(app, request_id, mentor_id)
    with app.app_context():
        newest = db.session.scalars(select(MatchRun).order_by(MatchRun.id.desc()).limit(1)).one()
        number = newest.id
    pairs.change(app, MatchRun, number, weights={"interests": 500})


@pytest.mark.usefixtures("by_itself")
def test_what_was_only_tried_with_other_weights_is_never_sent(app: Flask) -> None:
    request_id = said_no(app)
    usual, tried = (people.make_mentor(app) for _ in range(2))
    make_proposal(app, request_id, usual)
    try_other_weights(app, request_id, tried)
    assert pairs.come_round(app) == {"next": 1}
    assert len(pairs.sent_to(app, usual, MatchStatus.asked_mentor)) == 1
    assert pairs.sent_to(app, tried) == []


@pytest.mark.usefixtures("by_itself")
def test_is_there_only_a_trial_somebody_is_looked_for(app: Flask) -> None:
    request_id = said_no(app)
    tried = people.make_mentor(app)
    try_other_weights(app, request_id, tried)
    pairs.come_round(app)
    assert runs_for(app, request_id) == 1
    assert pairs.sent_to(app, tried) == []


@pytest.mark.usefixtures("by_itself")
def test_those_for_whom_there_is_nobody_do_not_stand_before_the_others(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many they are: a worker takes some at a time."""
    monkeypatch.setattr(due, "BATCH", 2)
    for _ in range(4):  # nobody was found in a search after the no
        make_proposal(app, said_no(app), people.make_mentor(app, status=MentorStatus.paused))
    last, mentor = said_no(app), people.make_mentor(app)
    make_proposal(app, last, mentor)
    assert pairs.come_round(app) == {"next": 1}
    assert len(pairs.sent_to(app, mentor, MatchStatus.asked_mentor)) == 1
