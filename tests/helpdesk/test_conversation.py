"""The private page: what the asker sees there, says of the help, and takes away again."""

import json
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from newcomer.accounts.services import export_everything
from newcomer.accounts.sign_in import find_user
from newcomer.audit import AuditEntry
from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.helpdesk import personal_data
from newcomer.helpdesk.models import Message, MessageKind, Question, QuestionStatus, Rating
from newcomer.i18n import LANGUAGES
from newcomer.mail import OutgoingEmail, deliver_pending
from newcomer.region import current_region
from tests import factories
from tests.conftest import ON_ONE_DATABASE
from tests.support.at_once import at_once, filled, pressed, same_browser, sending, statuses
from tests.support.client import Outbox, Page, SiteClient

ClientFor = Callable[..., SiteClient]
WRITES = ("UPDATE question", "DELETE FROM question")
ANA, BO = "ana@example.test", "bo@example.test"


@pytest.fixture
def number(app: Flask) -> int:
    return factories.make_question(app, email=ANA)


@pytest.fixture
def answered(app: Flask, number: int) -> str:
    """The private page of a question that has been answered."""
    factories.answer_question(app, number)
    return factories.private_path(app, number)


def say(app: Flask, number: int, kind: MessageKind, body: str, **changes: Any) -> None:
    """Somebody at the desk writes this, and the question changes like that."""
    with app.app_context():
        question = db.session.get_one(Question, number)
        mark, now = secrets.token_hex(8), utcnow()
        said = Message(kind=kind, from_staff=True, body=body, created_at=now, once=mark)
        question.messages.append(said)
        for name, value in changes.items():
            setattr(question, name, value)
        db.session.commit()


def the(app: Flask, number: int) -> Question:
    with app.app_context():
        found = db.session.get_one(Question, number)
        db.session.expunge_all()
    return found


def count(app: Flask, table: type, *conditions: Any) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(table).where(*conditions)) or 0


def button(page: Page, action: str) -> bool:
    return any(one.attrs.get("action", "").endswith(action) for one in page.all("form"))


def rate(client: SiteClient, path: str, rating: str) -> Page:
    """Press one of the three buttons."""
    fields = client.get(path).fields("/rate")
    return client.post(f"{path}/rate", {**fields, "rating": rating})


# -- what the page says --------------------------------------------------------------------------


@ON_ONE_DATABASE
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", QuestionStatus)
def test_the_page_is_whole_in_every_state_and_language(
    app: Flask, client_for: ClientFor, number: int, status: QuestionStatus, language: str
) -> None:
    say(app, number, MessageKind.preliminary, "Vi venter.", status=status)
    for due_in in (2, -2):
        say(
            app, number, MessageKind.call, "Vi snakket.", answer_due_at=utcnow() + timedelta(due_in)
        )
        client_for(language=language).get(factories.private_path(app, number, language))


@pytest.mark.parametrize("kind", [MessageKind.preliminary, MessageKind.handover, MessageKind.call])
def test_what_kind_of_message_it_is_stands_beside_it(
    app: Flask, visitor: SiteClient, number: int, kind: MessageKind
) -> None:
    say(app, number, kind, "Hei")
    labels = {"preliminary": "Foreløpig svar", "handover": "Sendt videre", "call": "På telefon"}
    (tag,) = visitor.get(factories.private_path(app, number)).all(".message .ds-tag")
    assert tag.to_text() == labels[kind.value]


def test_a_question_that_waits_for_somebody_else_says_so_and_until_when(
    app: Flask, visitor: SiteClient, number: int
) -> None:
    due = utcnow() + timedelta(days=3)
    elsewhere = {"status": QuestionStatus.elsewhere, "due_at": due}
    say(app, number, MessageKind.preliminary, "Kommunen må svare først.", **elsewhere)
    page = visitor.get(factories.private_path(app, number))
    assert "Vi venter på noen andre" in page.text
    with app.app_context():
        day = due.astimezone(current_region().zone).day
    assert f"senest {day}." in page.text
    say(app, number, MessageKind.handover, "Øyer kommune svarer deg.")
    say(app, number, MessageKind.note, "Ring dem på mandag.")
    page = visitor.get(factories.private_path(app, number))
    assert "Noen andre skal svare deg" in page.text


