"""Migrations go up and down on both databases, also when there are rows."""

import re
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
        assert not re.search(r"(from|import) newcomer", path.read_text()), path.name


def test_rebuilding_a_table_on_sqlite_takes_no_rows_along(tmp_path: Path) -> None:
    """Batch mode drops the table: what points at it with ON DELETE CASCADE must stay."""
    from alembic.migration import MigrationContext
    from alembic.operations import Operations
    from sqlalchemy import Column, Integer, text

    app = create_app(make_settings(f"sqlite:///{tmp_path}/own.db", tmp_path))
    with app.app_context():
        upgrade()
    number = factories.make_question(app)
    factories.answer_question(app, number)
    with app.app_context(), db.engine.connect() as connection:
        asleep = _environment()["foreign_keys_asleep"]
        with asleep(connection):
            operations = Operations(MigrationContext.configure(connection))
            with operations.batch_alter_table("question", recreate="always") as batch:
                batch.add_column(Column("extra", Integer))
            connection.commit()
        assert connection.scalar(text("SELECT count(*) FROM message")) == 1
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1


def _environment() -> dict[str, object]:
    """What migrations/env.py defines, without running it."""
    source = (Path(__file__).parent.parent / "migrations" / "env.py").read_text()
    names: dict[str, object] = {}
    exec(compile(source.removesuffix("run()\n"), "env.py", "exec"), names)  # noqa: S102
    return names


def test_the_audit_log_cannot_be_rewritten(own_app: Flask) -> None:
    from sqlalchemy import text
    from sqlalchemy.exc import DatabaseError

    with own_app.app_context():
        upgrade()
    factories.answer_question(own_app, factories.make_question(own_app))
    with own_app.app_context():
        with pytest.raises(DatabaseError, match="append-only"), db.engine.begin() as connection:
            connection.execute(text("UPDATE audit_entry SET action = 'nothing'"))
        with db.engine.begin() as connection:
            connection.execute(text("UPDATE audit_entry SET actor_id = NULL"))
        db.engine.dispose()
