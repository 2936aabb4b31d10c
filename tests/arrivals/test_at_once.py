"""The same button pressed twice, or two things told, at the very same moment."""

from collections.abc import Callable

import pytest
from flask import Flask

from newcomer.arrivals.models import Arrival, ArrivalStatus, Door
from newcomer.audit import AuditEntry
from newcomer.mentoring.models import MentorRequest, RequestStatus
from tests.arrivals.movers import (
    ANA,
    FILLED,
    all_arrivals,
    confirmation,
    make_door,
    private_path,
    the_arrival,
)
from tests.mentoring import people
from tests.support.at_once import at_once, count, filled, pressed, same_browser, sending, statuses
from tests.support.client import Outbox, SiteClient

ClientFor = Callable[..., SiteClient]
IN_TURN = pytest.mark.parametrize("in_turn", [False, True])


@pytest.fixture
def ana(client_for: ClientFor) -> SiteClient:
    return client_for(None)


@IN_TURN
def test_the_same_form_sent_twice_is_told_once_with_one_mail(
    app: Flask, ana: SiteClient, outbox: Outbox, in_turn: bool
) -> None:
    page = ana.get("arrivals.moving")
    fields = {**page.fields(), **FILLED}
    acts = [sending(one, page.path, fields) for one in (ana, same_browser(ana))]
    assert statuses(at_once(app, *acts, meet="INSERT INTO arrival ", in_turn=in_turn)) == [302, 302]
    assert count(app, Arrival) == len(outbox.to(ANA)) == 1


def link(app: Flask, client: SiteClient, arrival_id: int) -> str:
    return client.url("arrivals.confirm", arrival_confirmation=confirmation(app, arrival_id))


@IN_TURN
def test_confirmed_twice_there_is_one_wish_and_one_welcome(
    app: Flask, ana: SiteClient, client_for: ClientFor, outbox: Outbox, in_turn: bool
) -> None:
    number = people.make_arrival(app, email=ANA, status=ArrivalStatus.unconfirmed)
    acts = [filled(one, link(app, one, number)) for one in (ana, client_for(None))]
    assert statuses(at_once(app, *acts, meet="UPDATE arrival", in_turn=in_turn)) == [302, 302]
    assert count(app, MentorRequest) == len(outbox.to(ANA)) == 1
    assert count(app, AuditEntry, AuditEntry.action == "arrival.confirmed") == 1


@IN_TURN
def test_two_of_one_address_confirmed_at_once_become_one(
    app: Flask, ana: SiteClient, client_for: ClientFor, in_turn: bool
) -> None:
    numbers = [
        people.make_arrival(app, email=ANA, status=ArrivalStatus.unconfirmed, place=place)
        for place in ("lillehammer", "oyer")
    ]
    browsers = (ana, client_for(None))
    acts = [
        filled(one, link(app, one, number)) for one, number in zip(browsers, numbers, strict=True)
    ]
    responses = at_once(app, *acts, meet="UPDATE arrival", in_turn=in_turn)
    assert statuses(responses) == [302, 302]
    assert responses[0].headers["Location"] == responses[1].headers["Location"]
    assert the_arrival(app).is_active
    assert count(app, MentorRequest) == 1


@IN_TURN
def test_two_that_replace_an_earlier_one_at_once_leave_one(
    app: Flask, ana: SiteClient, client_for: ClientFor, in_turn: bool
) -> None:
    people.make_request(app, email=ANA, place="gausdal")
    numbers = [
        people.make_arrival(app, email=ANA, status=ArrivalStatus.unconfirmed, place=place)
        for place in ("lillehammer", "oyer")
    ]
    browsers = (ana, client_for(None))
    acts = [
        filled(one, link(app, one, number)) for one, number in zip(browsers, numbers, strict=True)
    ]
    assert statuses(at_once(app, *acts, meet="UPDATE arrival", in_turn=in_turn)) == [302, 302]
    assert the_arrival(app).place in {"lillehammer", "oyer"}
    assert count(app, MentorRequest) == 1


@IN_TURN
@pytest.mark.parametrize("button", ["/withdraw/mentor", "/grant/mentor"])
def test_a_yes_or_a_no_pressed_twice_counts_once(
    app: Flask, ana: SiteClient, button: str, in_turn: bool
) -> None:
    if button.startswith("/grant"):
        path = private_path(app, people.make_arrival(app, email=ANA, purposes=()))
        after = RequestStatus.waiting
    else:
        people.make_request(app, email=ANA)
        path = private_path(app, the_arrival(app).id)
        after = RequestStatus.ended
    acts = [pressed(ana, path, button), pressed(same_browser(ana), path, button)]
    assert statuses(at_once(app, *acts, meet="UPDATE arrival", in_turn=in_turn)) == [302, 302]
    assert count(app, MentorRequest, MentorRequest.status == after) == 1
    assert count(app, MentorRequest) == 1


@IN_TURN
def test_of_two_changes_one_counts_and_the_other_is_kept_on_the_page(
    app: Flask, ana: SiteClient, client_for: ClientFor, in_turn: bool
) -> None:
    number = people.make_arrival(app, email=ANA, interests=["hiking", "choir", "yoga"])
    path = private_path(app, number) + "/change"
    acts = [
        filled(one, path, hopes=text) for one, text in ((ana, "En."), (client_for(None), "To."))
    ]
    responses = at_once(app, *acts, meet="UPDATE arrival", in_turn=in_turn)
    assert statuses(responses) == [302, 409]
    (lost,) = [one for one in responses if one.status_code == 409]
    kept = "To." if the_arrival(app).hopes == "En." else "En."
    assert kept in lost.text


@IN_TURN
def test_deleted_and_changed_at_once_nobody_sees_a_fault(
    app: Flask, ana: SiteClient, client_for: ClientFor, in_turn: bool
) -> None:
    people.make_request(app, email=ANA, interests=["hiking", "choir", "yoga"])
    path = private_path(app, the_arrival(app).id)
    acts = [filled(ana, path + "/delete"), filled(client_for(None), path + "/change", hopes="X.")]
    meet = ("UPDATE arrival", "DELETE FROM arrival")
    deleted, changed = at_once(app, *acts, meet=meet, in_turn=in_turn)
    assert deleted.status_code == 302
    assert changed.status_code in {302, 404, 409}
    assert all_arrivals(app) == []
    assert count(app, MentorRequest) == 0


def test_visits_at_the_same_moment_are_all_counted(app: Flask, client_for: ClientFor) -> None:
    make_door(app)

    def go(client: SiteClient) -> Callable[[], object]:
        return lambda: client.http.get("/go/abc234", base_url=client.base_url)

    at_once(app, *(go(client_for(None)) for _ in range(5)), meet="UPDATE door")
    assert count(app, Door, Door.visits == 5) == 1


def test_the_same_door_made_twice_is_one(app: Flask, client_for: ClientFor) -> None:
    kari = client_for("coordinator")
    page = kari.get("arrivals_desk.new_door")
    fields = {**page.fields(), "name": "X", "kind": "counter"}
    acts = [sending(one, page.path, fields) for one in (kari, same_browser(kari))]
    assert statuses(at_once(app, *acts, meet="INSERT INTO door")) == [302, 302]
    assert count(app, Door) == 1