def test_a_promise_that_we_broke_is_owned_up_to(app: Flask, visitor: SiteClient) -> None:
    late = factories.make_question(app, now=factories.days_ago(20))
    assert "Vi beklager" in visitor.get(factories.private_path(app, late)).text


def test_a_question_answered_elsewhere_says_where_and_hands_out_no_link_to_it(
    app: Flask, visitor: SiteClient, number: int
) -> None:
    twin = factories.make_question(app, body="Hvor da?")
    with app.app_context():
        question = db.session.get_one(Question, twin)
        question.close(utcnow())
        question.duplicate_of_id = number
        db.session.commit()
    page = visitor.get(factories.private_path(app, twin))
    assert f"spørsmål {number}" in page.text
    token = factories.private_path(app, number).rpartition("/")[2]
    assert token not in page.html, "whoever typed the address need not be its owner"


def test_links_in_our_answers_can_be_followed_and_those_in_the_asker_s_words_cannot(
    app: Flask, visitor: SiteClient
) -> None:
    number = factories.make_question(app, body="Se http://mine.example.test")
    factories.answer_question(app, number, "Se https://ours.example.test/a.html?b=1&c=2.")
    links = visitor.get(factories.private_path(app, number)).all(".message a")
    assert [one.attrs["href"] for one in links] == ["https://ours.example.test/a.html?b=1&c=2"]


# -- notes between coordinators ------------------------------------------------------------------


def test_notes_are_never_shown_to_the_asker_and_never_given_to_them(
    app: Flask, client_for: ClientFor, answered: str, number: int
) -> None:
    say(app, number, MessageKind.note, "HEMMELIG")
    client = client_for("member", email=ANA)
    assert "HEMMELIG" not in client.get(answered).html
    assert "HEMMELIG" not in client.get("accounts.my_page").html
    with app.app_context():
        user = find_user(ANA)
        assert user is not None
        given = json.dumps(export_everything(user))
    assert "Hos Skatteetaten." in given
    assert "HEMMELIG" not in given


def test_the_archive_has_the_notes(app: Flask, number: int) -> None:
    say(app, number, MessageKind.note, "HEMMELIG")
    with app.app_context():
        question = db.session.get_one(Question, number)
        question.close(factories.days_ago(400))
        db.session.commit()
        personal_data.retain(utcnow())
        folder = app.config["SETTINGS"].instance / "archive"
        assert any("HEMMELIG" in path.read_text() for path in folder.glob("*.jsonl"))


# -- rating --------------------------------------------------------------------------------------


@pytest.mark.parametrize("rating", Rating)
def test_one_press_says_whether_it_helped_and_a_line_may_follow(
    app: Flask, visitor: SiteClient, answered: str, number: int, rating: Rating
) -> None:
    page = rate(visitor, answered, rating.value)
    assert the(app, number).rating is rating
    page = visitor.post(f"{answered}/comment", {**page.fields("/comment"), "comment": "Takk! 🎿"})
    assert the(app, number).rating_comment == "Takk! 🎿"
    assert page.fields("/comment")["comment"] == "Takk! 🎿"


def test_one_may_change_one_s_mind(
    app: Flask, visitor: SiteClient, answered: str, number: int
) -> None:
    page = rate(visitor, answered, "good")
    visitor.post(f"{answered}/comment", {**page.fields("/comment"), "comment": "Bra"})
    page = rate(visitor, answered, "poor")
    visitor.post(f"{answered}/comment", {**page.fields("/comment"), "comment": ""})
    question = the(app, number)
    assert (question.rating, question.rating_comment) == (Rating.poor, "")


def test_there_is_nothing_to_rate_before_an_answer(
    app: Flask, visitor: SiteClient, number: int
) -> None:
    path = factories.private_path(app, number)
    page = visitor.get(path)
    assert not button(page, "/rate")
    fields = page.fields("/close")
    visitor.post(f"{path}/rate", {**fields, "rating": "good"})
    visitor.post(f"{path}/comment", {**fields, "comment": "Bra"})
    question = the(app, number)
    assert (question.rating, question.rating_comment) == (None, "")


