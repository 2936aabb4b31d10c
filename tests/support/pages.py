"""Every page of the site, by who sees it: for pictures, for LIX, for axe and for the Nu checker.

with pages.world() as world, browser.launch() as chromium:
    page = browser.newcomer(chromium, world.site.url)
    for one in world.pages:
        response = world.visit(page, one, "nn")

What the pages show (a question, an article, a link) is taken from the database that the site has
just been filled with, so that nothing here changes when the demo does. A page that is only reached
by doing something, such as a form with errors, has a step that does it.
"""

import secrets
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, url_for
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import Locator, Page, Response, Route
from sqlalchemy import select
from structlog.testing import capture_logs

from newcomer.access import Role
from newcomer.accounts import sign_in
from newcomer.accounts.models import User
from newcomer.app import create_app
from newcomer.config import MAX_BODY_BYTES, Settings
from newcomer.database import utcnow
from newcomer.errors import TooMany
from newcomer.extensions import db
from newcomer.guides.models import Article
from newcomer.guides.writing import listing
from newcomer.helpdesk.forms.asking import LONGEST
from newcomer.helpdesk.models import Question, QuestionStatus
from newcomer.helpdesk.services import asking
from newcomer.helpdesk.services.inbox import View
from newcomer.i18n import LANGUAGES
from newcomer.region import current_region
from tests import factories
from tests.support import server

__all__ = [
    "LANGUAGES",
    "ROLES",
    "SitePage",
    "World",
    "ask",
    "find",
    "main_form",
    "press",
    "send",
    "world",
]

ROLES = ("visitor", "member", "coordinator", "administrator")
EMAILS = {role: f"{role}@example.test" for role in ROLES[1:]}
BUSY = "busy@example.test"  # has asked as much as one may in an hour
PUBLISHED = "published@example.test"  # their answer may become a guide
STALE, DRAFT = "stale-guide", "draft-of-a-guide"
SENTENCE = "Hei! Hello! Hej! Må vi melde flytting før vi kommer?"

Step = Callable[[Page], Response | None]


@dataclass(frozen=True)
class SitePage:
    """A page that the site can show; {lang} in its path is the language."""

    name: str
    path: str
    role: str = "visitor"
    status: int = 200
    step: Step | None = None  # what is done after the path has been opened
    key: bool = False  # one that most people meet: looked at more closely
    personal: bool = False  # its text is mostly what people wrote
    alike: bool = (
        False  # one more of a kind: pictured and read, but not walked by the browser tests
    )


ENOUGH = 3  # of a kind, to see that they are well


@dataclass(frozen=True)
class World:
    """The running site, all its pages, and the application on the same database beside it."""

    site: server.Site
    app: Flask
    pages: list[SitePage]
    settings: Mapping[str, str]
    cookies: dict[str, str] = field(default_factory=dict)

    def of(self, role: str) -> list[SitePage]:
        return [one for one in self.pages if one.role == role]

    def sign_in(self, page: Page, role: str) -> None:
        """Make this browser's session that of somebody with the role; a visitor has none."""
        page.context.clear_cookies()
        if role != "visitor":
            if role not in self.cookies:
                roles = [Role(role)] if role in Role.__members__ else []
                self.cookies[role] = session_cookie(self.app, EMAILS[role], *roles)
            page.context.add_cookies(
                [{"name": "session", "value": self.cookies[role], "url": self.site.url}]
            )

    def visit(self, page: Page, one: SitePage, language: str) -> Response:
        """Open the page as the one who sees it; AssertionError if something else comes back."""
        if page.url.startswith(self.site.url):
            page.evaluate("sessionStorage.clear()")
            page.goto("about:blank")  # nothing that the last page still asks for is asked as another
        self.sign_in(page, one.role)
        response = page.goto(self.site.url + one.path.format(lang=language))
        if one.step is not None:
            response = one.step(page)
        assert response is not None
        said = self.site.log.read_text(errors="replace")[-3000:] if response.status == 500 else ""
        assert response.status == one.status, f"{one.name} in {language}: {response.status}\n{said}"
        return response


# -- what is done on a page to come to the next ------------------------------------------------


