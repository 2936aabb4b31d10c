"""Migrations go up and down on both databases, also when there are rows."""

from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

from newcomer.app import create_app
from newcomer.extensions import db
from tests import factories
from tests.conftest import DATABASES, make_settings


@pytest.fixture(params=DATABASES)
def own_app(request: pytest.FixtureRequest, tmp_path: Path) -> Flask:
    """An application on a database of this test's own."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/own.db"
    else:
        server = request.getfixturevalue("server")
        url = server.create_database(f"own_{abs(hash(tmp_path))}")
    return create_app(make_settings(url, tmp_path))


def test_a_filled_database_goes_down_and_up_again(own_app: Flask) -> None:
    with own_app.app_context():
        upgrade()
    number = factories.make_question(own_app)
    factories.answer_question(own_app, number)
    factories.make_article(own_app)
    with own_app.app_context():
        tables = set(inspect(db.engine).get_table_names())
        assert set(db.metadata.tables) <= tables
        downgrade(revision="base")
        assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
        upgrade()
        assert set(inspect(db.engine).get_table_names()) == tables
        db.engine.dispose()


def test_every_foreign_key_that_is_searched_has_an_index(own_app: Flask) -> None:
    for table in db.metadata.sorted_tables:
        indexed = {next(iter(index.columns)).name for index in table.indexes}
        indexed |= {next(iter(one.columns)).name for one in table.constraints if len(one.columns)}  # type: ignore[attr-defined]
        for key in table.foreign_keys:
            assert key.parent.name in indexed, f"{table.name}.{key.parent.name}"


def test_migrations_import_nothing_of_ours() -> None:
    folder = Path(__file__).parent.parent / "migrations" / "versions"
    for path in folder.glob("*.py"):
        assert "newcomer" not in path.read_text(), path.name