def test_a_line_that_is_too_long_comes_back(
    app: Flask, visitor: SiteClient, answered: str, number: int
) -> None:
    page = rate(visitor, answered, "good")
    fields = {**page.fields("/comment"), "comment": "🎿" * 301}
    page = visitor.post(f"{answered}/comment", fields, status=422)
    assert len(page.errors) == 1
    assert page.fields("/comment")["comment"] == "🎿" * 301
    visitor.post(f"{answered}/comment", {**fields, "comment": "🎿" * 300})
    assert the(app, number).rating_comment == "🎿" * 300


@pytest.mark.parametrize("rating", ["", "superb", "good; DROP TABLE"])
def test_a_rating_that_does_not_exist_is_none(
    app: Flask, visitor: SiteClient, answered: str, number: int, rating: str
) -> None:
    fields = visitor.get(answered).fields("/rate")
    visitor.post(f"{answered}/rate", {**fields, "rating": rating}, status=422)
    assert the(app, number).rating is None


def test_a_rating_does_not_come_between_a_coordinator_and_an_answer(
    app: Flask, client_for: ClientFor, visitor: SiteClient, answered: str, number: int
) -> None:
    desk = client_for("coordinator", email="kari@example.test")
    path = desk.url("helpdesk_desk.question", question_id=number)
    answer = filled(desk, path, body="En ting til.")
    rate(visitor, answered, "good")
    assert answer().status_code == 302
    assert the(app, number).rating is Rating.good


def test_rating_in_one_tab_while_closing_in_another_does_both(
    app: Flask, visitor: SiteClient, answered: str, number: int
) -> None:
    close = pressed(visitor, answered, "/close")
    fields = {**visitor.get(answered).fields("/rate"), "rating": "partly"}
    other = sending(same_browser(visitor), f"{answered}/rate", fields)
    assert statuses(at_once(app, close, other, meet="UPDATE question")) == [302, 302]
    question = the(app, number)
    assert (question.status, question.rating) == (QuestionStatus.closed, Rating.partly)


def test_the_same_button_pressed_twice_at_once_rates_once(
    app: Flask, visitor: SiteClient, answered: str, number: int
) -> None:
    fields = {**visitor.get(answered).fields("/rate"), "rating": "good"}
    acts = [sending(one, f"{answered}/rate", fields) for one in (visitor, same_browser(visitor))]
    assert statuses(at_once(app, *acts, meet="UPDATE question")) == [302, 302]
    assert the(app, number).rating is Rating.good


# -- links that were lost ------------------------------------------------------------------------


def test_the_link_goes_again_to_the_question_s_own_address_and_only_once(
    visitor: SiteClient, app: Flask, number: int, outbox: Outbox
) -> None:
    path = factories.private_path(app, number)
    page = visitor.get(path)
    for _ in range(3):
        visitor.press(page, "/send-link")
    assert [mail.kind for mail in outbox.to(ANA)] == ["receipt", "link_again"]
    assert outbox.link_to(ANA) == path
    assert outbox.count() == 2


def test_two_presses_at_once_send_one_mail(
    app: Flask, visitor: SiteClient, number: int, outbox: Outbox
) -> None:
    path = factories.private_path(app, number)
    acts = [pressed(one, path, "/send-link") for one in (visitor, visitor)]
    assert statuses(at_once(app, *acts, meet="INSERT INTO limit_count")) == [302, 302]
    assert [mail.kind for mail in outbox.to(ANA)] == ["receipt", "link_again"]


def test_who_lost_their_links_gets_those_of_their_open_questions(
    app: Flask, visitor: SiteClient, outbox: Outbox
) -> None:
    first = factories.make_question(app, body="Mitt første")
    second = factories.make_question(app, body="Mitt andre")
    factories.answer_question(app, second)
    old = factories.make_question(app, body="Gammelt", now=factories.days_ago(366))
    done = factories.make_question(app, body="Ferdig")
    visitor.press(visitor.get(factories.private_path(app, done)), "/close")
    theirs = factories.make_question(app, email=BO)
    waits = factories.make_question(app, suspicious=True)
    visitor.submit("helpdesk.lost_link", {"email": " Ana@EXAMPLE.test "})
    mail = outbox.to(ANA)[-1]
    assert mail.kind == "lost_links"
    links = {one: factories.private_path(app, one) in mail.body for one in
             (first, second, old, done, theirs, waits)}  # fmt: skip
    assert [one for one, sent in links.items() if sent] == [first, second]
    assert "Mitt" not in mail.body


