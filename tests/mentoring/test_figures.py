"""How the mentor scheme is doing: right figures, and nobody who could be told by them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from newcomer.extensions import db
from newcomer.mentoring.models import (
    FeedbackKind,
    MatchFeedback,
    MatchStatus,
    MentorMeeting,
    MentorRequest,
    Side,
)
from newcomer.mentoring.services.figures import Figures, figures
from newcomer.mentoring.services.suppression import FEWEST, Figure, shown
from newcomer.region import current_region
from tests.mentoring import people
from tests.support.client import SiteClient

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ASKED = datetime(2026, 3, 2, 9, tzinfo=UTC)  # a Monday
PLACES = {"lillehammer": "lillehammer", "oyer": "oyer", "gausdal": "follebu"}


def pair(
    app: Flask,
    place: str,
    *,
    days: int = 10,
    status: MatchStatus = MatchStatus.finished,
    meetings: int = 0,
    language: str = "nb",
    content: int | None = None,
) -> None:
    """A newcomer who asked on ASKED and became one of a pair so many days later."""
    request_id = people.make_request(app, now=ASKED, place=place)
    mentor_id = people.make_mentor(app, now=ASKED)
    started = ASKED + timedelta(days=days)
    match_id = people.make_match(
        app, request_id, mentor_id, status=status, now=ASKED, started_at=started
    )
    with app.test_request_context(method="POST"):
        db.session.get_one(MentorRequest, request_id).first_offered_at = started
        for number in range(meetings):
            db.session.add(
                MentorMeeting(
                    match_id=match_id,
                    on=started.date() + timedelta(days=number),
                    minutes=90,
                    language=language,
                    side=Side.mentor,
                    created_at=started,
                    once=f"{match_id}-{number}",
                )
            )
        if content is not None:
            answers = {"one": content, "two": content}
            db.session.add(
                MatchFeedback(
                    match_id=match_id,
                    side=Side.newcomer,
                    kind=FeedbackKind.end,
                    answers=answers,
                    created_at=started,
                )
            )
        db.session.commit()
        db.session.remove()


def now_shown(app: Flask) -> Figures:
    with app.test_request_context():
        return figures(current_region(), NOW)


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
