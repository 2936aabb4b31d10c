"""The site in a test: on SQLite and on PostgreSQL, migrated, and empty again after each test."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask_migrate import upgrade

from newcomer.access import Role
from newcomer.app import create_app
from newcomer.config import Settings
from newcomer.extensions import db
from tests import factories
from tests.support import postgres, tidy, untranslated
from tests.support.client import Outbox, SiteClient

DATABASES = ("sqlite", "postgresql")
# For what is tried in very many ways and asks the database for the same each time: on the stricter.
ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture(scope="session")
def server() -> Iterator[postgres.Cluster]:
    with postgres.cluster() as cluster:
        yield cluster


@pytest.fixture(scope="session", params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Both databases in turn: every test that asks for the site runs on each."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path_factory.mktemp('database')}/test.db"
    cluster: postgres.Cluster = request.getfixturevalue("server")
    # A new one each time: pytest makes this fixture again when it comes back to a database.
    return cluster.create_database(f"site_{uuid4().hex}")


def make_settings(database_url: str, instance: Path, **changes: Any) -> Settings:
    values: dict[str, Any] = {
        "environment": "test",
        "region": "lillehammer",
        "instance": instance,
        "secret_key": "a secret that only the tests know",
        "database_url": database_url,
        "base_url": "http://newcomer.test",
        "mail_from": "Flyttehjelpen <hjelp@example.test>",
        "least_seconds_to_ask": 0,  # tests write quickly
    }
    return Settings(**{**values, **changes})


@pytest.fixture(scope="session")
def site(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application on one of the databases; tests take `app`, which also tidies up."""
    app = create_app(make_settings(database_url, tmp_path_factory.mktemp("instance")))
    with app.app_context():
        upgrade()
    untranslated.watch()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(site: Flask) -> Iterator[Flask]:
    untranslated.take()  # what a page said that no SiteClient looked at
    yield site
    tidy.up(site)


@pytest.fixture
def in_app(app: Flask) -> Iterator[Flask]:
    """For what is called without a request: services, the worker."""
    with app.app_context():
        yield app


@pytest.fixture
def client_for(app: Flask) -> Callable[..., SiteClient]:
    """A browser of somebody with this role: client_for("coordinator"), client_for(None)."""

    def make(role: str | None = None, *, language: str = "nb", email: str = "") -> SiteClient:
        client = SiteClient(app, language)
        if role is not None:
            roles = [] if role == "member" else [Role(role)]
            client.sign_in(factories.make_user(app, email or f"{role}@example.test", *roles))
        return client

    return make


@pytest.fixture
def visitor(client_for: Callable[..., SiteClient]) -> SiteClient:
    return client_for(None)


@pytest.fixture
def outbox(app: Flask) -> Outbox:
    return Outbox(app)


@pytest.fixture
def make_question(app: Flask) -> Callable[..., int]:
    return lambda **values: factories.make_question(app, **values)


@pytest.fixture
def make_article(app: Flask) -> Callable[..., str]:
    return lambda **values: factories.make_article(app, **values)


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as opened:
        yield opened