def test_the_answer_is_the_same_whether_anybody_asked_from_the_address_or_not(
    app: Flask, client_for: ClientFor, number: int, outbox: Outbox
) -> None:
    pages = [
        client_for(None).submit("helpdesk.lost_link", {"email": one})
        for one in (ANA, "nobody@example.test", ANA)
    ]
    assert len({(page.status, page.path, page.text) for page in pages}) == 1
    assert [mail.kind for mail in outbox.to(ANA)] == ["receipt", "lost_links"]
    assert outbox.to("nobody@example.test") == []


@pytest.mark.parametrize("email", ["", "ana", "ana@", "a@b\nBcc: c@d.test", "x" * 300 + "@a.test"])
def test_what_is_no_address_is_said(visitor: SiteClient, outbox: Outbox, email: str) -> None:
    page = visitor.submit("helpdesk.lost_link", {"email": email}, status=422)
    assert len(page.errors) == 1
    assert outbox.count() == 0


def test_a_network_may_not_try_address_after_address(visitor: SiteClient) -> None:
    for one in range(30):
        visitor.submit("helpdesk.lost_link", {"email": f"a{one}@example.test"})
    page = visitor.submit("helpdesk.lost_link", {"email": ANA}, status=429)
    assert page.fields()["email"] == ANA


def test_two_lost_links_at_once_are_one_mail(
    app: Flask, client_for: ClientFor, number: int, outbox: Outbox
) -> None:
    acts = [filled(client_for(None), "helpdesk.lost_link", email=ANA) for _ in range(2)]
    assert statuses(at_once(app, *acts, meet="INSERT INTO limit_count")) == [302, 302]
    assert len(outbox.to(ANA)) == 2


def test_a_link_that_was_replaced_leads_to_a_kind_word(
    app: Flask, client_for: ClientFor, visitor: SiteClient, number: int
) -> None:
    path = factories.private_path(app, number)
    desk = client_for("coordinator")
    desk.press(desk.get("helpdesk_desk.question", question_id=number), "/new-link")
    page = visitor.get(path, status=404)
    assert page.heading == "Denne samtalen finnes ikke her"
    assert page.all('main a[href="/nb/conversation/lost"]')


@pytest.mark.parametrize("act", ["close", "rate", "comment", "send-link"])
def test_a_forged_link_does_nothing(
    app: Flask, visitor: SiteClient, answered: str, number: int, act: str, outbox: Outbox
) -> None:
    fields = {**visitor.get(answered).fields("/close"), "rating": "good", "comment": "x"}
    before = outbox.count()
    visitor.post(f"{answered}x/{act}", fields, status=404)
    assert the(app, number).status is QuestionStatus.answered
    assert outbox.count() == before


# -- deleting ------------------------------------------------------------------------------------


def test_the_asker_deletes_the_question_after_being_told_what_goes(
    app: Flask, visitor: SiteClient, answered: str, number: int, outbox: Outbox
) -> None:
    visitor.submit(answered, {"body": "Takk"})
    theirs = factories.make_question(app, email=BO)
    page = visitor.get(f"{answered}/delete")
    assert "Svarene våre til deg blir også borte." in page.text
    assert count(app, Question) == 2
    page = visitor.submit(f"{answered}/delete")
    assert page.flashes == ["Spørsmålet ditt og alt som var skrevet om det, er slettet."]
    assert (count(app, Question), count(app, Message)) == (1, 0)
    assert outbox.to(ANA) == [], "what has not gone out is not sent"
    assert len(outbox.to(BO)) == 1
    assert the(app, theirs).email == BO
    entries = count(app, AuditEntry, AuditEntry.action == "question.deleted")
    assert entries == 1
    assert visitor.get(answered, status=404).heading == "Denne samtalen finnes ikke her"


def test_pressed_twice_it_is_gone_all_the_same(
    app: Flask, visitor: SiteClient, number: int
) -> None:
    path = f"{factories.private_path(app, number)}/delete"
    form = visitor.get(path).fields()
    for _ in range(2):
        page = visitor.post(path, form)
        assert page.path == "/nb/"
    assert count(app, AuditEntry, AuditEntry.action == "question.deleted") == 1


