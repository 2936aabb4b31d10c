"""Answers that are often given."""

import re
import tomllib
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from newcomer.audit import AuditEntry
from newcomer.extensions import db
from newcomer.helpdesk import placeholders
from newcomer.helpdesk.models import Question, SavedAnswer
from newcomer.helpdesk.services import saved_answers as services
from newcomer.i18n import LANGUAGES, speaking
from newcomer.region import current_region, load_region
from tests import factories
from tests.support.client import SiteClient

ClientFor = Callable[..., SiteClient]
ALL = " ".join(f"{{{name}}}" for name in placeholders.PLACEHOLDERS)


def kept(app: Flask) -> list[tuple[str, str, dict[str, str]]]:
    with app.app_context():
        rows = db.session.scalars(select(SavedAnswer).order_by(SavedAnswer.id))
        return [(row.title, row.topic, row.texts) for row in rows]


def filled(
    app: Flask,
    texts: dict[str, str],
    *,
    language: str = "nb",
    name: str = "Kari",
    **question: Any,
) -> tuple[str, str]:
    number = factories.make_question(app, language=language)
    with app.test_request_context("/en/desk"):
        found = db.session.get_one(Question, number)
        for column, value in question.items():
            setattr(found, column, value)
        saved = SavedAnswer(title="x", texts=texts)
        return services.fill(saved, found, language, name)


# -- filling in --------------------------------------------------------------------------------


def test_placeholders_become_what_they_stand_for(app: Flask) -> None:
    language, text = filled(app, {"nb": ALL}, municipality="oyer")
    assert language == "nb"
    found = re.fullmatch(
        r"Flyttehjelpen Øyer (\d+\. \w+ \d{4}) 1 (http://newcomer\.test/nb/conversation/\S+) Kari",
        text,
    )
    assert found, text


@pytest.mark.parametrize(
    ("language", "gaps"),
    [
        ("nb", "[kommune] [navnet ditt]"),
        ("nn", "[kommune] [namnet ditt]"),
        ("sv", "[kommun] [ditt namn]"),
        ("en", "[municipality] [your name]"),
    ],
)
def test_what_is_not_known_becomes_a_gap_in_the_language_of_the_text(
    app: Flask, language: str, gaps: str
) -> None:
    text = {language: "{municipality} {my_name}"}
    assert filled(app, text, language=language, name=" ") == (language, gaps)


def test_the_nearest_language_is_taken_and_named(app: Flask) -> None:
    texts = {"nb": "På bokmål, {helpdesk}", "en": "In English"}
    assert filled(app, texts, language="nn") == ("nb", "På bokmål, Flyttehjelpen")
    assert filled(app, texts, language="sv")[0] == "nb"
    assert filled(app, texts, language="en") == ("en", "In English")


def test_dates_are_written_in_the_language_of_the_text(app: Flask) -> None:
    _language, text = filled(app, {"sv": "{due_date}"}, language="sv")
    assert re.fullmatch(r"\d{1,2} \w+ \d{4}", text)


def test_what_is_filled_in_is_not_filled_in_again(app: Flask) -> None:
    assert filled(app, {"nb": "{my_name}"}, name="{link} {x}") == ("nb", "{link} {x}")


def test_choices_say_in_which_language_each_would_come(app: Flask) -> None:
    factories.make_saved_answer(app, title="B", topic="health", texts={"sv": "x", "en": "y"})
    factories.make_saved_answer(app, title="A", topic="papers", texts={"nn": "x"})
    factories.make_saved_answer(app, title="C", texts={"nb": "x"})
    factories.make_saved_answer(app, title="D", topic="no longer a topic", texts={"nb": "x"})
    with app.test_request_context():
        found = services.choices("nn")
    assert [(one.title, one.language) for one in found] == [
        ("C", "nb"),
        ("A", "nn"),
        ("B", "sv"),
        ("D", "nb"),
    ]
    assert found[2].languages == ("sv", "en")
    assert found[2].is_for("health")
    assert not found[0].is_for("")


