"""The public page that says which mentors are missing most."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from sqlalchemy import event

from newcomer.extensions import db
from newcomer.mentoring.services import runs, searching
from newcomer.region import current_region
from tests.mentoring import people
from tests.support.client import SiteClient

NOW = datetime(2024, 11, 25, 8, 0, tzinfo=UTC)
PAGE = "mentoring.missing"


def count(app: Flask) -> None:
    """What the worker does: a search for everybody, and then the count."""
    with app.app_context():
        runs.queue(None, {}, actor=None, now=NOW)
        db.session.commit()
        searching.work(current_region(), NOW)
        searching.count_missing(current_region(), NOW)
        db.session.commit()


def test_before_anybody_has_counted_the_page_says_so(visitor: SiteClient) -> None:
    assert "ikke telt ennå" in visitor.get(PAGE).text


def test_when_nobody_waits_in_vain_the_page_says_so(app: Flask, visitor: SiteClient) -> None:
    people.make_request(app), people.make_mentor(app)
    count(app)
    assert "Ingen venter forgjeves" in visitor.get(PAGE).text


def test_languages_places_and_times_are_told_with_how_many_it_would_help(
    app: Flask, client_for: Callable[..., SiteClient]
) -> None:
    for _ in range(6):
        people.make_request(app, languages={"ti": 6}, free_times=[2])
    for _ in range(2):
        people.make_request(app, languages={"uk": 5}, free_times=[2])
    people.make_mentor(app)
    count(app)
    page = client_for(None, language="en").get(PAGE)
    assert "Tigrinya 6 more people" in page.text
    assert "Ukrainian" not in page.text  # two only: it could tell who they are


def test_those_who_wait_are_no_kind_where_they_are_few_but_the_page_says_that_they_wait(
    app: Flask, client_for: Callable[..., SiteClient]
) -> None:
    people.make_request(app, languages={"ti": 6}, place="follebu", reach_km=1, free_times=[14])
    count(app)
    page = client_for(None, language="en").get(PAGE)
    for told in ("Tigrinya", "Follebu", "Friday", "mentor for everybody"):
        assert told not in page.text
    assert "Some people still wait for a mentor" in page.text


def test_whom_no_mentor_could_help_waits_in_vain_all_the_same(
    app: Flask, client_for: Callable[..., SiteClient]
) -> None:
    people.make_request(app, place="no-such-place")
    people.make_request(app), people.make_mentor(app)
    count(app)
    page = client_for(None, language="en").get(PAGE)
    assert "mentor for everybody" not in page.text
    assert "Some people still wait for a mentor" in page.text


def test_whoever_writes_meanwhile_need_not_wait_for_the_count(app: Flask) -> None:
    """SQLite has one writer: what is computed for long is not computed while holding its lock."""
    people.make_request(app)
    with app.app_context():
        runs.queue(None, {}, actor=None, now=NOW)
        db.session.commit()
        searching.work(current_region(), NOW)
        together: list[list[str]] = [[]]

        def said(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            if not statement.startswith("BEGIN"):
                together[-1].append(statement)

        def committed(_connection: Any) -> None:
            together.append([])

        watched = {"before_cursor_execute": said, "commit": committed}
        for name, note in watched.items():
            event.listen(db.engine, name, note)
        searching.count_missing(current_region(), NOW)
        db.session.commit()
        for name, note in watched.items():
            event.remove(db.engine, name, note)
    (writing,) = [one for one in together if any("UPDATE match_run" in told for told in one)]
    assert len(writing) == 1


def test_where_mentors_lack_places_and_times_are_named(
    app: Flask, client_for: Callable[..., SiteClient]
) -> None:
    for _ in range(12):
        people.make_request(app, place="follebu", reach_km=1, free_times=[14])
    count(app)
    page = client_for(None, language="en").get(PAGE)
    assert "Follebu at least 10 more people" in page.text
    assert "Friday evening at least 10 more people" in page.text


def test_it_is_counted_once_for_each_search(app: Flask) -> None:
    people.make_request(app)
    count(app)
    with app.app_context():
        assert searching.count_missing(current_region(), NOW) == {}


def test_a_new_search_keeps_what_was_counted_until_it_is_counted_itself(
    app: Flask, client_for: Callable[..., SiteClient]
) -> None:
    for _ in range(5):
        people.make_request(app, languages={"ti": 6})
    count(app)
    with app.app_context():
        runs.queue(None, {}, actor=None, now=NOW)
        db.session.commit()
        searching.work(current_region(), NOW)
    assert "Tigrinya" in client_for(None, language="en").get(PAGE).text


def test_the_page_leads_to_becoming_a_mentor(visitor: SiteClient) -> None:
    assert visitor.get(PAGE).all(".call a")
