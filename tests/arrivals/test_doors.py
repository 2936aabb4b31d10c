"""Doors: made at the desk, printed, come through and counted."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from newcomer.arrivals.models import Door
from newcomer.extensions import db
from tests.arrivals.movers import ANA, FILLED, make_door, the_arrival
from tests.support.client import Outbox, SiteClient

ClientFor = Callable[..., SiteClient]
NEW = {"name": "Servicetorget i Øyer", "kind": "counter", "municipality": "oyer"}


@pytest.fixture
def kari(client_for: ClientFor) -> SiteClient:
    return client_for("coordinator")


def visits(app: Flask) -> int | None:
    with app.app_context():
        return db.session.scalar(select(Door.visits))


def go(client: SiteClient, code: str = "abc234", language: str = "nb") -> str:
    """Point a phone at the square; where it leads."""
    response = client.http.get(
        f"/go/{code}", base_url=client.base_url, headers={"Accept-Language": language}
    )
    assert response.status_code == 302
    return str(response.headers["Location"])


@pytest.mark.parametrize("language", ["nb", "nn", "sv", "en"])
def test_a_door_is_made_and_its_sheet_is_printed_in_each_language(
    app: Flask, client_for: ClientFor, language: str
) -> None:
    kari = client_for("coordinator", language=language)
    sheet = kari.submit("arrivals_desk.new_door", NEW)
    (square,) = sheet.all(".poster svg")
    assert square.attrs["viewbox" if "viewbox" in square.attrs else "viewBox"]
    with app.app_context():
        code = db.session.scalars(select(Door.code)).one()
    assert re.fullmatch("[a-z2-9]{6}", code)
    (address,) = sheet.all(".poster-address")
    assert address.to_text().strip() == f"newcomer.test/go/{code}"


def test_the_same_form_makes_one_door(app: Flask, kari: SiteClient) -> None:
    page = kari.get("arrivals_desk.new_door")
    for _ in range(2):
        kari.post(page.path, {**page.fields(), **NEW})
    with app.app_context():
        assert len(db.session.scalars(select(Door)).all()) == 1


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"name": "x" * 101}, {"kind": "church"}, {"municipality": "oslo"}]
)
def test_a_door_with_mistakes_comes_back(
    app: Flask, kari: SiteClient, wrong: dict[str, str]
) -> None:
    assert kari.submit("arrivals_desk.new_door", {**NEW, **wrong}, status=422).errors
    assert visits(app) is None


def test_who_comes_through_is_counted_once_and_comes_to_the_form_in_their_language(
    app: Flask, client_for: ClientFor
) -> None:
    make_door(app)
    ana, ola = client_for(None), client_for(None)
    assert go(ana, language="sv") == "/sv/moving?door=abc234"
    go(ana)
    go(ana, "ABC234")
    go(ola, language="pl")
    assert visits(app) == 2


def test_a_door_that_is_not_there_leads_to_the_form_all_the_same(visitor: SiteClient) -> None:
    assert go(visitor, "nosuch") == "/nb/moving"
    assert go(visitor, "x" * 500) == "/nb/moving"


def test_whoever_came_through_and_confirmed_is_counted_at_the_desk(
    app: Flask, client_for: ClientFor, kari: SiteClient, outbox: Outbox
) -> None:
    make_door(app)

    def counts() -> list[str]:
        (row,) = kari.get("arrivals_desk.all_doors").all("tbody tr")
        return [cell.to_text().strip() for cell in row.query("td")][2:4]

    ana = client_for(None)
    ana.submit(go(ana), FILLED)
    assert counts() == ["1", "0"]
    ana.submit(outbox.link_to(ANA))
    assert counts() == ["1", "1"]


def test_the_code_comes_back_with_a_form_that_had_mistakes(app: Flask, visitor: SiteClient) -> None:
    number = make_door(app)
    page = visitor.submit(go(visitor), {**FILLED, "place": ""}, status=422)
    visitor.post("arrivals.moving", {**page.fields(), "place": "oyer"})
    assert the_arrival(app).door_id == number


def test_a_code_made_up_counts_for_nobody(app: Flask, visitor: SiteClient) -> None:
    page = visitor.get("arrivals.moving")
    visitor.post(page.path, {**page.fields(), **FILLED, "door": "x" * 10_000})
    assert the_arrival(app).door_id is None


def test_a_closed_door_leads_to_the_form_and_counts_no_more(
    app: Flask, kari: SiteClient, visitor: SiteClient
) -> None:
    number = make_door(app)
    go(visitor)
    for _ in range(2):
        kari.submit("arrivals_desk.close_door", door_id=number)
    assert go(kari) == "/nb/moving"
    assert visits(app) == 1
    kari.get("arrivals_desk.poster", door_id=number)


def test_the_list_costs_the_same_however_long_it_is(app: Flask, kari: SiteClient) -> None:
    make_door(app)
    few = len(kari.get("arrivals_desk.all_doors").queries)
    for number in range(30):
        make_door(app, code=f"code{number}")
    assert len(kari.get("arrivals_desk.all_doors").queries) == few