# -- braces ------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "Hei!", ALL, "{link}{link}"])
def test_texts_that_are_well(app: Flask, text: str) -> None:
    with app.test_request_context("/en/"):
        assert placeholders.problem(text) is None


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Hei {navn}!", "{navn}"),
        ("Hei {}!", "{}"),
        ("{ link }", "{ link }"),
        ("{Link}", "{Link}"),
        ("{{link}}", "{{link}}"),
        ("Skriv her: {link", "Skriv her: {link"),
        ("link} her", "link} her"),
    ],
)
def test_what_is_wrong_is_named(app: Flask, text: str, named: str) -> None:
    with app.test_request_context("/en/"), speaking("en"):
        found = placeholders.problem(text)
    assert found is not None
    assert named in found


# -- the pages ---------------------------------------------------------------------------------


def test_a_new_one_is_kept_in_the_languages_it_has(app: Flask, client_for: ClientFor) -> None:
    client = client_for("coordinator")
    page = client.submit(
        "helpdesk_desk.new_saved_answer",
        {"title": "Fastlege", "topic": "health", "text_nb": "Velg på {link}", "text_sv": "Välj"},
    )
    assert page.flashes == ["Svaret er lagret."]
    assert "Fastlege" in page.text
    assert "Mangler: norsk nynorsk, engelsk" in page.text
    assert kept(app) == [("Fastlege", "health", {"nb": "Velg på {link}", "sv": "Välj"})]


def test_the_same_form_sent_twice_keeps_it_once(app: Flask, client_for: ClientFor) -> None:
    client = client_for("coordinator")
    for _ in range(2):
        client.submit("helpdesk_desk.new_saved_answer", {"title": "Hei", "text_nb": "Hei"})
    assert len(kept(app)) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_explains_every_placeholder(client_for: ClientFor, language: str) -> None:
    page = client_for("coordinator", language=language).get("helpdesk_desk.new_saved_answer")
    codes = [one.to_text() for one in page.all(".placeholders code")]
    assert codes == [f"{{{name}}}" for name in placeholders.PLACEHOLDERS]
    assert all(one.to_text().strip() for one in page.all(".placeholders dd"))


def test_mistakes_are_named_and_nothing_typed_is_lost(app: Flask, client_for: ClientFor) -> None:
    sent = {"title": "", "text_nb": "Hei {navn}!", "text_en": "Write to {link"}
    page = client_for("coordinator").submit("helpdesk_desk.new_saved_answer", sent, status=422)
    assert len(page.errors) == 3
    assert "{navn}" in " ".join(page.errors)
    assert page.fields()["text_en"] == "Write to {link"
    assert kept(app) == []


def test_one_language_at_least(client_for: ClientFor) -> None:
    page = client_for("coordinator").submit(
        "helpdesk_desk.new_saved_answer", {"title": "Tom"}, status=422
    )
    assert page.errors == ["Tekst på norsk bokmål – Skriv svaret på minst ett språk."]


def test_a_saved_answer_is_changed(app: Flask, client_for: ClientFor) -> None:
    number = factories.make_saved_answer(app, texts={"nb": "Før", "sv": "Förut"})
    page = client_for("coordinator").submit(
        "helpdesk_desk.edit_saved_answer", {"text_nb": "Nå"}, saved_id=number
    )
    assert page.heading == "Lagrede svar"
    assert kept(app)[0][2] == {"nb": "Nå", "sv": "Förut"}


def test_two_at_once_lose_nothing(app: Flask, client_for: ClientFor) -> None:
    number = factories.make_saved_answer(app, texts={"nb": "Før"})
    first, second = client_for("coordinator"), client_for("coordinator", email="b@example.test")
    opened = second.get("helpdesk_desk.edit_saved_answer", saved_id=number)
    first.submit("helpdesk_desk.edit_saved_answer", {"text_nb": "Den enes"}, saved_id=number)
    data = {**opened.fields(), "text_nb": "Den andres"}
    page = second.open("POST", opened.path, data=data, status=409)
    assert "Den enes" in page.text
    assert page.fields()["text_nb"] == "Den andres"
    # Having seen it, the second may replace it.
    second.open("POST", opened.path, data=page.fields())
    assert kept(app)[0][2] == {"nb": "Den andres"}


