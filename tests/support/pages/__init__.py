"""Every page of the site, by who sees it: for pictures, for LIX, for axe and for the Nu checker.

with pages.world() as world, browser.launch() as chromium:
    page = browser.newcomer(chromium, world.site.url)
    for one in world.pages:
        response = world.visit(page, one, "nn")

What the pages show (a question, an article, a link) is taken from the database that the site has
just been filled with, so that nothing here changes when the demo does. A page that is only reached
by doing something, such as a form with errors, has a step that does it.
"""

import itertools
import secrets
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import Page, Response

from newcomer.access import Role
from newcomer.app import create_app
from newcomer.config import Settings
from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.i18n import LANGUAGES
from tests import factories
from tests.support import server
from tests.support.pages import (
    arrivals,
    board,
    everywhere,
    guides,
    helpdesk,
    jobs,
    jobs_employers,
    mentors,
    pairs,
)
from tests.support.pages.helpdesk import ask
from tests.support.pages.steps import EMAILS, ROLES, SitePage, main_form, path, press, send

__all__ = [
    "LANGUAGES",
    "ROLES",
    "SitePage",
    "World",
    "ask",
    "find",
    "main_form",
    "path",
    "press",
    "send",
    "world",
]


WORKFLOWS = (guides, helpdesk, arrivals, mentors, board, pairs, jobs_employers, jobs)


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
            # Nothing that the last page still asks for is asked as another.
            page.goto("about:blank")
        self.sign_in(page, one.role)
        response = page.goto(self.site.url + one.path.format(lang=language))
        if one.step is not None:
            response = one.step(page)
        assert response is not None
        said = self.site.log.read_text(errors="replace")[-3000:] if response.status == 500 else ""
        assert response.status == one.status, f"{one.name} in {language}: {response.status}\n{said}"
        return response


def find(app: Flask, broken: Flask) -> list[SitePage]:
    """All pages of a site that has been filled with the demo."""
    found = everywhere.pages(app, broken), *(one.pages(app) for one in WORKFLOWS)
    return list(itertools.chain(*found))


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
    for workflow in (*WORKFLOWS, everywhere):
        if hasattr(workflow, "fill"):
            workflow.fill(app)


def session_cookie(app: Flask, email: str, *roles: Role) -> str:
    """What the browser of this person holds when they have signed in."""
    session_id = factories.make_user(app, email, *roles)
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer is not None
    session = {"_user_id": session_id, "_fresh": True, "signed_in_at": int(utcnow().timestamp())}
    return str(serializer.dumps(session))