def test_two_who_delete_at_once_are_both_told_that_it_is_gone(
    app: Flask, visitor: SiteClient, number: int
) -> None:
    path = f"{factories.private_path(app, number)}/delete"
    acts = [filled(visitor, path), filled(visitor, path)]
    assert statuses(at_once(app, *acts, meet="DELETE FROM question")) == [302, 302]
    assert count(app, Question) == 0
    assert count(app, AuditEntry, AuditEntry.action == "question.deleted") == 1


def test_the_link_of_somebody_else_s_conversation_deletes_only_theirs(
    app: Flask, visitor: SiteClient, number: int
) -> None:
    theirs = factories.make_question(app, email=BO)
    mine, other = (factories.private_path(app, one) for one in (number, theirs))
    form = visitor.get(f"{mine}/delete").fields()
    visitor.post(f"{other[:-1]}/delete", form, status=404)
    visitor.post(f"{mine}/delete", form)
    assert the(app, theirs).email == BO


def test_mails_that_lead_to_other_questions_are_still_sent(
    app: Flask, visitor: SiteClient, number: int, outbox: Outbox
) -> None:
    other = factories.make_question(app, body="Noe annet")
    visitor.submit("helpdesk.lost_link", {"email": ANA})
    visitor.submit(f"{factories.private_path(app, number)}/delete")
    mails = outbox.to(ANA)
    assert [mail.kind for mail in mails] == ["receipt", "lost_links"]
    assert factories.private_path(app, other) in mails[0].body


def test_mail_that_has_gone_out_stays_in_the_books(
    app: Flask, visitor: SiteClient, number: int
) -> None:
    path = factories.private_path(app, number)
    with app.app_context():
        deliver_pending()
    visitor.submit(f"{path}/delete")
    assert count(app, OutgoingEmail) == 1


def test_what_was_deleted_can_be_asked_again(app: Flask, visitor: SiteClient) -> None:
    asked = {"body": "Hei", "email": ANA}
    page = visitor.submit("helpdesk.ask", asked)
    visitor.submit(f"{page.path}/delete")
    assert visitor.submit("helpdesk.ask", asked).path != page.path
    assert count(app, Question) == 1


@pytest.mark.parametrize("asker_first", [True, False], ids=["asker", "coordinator"])
def test_deleting_while_a_coordinator_answers_leaves_nothing_and_mails_nothing(
    app: Flask, client_for: ClientFor, visitor: SiteClient, number: int, asker_first: bool,
    outbox: Outbox,
) -> None:  # fmt: skip
    desk = client_for("coordinator", email="kari@example.test")
    path = desk.url("helpdesk_desk.question", question_id=number)
    answer = filled(desk, path, body="Hos Skatteetaten.")
    remove = filled(visitor, f"{factories.private_path(app, number)}/delete")
    acts = [remove, answer] if asker_first else [answer, remove]
    # Both have read the question, and neither has written, when they meet.
    responses = at_once(app, *acts, meet=WRITES, in_turn=True)
    removed, answered = responses if asker_first else responses[::-1]
    assert removed.status_code == 302
    assert answered.status_code in {302, 404}
    assert (count(app, Question), count(app, Message)) == (0, 0)
    assert outbox.to(ANA) == []


def test_nobody_is_flooded_with_links(app: Flask, visitor: SiteClient, outbox: Outbox) -> None:
    """However many questions, however the link is written: one mail in ten minutes."""
    paths = [
        factories.private_path(app, factories.make_question(app, body=f"Spørsmål {n}"))
        for n in range(3)
    ]
    for path in paths:
        visitor.press(visitor.get(path), "/send-link")
    assert [mail.kind for mail in outbox.to(ANA)].count("link_again") == 1
    visitor.get(paths[0] + "****", status=404)


def test_what_is_erased_is_mailed_to_nobody(
    app: Flask, client_for: Callable[..., SiteClient], outbox: Outbox
) -> None:
    number = factories.make_question(app, body="Dette er privat.", email="member@example.test")
    data = {"contact": "lillehammer", "body": "De vet det.", "share": "y"}
    client_for("coordinator").submit("helpdesk_desk.hand_over", data, question_id=number)
    assert outbox.to("servicetorg@lillehammer.example.test")
    client_for("member").submit("accounts.erase", {"sure": "y"})
    assert outbox.to("servicetorg@lillehammer.example.test") == []