def test_what_somebody_deleted_can_be_saved_anew(app: Flask, client_for: ClientFor) -> None:
    number = factories.make_saved_answer(app, texts={"nb": "Før"})
    client = client_for("coordinator")
    opened = client.get("helpdesk_desk.edit_saved_answer", saved_id=number)
    client.submit("helpdesk_desk.delete_saved_answer", saved_id=number)
    data = {**opened.fields(), "text_nb": "Skrevet lenge på"}
    page = client.open("POST", opened.path, data=data, status=409)
    client.open("POST", client.url("helpdesk_desk.new_saved_answer"), data=page.fields("/new"))
    assert kept(app) == [("Takk for spørsmålet", "", {"nb": "Skrevet lenge på"})]


def test_deleting_asks_first_and_is_logged(app: Flask, client_for: ClientFor) -> None:
    number = factories.make_saved_answer(app)
    client = client_for("coordinator")
    client.get("helpdesk_desk.delete_saved_answer", saved_id=number)
    assert len(kept(app)) == 1
    client.submit("helpdesk_desk.delete_saved_answer", saved_id=number)
    assert kept(app) == []
    with app.app_context():
        actions = set(db.session.scalars(select(AuditEntry.action)))
    assert "saved_answer.deleted" in actions


def test_what_changed_meanwhile_is_not_deleted_unseen(app: Flask, client_for: ClientFor) -> None:
    number = factories.make_saved_answer(app)
    client = client_for("coordinator")
    opened = client.get("helpdesk_desk.delete_saved_answer", saved_id=number)
    client.submit("helpdesk_desk.edit_saved_answer", {"text_nb": "Bedre"}, saved_id=number)
    page = client.open("POST", opened.path, data=opened.fields(), status=409)
    assert "Bedre" in page.text
    client.open("POST", opened.path, data=page.fields())
    assert kept(app) == []


def test_an_empty_list_says_what_to_do(client_for: ClientFor) -> None:
    page = client_for("coordinator").get("helpdesk_desk.saved_answers")
    assert page.all('.empty-state a[href$="/saved-answers/new"]')


# -- the first ones ----------------------------------------------------------------------------


@pytest.mark.parametrize("slug", ["lillehammer", "sogn", "lerum"])
def test_each_region_begins_with_six(app: Flask, slug: str) -> None:
    region = load_region(slug)
    with app.test_request_context():
        assert services.seed(region) == 6
        assert services.seed(region) == 0
        db.session.commit()
        saved = db.session.scalars(select(SavedAnswer)).all()
        for one in saved:
            assert set(one.texts) == set(LANGUAGES)
            assert all(placeholders.problem(text) is None for text in one.texts.values())
            assert one.topic == "" or region.topic(one.topic)


@pytest.mark.parametrize("country", ["no", "se"])
def test_all_languages_use_the_same_placeholders(country: str) -> None:
    with (services.FOLDER / f"{country}.toml").open("rb") as file:
        rows = tomllib.load(file)["saved_answers"]
    for row in rows:
        used = {code: sorted(re.findall(r"\{(\w+)\}", text)) for code, text in row["texts"].items()}
        assert all(names == used["nb"] for names in used.values()), row["title"]["nb"]
        assert len(row["title"]["nb"]) <= 100


def test_the_first_ones_fill_in_for_a_question(app: Flask) -> None:
    number = factories.make_question(app)
    with app.test_request_context():
        services.seed(current_region())
        question = db.session.get_one(Question, number)
        for saved in db.session.scalars(select(SavedAnswer)):
            for language in LANGUAGES:
                taken, text = services.fill(saved, question, language, "Kari")
                assert taken == language
                assert "{" not in text
