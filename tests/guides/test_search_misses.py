"""What is searched for in vain: counted, without anything that says who it was."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.guides import misses
from newcomer.guides.models import SearchMiss
from newcomer.schedule import carry_out_retention
from tests import factories
from tests.support.client import SiteClient

ClientFor = Callable[..., SiteClient]


def kept(app: Flask) -> dict[tuple[str, str], int]:
    with app.app_context():
        return {
            (one.query, one.language): one.count for one in db.session.scalars(select(SearchMiss))
        }


def look_for(client: SiteClient, query: str) -> None:
    response = client.http.get(
        f"/{client.language}/search", query_string={"q": query}, base_url=client.base_url
    )
    assert response.status_code == 200


def test_a_search_in_vain_is_counted_however_it_is_written(
    app: Flask, client_for: ClientFor
) -> None:
    look_for(client_for(None), "Husmorvikar  Øyer")
    look_for(client_for(None), " husmorvikar øyer ")
    look_for(client_for(None, language="sv"), "HUSMORVIKAR ØYER")
    assert kept(app) == {("husmorvikar øyer", "nb"): 2, ("husmorvikar øyer", "sv"): 1}


def test_a_search_that_finds_something_is_not_counted(app: Flask, visitor: SiteClient) -> None:
    factories.make_article(app, texts={"nb": "Finn en fastlege"})
    look_for(visitor, "fastlege")
    look_for(visitor, "")
    assert kept(app) == {}


@pytest.mark.parametrize(
    "query",
    [
        "ana.ny@example.test",
        "ana＠example.test",  # noqa: RUF001
        "ring 61000000",
        "61 00 00 00",
        "+47 61-00-00-00",
        "født 01.02.1990",
        "١٢٣٤",
    ],
)
def test_addresses_and_numbers_are_not_kept(app: Flask, visitor: SiteClient, query: str) -> None:
    look_for(visitor, query)
    assert kept(app) == {}


def test_a_small_number_is_part_of_what_is_missed(app: Flask, visitor: SiteClient) -> None:
    look_for(visitor, "husmorvikar for 3 barn")
    assert ("husmorvikar for 3 barn", "nb") in kept(app)


def test_a_long_query_is_cut(app: Flask, visitor: SiteClient) -> None:
    look_for(visitor, "husmorvikar " * 16)
    ((query, _language),) = kept(app)
    assert len(query) <= 100


def test_what_the_desk_tries_out_is_not_counted(app: Flask, client_for: ClientFor) -> None:
    look_for(client_for("coordinator"), "husmorvikar")
    look_for(client_for("administrator"), "husmorvikar")
    assert kept(app) == {}
    look_for(client_for("member"), "husmorvikar")
    assert kept(app) == {("husmorvikar", "nb"): 1}


def test_one_network_fills_no_table(app: Flask, visitor: SiteClient) -> None:
    for number in range(misses.PER_NETWORK + 5):
        look_for(visitor, f"husmorvikar{number}x")
    assert len(kept(app)) == misses.PER_NETWORK


def test_only_what_was_missed_more_than_once_is_shown_the_most_frequent_first(app: Flask) -> None:
    today = date(2026, 11, 22)
    rows = [
        ("once", today, 1),
        ("twice", today, 2),
        ("on two days", today, 1),
        ("on two days", today - timedelta(days=3), 1),
        ("often", today, 7),
        ("long ago", today - timedelta(days=40), 9),
    ]
    with app.app_context():
        db.session.add_all(
            SearchMiss(query=query, language="nb", day=day, count=count)
            for query, day, count in rows
        )
        db.session.commit()
        month = today - timedelta(days=30)
        assert misses.misses(month, 10) == [
            ("often", "nb", 7),
            ("on two days", "nb", 2),
            ("twice", "nb", 2),
        ]
        assert misses.misses(month, 1) == [("often", "nb", 7)]


def test_after_a_year_it_is_forgotten(app: Flask) -> None:
    now = utcnow()
    with app.app_context():
        db.session.add_all(
            SearchMiss(query="husmorvikar", language="nb", day=(now - timedelta(days=age)).date())
            for age in (1, 364, 367)
        )
        db.session.commit()
        assert carry_out_retention(now)["search_miss"] == 1
        assert len(db.session.scalars(select(SearchMiss)).all()) == 2