def main_form(page: Page) -> Locator:
    """The form that the page is for; those with an action are single buttons."""
    return page.locator('main form[method="post"]:not([action])')


def press(page: Page, button: Locator) -> Response | None:
    """Press a button or a link that leads somewhere, and wait until we are there."""
    with page.expect_navigation() as going:
        button.click()
    return going.value


def send(page: Page, **values: str) -> Response | None:
    """Fill in the page's form and send it."""
    form = main_form(page)
    for name, value in values.items():
        form.locator(f'[name="{name}"]').fill(value)
    return press(page, form.locator('button[type="submit"]:not([name])'))


def ask(page: Page, **values: str) -> Response | None:
    """Fill in the question form and send it, past the guides that may be shown first."""
    response = send(page, **values)
    anyway = main_form(page).locator("[data-not-sent-yet] button")
    return press(page, anyway) if anyway.count() else response


def sending(**values: str) -> Step:
    return lambda page: send(page, **values)


def sending_from_a_new_address(**values: str) -> Step:
    return lambda page: send(page, email=f"{secrets.token_hex(6)}@example.test", **values)


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


def _send_an_outdated_version(page: Page) -> Response | None:
    form = main_form(page)
    form.locator('[name="version"]').evaluate("field => { field.value = '99' }")
    return press(page, form.locator('button[type="submit"]:not([name])'))


def _preview(page: Page) -> Response | None:
    return press(page, main_form(page).locator('button[name="preview"]'))


def _send_outdated_choices(page: Page) -> Response | None:
    main_form(page).locator('[name="shown"]').evaluate("field => { field.value = 'older' }")
    return send(page)


def _press_without_the_token(page: Page) -> Response | None:
    form = page.locator('main form[action$="/close"]')
    form.locator('[name="csrf_token"]').evaluate("field => field.remove()")
    return press(page, form.locator("button"))


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


# -- the pages ---------------------------------------------------------------------------------


def find(app: Flask, broken: Flask) -> list[SitePage]:
    """All pages of a site that has been filled with the demo."""
    return [
        *_pages_to_read(app),
        *_pages_of_a_question(app),
        *_pages_of_a_checklist(app),
        *_signing_in(app),
        *_own_pages(app),
        *_desk_of_coordinators(app),
        *_figures_and_saved_answers(app),
        *_guides_at_the_desk(app),
        *_desk_of_administrators(app),
        *_errors(app, broken),
    ]


def path(app: Flask, endpoint: str, **values: Any) -> str:
    """The endpoint's path with {lang} for the language."""
    with app.test_request_context():
        return url_for(endpoint, language="nb", **values).replace("/nb/", "/{lang}/", 1)


def _pages_to_read(app: Flask) -> Iterator[SitePage]:
    yield SitePage("front", path(app, "pages.front_page"), key=True)
    yield SitePage("region", path(app, "pages.region"))
    for name in ("contact", "privacy", "accessibility"):
        yield SitePage(name, path(app, f"pages.{name}"))
    yield SitePage("articles", path(app, "guides.articles"))
    for name, query in (
        ("for", {"situation": "family"}),
        ("none", {"municipality": "oyer", "situation": "remote", "topic": "language"}),
    ):
        yield SitePage(f"articles-{name}", path(app, "guides.articles", **query))
    yield SitePage("search", path(app, "guides.search", q="dagis"))
    yield SitePage("search-nothing", path(app, "guides.search", q="qwertyuiop"))
    with app.app_context():
        places = [one.slug for one in current_region().municipalities]
        topics = [one.slug for one in current_region().topics]
        shown = select(Article.slug).where(Article.published_at.is_not(None))
        articles = list(db.session.scalars(shown.order_by(Article.id)))
    for slug in places:
        yield SitePage(f"region-{slug}", path(app, "pages.municipality", slug=slug))
    for number, slug in enumerate(topics):
        where = path(app, "guides.topic", slug=slug)
        yield SitePage(f"topic-{slug}", where, alike=number >= ENOUGH)
    for number, slug in enumerate(articles):
        where = path(app, "guides.article", slug=slug)
        yield SitePage(f"article-{slug}", where, key=number == 0, alike=number >= ENOUGH)
    for answer in ("yes", "no"):
        where = path(app, "guides.article", slug=articles[0], helped=answer)
        yield SitePage(f"article-helped-{answer}", where)
    yield SitePage("article-stale", path(app, "guides.article", slug=STALE))
    if "demo_mailbox.mailbox" in app.view_functions:
        yield SitePage("demo-mail", path(app, "demo_mailbox.mailbox"), personal=True)


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
    for status, number in _questions(app).items():
        private = factories.private_path(app, number).replace("/nb/", "/{lang}/", 1)
        name = f"conversation-{status}"
        yield SitePage(name, private, key=status == "answered", personal=True)
        if status == "answered":
            mistakes = sending(body="")
            yield SitePage(f"{name}-mistakes", private, status=422, step=mistakes, personal=True)


