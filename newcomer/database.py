"""Column types, the way transactions begin, and the lists that are cut into pages."""

import enum
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from sqlite3 import Connection as SQLiteConnection
from typing import Any, Generic, TypeVar

from flask import has_request_context, request
from sqlalchemy import (
    Connection,
    DateTime,
    Dialect,
    Engine,
    Enum,
    ScalarSelect,
    Select,
    event,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session, mapped_column
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.types import TypeDecorator

from newcomer.extensions import db

E = TypeVar("E", bound=enum.Enum)
T = TypeVar("T")

# SQLite gives the number of a deleted last row to the next one; a number that people were told, or
# that the audit log names, must never mean somebody else. (PostgreSQL never does.)
NEVER_REUSE_IDS = {"sqlite_autoincrement": True}

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


def utcnow() -> datetime:
    return datetime.now(UTC)


class UTCDateTime(TypeDecorator[datetime]):
    """A point in time. Stored in UTC, and aware also on SQLite, which forgets time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A time without a zone says nothing: use utcnow().")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def enum_column(kind: type[E], **options: Any) -> Any:
    """A column of readable strings that a CHECK holds to the members of `kind`."""
    column_type = Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=32,
        values_callable=lambda members: [member.value for member in members],
        name=kind.__name__.lower(),
    )
    return mapped_column(column_type, **options)


def prepare_engine(engine: Engine) -> None:
    """Make SQLite keep foreign keys, wait for its turn, and take the write lock before it reads.

    In WAL mode a transaction that has read cannot start to write once somebody else has written;
    it fails at once, whatever the timeout. So whatever may write begins with BEGIN IMMEDIATE.
    """
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def connect(connection: SQLiteConnection, _record: object) -> None:
        connection.isolation_level = None  # the driver's own idea of BEGIN is switched off
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "foreign_keys=ON",
            "busy_timeout=10000",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes")
        if writes is None:
            writes = not (has_request_context() and request.method in SAFE_METHODS)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def short_transaction() -> Iterator[Session]:
    """A transaction of its own for a trace that stays whatever becomes of the request (a count, an
    audit entry of something read). It comes before the request's own writing, never during it:
    SQLite has one writer, and would wait for itself.
    """
    if (
        has_request_context()
        and request.method not in SAFE_METHODS
        and db.session().in_transaction()
    ):
        raise RuntimeError("short_transaction() must come before the request's own transaction.")
    with Session(db.engine.execution_options(writes=True)) as session:
        yield session
        session.commit()


def again_if_stale(work: Callable[[], T]) -> T:
    """Do the work, which ends with a commit; once more from the start if somebody else changed the
    same row at that very moment, or if the two waited for each other in a circle. For what is right
    to do whatever the other did."""
    try:
        return work()
    except (StaleDataError, OperationalError) as error:
        if isinstance(error, OperationalError) and not _is_deadlock(error):
            raise
    db.session.rollback()
    return work()


def _is_deadlock(error: OperationalError) -> bool:
    return getattr(error.orig, "sqlstate", "") == "40P01"  # PostgreSQL's; SQLite has one writer


def add_or_change(
    session: Session,
    model: type[Any],
    key: Mapping[str, Any],
    *,
    first: Mapping[str, Any],
    then: Mapping[str, Any],
) -> None:
    """Change the row with this key to `then`, or add it with `first`. Two who come at the same moment
    make one row. `key` is the primary key, by column name."""
    change = update(model).where(*(getattr(model, name) == value for name, value in key.items()))
    change = change.values(**then).execution_options(synchronize_session=False)
    if session.execute(change).rowcount == 0:  # type: ignore[attr-defined]
        try:
            with session.begin_nested():
                session.execute(insert(model).values(**key, **first))
        except IntegrityError:  # somebody else added it at the same moment
            session.execute(change)


def insert_missing(
    connection: Connection, table: type[Any], rows: Sequence[Mapping[str, Any]]
) -> None:
    """Insert the rows whose keys are not there yet. Of two transactions that insert the same row at
    once, the second waits for the first: sort the rows, so that neither waits for the other."""
    if rows:
        dialect = {"sqlite": sqlite, "postgresql": postgresql}[connection.dialect.name]
        connection.execute(dialect.insert(table).on_conflict_do_nothing(), rows)


COUNT_LIMIT = 1000
SEARCH_LIMIT = 100  # the same where each row that is counted costs a search


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list. `total` stops counting at COUNT_LIMIT, so that a long list costs no more."""

    rows: Sequence[T]
    number: int
    size: int
    total: int
    has_next: bool
    is_counted: bool = True  # False: there are more than `total`

    @property
    def has_prev(self) -> bool:
        return self.number > 1

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size), self.number + self.has_next)


def number_of(query: Select[Any]) -> ScalarSelect[int]:
    """How many rows the query has, for use in a statement; stops counting at COUNT_LIMIT."""
    return select(func.count()).select_from(query.limit(COUNT_LIMIT).subquery()).scalar_subquery()


def count(query: Select[Any]) -> int:
    """How many rows the query has; stops counting at COUNT_LIMIT."""
    return db.session.scalar(select(number_of(query))) or 0


def counts(queries: Iterable[Select[Any]]) -> list[int]:
    """How many rows each of the queries has, as number_of() counts them: one statement."""
    numbers = [number_of(query) for query in queries]
    return list(db.session.execute(select(*numbers)).one()) if numbers else []


def paged(query: Select[Any], number: int, size: int = 25) -> Page[Any]:
    """Page `number` (from 1) of the query's rows: two statements, however long the list is."""
    number = max(1, min(number, 100_000))
    rows = db.session.scalars(query.limit(size + 1).offset((number - 1) * size)).unique().all()
    ones = query.with_only_columns(literal(1), maintain_column_froms=True).order_by(None)
    found = db.session.scalar(
        select(func.count()).select_from(ones.limit(COUNT_LIMIT + 1).subquery())
    )
    total = min(found or 0, COUNT_LIMIT)
    return Page(rows[:size], number, size, total, len(rows) > size, found == total)


def paged_by_key(query: Select[Any], key: Any, rows: Select[Any], number: int) -> Page[Any]:
    """As paged(), for a query whose conditions are dear: they are looked at once, for the keys of
    its first SEARCH_LIMIT rows, and those of the page are fetched with `rows` by their keys."""
    number = max(1, min(number, 100_000))
    size = 25
    first, last = (number - 1) * size, number * size
    if last > SEARCH_LIMIT:
        return paged(query, number, size)
    keys = query.with_only_columns(key, maintain_column_froms=True).limit(SEARCH_LIMIT + 1)
    found = db.session.scalars(keys).all()
    place = {one: at for at, one in enumerate(found[first:last])}
    shown = db.session.scalars(rows.where(key.in_(place))).unique().all()
    ordered = sorted(shown, key=lambda row: place[getattr(row, key.key)])
    total = min(len(found), SEARCH_LIMIT)
    return Page(ordered, number, size, total, len(found) > last, total == len(found))
