"""Texts of guides at the desk: translations, what changes under one's hands, two at once."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from newcomer.extensions import db
from newcomer.guides.models import ArticleTranslation
from tests import factories
from tests.guides.writers import is_stale, stored, text_path
from tests.support.at_once import at_once, filled, statuses
from tests.support.client import SiteClient

ClientFor = Callable[..., SiteClient]


def test_a_change_of_meaning_makes_the_translations_stale_and_a_correction_does_not(
    app: Flask, kari: SiteClient, doctor: int
) -> None:
    kari.submit(text_path(doctor, "nb"), {"body": "Retta skrivefeil.", "small": "y"})
    assert not is_stale(app, doctor, "nn")
    kari.submit(text_path(doctor, "nb"), {"body": "Nye regler."})
    assert is_stale(app, doctor, "nn")
    assert is_stale(app, doctor, "sv")
    kari.submit(text_path(doctor, "nb"), {"body": "Nye regler."})
    assert stored(app, doctor, "nb")[1] == 2, "nothing changed, so no new edition"
    kari.submit(text_path(doctor, "nn"), {"body": "Nye reglar."})
    assert not is_stale(app, doctor, "nn")
    kari.submit(text_path(doctor, "sv"))  # read, and nothing had to change
    assert not is_stale(app, doctor, "sv")


def test_a_translation_of_a_source_that_changes_meanwhile_stays_stale(
    app: Flask, client_for: ClientFor, doctor: int
) -> None:
    translator, editor = (
        client_for("coordinator"),
        client_for("coordinator", email="ola@example.test"),
    )
    form = translator.get(text_path(doctor, "en")).fields()
    editor.submit(text_path(doctor, "nb"), {"body": "Nye regler."})
    text = {"title": "Find a doctor", "summary": "How to.", "body": "The old rules."}
    # Looking at a preview meanwhile, with the new source beside it, changes nothing.
    page = translator.post(text_path(doctor, "en"), {**form, **text, "preview": "1"})
    assert "Nye regler." in page.text
    page = translator.post(text_path(doctor, "en"), page.fields())
    assert "Se på den en gang til" in page.flashes[0]
    assert is_stale(app, doctor, "en")
    translator.submit(text_path(doctor, "en"), {"body": "The new rules."})
    assert not is_stale(app, doctor, "en")


@pytest.mark.parametrize("edition", ["99", "0", "-4", "x", ""])
def test_a_forged_edition_does_no_harm(
    app: Flask, kari: SiteClient, doctor: int, edition: str
) -> None:
    kari.submit(text_path(doctor, "nb"), {"body": "Nye regler."})
    form = {**kari.get(text_path(doctor, "nn")).fields(), "source_edition": edition}
    kari.http.post(text_path(doctor, "nn"), data=form, base_url=kari.base_url)
    assert 1 <= stored(app, doctor, "nn")[2] <= 2


def test_the_text_that_is_translated_stands_beside(kari: SiteClient, doctor: int) -> None:
    page = kari.get(text_path(doctor, "sv"))
    assert "Finn en fastlege" in page.all(".translating-from")[0].to_text()
    assert page.all(".translating-from [lang=nb]")
    assert not kari.get(text_path(doctor, "nb")).all(".translating-from")
    kari.get(f"/nb/desk/guides/{doctor}/de", status=404)


def test_the_second_of_two_who_write_sees_where_they_differ_and_keeps_the_text(
    app: Flask, client_for: ClientFor, doctor: int
) -> None:
    first, second = client_for("coordinator"), client_for("coordinator", email="ola@example.test")
    path = text_path(doctor, "nn")
    ours, theirs = first.get(path).fields(), second.get(path).fields()
    first.post(path, {**ours, "body": "Frå den første."})
    page = second.post(path, {**theirs, "body": "Frå den andre."}, status=409)
    assert page.all("del")[0].to_text() == "Frå den første."
    assert page.all("ins")[0].to_text() == "Frå den andre."
    assert page.fields()["body"] == "Frå den andre."
    second.post(path, page.fields())
    with app.app_context():
        bodies = db.session.scalars(select(ArticleTranslation.body)).all()
    assert "Frå den andre." in bodies


def test_two_who_wrote_the_same_are_told_all_the_same(
    app: Flask, client_for: ClientFor, doctor: int
) -> None:
    first, second = client_for("coordinator"), client_for("coordinator", email="ola@example.test")
    path = text_path(doctor, "nn")
    ours, theirs = first.get(path).fields(), second.get(path).fields()
    first.post(path, {**ours, "body": "Likt."})
    page = second.post(path, {**theirs, "body": "Likt."}, status=409)
    assert "Noen andre har endret" in page.text


def test_two_who_begin_the_same_translation_at_the_same_moment(
    app: Flask, client_for: ClientFor, doctor: int
) -> None:
    people = [client_for("coordinator"), client_for("coordinator", email="ola@example.test")]
    acts = [
        filled(one, text_path(doctor, "en"), title=f"By {n}", summary="How.", body="Text.")
        for n, one in enumerate(people)
    ]
    assert statuses(at_once(app, *acts, meet="SELECT article.")) == [302, 409]


def test_two_languages_at_the_same_moment_are_both_saved_and_both_found(
    app: Flask, client_for: ClientFor, doctor: int, visitor: SiteClient
) -> None:
    people = [client_for("coordinator"), client_for("coordinator", email="ola@example.test")]
    words = {"nn": "Kjeveortoped", "sv": "Käkkirurg"}
    acts = [
        filled(one, text_path(doctor, language), title=title)
        for one, (language, title) in zip(people, words.items(), strict=True)
    ]
    assert statuses(at_once(app, *acts, meet="SELECT article.")) == [302, 302]
    for language, title in words.items():
        assert title in visitor.get(f"/{language}/search?q={title}").text


def test_another_language_can_become_the_source_unless_it_is_stale_itself(
    app: Flask, kari: SiteClient, doctor: int
) -> None:
    kari.submit(text_path(doctor, "nb"), {"body": "Nye regler."})
    kari.submit(text_path(doctor, "nn"), {"body": "Nye reglar."})
    page = kari.submit(
        "guides_desk.guide", {"source_language": "sv"}, article_id=doctor, status=422
    )
    assert page.errors
    kari.submit("guides_desk.guide", {"source_language": "nn"}, article_id=doctor)
    assert not is_stale(app, doctor, "nb")
    assert is_stale(app, doctor, "sv"), "what was stale stays so"
    kari.submit(text_path(doctor, "nn"), {"body": "Heilt nye reglar."})
    assert is_stale(app, doctor, "nb")


def test_a_session_that_has_ended_costs_no_text(app: Flask, kari: SiteClient, doctor: int) -> None:
    path = text_path(doctor, "en")
    text = {"title": "Find a doctor", "summary": "How to.", "body": "A long text."}
    form = {**kari.get(path).fields(), **text}
    with kari.http.session_transaction(base_url=kari.base_url) as session:
        session.clear()
    page = kari.post(path, form, status=401)
    for words in text.values():
        assert words in page.text
    kari.sign_in(factories.make_user(app, "coordinator@example.test"))
    kari.post(path, page.fields())
    assert stored(app, doctor, "en")[0] == "Find a doctor"