def _pages_of_links(app: Flask) -> dict[str, str]:
    """What belongs to the private pages."""
    open_, waits = (_questions(app)[status] for status in ("open", "unconfirmed"))
    private = factories.private_path(app, open_).rpartition("/")[2]
    confirm = factories.confirmation_path(app, waits).rpartition("/")[2]
    return {
        "confirm": path(app, "helpdesk.confirm", confirmation=confirm),
        "conversation-delete": path(app, "helpdesk.delete_question", token=private),
        "conversation-lost": path(app, "helpdesk.lost_link"),
        "conversation-lost-sent": path(app, "helpdesk.lost_link_sent"),
    }


def _questions(app: Flask) -> dict[str, int]:
    """A question in each state that the demo has."""
    found = {}
    with app.app_context():
        for status in QuestionStatus:
            first = select(Question.id).where(Question.status == status).order_by(Question.id)
            if number := db.session.scalar(first.limit(1)):
                found[status.value] = number
    return found


def _pages_of_a_checklist(app: Flask) -> Iterator[SitePage]:
    start = path(app, "checklist.start")
    yield SitePage("checklist-start", start, key=True)
    too_far = sending(moving_on="2999-01-01")
    yield SitePage("checklist-start-mistakes", start, status=422, step=too_far)
    token = factories.make_checklist(
        app, moving_in=-3, municipality="lillehammer", situations=["family", "eu"]
    )
    factories.tick_steps(app, token, "find-a-job", "find-a-home", "choose-a-doctor")
    yield SitePage("checklist", path(app, "checklist.show", checklist_token=token), key=True)
    change = path(app, "checklist.change", checklist_token=token)
    yield SitePage("checklist-change", change)
    yield SitePage("checklist-change-outdated", change, status=409, step=_send_outdated_choices)
    mail = path(app, "checklist.mail_link", checklist_token=token)
    yield SitePage("checklist-mail", mail)
    yield SitePage("checklist-mail-mistakes", mail, status=422, step=sending(email="nobody"))
    yield SitePage("checklist-delete", path(app, "checklist.delete", checklist_token=token))
    undated = factories.make_checklist(app, moving_in=None)
    yield SitePage("checklist-undated", path(app, "checklist.show", checklist_token=undated))
    lost = path(app, "checklist.show", checklist_token="no-such-list")
    yield SitePage("checklist-lost", lost, status=404)


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
    for status, number in _questions(app).items():
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


def _send_an_outdated_saved_answer(page: Page) -> Response | None:
    main_form(page).locator('[name="version"]').evaluate("field => { field.value = '0' }")
    return send(page, title="Takk!")


