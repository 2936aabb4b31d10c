"""Who would rather talk is called, and gives no more than a number."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from newcomer.extensions import db
from newcomer.helpdesk.forms.phone import normal_phone
from newcomer.helpdesk.models import Channel, Question
from newcomer.i18n import LANGUAGES
from tests import factories
from tests.support.client import Outbox, SiteClient

CALL: dict[str, Any] = {
    "body": "Heller snakke?",
    "reply_by": "call",
    "phone": "61 00 00 00",
    "call_times": ["morning", "afternoon"],
}


def only_question(app: Flask) -> Question:
    with app.app_context():
        found = db.session.scalars(select(Question)).one()
        db.session.expunge_all()
    return found


def questions(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count(Question.id))) or 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_wants_a_call_gives_a_number_and_sees_the_private_page(
    app: Flask, client_for: Callable[..., SiteClient], outbox: Outbox, language: str
) -> None:
    page = client_for(language=language).submit("helpdesk.ask", CALL)
    assert page.path.startswith(f"/{language}/conversation/")
    question = only_question(app)
    assert (question.phone, question.email) == ("+4761000000", "")
    assert question.call_times == ["morning", "afternoon"]
    assert outbox.count() == 0


def test_the_page_says_when_we_call_and_to_keep_its_address(visitor: SiteClient) -> None:
    page = visitor.submit("helpdesk.ask", CALL)
    assert "Vi ringer deg senest" in page.text
    assert "Formiddag (8–11), Ettermiddag (14–17)" in page.text
    assert "Ta vare på adressen til denne siden nå" in page.text
    assert not [one for one in page.all("form") if "send-link" in one.attrs.get("action", "")]


def test_with_an_address_there_is_a_receipt_that_promises_a_call(
    app: Flask, visitor: SiteClient, outbox: Outbox
) -> None:
    visitor.submit("helpdesk.ask", {**CALL, "email": "ana@example.test"})
    (mail,) = outbox.to("ana@example.test")
    assert "ringer deg senest" in mail.body
    assert "61" not in mail.body.replace(outbox.link_to("ana@example.test"), "")


def test_only_those_who_answer_see_the_number(
    app: Flask, visitor: SiteClient, client_for: Callable[..., SiteClient]
) -> None:
    page = visitor.submit("helpdesk.ask", {**CALL, "phone": "61234567"})
    assert "61234567" not in page.html
    number = only_question(app).id
    client_for("administrator").http.get(f"/nb/desk/questions/{number}")
    path = client_for("administrator").url("helpdesk_desk.question", question_id=number)
    client_for("administrator").get(path, status=403)


def test_no_time_chosen_is_any_time(app: Flask, visitor: SiteClient) -> None:
    visitor.submit("helpdesk.ask", {**CALL, "call_times": []})
    assert only_question(app).call_times == []


def test_who_writes_a_number_and_then_wants_an_e_mail_gives_no_number(
    app: Flask, visitor: SiteClient
) -> None:
    changed = {**CALL, "reply_by": "email", "phone": "ring meg", "email": "ana@example.test"}
    visitor.submit("helpdesk.ask", changed)
    question = only_question(app)
    assert (question.phone, question.call_times) == ("", [])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("phone", ""),
        ("phone", "   "),
        ("phone", "ring meg"),
        ("phone", "123"),
        ("phone", "6100000"),
        ("phone", "+47 610"),
        ("phone", "61 00 00 00 x 12"),
        ("phone", "+" + "1" * 30),
        ("phone", "9" * 5000),
        ("phone", "📞📞📞📞📞📞📞📞"),
        ("call_times", ["at night"]),
        ("reply_by", "pigeon"),
        ("email", "ana@"),
    ],
)
def test_what_is_wrong_is_said_and_the_text_is_kept(
    app: Flask, visitor: SiteClient, field: str, value: object
) -> None:
    page = visitor.submit("helpdesk.ask", {**CALL, field: value}, status=422)
    assert len(page.errors) == 1
    (target,) = [one.attrs["href"] for one in page.all("[data-error-summary] a")]
    assert page.all(f'[id="{target.removeprefix("#")}"]')
    assert page.fields()["body"] == CALL["body"]
    if field in {"phone", "email"}:
        assert page.fields()[field] == str(value).strip()
    assert questions(app) == 0


def test_a_wrong_number_is_met_with_an_example(visitor: SiteClient) -> None:
    page = visitor.submit("helpdesk.ask", {**CALL, "phone": "ring meg"}, status=422)
    assert "+47 61 00 00 00" in page.errors[0]


def test_sending_it_twice_makes_one_question(app: Flask, visitor: SiteClient) -> None:
    form = {**visitor.get("helpdesk.ask").fields(), **CALL}
    first, second = visitor.post("helpdesk.ask", form), visitor.post("helpdesk.ask", form)
    assert first.path == second.path
    assert questions(app) == 1


def test_our_opening_hours_stand_at_the_field(visitor: SiteClient) -> None:
    assert "mandag–fredag 09:00–15:00" in visitor.get("helpdesk.ask").text


def test_a_phone_is_held_back_like_an_address(visitor: SiteClient) -> None:
    for number in range(10):
        visitor.submit("helpdesk.ask", {**CALL, "body": f"Spørsmål {number}"})
    visitor.submit("helpdesk.ask", CALL, status=429)


@pytest.mark.parametrize(
    ("typed", "country", "kept"),
    [
        ("61000000", "no", "+4761000000"),
        ("61 00 00 00", "no", "+4761000000"),
        ("+47 610 00 000", "no", "+4761000000"),
        ("0047-61000000", "no", "+4761000000"),
        ("٦١٠٠٠٠٠٠", "no", "+4761000000"),
        ("070-174 06 05", "se", "+46701740605"),
        ("+46 (0)70-174 06 05", "se", "+46701740605"),
        ("08 465 004 00", "se", "+46846500400"),
        ("0046701740605", "no", "+46701740605"),
        ("+46701740605", "no", "+46701740605"),
        ("+44 20 7946 0000", "no", "+442079460000"),
        ("+1 (202) 555-0100", "se", "+12025550100"),
    ],
)
def test_a_number_has_one_form(typed: str, country: str, kept: str) -> None:
    assert normal_phone(typed, country) == kept


@pytest.mark.parametrize(
    ("typed", "country"),
    [
        ("070 174 06 05", "no"),  # of which country?
        ("61000000", "se"),
        ("01234567", "no"),
        ("+47 1234", "no"),
        ("+46 0701740605", "se"),
        ("+", "no"),
        ("++4761000000", "no"),
        ("+47 61 00 00 00 #2", "no"),
        ("²³⁴⁵⁶⁷⁸⁹", "no"),
    ],
)
def test_what_could_be_wrong_is_no_number(typed: str, country: str) -> None:
    with pytest.raises(ValueError, match=re.escape(typed)):
        normal_phone(typed, country)


def test_who_phoned_without_an_address_has_no_private_page(app: Flask, visitor: SiteClient) -> None:
    number = factories.make_question(app, email="", phone="+4761000000")
    path = factories.private_path(app, number)
    visitor.get(path)
    with app.app_context():
        db.session.get_one(Question, number).channel = Channel.phone
        db.session.commit()
    visitor.get(path, status=404)
