"""How the mentor scheme is doing: right figures, and nobody who could be told by them."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from newcomer.extensions import db
from newcomer.mentoring.models import (
    FeedbackKind,
    MatchFeedback,
    MatchStatus,
    MentorMatch,
    MentorMeeting,
    MentorRequest,
    Side,
)
from newcomer.mentoring.services.figures import Figures, figures
from newcomer.region import current_region
from newcomer.suppression import FEWEST, Figure, shown
from tests.mentoring import pairs, people
from tests.support.client import SiteClient

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LAST_WEEKS = datetime(2026, 10, 26, 9, tzinfo=UTC)  # twenty working days before NOW
ASKED = datetime(2026, 3, 2, 9, tzinfo=UTC)  # a Monday
PLACES = {"lillehammer": "lillehammer", "oyer": "oyer", "gausdal": "follebu"}


def pair(
    app: Flask,
    place: str,
    *,
    days: int = 10,
    status: MatchStatus = MatchStatus.finished,
    started: bool = True,
    meetings: int = 0,
    language: str = "nb",
    content: int | None = None,
) -> None:
    """A newcomer who asked on ASKED and became one of a pair so many days later."""
    request_id = people.make_request(app, now=ASKED, place=place)
    mentor_id = people.make_mentor(app, now=ASKED)
    begun = ASKED + timedelta(days=days)
    match_id = people.make_match(
        app,
        request_id,
        mentor_id,
        status=status,
        now=ASKED,
        started_at=begun if started else None,
        ended_at=None if status is MatchStatus.active else begun + timedelta(weeks=9),
    )
    with app.test_request_context(method="POST"):
        db.session.get_one(MentorRequest, request_id).first_offered_at = begun
        add_meetings(match_id, meetings, language, begun.date(), begun)
        if content is not None:
            add_answers(match_id, content, begun)
        db.session.commit()
        db.session.remove()


def add_meetings(match_id: int, many: int, language: str, first: date, now: datetime) -> None:
    """That the two met on so many days one after another, written down now."""
    for number in range(many):
        db.session.add(
            MentorMeeting(
                match_id=match_id,
                on=first + timedelta(days=number),
                minutes=90,
                language=language,
                side=Side.mentor,
                created_at=now,
                once=f"{match_id}-{number}-{now}",
            )
        )


def add_answers(match_id: int, mark: int, now: datetime) -> None:
    db.session.add(
        MatchFeedback(
            match_id=match_id,
            side=Side.newcomer,
            kind=FeedbackKind.end,
            answers={"one": mark, "two": mark},
            created_at=now,
        )
    )


def now_shown(app: Flask, now: datetime = NOW) -> Figures:
    with app.test_request_context():
        return figures(current_region(), now)


def test_the_figures_are_those_of_the_pairs(app: Flask) -> None:
    for number in range(5):
        pair(app, "lillehammer", days=2 + number, meetings=number, content=4)
    for number in range(5):
        status = MatchStatus.ended if number else MatchStatus.finished
        pair(app, "oyer", days=60, status=status, meetings=2, language="en", content=2)
    found = now_shown(app)
    assert found.days_to_mentor.whole == 33  # between 6 and 60
    assert found.days_to_mentor.parts["lillehammer"] == 4
    assert found.offered_in_time.parts == {"lillehammer": 1, "oyer": 0, "gausdal": None}
    assert found.accepted.whole == 1
    assert found.meetings.parts["lillehammer"] == 2
    assert found.finished.whole == 0.6
    assert found.content.parts["oyer"] == 2
    assert found.local_hours.whole == 15  # ten meetings of an hour and a half in bokmål
    assert found.local_hours.parts["oyer"] == 0


def test_who_asked_lately_is_not_late_yet(app: Flask) -> None:
    for _ in range(5):
        pair(app, "lillehammer", days=5)
    for _ in range(5):
        people.make_request(app, now=datetime(2026, 10, 30, tzinfo=UTC))
    assert now_shown(app).offered_in_time.whole == 1


def test_only_whole_months_count(app: Flask) -> None:
    for _ in range(5):
        request_id = people.make_request(app, now=NOW)
        people.make_match(app, request_id, people.make_mentor(app, now=NOW), now=NOW)
    found = now_shown(app)
    assert (found.since.isoformat(), found.until.isoformat()) == ("2025-11-01", "2026-11-01")
    assert found.nothing


def test_a_mentor_who_was_asked_is_no_offer_before_the_newcomer_hears_of_it(app: Flask) -> None:
    for _ in range(5):
        mentor_id = people.make_mentor(app, now=ASKED)
        pairs.send_proposal(app, people.make_request(app, now=ASKED), mentor_id, now=ASKED)
    assert now_shown(app).offered_in_time.whole == 0


def test_proposals_that_were_taken_back_are_no_answer(app: Flask) -> None:
    for _ in range(5):
        pair(app, "lillehammer")
        pair(app, "oyer", status=MatchStatus.declined_newcomer, started=False)
        pair(app, "oyer", status=MatchStatus.withdrawn, started=False)
    assert now_shown(app).accepted.whole == 0.5


def test_a_second_pair_is_no_wait_for_a_mentor(app: Flask) -> None:
    before = ASKED - timedelta(days=365)
    for _ in range(5):
        request_id = people.make_request(app, now=before)
        mentor_id = people.make_mentor(app, now=before)
        for asked in (before, ASKED):
            people.make_match(
                app,
                request_id,
                mentor_id,
                status=MatchStatus.finished,
                now=asked,
                started_at=asked,
                ended_at=asked + timedelta(days=100),
            )
        pair(app, "lillehammer", days=7)
    assert now_shown(app).days_to_mentor.whole == 7


def test_two_looks_in_one_month_tell_nothing_of_what_happened_between_them(app: Flask) -> None:
    """What somebody writes down, answers or ends this month counts when the month is over."""
    for _ in range(4):
        pair(app, "lillehammer", meetings=2, content=4)
    pair(app, "lillehammer", meetings=2, status=MatchStatus.active)
    people.make_request(app, now=LAST_WEEKS)  # the time to find somebody for them ends between
    before = now_shown(app)
    with app.test_request_context(method="POST"):
        match = db.session.scalars(
            select(MentorMatch).where(MentorMatch.status == MatchStatus.active)
        ).one()
        add_meetings(match.id, 3, "nb", LAST_WEEKS.date(), NOW)
        add_answers(match.id, 1, NOW)
        match.status, match.ended_at = MatchStatus.ended, NOW
        for request in db.session.scalars(select(MentorRequest)):
            request.first_offered_at = request.first_offered_at or NOW
        db.session.commit()
    assert now_shown(app) == before == now_shown(app, NOW + timedelta(days=7))


def test_nothing_is_shown_of_fewer_than_five_nor_what_would_give_it_away(app: Flask) -> None:
    for place, count in (("lillehammer", 8), ("oyer", 6), ("follebu", 2)):
        for _ in range(count):
            pair(app, place)
    found = now_shown(app)
    assert found.finished.whole == 1
    # Gausdal's two are too few; Øyer is hidden too, or theirs could be reckoned from the rest.
    assert found.finished.parts == {"lillehammer": 1, "oyer": None, "gausdal": None}


@given(st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 12)))
def test_what_is_hidden_can_never_be_reckoned_for_fewer_than_five(sizes: dict[str, int]) -> None:
    parts = {name: Figure(1.0, people) for name, people in sizes.items()}
    everybody = sum(sizes.values())
    found = shown(Figure(1.0, everybody), parts)
    open_ = {name for name, value in found.parts.items() if value is not None}
    assert all(sizes[name] >= FEWEST for name in open_)
    if found.whole is None:
        assert everybody < FEWEST
        assert open_ == set()
    else:
        hidden = everybody - sum(sizes[name] for name in open_)
        assert hidden == 0 or hidden >= FEWEST


def test_no_more_is_hidden_than_must_be() -> None:
    parts = {"a": Figure(1, 9), "b": Figure(2, 7), "c": Figure(3, 5)}
    assert shown(Figure(2, 21), parts).parts == {"a": 1, "b": 2, "c": 3}


@pytest.mark.parametrize("language", ["nb", "nn", "sv", "en"])
def test_coordinators_see_them_as_a_page_and_as_a_file(
    app: Flask, client_for: Callable[..., SiteClient], language: str
) -> None:
    for _ in range(5):
        pair(app, "lillehammer", meetings=1)
    client = client_for("coordinator", language=language)
    page = client.get("mentoring_desk.mentor_figures")
    assert len(page.all("figure")) == 7
    path = client.url("mentoring_desk.mentor_figures_csv")
    file = client.http.get(path, base_url=client.base_url)
    assert file.content_type == "text/csv; charset=utf-8"
    assert file.text.count("Lillehammer;") == 7


def test_the_page_costs_the_same_however_many_pairs_there_are(
    app: Flask, client_for: Callable[..., SiteClient]
) -> None:
    client = client_for("coordinator")
    few = len(client.get("mentoring_desk.mentor_figures").queries)
    for _ in range(6):
        pair(app, "lillehammer")
    assert len(client.get("mentoring_desk.mentor_figures").queries) == few
