"""The application, put together: settings, extensions, workflows, what every page and response has."""

import os
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import structlog
from flask import Flask, Response, abort, g, request
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

import newcomer.accounts.register
import newcomer.arrivals.register
import newcomer.desk.register
import newcomer.guides.register
import newcomer.helpdesk.register
import newcomer.mentoring.register
import newcomer.partner_jobs.register
from newcomer import access, cli, demo_mailbox, errors, i18n, page_cache, pages, shell
from newcomer.config import MAX_BODY_BYTES, ROOT, Settings
from newcomer.database import prepare_engine
from newcomer.extensions import babel, db, login, migrate
from newcomer.region import load_region
from newcomer.registry import DueWork, Registry
from newcomer.schedule import carry_out_retention

WORKFLOWS = (
    newcomer.accounts.register,
    newcomer.guides.register,
    newcomer.arrivals.register,
    newcomer.helpdesk.register,
    newcomer.mentoring.register,
    newcomer.partner_jobs.register,
    newcomer.desk.register,
)

SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class RowNumber(IntegerConverter):
    """A row's number in an address, no larger than the databases can compare."""

    def __init__(self, url_map: Map, **options: Any) -> None:
        super().__init__(url_map, max=2**31 - 1, **options)


def create_app(settings: Settings | None = None) -> Flask:
    """Make the application. Raises SettingsError or RegionError when it could not serve anybody."""
    settings = settings or Settings.from_environment(os.environ)
    app = Flask(
        "newcomer",
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "newcomer" / "static"),
        instance_path=str(settings.instance),
    )
    app.config.update(settings.flask_config())
    _trust(app, settings)
    app.url_map.converters |= {"language": i18n.LanguageConverter, "int": RowNumber}
    app.extensions["region"] = load_region(settings.region)
    app.extensions["theme_css"] = pages.make_theme(app.extensions["region"])
    registry = app.extensions["registry"] = Registry()
    registry.due_work.append(DueWork("retention", timedelta(days=1), carry_out_retention))

    _log(settings)
    _languages(app)
    access.register(app)
    _bind_extensions(app)
    errors.register(app)
    shell.register(app)
    cli.register(app)
    app.register_blueprint(pages.root)
    app.register_blueprint(pages.bp, url_prefix="/<language:language>")
    if settings.shows_demo_mailbox:
        app.register_blueprint(demo_mailbox.bp, url_prefix="/<language:language>/demo")
    for workflow in WORKFLOWS:
        workflow.register(app, registry)
    access.check_declarations(app)
    _finish_responses(app)
    page_cache.register(app)
    app.wsgi_app = errors.drain_oversized_body(app.wsgi_app, MAX_BODY_BYTES)  # type: ignore[method-assign]
    return app


def _log(settings: Settings) -> None:
    """One line of JSON for each event in production, where programs read it; else words."""
    if settings.production:
        structlog.configure(
            processors=[
                structlog.processors.add_log_level,
                structlog.processors.TimeStamper(fmt="iso"),
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(),
            ]
        )
    else:  # plain: the rich kind prints every local variable, sessions and letters among them
        plain = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        structlog.configure(processors=[structlog.processors.add_log_level, plain])


def _trust(app: Flask, settings: Settings) -> None:
    """Which proxies and which host names are believed."""
    url = urlsplit(settings.base_url)
    app.config["PREFERRED_URL_SCHEME"] = url.scheme
    app.config["SERVER_NAME"] = url.netloc  # for addresses made by the worker, outside any request
    here = [] if settings.production else ["127.0.0.1", "localhost"]
    app.config["TRUSTED_HOSTS"] = [url.hostname, *here]
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign]


def _languages(app: Flask) -> None:
    """Take the language out of the address, and put it into every address that is made."""
    region = app.extensions["region"]
    babel.init_app(
        app, locale_selector=i18n.select_locale, timezone_selector=lambda: region.time_zone
    )

    @app.url_value_preprocessor
    def take(_endpoint: str | None, values: dict[str, Any] | None) -> None:
        if values and "language" in values:
            g.language = values.pop("language")

    @app.before_request
    def look_at_the_address() -> None:
        first = request.path.split("/")[1]
        if request.endpoint is None and first in i18n.LANGUAGES:
            g.language = first
        if "\x00" in request.path:  # PostgreSQL takes no NUL, and no address of ours has one
            abort(404)

    @app.url_defaults
    def put(endpoint: str, values: dict[str, Any]) -> None:
        if "language" not in values and app.url_map.is_endpoint_expecting(endpoint, "language"):
            values["language"] = i18n.current_language()


def _bind_extensions(app: Flask) -> None:
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    login.init_app(app)


def _finish_responses(app: Flask) -> None:
    """Headers of every response: what browsers may do with it, and whether it may be kept."""

    @app.after_request
    def finish(response: Response) -> Response:
        for name, value in SECURITY_HEADERS.items():
            response.headers.setdefault(name, value)
        if app.config["SESSION_COOKIE_SECURE"]:
            response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        if request.endpoint == "static" and response.status_code in {200, 206, 304}:
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        elif "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return response
