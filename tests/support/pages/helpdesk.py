"""Pages of questions: asking, the private conversation, and the desk."""

import secrets
from collections.abc import Iterator

from flask import Flask
from playwright.sync_api import Page, Response
from sqlalchemy import select

from newcomer.extensions import db
from newcomer.helpdesk.forms.asking import LONGEST
from newcomer.helpdesk.models import Question, QuestionStatus
from newcomer.helpdesk.services.inbox import View
from tests import factories
from tests.support.pages.steps import (
    EMAILS,
    SENTENCE,
    SitePage,
    main_form,
    path,
    press,
    send,
    sending,
)

PUBLISHED = "published@example.test"  # their answer may become a guide


def pages(app: Flask) -> Iterator[SitePage]:
    yield from _pages_of_a_question(app)
    yield from _desk_of_coordinators(app)
    yield from _figures_and_saved_answers(app)
    yield from _publishing(app, "coordinator")


def fill(app: Flask) -> None:
    """Add what the demo lacks."""
    factories.make_user(app, EMAILS["member"])
    number = factories.make_question(app, body=SENTENCE, email=EMAILS["member"])
    factories.answer_question(app, number)
    factories.answer_question(app, number, "Skatteetaten svarer innen to uker.")
    number = factories.make_question(app, body=SENTENCE, email=PUBLISHED)
    factories.answer_question(
        app, number, f"Hei Ana,\n\n> {SENTENCE}\n\nRing Skatteetaten på 800 80 000.\n\nHilsen Kari"
    )
    factories.make_question(app, body=SENTENCE, email="unsure@example.test", suspicious=True)


def ask(page: Page, **values: str) -> Response | None:
    """Fill in the question form and send it, past the guides that may be shown first."""
    response = send(page, **values)
    anyway = main_form(page).locator("[data-not-sent-yet] button")
    return press(page, anyway) if anyway.count() else response


def _ask_what_nobody_asked(page: Page) -> Response | None:
    """The same from many addresses would have to be confirmed."""
    mark = secrets.token_hex(6)
    return ask(page, body=f"{SENTENCE} ({mark})", email=f"{mark}@example.test")


def _want_a_call(page: Page) -> Response | None:
    page.locator('[name="reply_by"][value="call"]').check()
    return send(page, body=SENTENCE, phone="ring meg")


def _see_guides_first(page: Page) -> Response | None:
    main_form(page).locator('[name="shown"]').evaluate("field => { field.value = '' }")
    return send(page, body=SENTENCE, email="guides@example.test")


def _send_when_signed_out(page: Page) -> Response | None:
    page.context.clear_cookies()
    return send(page, body=SENTENCE)


def _send_an_outdated_answer(page: Page) -> Response | None:
    main_form(page).locator('[name="version"]').evaluate("field => { field.value = '0' }")
    return send(page, body=SENTENCE)


def _send_an_outdated_saved_answer(page: Page) -> Response | None:
    main_form(page).locator('[name="version"]').evaluate("field => { field.value = '0' }")
    return send(page, title="Takk!")


def _pages_of_a_question(app: Flask) -> Iterator[SitePage]:
    ask = path(app, "helpdesk.ask")
    yield SitePage("ask", ask, key=True)
    mistakes = sending(body="x" * (LONGEST + 1), email="nobody")
    yield SitePage("ask-mistakes", ask, status=422, step=mistakes, key=True, personal=True)
    yield SitePage("ask-call-mistakes", ask, status=422, step=_want_a_call, personal=True)
    yield SitePage("ask-guides-first", ask, step=_see_guides_first, personal=True)
    yield SitePage("ask-answered", path(app, "helpdesk.answered"))
    for name, where in _pages_of_links(app).items():
        yield SitePage(name, where, personal=name == "confirm")
    yield SitePage("ask-receipt", ask, step=_ask_what_nobody_asked, personal=True)
    for status, number in questions(app).items():
        private = factories.private_path(app, number).replace("/nb/", "/{lang}/", 1)
        name = f"conversation-{status}"
        yield SitePage(name, private, key=status == "answered", personal=True)
        if status == "answered":
            mistakes = sending(body="")
            yield SitePage(f"{name}-mistakes", private, status=422, step=mistakes, personal=True)


