"""Telling once: the form, the mail that confirms it, and what bad input becomes."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from newcomer.arrivals import personal_data
from newcomer.arrivals.models import ArrivalStatus
from newcomer.arrivals.services.telling import PER_ADDRESS
from newcomer.audit import AuditEntry
from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.mentoring.models import MentorRequest, RequestStatus
from newcomer.profile import AgeBand, LifeSituation
from newcomer.taxonomy import interests
from tests.arrivals.movers import ANA, FILLED, all_arrivals, private_path, the_arrival
from tests.conftest import ON_ONE_DATABASE
from tests.mentoring import people
from tests.support.client import Outbox, Page, SiteClient

ClientFor = Callable[..., SiteClient]
LANGUAGES = ("nb", "nn", "sv", "en")


def tell(client: SiteClient, target: str = "arrivals.moving", /, **changes: Any) -> Page:
    status = changes.pop("status", 200)
    return client.submit(target, {**FILLED, **changes}, status=status)


def confirm(client: SiteClient, outbox: Outbox, address: str = ANA) -> Page:
    return client.submit(outbox.link_to(address))


def requests(app: Flask) -> list[RequestStatus]:
    with app.app_context():
        return list(db.session.scalars(select(MentorRequest.status).order_by(MentorRequest.id)))


# -- the way it is meant -------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("target", ["arrivals.moving", "arrivals.ask_for_mentor"])
def test_told_once_confirmed_by_mail_and_waiting_for_a_mentor(
    app: Flask, client_for: ClientFor, outbox: Outbox, language: str, target: str
) -> None:
    client = client_for(None, language=language)
    tell(client, target, language=language)
    assert the_arrival(app).status is ArrivalStatus.unconfirmed
    assert requests(app) == []
    assert [one.kind for one in outbox.to(ANA)] == ["arrival_confirm"]
    page = confirm(client, outbox)
    assert page.path.startswith(f"/{language}/moving/")
    assert "Ana" in page.heading
    arrival = the_arrival(app)
    assert arrival.status is ArrivalStatus.active
    assert (arrival.place, arrival.age_band) == ("lillehammer", AgeBand.from_25)
    assert arrival.languages == {"es": 6, "nb": 3}
    assert arrival.free_times == [2, 5]
    assert set(arrival.interests) == {"hiking", "choir", "baking"}
    assert arrival.situation is LifeSituation.couple
    assert arrival.purposes == {"mentor"}
    assert requests(app) == [RequestStatus.waiting]
    assert [one.kind for one in outbox.to(ANA)] == ["arrival_confirm", "arrival_welcome"]
    assert client.get(outbox.link_to(ANA)).heading == page.heading


def test_asking_for_a_mentor_comes_with_that_ticked_and_moving_with_nothing(
    visitor: SiteClient,
) -> None:
    assert visitor.get("arrivals.ask_for_mentor").fields()["uses"] == "mentor"
    assert "uses" not in visitor.get("arrivals.moving").fields()


def test_each_thing_says_who_sees_what_before_somebody_says_yes(visitor: SiteClient) -> None:
    text = visitor.get("arrivals.moving").text
    assert "ser den andre bare omtrent hvor gammel du er" in text


def test_an_occupation_is_kept_with_its_number(app: Flask, visitor: SiteClient) -> None:
    tell(visitor, occupation="Sykepleier")
    assert the_arrival(app).isco == "2221"


def test_no_mail_carries_what_was_typed(visitor: SiteClient, outbox: Outbox) -> None:
    tell(visitor, first_name="Kjøp http://spam.test", hopes="Se http://spam.test")
    (mail,) = outbox.to(ANA)
    assert "spam" not in mail.subject + mail.body


def test_somebody_who_is_told_about_sees_it_and_agrees(
    app: Flask, client_for: ClientFor, outbox: Outbox
) -> None:
    tell(client_for(None), for_whom="other", first_name="Olena", hopes="Olena synger.")
    (mail,) = outbox.to(ANA)
    assert mail.kind == "arrival_agree"
    assert "Olena" not in mail.subject + mail.body
    olena = client_for(None)
    shown = olena.get(outbox.link_to(ANA))
    assert "Olena synger." in shown.text
    assert requests(app) == []
    confirm(olena, outbox)
    assert the_arrival(app).is_active
    assert the_arrival(app).asked_by_other


def test_somebody_who_does_not_agree_deletes_it(
    app: Flask, client_for: ClientFor, outbox: Outbox
) -> None:
    tell(client_for(None), for_whom="other")
    olena = client_for(None)
    link = outbox.link_to(ANA)
    olena.press(olena.get(link), "/delete")
    assert all_arrivals(app) == []
    olena.get(link, status=404)
    olena.post(link, olena.get("arrivals.lost_link").fields(), status=404)


def test_what_is_told_later_takes_the_place_of_what_was_told_first(
    app: Flask, visitor: SiteClient, outbox: Outbox
) -> None:
    tell(visitor)
    confirm(visitor, outbox)
    own_page = outbox.link_to(ANA)
    first = the_arrival(app)
    tell(visitor, place="oyer", uses=["mentor"], hopes="Noe annet.")
    assert [one.place for one in all_arrivals(app)] == ["lillehammer", "oyer"]
    confirm(visitor, outbox)
    now = the_arrival(app)
    assert (now.id, now.place, now.hopes) == (first.id, "oyer", "Noe annet.")
    assert now.facts_version > first.facts_version
    assert requests(app) == [RequestStatus.waiting]
    assert "Noe annet." in visitor.get(own_page).text


# -- the same thing twice ------------------------------------------------------------------------


def test_the_same_form_sent_twice_is_told_once(
    app: Flask, visitor: SiteClient, outbox: Outbox
) -> None:
    page = visitor.get("arrivals.moving")
    for _ in range(2):
        visitor.post(page.path, {**page.fields(), **FILLED})
    assert len(all_arrivals(app)) == len(outbox.to(ANA)) == 1


def test_confirming_twice_changes_nothing(app: Flask, visitor: SiteClient, outbox: Outbox) -> None:
    tell(visitor)
    link = outbox.link_to(ANA)
    page = visitor.get(link)
    for _ in range(2):
        assert visitor.post(link, page.fields()).path.startswith("/nb/moving/")
    assert visitor.get(link).path != link  # it leads to their own page from now on
    assert requests(app) == [RequestStatus.waiting]
    assert len(outbox.to(ANA)) == 2


def test_a_mail_scanner_that_opens_the_link_confirms_nothing(
    app: Flask, client_for: ClientFor, visitor: SiteClient, outbox: Outbox
) -> None:
    tell(visitor)
    scanner = client_for(None)
    for _ in range(3):
        scanner.get(outbox.link_to(ANA))
    scanner.http.head(outbox.link_to(ANA), base_url=scanner.base_url)
    assert the_arrival(app).status is ArrivalStatus.unconfirmed


# -- what is wrong comes back, with all that was typed -------------------------------------------

WRONG: list[dict[str, Any]] = [
    {"first_name": ""},
    {"first_name": "x" * 10_000},
    {"first_name": "\x00"},
    {"email": "nobody"},
    {"email": ""},
    {"language": "fr"},
    {"age_band": ""},
    {"age_band": "7-9"},
    {"moving_on": "1926-01-01"},
    {"moving_on": "2126-01-01"},
    {"moving_on": "0001-01-01"},
    {"moving_on": "9999-12-31"},
    {"moving_on": "neste år"},
    {"place": ""},
    {"place": "oslo"},
    {"reach_km": "7"},
    {"reach_km": "-1"},
    {"situation": ""},
    {"situation": "royal"},
    {"children": ["0-2", "40-50"]},
    {"gender": "z"},
    {"gender_wish": "z"},
    {"for_whom": "nobody"},
    {"occupation": "x" * 10_000},
    {"hopes": "x" * 10_000},
    {"languages-0-code": "", "languages-1-code": ""},
    {"languages-0-level": ""},
    {"languages-0-level": "9"},
    {"languages-0-level": "x" * 10_000},
    {"languages-0-code": "xx"},
    {"languages-1-code": "es"},
    {"free_times": []},
    {"free_times": ["2", "21"]},
    {"free_times": ["-1"]},
    {"free_times": ["x" * 10_000]},
    {"interests": ["hiking"]},
    {"interests": ["hiking", "choir", "counterfeiting"]},
    {"uses": []},
    {"uses": ["mentor", "advertising"]},
]


@ON_ONE_DATABASE
@pytest.mark.parametrize("wrong", WRONG, ids=lambda one: "-".join(one) + str(one)[-12:])
def test_bad_input_comes_back_with_what_was_typed(
    app: Flask, visitor: SiteClient, outbox: Outbox, wrong: dict[str, Any]
) -> None:
    page = tell(visitor, **wrong, status=422)
    assert page.errors
    assert all_arrivals(app) == []
    assert outbox.count() == 0
    kept = page.fields()
    if "hopes" not in wrong:
        assert kept["hopes"].strip() == FILLED["hopes"]
    if not any(name.startswith("languages") for name in wrong):
        assert (kept["languages-1-code"], kept["languages-1-level"]) == ("nb", "3")
    if "free_times" not in wrong:
        assert kept["free_times"] == ["2", "5"]
    if "interests" not in wrong:
        assert set(kept["interests"]) == set(FILLED["interests"])


def test_mistakes_are_listed_in_the_order_of_the_page(visitor: SiteClient) -> None:
    page = visitor.submit("arrivals.moving", {"email": ""}, status=422)
    assert page.errors[0].startswith("E-postadresse")
    assert page.errors[1].startswith("Fornavn")


def test_more_interests_than_one_can_have_are_refused(visitor: SiteClient) -> None:
    page = tell(visitor, interests=list(interests())[:13], status=422)
    assert len(page.fields()["interests"]) == 13


def test_somebody_under_18_gets_no_mentor_but_a_word_on_whom_to_turn_to(
    app: Flask, visitor: SiteClient
) -> None:
    page = tell(visitor, age_band="under_18", status=422)
    (error,) = page.errors
    assert "flyttehjelpen@lillehammer.example.test" in error
    assert "skolen" in error
    assert page.fields()["first_name"] == "Ana"
    assert all_arrivals(app) == []


def test_a_form_without_its_token_comes_back_filled_in(app: Flask, visitor: SiteClient) -> None:
    page = visitor.post("arrivals.moving", FILLED, status=422)
    assert page.fields()["hopes"].strip() == FILLED["hopes"]
    assert all_arrivals(app) == []


def test_a_link_that_is_not_ours_opens_nothing(
    app: Flask, visitor: SiteClient, outbox: Outbox
) -> None:
    tell(visitor)
    token = outbox.link_to(ANA).rpartition("/")[2]
    forged = token[:-1] + ("B" if token.endswith("A") else "A")
    visitor.get("arrivals.confirm", arrival_confirmation=forged, status=404)
    visitor.get("arrivals.confirm", arrival_confirmation="x" * 5000, status=404)
    visitor.get("arrivals.private", arrival_token=token, status=404)  # not what it is for


def test_nobody_comes_to_the_page_of_what_is_not_confirmed(app: Flask, visitor: SiteClient) -> None:
    number = people.make_arrival(app, status=ArrivalStatus.unconfirmed)
    visitor.get(private_path(app, number), status=404)


# -- machines ------------------------------------------------------------------------------------


def test_what_fills_in_the_field_that_nobody_sees_sends_no_mail(
    app: Flask, visitor: SiteClient, outbox: Outbox
) -> None:
    page = tell(visitor, more_details="x", status=422)
    assert outbox.count() == 0
    visitor.post(page.path, page.fields())  # a person who looks once more comes through
    assert len(all_arrivals(app)) == 1


def test_what_is_sent_faster_than_anybody_writes_comes_back_once(
    app: Flask, visitor: SiteClient, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "LEAST_SECONDS_TO_ASK", 600)
    page = tell(visitor, status=422)
    assert outbox.count() == 0
    monkeypatch.setitem(app.config, "LEAST_SECONDS_TO_ASK", 0)
    visitor.post(page.path, page.fields())
    assert len(all_arrivals(app)) == 1


def test_an_address_gets_no_more_than_a_few_mails_in_an_hour(
    app: Flask, visitor: SiteClient, outbox: Outbox
) -> None:
    for _ in range(PER_ADDRESS):
        tell(visitor)
    page = tell(visitor, status=429)
    assert page.fields()["hopes"].strip() == FILLED["hopes"]
    assert len(outbox.to(ANA)) == PER_ADDRESS


# -- around it -----------------------------------------------------------------------------------


def test_what_is_not_confirmed_goes_after_its_time(app: Flask) -> None:
    old = utcnow() - timedelta(days=15)
    people.make_arrival(app, status=ArrivalStatus.unconfirmed, now=old)
    people.make_arrival(app, status=ArrivalStatus.unconfirmed)
    with app.test_request_context(method="POST"):
        assert personal_data.retain(utcnow()) == {"unconfirmed_arrival": 1, "arrival": 0}
        db.session.commit()
    assert len(all_arrivals(app)) == 1


def test_the_receipt_of_a_question_offers_it(
    app: Flask, make_question: Callable[..., int], outbox: Outbox
) -> None:
    make_question(email=ANA, language="sv")
    assert "/sv/moving" in outbox.to(ANA)[-1].body


def test_the_front_page_leads_to_it(visitor: SiteClient) -> None:
    links = [one.attrs["href"] for one in visitor.get("pages.front_page").all("a")]
    assert "/nb/moving" in links


def test_the_log_says_what_was_done_and_nothing_that_was_told(
    app: Flask, visitor: SiteClient, outbox: Outbox
) -> None:
    tell(visitor)
    confirm(visitor, outbox)
    with app.app_context():
        actions = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
        assert list(actions)[:1] == ["arrival.told"]
        assert {"arrival.confirmed", "mentor_request.made"} <= set(actions)
        assert db.session.scalar(select(func.count()).select_from(AuditEntry)) == len(actions)
