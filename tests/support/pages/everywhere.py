"""Pages that belong to no workflow: the front page, one's own pages, administrators', errors."""

from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urlsplit

from flask import Flask
from playwright.sync_api import Page, Response, Route
from sqlalchemy import select
from structlog.testing import capture_logs

from newcomer.accounts import sign_in
from newcomer.accounts.models import User
from newcomer.config import MAX_BODY_BYTES
from newcomer.database import utcnow
from newcomer.errors import TooMany
from newcomer.extensions import db
from newcomer.helpdesk.services import asking
from newcomer.i18n import LANGUAGES
from newcomer.region import current_region
from tests import factories
from tests.support.pages.helpdesk import ask, questions
from tests.support.pages.steps import (
    EMAILS,
    SENTENCE,
    SitePage,
    Step,
    path,
    press,
    sending,
    sending_from_a_new_address,
)

BUSY = "busy@example.test"  # has asked as much as one may in an hour


def pages(app: Flask, broken: Flask) -> Iterator[SitePage]:
    yield from _pages_to_read(app)
    yield from _signing_in(app)
    yield from _own_pages(app)
    yield from _desk_of_administrators(app)
    yield from _errors(app, broken)


def fill(app: Flask) -> None:
    """Add what the demo lacks."""
    factories.make_dead_email(app)


def _pages_to_read(app: Flask) -> Iterator[SitePage]:
    yield SitePage("front", path(app, "pages.front_page"), key=True)
    yield SitePage("region", path(app, "pages.region"))
    for name in ("contact", "privacy", "accessibility"):
        yield SitePage(name, path(app, f"pages.{name}"))
    with app.app_context():
        places = [one.slug for one in current_region().municipalities]
    for slug in places:
        yield SitePage(f"region-{slug}", path(app, "pages.municipality", slug=slug))
    if "demo_mailbox.mailbox" in app.view_functions:
        yield SitePage("demo-mail", path(app, "demo_mailbox.mailbox"), personal=True)


def _signing_in(app: Flask) -> Iterator[SitePage]:
    ask = path(app, "accounts.ask_for_link")
    yield SitePage("sign-in", ask, key=True)
    yield SitePage("sign-in-mistakes", ask, status=422, step=sending(email="nobody"))
    yield SitePage("sign-in-sent", ask, step=sending_from_a_new_address())
    yield SitePage("sign-in-sent-before", path(app, "accounts.link_sent"))
    token = factories.make_sign_in_link(app, EMAILS["member"])
    yield SitePage("sign-in-link", path(app, "accounts.open_link", token=token))


def _own_pages(app: Flask) -> Iterator[SitePage]:
    member = "member"
    yield SitePage("me", path(app, "accounts.my_page"), member, key=True, personal=True)
    yield SitePage("me-details", path(app, "accounts.details"), member)
    long_name = sending(name="x" * 101)
    details = path(app, "accounts.details")
    yield SitePage("me-details-mistakes", details, member, 422, long_name)
    yield SitePage("sign-out", path(app, "accounts.sign_out"), member)
    yield SitePage("me-erase", path(app, "accounts.erase"), member)
    yield SitePage("me-erase-mistakes", path(app, "accounts.erase"), member, 422, sending())


def _desk_of_administrators(app: Flask) -> Iterator[SitePage]:
    who = "administrator"
    yield SitePage("desk-of-administrator", path(app, "desk.overview"), who)
    for name in ("mail", "log", "operations"):
        yield SitePage(name, path(app, f"desk.{name}"), who)
    yield SitePage("people", path(app, "accounts.people"), who, key=True)
    people = path(app, "accounts.people")
    yield SitePage("people-mistakes", people, who, 422, sending(email="nobody"))
    with app.app_context():
        query = select(User).where(User.email == EMAILS["coordinator"])
        grant = db.session.scalars(query).one().grants[0].id
    yield SitePage("remove-role", path(app, "accounts.remove_role", grant_id=grant), who)


def _errors(app: Flask, broken: Flask) -> Iterator[SitePage]:
    yield SitePage("error-400", path(app, "helpdesk.close_conversation", token="x"), status=405)
    yield SitePage("error-403", path(app, "desk.overview"), "member", 403)
    yield SitePage("error-404", "/{lang}/no-such-page", status=404)
    lost = path(app, "accounts.open_link", token="no-such-link")
    yield SitePage("link-lost", lost, status=410)
    yield SitePage("link-used", path(app, "accounts.open_link", token=_used_link(app)), status=410)
    too_big = sending(body="x" * (MAX_BODY_BYTES + 1))
    yield SitePage("error-413", path(app, "helpdesk.ask"), status=413, step=too_big)
    private = factories.private_path(app, questions(app)["open"]).replace("/nb/", "/{lang}/", 1)
    yield SitePage("error-422", private, status=422, step=_press_without_the_token)
    too_many = _asking_too_much(app)
    yield SitePage("error-429", path(app, "helpdesk.ask"), status=429, step=too_many)
    fault = _breaking_the_site(broken)
    yield SitePage("error-500", path(app, "pages.front_page"), status=500, step=fault)


def _asking_too_much(app: Flask) -> Step:
    """Ask from an address that has had its share in this very hour."""

    def step(page: Page) -> Response | None:
        with app.test_request_context(method="POST"), suppress(TooMany):
            for _ in range(asking.PER_ADDRESS + 1):
                asking.count_question(BUSY, "somewhere else", utcnow())
        return ask(page, body=SENTENCE, email=BUSY)

    return step


def _used_link(app: Flask) -> str:
    token = factories.make_sign_in_link(app, EMAILS["member"])
    with app.app_context():
        link = sign_in.find_link(token)
        assert link is not None
        sign_in.use_link(link, utcnow())
        db.session.commit()
    return token


def _breaking_the_site(broken: Flask) -> Step:
    """The page of a fault of ours, as a site without tables answers. It is put in the place of the
    front page, so that its address, style and headers are real."""
    broken.logger.disabled = True
    with capture_logs():
        client = broken.test_client()
        answers = {language: client.get(f"/{language}/?a=b") for language in LANGUAGES}

    def step(page: Page) -> Response | None:
        answer = answers[urlsplit(page.url).path.strip("/")]

        def fail(route: Route) -> None:
            route.fulfill(status=answer.status_code, headers=dict(answer.headers), body=answer.data)

        page.route(page.url, fail)
        response = page.reload()
        page.unroute(page.url)
        return response

    return step


def _press_without_the_token(page: Page) -> Response | None:
    form = page.locator('main form[action$="/close"]')
    form.locator('[name="csrf_token"]').evaluate("field => field.remove()")
    return press(page, form.locator("button"))