def _pages_of_links(app: Flask) -> dict[str, str]:
    """What belongs to the private pages."""
    open_, waits = (questions(app)[status] for status in ("open", "unconfirmed"))
    private = factories.private_path(app, open_).rpartition("/")[2]
    confirm = factories.confirmation_path(app, waits).rpartition("/")[2]
    return {
        "confirm": path(app, "helpdesk.confirm", confirmation=confirm),
        "conversation-delete": path(app, "helpdesk.delete_question", token=private),
        "conversation-lost": path(app, "helpdesk.lost_link"),
        "conversation-lost-sent": path(app, "helpdesk.lost_link_sent"),
    }


def questions(app: Flask) -> dict[str, int]:
    """A question in each state that the demo has."""
    found = {}
    with app.app_context():
        for status in QuestionStatus:
            first = select(Question.id).where(Question.status == status).order_by(Question.id)
            if number := db.session.scalar(first.limit(1)):
                found[status.value] = number
    return found


def _desk_of_coordinators(app: Flask) -> Iterator[SitePage]:
    who = "coordinator"
    yield SitePage("desk", path(app, "desk.overview"), who)
    for view in View:
        inbox = path(app, "helpdesk_desk.inbox", view=view.value)
        yield SitePage(f"inbox-{view.value}", inbox, who, key=view is View.ours)
    narrowed = path(app, "helpdesk_desk.inbox", view="ours", topic="health", answer_in="en")
    yield SitePage("inbox-narrowed", narrowed, who)
    on_behalf = path(app, "helpdesk_desk.on_behalf")
    yield SitePage("on-behalf", on_behalf, who)
    yield SitePage("on-behalf-mistakes", on_behalf, who, 422, sending(body=""))
    yield SitePage("inbox-page-2", path(app, "helpdesk_desk.inbox", view="ours", page=2), who)
    for status, number in questions(app).items():
        if status == QuestionStatus.unconfirmed.value:
            continue  # the desk does not see it
        question = path(app, "helpdesk_desk.question", question_id=number)
        yield SitePage(f"question-{status}", question, who, key=status == "open", personal=True)
        if status == "open":
            yield SitePage("question-mistakes", question, who, 422, sending(body=""))
            yield SitePage("question-changed", question, who, 409, _send_an_outdated_answer)
            yield SitePage("signed-out", question, who, 401, _send_when_signed_out, key=True)
            for act in ("note", "preliminary", "hand_over", "duplicate"):
                address = path(app, f"helpdesk_desk.{act}", question_id=number)
                yield SitePage(f"question-{act}", address, who, personal=True)
                yield SitePage(
                    f"question-{act}-mistakes", address, who, 422, sending(), personal=True
                )


def _figures_and_saved_answers(app: Flask) -> Iterator[SitePage]:
    who = "coordinator"
    yield SitePage("figures", path(app, "helpdesk_desk.figures"), who, key=True)
    yield SitePage("figures-30-days", path(app, "helpdesk_desk.figures", period="30-days"), who)
    yield SitePage("saved-answers", path(app, "helpdesk_desk.saved_answers"), who)
    new = path(app, "helpdesk_desk.new_saved_answer")
    yield SitePage("saved-answer-new", new, who)
    mistakes = sending(title="", text_nb="Hei {navn}!")
    yield SitePage("saved-answer-mistakes", new, who, 422, mistakes, personal=True)
    saved_id = factories.make_saved_answer(app)
    edit = path(app, "helpdesk_desk.edit_saved_answer", saved_id=saved_id)
    yield SitePage("saved-answer", edit, who)
    yield SitePage("saved-answer-changed", edit, who, 409, _send_an_outdated_saved_answer)
    delete = path(app, "helpdesk_desk.delete_saved_answer", saved_id=saved_id)
    yield SitePage("saved-answer-delete", delete, who)


def _publishing(app: Flask, who: str) -> Iterator[SitePage]:
    for name, email in (("choose", EMAILS["member"]), ("publish", PUBLISHED)):
        with app.app_context():
            first = select(Question.id).where(Question.email == email).order_by(Question.id)
            number = db.session.scalars(first).first()
        where = path(app, "helpdesk_desk.publish", question_id=number)
        yield SitePage(name, where, who, key=name == "publish", personal=True)
        if name == "publish":
            mistakes = sending(title=SENTENCE)
            yield SitePage("publish-mistakes", where, who, 422, mistakes, personal=True)
    unanswered = path(app, "helpdesk_desk.publish", question_id=questions(app)["open"])
    yield SitePage("publish-unanswered", unanswered, who)
