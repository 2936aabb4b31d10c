"""Whole pages kept in memory for visitors without a session, until something shown publicly changes.

The version of what is public is a row that every change of it moves on, in the same transaction.
Each worker looks at the row at most once a second, so nobody sees a page more than a second old.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, Response, request
from sqlalchemy import Engine, event, insert, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, Session, mapped_column

from newcomer.extensions import Model, db

View = TypeVar("View", bound=Callable[..., Any])

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
WSGIApp = Callable[[Environ, StartResponse], Iterable[bytes]]

MAY_BE_KEPT = "newcomer.may_be_kept"  # set in the environ by the application
MOST_PAGES = 500
LONGEST_LIFE = 60.0  # seconds; a page may say something about today
LOOK_AGAIN = 1.0  # seconds


class PublicVersion(Model):
    """One row: how many times something shown publicly has changed."""

    __tablename__ = "public_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]


@event.listens_for(Session, "after_flush")
def _move_on(session: Session, _context: object) -> None:
    """Articles and the like are marked `__shown_publicly__`; nobody has to remember the cache."""
    changed = (*session.new, *session.dirty, *session.deleted)
    if any(getattr(row, "__shown_publicly__", False) for row in changed):
        moved = session.execute(update(PublicVersion).values(number=PublicVersion.number + 1))
        if moved.rowcount == 0:  # type: ignore[attr-defined]
            session.execute(insert(PublicVersion).values(id=1, number=1))


def cacheable(view: View) -> View:
    """This view shows the same to everybody without a session."""
    view.cacheable = True  # type: ignore[attr-defined]
    return view


@dataclass(frozen=True)
class KeptPage:
    expires: float  # on the monotonic clock
    version: int | None
    headers: list[tuple[str, str]]
    etag: str
    body: bytes


class PageCache:
    """WSGI middleware in front of the application."""

    def __init__(self, app: WSGIApp, engine: Callable[[], Engine], cookie: str) -> None:
        self.app = app
        self.engine = engine
        self.cookie = cookie + "="
        self.pages: OrderedDict[tuple[str, str], KeptPage] = OrderedDict()
        self.version: int | None = None
        self.looked_at = float("-inf")

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if (
            environ["REQUEST_METHOD"] != "GET"
            or environ.get("QUERY_STRING")
            or self.cookie in environ.get("HTTP_COOKIE", "")
        ):
            return self.app(environ, start_response)
        now = time.monotonic()
        version = self._current_version(now)
        # A name that is not ours is never answered, so never kept either.
        key = (environ.get("HTTP_HOST", ""), environ["PATH_INFO"])
        page = self.pages.get(key)
        if page is None or page.expires <= now or page.version != version:
            return self._fill(key, now, version, environ, start_response)
        asked = environ.get("HTTP_IF_NONE_MATCH", "").split(",")
        if page.etag in {tag.strip().removeprefix("W/") for tag in asked}:  # proxies weaken tags
            headers = [pair for pair in page.headers if pair[0] != "Content-Length"]
            start_response("304 NOT MODIFIED", headers)
            return []
        start_response("200 OK", page.headers)
        return [page.body]

    def _fill(
        self,
        key: tuple[str, str],
        now: float,
        version: int | None,
        environ: Environ,
        start_response: StartResponse,
    ) -> Iterable[bytes]:
        """Let the application answer, and keep what it says may be kept."""
        heard: list[list[tuple[str, str]]] = []

        def listen(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            heard.append(list(headers))
            return start_response(status, headers, *rest)

        answer = self.app(environ, listen)
        if not environ.get(MAY_BE_KEPT):
            return answer
        try:
            body = b"".join(answer)
        finally:
            if hasattr(answer, "close"):
                answer.close()
        headers = heard[-1]
        names = dict(headers)
        if "Set-Cookie" not in names:  # somebody's own session is nobody else's
            self.pages[key] = KeptPage(now + LONGEST_LIFE, version, headers, names["ETag"], body)
        while len(self.pages) > MOST_PAGES:
            with suppress(KeyError):  # another thread was quicker
                self.pages.popitem(last=False)
        return [body]

    def _current_version(self, now: float) -> int | None:
        if now - self.looked_at >= LOOK_AGAIN:
            self.looked_at = now  # first, so that only one thread goes and looks
            # With the database away for a moment, visitors still read what is kept.
            with suppress(SQLAlchemyError), self.engine().connect() as connection:
                self.version = connection.scalar(select(PublicVersion.number))
        return self.version


def register(app: Flask) -> None:
    """Mark what may be kept, and put the cache in front."""

    @app.after_request
    def mark(response: Response) -> Response:
        view = app.view_functions.get(request.endpoint or "")
        if (
            getattr(view, "cacheable", False)
            and response.status_code == 200
            and request.method == "GET"
            and app.config["SESSION_COOKIE_NAME"] not in request.cookies
        ):
            response.headers["Cache-Control"] = (
                "no-cache"  # keep it, but ask each time: the ETag answers
            )
            response.add_etag()
            request.environ[MAY_BE_KEPT] = True
        return response

    def engine() -> Engine:
        with app.app_context():
            return db.engine.execution_options(writes=False)

    cache = PageCache(app.wsgi_app, engine, app.config["SESSION_COOKIE_NAME"])
    app.extensions["page_cache"] = cache
    app.wsgi_app = cache  # type: ignore[method-assign]
