"""What a coordinator does besides answering: notes, a longer wait, handing over, duplicates, on behalf."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.helpdesk.models import Question, QuestionStatus
from newcomer.i18n import LANGUAGES
from tests import factories
from tests.support.client import Outbox, SiteClient

ANA, OLA = "ana@example.test", "ola@example.test"


@pytest.fixture
def coordinator(client_for: Callable[..., SiteClient]) -> SiteClient:
    return client_for("coordinator")


def stored(app: Flask, number: int) -> Question:
    with app.app_context():
        found = db.session.get(Question, number)
        assert found is not None
        db.session.expunge(found)
    return found


def in_days(days: int) -> str:
    return (utcnow() + timedelta(days=days)).date().isoformat()


# -- notes -------------------------------------------------------------------------------------


def test_a_note_is_for_colleagues_alone(
    app: Flask, coordinator: SiteClient, visitor: SiteClient, outbox: Outbox
) -> None:
    number = factories.make_question(app)
    before = outbox.count()
    coordinator.submit("helpdesk_desk.note", {"body": "Ring Kari først."}, question_id=number)
    assert "Ring Kari først." in coordinator.get("helpdesk_desk.question", question_id=number).text
    assert "Ring Kari" not in visitor.get(factories.private_path(app, number)).text
    assert outbox.count() == before
    assert stored(app, number).status is QuestionStatus.open


def test_a_note_sent_twice_stands_once(app: Flask, coordinator: SiteClient) -> None:
    number = factories.make_question(app)
    page = coordinator.get("helpdesk_desk.note", question_id=number)
    for _ in range(2):
        coordinator.post(page.path, {**page.fields(), "body": "Ring Kari."})
    text = coordinator.get("helpdesk_desk.question", question_id=number).text
    assert text.count("Ring Kari.") == 1


def test_a_person_s_own_file_holds_no_notes(
    app: Flask, client_for: Callable[..., SiteClient], coordinator: SiteClient
) -> None:
    number = factories.make_question(app, email="member@example.test")
    coordinator.submit("helpdesk_desk.note", {"body": "Ring Kari først."}, question_id=number)
    member = client_for("member")
    export = member.get("accounts.export").html
    assert "Hvor melder jeg flytting?" in export
    assert "Ring Kari" not in export


# -- it takes longer ---------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_asker_is_told_why_it_takes_longer_and_until_when(
    app: Flask, coordinator: SiteClient, visitor: SiteClient, outbox: Outbox, language: str
) -> None:
    number = factories.make_question(app, language=language)
    coordinator.submit(
        "helpdesk_desk.preliminary",
        {"body": "Vi har spurt UDI.", "expected_on": in_days(20)},
        question_id=number,
    )
    mail = outbox.to(ANA)[-1]
    assert (mail.kind, mail.language) == ("preliminary", language)
    assert "Vi har spurt UDI." in mail.body
    question = stored(app, number)
    assert question.status is QuestionStatus.elsewhere
    assert question.due_at is not None
    assert question.due_at.date().isoformat() == in_days(20)
    assert question.first_answered_at is None, "it is no answer yet"
    assert "Vi har spurt UDI." in visitor.get(factories.private_path(app, number)).text


@pytest.mark.parametrize("expected_on", ["", "i morgen", in_days(-1), in_days(0), in_days(4000)])
def test_a_day_that_nobody_can_mean_is_sent_back_with_the_text(
    app: Flask, coordinator: SiteClient, outbox: Outbox, expected_on: str
) -> None:
    number = factories.make_question(app)
    data = {"body": "Vi har spurt UDI.", "expected_on": expected_on}
    page = coordinator.submit("helpdesk_desk.preliminary", data, question_id=number, status=422)
    assert page.fields()["body"] == "Vi har spurt UDI."
    assert len(outbox.to(ANA)) == 1


# -- handing over ------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_another_body_gets_the_question_and_the_asker_a_note(
    app: Flask, coordinator: SiteClient, outbox: Outbox, language: str
) -> None:
    number = factories.make_question(app, body="Når hentes søpla?", language=language)
    coordinator.submit(
        "helpdesk_desk.hand_over",
        {"contact": "lillehammer", "body": "Kommunen vet det.", "share": "y"},
        question_id=number,
    )
    to_asker = outbox.to(ANA)[-1]
    assert (to_asker.kind, to_asker.language) == ("handover", language)
    assert "Kommunen vet det." in to_asker.body
    assert "servicetorg@lillehammer.example.test" in to_asker.body
    (to_them,) = outbox.to("servicetorg@lillehammer.example.test")
    assert "Når hentes søpla?" in to_them.body
    assert ANA in to_them.body
    assert stored(app, number).status is QuestionStatus.elsewhere


def test_nothing_is_shared_unless_the_coordinator_says_so(
    app: Flask, coordinator: SiteClient, outbox: Outbox
) -> None:
    number = factories.make_question(app)
    coordinator.submit(
        "helpdesk_desk.hand_over",
        {"contact": "lillehammer", "body": "Kommunen vet det."},
        question_id=number,
    )
    assert outbox.to("servicetorg@lillehammer.example.test") == []
    assert outbox.to(ANA)[-1].kind == "handover"


def test_what_was_handed_over_is_looked_at_again(app: Flask, coordinator: SiteClient) -> None:
    number = factories.make_question(app)
    coordinator.submit(
        "helpdesk_desk.hand_over",
        {"contact": "lillehammer", "body": "Kommunen vet det."},
        question_id=number,
    )
    due = stored(app, number).due_at
    assert due is not None
    assert timedelta(days=10) < due - utcnow() < timedelta(days=30)


def test_a_body_that_does_not_exist_is_refused(app: Flask, coordinator: SiteClient) -> None:
    number = factories.make_question(app)
    for contact in ("", "nobody", "' OR 1=1"):
        coordinator.submit(
            "helpdesk_desk.hand_over",
            {"contact": contact, "body": "Hei."},
            question_id=number,
            status=422,
        )


# -- duplicates --------------------------------------------------------------------------------


def mark(client: SiteClient, number: int, original: object, status: int = 200) -> str:
    page = client.submit(
        "helpdesk_desk.duplicate", {"original": str(original)}, question_id=number, status=status
    )
    return " ".join(page.errors)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_duplicate_is_closed_and_the_asker_is_led_to_the_other(
    app: Flask, coordinator: SiteClient, visitor: SiteClient, outbox: Outbox, language: str
) -> None:
    first = factories.make_question(app, body="Hvor er legen?", language=language)
    second = factories.make_question(app, body="Hvor er legen??", language=language)
    mark(coordinator, second, f"#{first}")
    assert stored(app, second).status is QuestionStatus.closed
    mail = outbox.to(ANA)[-1]
    assert (mail.kind, mail.language) == ("duplicate", language)
    assert "Hvor er legen?" in visitor.get(outbox.link_to(ANA)).text


def test_no_question_is_its_own_duplicate_nor_in_a_circle(
    app: Flask, coordinator: SiteClient, outbox: Outbox
) -> None:
    one, two, three = (factories.make_question(app, body=f"Spørsmål {n}") for n in range(3))
    assert mark(coordinator, one, one, 422)
    mark(coordinator, two, one)
    mark(coordinator, three, two)
    assert stored(app, three).duplicate_of_id == one, "the end of the chain is what is answered"
    before = outbox.count()
    assert mark(coordinator, one, three, 422)
    assert stored(app, one).duplicate_of_id is None
    assert outbox.count() == before


def test_somebody_else_s_question_is_no_duplicate(
    app: Flask, coordinator: SiteClient, outbox: Outbox
) -> None:
    theirs = factories.make_question(app, email=OLA)
    number = factories.make_question(app, email=ANA)
    assert mark(coordinator, number, theirs, 422)
    assert [mail.kind for mail in outbox.to(ANA)] == ["receipt"]


def test_a_question_that_was_closed_unanswered_takes_no_duplicates(
    app: Flask, coordinator: SiteClient
) -> None:
    one, two = factories.make_question(app), factories.make_question(app, body="Igjen")
    coordinator.press(coordinator.get("helpdesk_desk.question", question_id=one), "/close")
    assert mark(coordinator, two, one, 422)
    assert stored(app, two).status is QuestionStatus.open


def test_nobody_s_question_waits_under_one_that_nobody_has_confirmed(
    app: Flask, coordinator: SiteClient
) -> None:
    unsure = factories.make_question(app, suspicious=True)
    assert mark(coordinator, factories.make_question(app, body="Igjen"), unsure, 422)


def test_when_the_other_question_is_deleted_its_duplicate_waits_again(
    app: Flask, coordinator: SiteClient, visitor: SiteClient
) -> None:
    first, second = factories.make_question(app), factories.make_question(app, body="Igjen")
    mark(coordinator, second, first)
    visitor.submit(factories.private_path(app, first) + "/delete")
    again = stored(app, second)
    assert (again.status, again.duplicate_of_id) == (QuestionStatus.open, None)
    assert again.due_at is not None


@pytest.mark.parametrize("original", ["", "x", "0", "999999", "-1", "9" * 30, "१२"])
def test_a_number_that_is_none_is_sent_back(
    app: Flask, coordinator: SiteClient, original: str
) -> None:
    assert mark(coordinator, factories.make_question(app), original, 422)


def test_more_words_on_a_duplicate_make_it_a_question_of_its_own(
    app: Flask, coordinator: SiteClient, visitor: SiteClient
) -> None:
    first, second = factories.make_question(app), factories.make_question(app, body="Igjen")
    mark(coordinator, second, first)
    visitor.submit(factories.private_path(app, second), {"body": "Det var noe annet."})
    again = stored(app, second)
    assert (again.status, again.duplicate_of_id) == (QuestionStatus.open, None)


# -- on behalf of somebody ---------------------------------------------------------------------


def write_down(client: SiteClient, status: int = 200, **values: str) -> str:
    data = {"channel": "phone", "body": "Hun lurer på skolestart.", "email": OLA, **values}
    return client.submit("helpdesk_desk.on_behalf", data, status=status).path


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_from_the_phone_is_mine_and_the_asker_gets_the_private_page(
    app: Flask, coordinator: SiteClient, visitor: SiteClient, outbox: Outbox, language: str
) -> None:
    path = write_down(coordinator, language=language)
    page = coordinator.get(path)
    assert "Hun lurer på skolestart." in page.text
    assert "coordinator@example.test" in page.text
    (mail,) = outbox.to(OLA)
    assert (mail.kind, mail.language) == ("receipt", language)
    assert "skolestart" not in mail.body, "the address may be somebody else's"
    assert "skolestart" in visitor.get(outbox.link_to(OLA)).text


def test_an_answer_given_at_once_stops_the_clock(
    app: Flask, coordinator: SiteClient, outbox: Outbox
) -> None:
    path = write_down(coordinator, channel="desk", email="", answer="I august.")
    question = stored(app, int(path.rpartition("/")[2]))
    assert question.status is QuestionStatus.answered
    assert question.first_answered_at is not None
    assert outbox.count() == 0


def test_a_corrected_address_is_another_question(coordinator: SiteClient, outbox: Outbox) -> None:
    page = coordinator.get("helpdesk_desk.on_behalf")
    form = {**page.fields(), "channel": "phone", "body": "Hei", "email": ANA}
    coordinator.post(page.path, form)
    coordinator.post(page.path, {**form, "email": OLA})
    assert (len(outbox.to(ANA)), len(outbox.to(OLA))) == (1, 1)


def test_a_question_without_an_address_is_answered_on_the_phone(
    app: Flask, coordinator: SiteClient, outbox: Outbox
) -> None:
    path = write_down(coordinator, channel="desk", email="")
    coordinator.submit(path, {"body": "I august."})
    assert "I august." in coordinator.get(path).text
    assert outbox.count() == 0


def test_what_lacks_a_question_or_a_way_is_sent_back(coordinator: SiteClient) -> None:
    write_down(coordinator, 422, body="")
    write_down(coordinator, 422, channel="")
    write_down(coordinator, 422, channel="web")
    write_down(coordinator, 422, email="not an address")


def test_the_same_form_sent_twice_is_one_question(coordinator: SiteClient, outbox: Outbox) -> None:
    page = coordinator.get("helpdesk_desk.on_behalf")
    form = {**page.fields(), "channel": "phone", "body": "Hei", "email": OLA, "answer": "Hei selv"}
    assert coordinator.post(page.path, form).path == coordinator.post(page.path, form).path
    assert len(outbox.to(OLA)) == 1


# -- what two do at once -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("endpoint", "data"),
    [
        ("helpdesk_desk.preliminary", {"body": "Vi venter.", "expected_on": in_days(20)}),
        ("helpdesk_desk.hand_over", {"body": "De vet.", "contact": "lillehammer", "share": "y"}),
    ],
)
def test_whoever_acts_on_what_has_changed_sees_it_first_and_keeps_the_text(
    app: Flask,
    coordinator: SiteClient,
    visitor: SiteClient,
    outbox: Outbox,
    endpoint: str,
    data: dict[str, str],
) -> None:
    number = factories.make_question(app)
    page = coordinator.get(endpoint, question_id=number)
    visitor.submit(factories.private_path(app, number), {"body": "Det har løst seg."})
    again = coordinator.post(page.path, {**page.fields(), **data}, status=409)
    assert "Det har løst seg." in again.text
    assert again.fields()["body"] == data["body"]
    assert [mail.kind for mail in outbox.to(ANA)] == ["receipt"]
    coordinator.post(page.path, {**again.fields(), **data})  # having seen it, they go on
    assert len(outbox.to(ANA)) == 2


def test_a_closed_question_is_neither_promised_nor_handed_over(
    app: Flask, coordinator: SiteClient, outbox: Outbox
) -> None:
    number = factories.make_question(app)
    page = coordinator.get("helpdesk_desk.preliminary", question_id=number)
    coordinator.press(coordinator.get("helpdesk_desk.question", question_id=number), "/close")
    form = {**page.fields(), "body": "Vi venter.", "expected_on": in_days(20)}
    again = coordinator.post(page.path, form, status=409)
    coordinator.post(page.path, {**again.fields(), "expected_on": in_days(20)}, status=409)
    assert [mail.kind for mail in outbox.to(ANA)] == ["receipt"]


@pytest.mark.parametrize(
    ("endpoint", "data"),
    [
        ("helpdesk_desk.preliminary", {"body": "Vi venter.", "expected_on": in_days(20)}),
        ("helpdesk_desk.hand_over", {"body": "De vet.", "contact": "lillehammer"}),
    ],
)
def test_what_was_promised_is_still_promised_when_a_question_is_opened_again(
    app: Flask, coordinator: SiteClient, endpoint: str, data: dict[str, str]
) -> None:
    number = factories.make_question(app)
    coordinator.submit(endpoint, data, question_id=number)
    page = coordinator.press(
        coordinator.get("helpdesk_desk.question", question_id=number), "/close"
    )
    coordinator.press(page, "/reopen")
    again = stored(app, number)
    assert again.status is QuestionStatus.elsewhere
    assert again.due_at is not None


def test_what_was_told_on_the_phone_is_not_mailed_after_a_conflict(
    app: Flask, coordinator: SiteClient, visitor: SiteClient, outbox: Outbox
) -> None:
    number = factories.make_question(app)
    page = coordinator.get("helpdesk_desk.question", question_id=number)
    visitor.press(visitor.get(factories.private_path(app, number)), "/close")
    form = {**page.fields(), "body": "Sagt på telefon.", "by_phone": "y"}
    again = coordinator.post(page.path, form, status=409)
    coordinator.post(page.path, again.fields())
    assert stored(app, number).status is QuestionStatus.answered
    assert [mail.kind for mail in outbox.to(ANA)] == ["receipt"]


def test_what_nobody_has_confirmed_is_not_read_at_the_desk(
    app: Flask, coordinator: SiteClient
) -> None:
    number = factories.make_question(app, suspicious=True)
    coordinator.get("helpdesk_desk.question", question_id=number, status=404)