def _guides_at_the_desk(app: Flask) -> Iterator[SitePage]:
    who = "coordinator"
    stale, draft = (factories.article_number(app, slug) for slug in (STALE, DRAFT))
    for show in listing.Show:
        where = path(app, "guides_desk.guides", show=show.value)
        yield SitePage(f"guides-{show.value}", where, who, key=show is listing.Show.all)
    yield SitePage("guides-none", path(app, "guides_desk.guides", q="qwertyuiop"), who)
    new = path(app, "guides_desk.new")
    yield SitePage("guide-new", new, who)
    yield SitePage("guide-new-mistakes", new, who, 422, sending(body="x"))
    about = path(app, "guides_desk.guide", article_id=stale)
    yield SitePage("guide", about, who, key=True)
    yield SitePage("guide-mistakes", about, who, 422, sending(sources="x"))
    yield SitePage("guide-changed", about, who, 409, _send_an_outdated_version)
    yield SitePage("guide-draft", path(app, "guides_desk.guide", article_id=draft), who)
    yield SitePage("guide-delete", path(app, "guides_desk.delete", article_id=draft), who)
    for language in ("nb", "nn", "en"):  # the source, a stale translation, one to begin with
        where = path(app, "guides_desk.text", article_id=stale, text_language=language)
        yield SitePage(f"guide-text-{language}", where, who, key=language == "nn")
        if language == "nn":
            yield SitePage("guide-preview", where, who, step=_preview)
            yield SitePage("guide-text-mistakes", where, who, 422, sending(title=""))
            yield SitePage("guide-text-changed", where, who, 409, _send_an_outdated_version)
    yield from _publishing(app, who)


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
    unanswered = path(app, "helpdesk_desk.publish", question_id=_questions(app)["open"])
    yield SitePage("publish-unanswered", unanswered, who)


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
    private = factories.private_path(app, _questions(app)["open"]).replace("/nb/", "/{lang}/", 1)
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


# -- the site that has them --------------------------------------------------------------------


@contextmanager
def world(environment: Mapping[str, str] | None = None) -> Iterator[World]:
    """Serve the demo, with something of everything in it that a page can show."""
    with tempfile.TemporaryDirectory(prefix="world-") as folder:
        settings = {
            "NEWCOMER_ENV": "development",
            "DEMO": "1",
            "REGION": "lillehammer",
            "LEAST_SECONDS_TO_ASK": "0",  # tests write quickly
            "INSTANCE": f"{folder}/instance",
            "SECRET_KEY": secrets.token_urlsafe(48),
            "DATABASE_URL": f"sqlite:///{folder}/world.db",
            **(environment or {}),
        }
        server.flask("prepare", environment=settings)
        with server.start(settings) as site:
            settings["BASE_URL"] = site.url
            app = _application(settings, folder)
            broken = _application(
                {**settings, "DATABASE_URL": f"sqlite:///{folder}/broken.db"}, folder
            )
            _fill(app)
            yield World(site, app, find(app, broken), settings)
            for one in (app, broken):
                with one.app_context():
                    db.engine.dispose()


def _application(settings: Mapping[str, str], folder: str) -> Flask:
    """The application of the site, in this process: for addresses and for its database."""
    return create_app(Settings.from_environment(server.environment_for(settings, Path(folder), "")))


def _fill(app: Flask) -> None:
    """Add what the demo lacks."""
    factories.make_user(app, EMAILS["member"])
    number = factories.make_question(app, body=SENTENCE, email=EMAILS["member"])
    factories.answer_question(app, number)
    factories.answer_question(app, number, "Skatteetaten svarer innen to uker.")
    number = factories.make_question(app, body=SENTENCE, email=PUBLISHED)
    factories.answer_question(
        app, number, f"Hei Ana,\n\n> {SENTENCE}\n\nRing Skatteetaten på 800 80 000.\n\nHilsen Kari"
    )
    texts = {"nb": "Leie hytte", "nn": "Leige hytte", "sv": "Hyra stuga"}
    long_ago = utcnow().date() - timedelta(days=800)
    factories.make_article(
        app, slug=STALE, topic="home", texts=texts, edition=2, checked_on=long_ago
    )
    factories.make_article(app, slug=DRAFT, topic="home", texts=texts, published_at=None)
    factories.make_question(app, body=SENTENCE, email="unsure@example.test", suspicious=True)
    factories.make_dead_email(app)


def session_cookie(app: Flask, email: str, *roles: Role) -> str:
    """What the browser of this person holds when they have signed in."""
    session_id = factories.make_user(app, email, *roles)
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer is not None
    session = {"_user_id": session_id, "_fresh": True, "signed_in_at": int(utcnow().timestamp())}
    return str(serializer.dumps(session))
