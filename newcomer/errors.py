"""What can go wrong in the words of the domain, and the page that each becomes."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import structlog
from flask import Flask, current_app, render_template, request
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import ClientDisconnected, HTTPException, SecurityError
from werkzeug.wsgi import LimitedStream

from newcomer import i18n
from newcomer.extensions import db

log = structlog.get_logger()

PAGES = {400, 403, 404, 405, 409, 413, 422, 429}


class NewcomerError(Exception):
    """An action that the rules do not allow. `status` is that of the page it becomes."""

    status = 422


class EditConflict(NewcomerError):
    """Somebody else changed the same thing after it was shown."""

    status = 409


class TooMany(NewcomerError):
    """More of something than one address or one network may ask for in a while."""

    status = 429

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after  # seconds


def error_page(status: int) -> tuple[str, int]:
    page = status if status in PAGES and status != 405 else 400
    return render_template(f"errors/{page}.html"), status


def register(app: Flask) -> None:
    """Turn every error into a page in the person's language; whatever was begun is rolled back."""

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> Any:
        if error.code is None or error.code < 400:
            return error
        if isinstance(error, SecurityError):  # not a name of ours: no page, no addresses
            return error
        db.session.rollback()
        if error.code >= 500:
            return _crash_page(getattr(error, "original_exception", None) or error)
        body, status = error_page(error.code)
        return body, status, _kept_headers(error)

    @app.errorhandler(NewcomerError)
    def domain_error(error: NewcomerError) -> Any:
        db.session.rollback()
        headers = {"Retry-After": str(error.retry_after)} if isinstance(error, TooMany) else {}
        return *error_page(error.status), headers

    @app.errorhandler(StaleDataError)
    def stale(_error: StaleDataError) -> Any:
        db.session.rollback()
        return error_page(409)


def _crash_page(error: BaseException) -> tuple[str, int]:
    """The page of a fault of ours. It asks neither the database nor the session for anything."""
    log.error(
        "request failed", endpoint=request.endpoint, error=type(error).__name__, exc_info=error
    )
    region = current_app.extensions["region"]
    language = i18n.current_language()
    template = current_app.jinja_env.get_template("errors/500.html")
    return template.render(
        html_lang=language,
        region_text=region.names,
    ), 500


def _kept_headers(error: HTTPException) -> dict[str, str]:
    """The headers of an error that say something a page cannot (which methods are allowed)."""
    headers = dict(error.get_headers())
    return {name: headers[name] for name in ("Allow", "Retry-After") if name in headers}


def drain_oversized_body(app: Callable[..., Any], limit: int) -> Callable[..., Any]:
    """Before a large body is answered, read what nobody has read of it, so that a browser that still
    sends hears our 413 instead of a broken connection. What is larger than forty times the limit is
    cut off unread.
    """

    def wrapped(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        if not limit < length <= 40 * limit:
            return app(environ, start_response)

        # Ends with the body, whoever reads: some servers' own stream waits for more.
        body = environ["wsgi.input"] = LimitedStream(environ["wsgi.input"], length)

        def start(*args: Any) -> Any:
            with suppress(ClientDisconnected):
                body.exhaust()
            return start_response(*args)

        return app(environ, start)

    return wrapped
