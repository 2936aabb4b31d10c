"""How Alembic reaches the database: through the application's own engine, in one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection, DateTime

from newcomer.database import UTCDateTime
from newcomer.extensions import db


def render_item(kind: str, item: Any, _autogen: object) -> str | bool:
    """Migrations import nothing of ours: our own types are written as SQLAlchemy's."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def compare_type(
    _context: object, _inspected: object, _meta: object, found: Any, wanted: Any
) -> bool | None:
    if isinstance(wanted, UTCDateTime):
        return not isinstance(found, DateTime)
    return None


def run() -> None:
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection, foreign_keys_asleep(connection):
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=True,
            render_item=render_item,
            compare_type=compare_type,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


@contextmanager
def foreign_keys_asleep(connection: Connection) -> Iterator[None]:
    """Batch mode on SQLite drops a table and makes it anew; ON DELETE CASCADE must not take along
    the rows that point at it. The pragma does nothing inside a transaction, so it goes to the
    driver's own connection, before SQLAlchemy begins one.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.dbapi_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    if driver.execute("PRAGMA foreign_keys").fetchone() != (0,):
        raise RuntimeError("SQLite is in a transaction already: migrate before anything else.")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


run()
