"""The private page: changing, saying yes and no, ending, deleting, and finding it again."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from newcomer.arrivals.models import Arrival, ArrivalStatus
from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.mail import OutgoingEmail
from newcomer.mentoring.models import MentorRequest, RequestStatus
from newcomer.profile import AgeBand
from tests.arrivals.movers import ANA, all_arrivals, private_path, the_arrival
from tests.mentoring import people
from tests.support.client import Outbox, SiteClient

ClientFor = Callable[..., SiteClient]
OLA = "ola@example.test"


@pytest.fixture
def request_id(app: Flask) -> int:
    """Ana waits for a mentor."""
    return people.make_request(app, email=ANA, first_name="Ana")


@pytest.fixture
def own_page(app: Flask, request_id: int) -> str:
    return private_path(app, the_arrival(app).id)


def wish(app: Flask) -> RequestStatus | None:
    with app.app_context():
        return db.session.scalar(select(MentorRequest.status))


# -- changing ------------------------------------------------------------------------------------


def test_the_form_comes_filled_in_and_what_is_changed_counts(
    app: Flask, visitor: SiteClient, own_page: str
) -> None:
    before = the_arrival(app)
    form = visitor.get(own_page + "/change").fields()
    assert form["first_name"] == "Ana"
    assert form["free_times"] == ["2", "5", "8"]
    assert (form["languages-0-code"], form["languages-0-level"]) == ("nb", "6")
    changes = {
        "place": "oyer",
        "occupation": "Sykepleier",
        "interests": ["hiking", "choir", "yoga"],
    }
    page = visitor.submit(own_page + "/change", changes)
    assert "Øyer sentrum" in page.text
    now = the_arrival(app)
    assert (now.place, now.isco, now.free_times) == ("oyer", "2221", before.free_times)
    assert now.facts_version == before.facts_version + 1
    assert visitor.get(own_page + "/change").fields()["occupation"] == "sykepleier"


def test_saving_what_is_as_it_was_makes_nothing_new(
    app: Flask, visitor: SiteClient, own_page: str
) -> None:
    visitor.submit(own_page + "/change", {"interests": ["hiking", "choir", "yoga"]})
    before = the_arrival(app).facts_version
    visitor.submit(own_page + "/change")
    assert the_arrival(app).facts_version == before


def test_of_two_changes_the_second_sees_that_it_was_changed_and_keeps_its_text(
    app: Flask, client_for: ClientFor, own_page: str
) -> None:
    one, other = client_for(None), client_for(None)
    interests = ["hiking", "choir", "yoga"]
    late = {**other.get(own_page + "/change").fields(), "hopes": "Sent.", "interests": interests}
    one.submit(own_page + "/change", {"hopes": "Først.", "interests": interests})
    page = other.post(own_page + "/change", late, status=409)
    assert page.fields()["hopes"].strip() == "Sent."
    assert the_arrival(app).hopes == "Først."
    other.post(own_page + "/change", page.fields())
    assert the_arrival(app).hopes == "Sent."


@pytest.mark.parametrize(
    "wrong",
    [{"place": "oslo"}, {"moving_on": "2226-01-01"}, {"hopes": "x" * 10_000}, {"free_times": []}],
    ids=lambda one: "-".join(one),
)
def test_bad_changes_come_back_and_change_nothing(
    app: Flask, visitor: SiteClient, own_page: str, wrong: dict[str, Any]
) -> None:
    sent = {"interests": ["hiking", "choir", "yoga"], "first_name": "Anna", **wrong}
    page = visitor.submit(own_page + "/change", sent, status=422)
    assert page.errors
    assert page.fields()["first_name"] == "Anna"
    assert the_arrival(app).first_name == "Ana"


def test_nobody_becomes_too_young_for_what_they_have(
    app: Flask, visitor: SiteClient, own_page: str
) -> None:
    sent = {"interests": ["hiking", "choir", "yoga"], "age_band": "under_18"}
    page = visitor.submit(own_page + "/change", sent, status=422)
    assert "flyttehjelpen@lillehammer.example.test" in page.errors[0]


# -- yes and no ----------------------------------------------------------------------------------


def test_a_yes_is_taken_back_and_given_again_with_one_button_each(
    app: Flask, visitor: SiteClient, own_page: str
) -> None:
    page = visitor.press(visitor.get(own_page), "/withdraw/mentor")
    assert wish(app) is RequestStatus.ended
    assert the_arrival(app).purposes == set()
    visitor.press(page, "/grant/mentor")
    assert wish(app) is RequestStatus.waiting
    assert the_arrival(app).purposes == {"mentor"}


def test_the_same_button_pressed_twice_does_it_once(
    app: Flask, visitor: SiteClient, own_page: str
) -> None:
    page = visitor.get(own_page)
    visitor.press(page, "/withdraw/mentor")
    visitor.press(page, "/withdraw/mentor")
    assert wish(app) is RequestStatus.ended


def test_a_use_that_is_not_there_is_granted_to_nobody(
    app: Flask, visitor: SiteClient, own_page: str
) -> None:
    token = visitor.get(own_page).fields("/withdraw/mentor")
    visitor.post(own_page + "/grant/advertising", token)
    assert the_arrival(app).purposes == {"mentor"}


def test_somebody_under_18_cannot_press_for_a_mentor(app: Flask, visitor: SiteClient) -> None:
    number = people.make_arrival(app, purposes=(), age_band=AgeBand.under_18)
    page = visitor.get(private_path(app, number))
    page = visitor.press(page, "/grant/mentor")
    assert "skolen" in page.flashes[0]
    assert wish(app) is None


# -- the end -------------------------------------------------------------------------------------


def test_whoever_needs_no_more_is_used_for_nothing_and_can_tell_again(
    app: Flask, visitor: SiteClient, own_page: str
) -> None:
    page = visitor.submit(own_page + "/end")
    assert the_arrival(app).status is ArrivalStatus.ended
    assert the_arrival(app).purposes == set()
    assert wish(app) is RequestStatus.ended
    assert [one for one in page.all("form") if "grant" in one.attrs.get("action", "")] == []
    visitor.submit(own_page + "/change", {"interests": ["hiking", "yoga", "choir"]}, status=409)


def test_deleting_leaves_nothing_of_what_was_told(
    app: Flask, visitor: SiteClient, own_page: str, outbox: Outbox
) -> None:
    visitor.submit("arrivals.lost_link", {"email": ANA})
    visitor.submit(own_page + "/delete")
    assert all_arrivals(app) == []
    assert wish(app) is None
    visitor.get(own_page, status=404)
    visitor.get(own_page + "/change", status=404)
    with app.app_context():
        kinds = set(db.session.scalars(select(OutgoingEmail.kind)))
    assert "arrival_welcome" not in kinds


def test_deleted_twice_it_is_gone_all_the_same(visitor: SiteClient, own_page: str) -> None:
    page = visitor.get(own_page + "/delete")
    for _ in range(2):
        visitor.post(page.path, page.fields())


def test_somebody_else_s_link_is_of_no_use(app: Flask, visitor: SiteClient, own_page: str) -> None:
    other = private_path(app, people.make_arrival(app, email=OLA, first_name="Ola"))
    assert "Ana" not in visitor.get(other).text
    with app.test_request_context(method="POST"):
        row = db.session.scalars(select(Arrival).where(Arrival.email == OLA)).one()
        row.link_nonce = "new"
        db.session.commit()
    visitor.get(other, status=404)


# -- finding it again ----------------------------------------------------------------------------


def test_a_lost_link_comes_by_mail_to_its_address_only(
    visitor: SiteClient, own_page: str, outbox: Outbox
) -> None:
    page = visitor.submit("arrivals.lost_link", {"email": ANA.upper()})
    assert outbox.link_to(ANA) == own_page
    nobody = visitor.submit("arrivals.lost_link", {"email": "nobody@example.test"})
    assert nobody.text == page.text
    assert outbox.count() == 1


def test_a_lost_link_is_mailed_once_in_ten_minutes(
    visitor: SiteClient, own_page: str, outbox: Outbox
) -> None:
    for _ in range(3):
        visitor.submit("arrivals.lost_link", {"email": ANA})
    assert len(outbox.to(ANA)) == 1


def test_what_is_not_confirmed_is_found_again_by_the_link_that_confirms_it(
    app: Flask, visitor: SiteClient, outbox: Outbox
) -> None:
    people.make_arrival(app, email=OLA, status=ArrivalStatus.unconfirmed)
    visitor.submit("arrivals.lost_link", {"email": OLA})
    visitor.submit(outbox.link_to(OLA))
    assert the_arrival(app).is_active


def test_my_page_leads_there_and_shows_nothing_of_others(
    app: Flask, client_for: ClientFor, own_page: str
) -> None:
    ana, ola = client_for("member", email=ANA), client_for("member", email=OLA)
    people.make_arrival(app, email=OLA, status=ArrivalStatus.unconfirmed)

    def links(client: SiteClient) -> list[str]:
        hrefs = [one.attrs["href"] for one in client.get("accounts.my_page").all("main a")]
        return [one for one in hrefs if one.startswith("/nb/moving")]

    assert links(ana) == [own_page]
    assert links(ola) == ["/nb/moving"]


def test_looking_at_the_page_keeps_it(app: Flask, visitor: SiteClient) -> None:
    old = utcnow() - timedelta(days=500)
    number = people.make_arrival(app, now=old)
    version = the_arrival(app).version
    visitor.get(private_path(app, number))
    assert the_arrival(app).last_used_at > utcnow() - timedelta(minutes=1)
    assert the_arrival(app).version == version
