"""Whole pages kept in memory for visitors without a session, until something shown publicly changes.

The version of what is public is a row that every change of it moves on, in the same transaction.
Each worker looks at the row at most once a second, so nobody sees a page more than a second old.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any, TypeVar

from flask import Flask, Response, request
from sqlalchemy import Engine, event, insert, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, Session, mapped_column

from newcomer.extensions import Model, db

View = TypeVar("View", bound=Callable[..., Any])

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


class PageCache:
    """WSGI middleware in front of the application."""

    def __init__(
        self, app: Callable[..., Iterable[bytes]], engine: Callable[[], Engine], cookie: str
    ) -> None:
        self.app = app
        self.engine = engine
        self.cookie = cookie + "="
        self.pages: OrderedDict[str, tuple[float, int | None, str, list[tuple[str, str]], bytes]]
        self.pages = OrderedDict()
        self.version: int | None = None
        self.looked_at = float("-inf")

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        if (
            environ["REQUEST_METHOD"] != "GET"
            or environ.get("QUERY_STRING")
            or self.cookie in environ.get("HTTP_COOKIE", "")
        ):
            return self.app(environ, start_response)
        key = environ["PATH_INFO"]
        now = time.monotonic()
        version = self._current_version(now)
        kept = self.pages.get(key)
        if kept is not None and kept[0] > now and kept[1] == version:
            return self._answer(kept[2], kept[3], kept[4], environ, start_response)
        return self._fill(key, now, version, environ, start_response)

    @staticmethod
    def _answer(
        etag: str,
        headers: list[tuple[str, str]],
        body: bytes,
        environ: dict[str, Any],
        start_response: Callable[..., Any],
    ) -> Iterable[bytes]:
        if etag and environ.get("HTTP_IF_NONE_MATCH") == etag:
            start_response(
                "304 NOT MODIFIED", [pair for pair in headers if pair[0] != "Content-Length"]
            )
            return []
        start_response("200 OK", headers)
        return [body]

    def _fill(
        self,
        key: str,
        now: float,
        version: int | None,
        environ: dict[str, Any],
        start_response: Callable[..., Any],
    ) -> Iterable[bytes]:
        heard: list[tuple[str, list[tuple[str, str]]]] = []

        def listen(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            heard.append((status, list(headers)))
            return start_response(status, headers, *rest)

        answer = self.app(environ, listen)
        if not environ.get("newcomer.cacheable"):
            return answer
        try:
            body = b"".join(answer)
        finally:
            if hasattr(answer, "close"):
                answer.close()
        _status, headers = heard[-1]
        etag = next((value for name, value in headers if name == "ETag"), "")
        self.pages[key] = (now + LONGEST_LIFE, version, etag, headers, body)
        while len(self.pages) > MOST_PAGES:
            self.pages.popitem(last=False)
        return [body]

    def _current_version(self, now: float) -> int | None:
        if now - self.looked_at >= LOOK_AGAIN:
            # With the database away for a moment, visitors still read what is kept.
            with suppress(SQLAlchemyError), self.engine().connect() as connection:
                self.version = connection.scalar(select(PublicVersion.number))
            self.looked_at = now
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
            and "Set-Cookie" not in response.headers
        ):
            response.headers["Cache-Control"] = (
                "no-cache"  # keep it, but ask each time: the ETag answers
            )
            response.add_etag()
            request.environ["newcomer.cacheable"] = True
        return response

    def engine() -> Engine:
        with app.app_context():
            return db.engine

    cache = PageCache(app.wsgi_app, engine, app.config["SESSION_COOKIE_NAME"])
    app.extensions["page_cache"] = cache
    app.wsgi_app = cache  # type: ignore[method-assign]
