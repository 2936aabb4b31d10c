"""How Alembic reaches the database: through the application's own engine, in one transaction."""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import DateTime

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
    with current_app.extensions["migrate"].db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            # Batch mode rebuilds tables; rows that point at them must not be taken along.
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.commit()
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
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")


run()
