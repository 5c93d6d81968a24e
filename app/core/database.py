"""The database: one set of models for SQLite and PostgreSQL."""

import enum
import json
import sqlite3
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any

import psycopg
import sqlalchemy as sa
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from psycopg.pq import TransactionStatus
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
WRITERS_WAIT = 15  # seconds
NAP = 0.0003  # seconds
FIRST_IN_LINE = Lock()  # of the threads of this process: were all to take naps, they would keep waking each other
LONG_REST = 2  # seconds
RESTING_SINCE = "resting_since"
IN_TRANSACTION = (TransactionStatus.INTRANS, TransactionStatus.INERROR)


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """An instant: refuses naive values, gives back aware UTC, on every database."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Bring an aware value to UTC. Raises ValueError for a naive one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r} offered to the database")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Put UTC back where SQLite drops it."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _values(choices: Iterable[enum.Enum]) -> list[str]:
    return [str(choice.value) for choice in choices]


class Base(DeclarativeBase):
    """The types that annotations stand for, and the names of constraints."""

    registry = registry(
        metadata=sa.MetaData(naming_convention=NAMING),
        type_annotation_map={
            datetime: UtcDateTime(),
            enum.Enum: sa.Enum(enum.Enum, native_enum=False, length=32, values_callable=_values),
        },
    )


db = SQLAlchemy(model_class=Base)
migrate = Migrate(db=db, render_as_batch=True, compare_type=True)

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


@sa.event.listens_for(sa.Engine, "connect")
def _prepare_sqlite(connection: Any, _record: object) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # we say BEGIN ourselves, below, and SELECT without it
    connection.create_function("lower", 1, _lower, deterministic=True)  # its own knows A to Z only
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", f"busy_timeout={WRITERS_WAIT * 1000}", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _lower(text: str | None) -> str | None:
    return text.lower() if text else text


@sa.event.listens_for(sa.Pool, "checkin")
def _rest(_connection: object, record: sa.PoolProxiedConnection) -> None:
    record.info[RESTING_SINCE] = time.monotonic()


@sa.event.listens_for(sa.Pool, "checkout")
def _wake(connection: Any, record: sa.PoolProxiedConnection, _proxy: object) -> None:
    """Try a connection that has rested before it is used: the server may have gone meanwhile, and the pool then makes another."""
    rested = time.monotonic() - record.info.get(RESTING_SINCE, time.monotonic())
    if rested < LONG_REST or isinstance(connection, sqlite3.Connection):
        return
    try:
        connection.autocommit = True
        connection.execute("SELECT 1")
        connection.autocommit = False
    except Exception as error:
        raise sa.exc.DisconnectionError from error


@sa.event.listens_for(sa.Engine, "rollback")
def _roll_back(connection: sa.Connection) -> None:
    """End a transaction before psycopg does, which would forget all prepared statements with it: every page that only reads ends
    so, and PostgreSQL would plan all statements of the next ones anew. The tables they name don't change under us."""
    plain: Any = None if connection.invalidated else connection.connection.dbapi_connection
    if isinstance(plain, psycopg.Connection) and plain.pgconn.transaction_status in IN_TRANSACTION:
        plain.pgconn.exec_(b"ROLLBACK")


@sa.event.listens_for(sa.Engine, "before_cursor_execute")
def _queue_writers(connection: sa.Connection, _cursor: object, statement: str, _values: object, context: Any, _many: bool) -> None:
    """On SQLite a transaction begins with its first statement that is no SELECT, or a SELECT FOR UPDATE, which it has no words
    for. What is read before is read as it is then, as PostgreSQL does: nothing read keeps others waiting, and no reader is
    refused when it turns writer."""
    if connection.dialect.name != "sqlite":
        return
    plain: Any = connection.connection.dbapi_connection
    if plain.in_transaction:
        return
    if _holds(context) or not statement.startswith(("SELECT", "PRAGMA")):
        _begin_writing(plain)


def _holds(context: Any) -> bool:
    """Whether a statement asks to hold the rows that it reads."""
    compiled = getattr(context, "compiled", None)
    return getattr(getattr(compiled, "statement", None), "_for_update_arg", None) is not None


def _begin_writing(plain: sqlite3.Connection) -> None:
    """Wait for the other writer in short naps: SQLite's own grow to a tenth of a second, in which dozens could have written."""
    patience = time.monotonic() + WRITERS_WAIT
    plain.execute("PRAGMA busy_timeout=0")
    with FIRST_IN_LINE:
        while not _has_begun(plain, patience):
            time.sleep(NAP)
    plain.execute(f"PRAGMA busy_timeout={WRITERS_WAIT * 1000}")


def _has_begun(plain: sqlite3.Connection, patience: float) -> bool:
    try:
        plain.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > patience:
            raise sa.exc.OperationalError("BEGIN IMMEDIATE", None, error) from error
        return False
    return True


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"a column of JSON can't keep {value!r}")


as_json = json.JSONEncoder(default=_plain).encode  # what a column of JSON keeps: instants as text


def engine_options(url: str) -> dict[str, object]:
    """Pool settings: heal broken connections, and fail within seconds rather than hang."""
    if url.startswith("sqlite"):
        return {"json_serializer": as_json, "connect_args": {"timeout": 15}}
    return {
        "json_serializer": as_json,
        "pool_timeout": 5,
        "connect_args": {"connect_timeout": 5, "options": "-c lock_timeout=15s -c timezone=UTC"},
    }


class Whole(FunctionElement[str]):
    """A subquery among what a write gives back: for SQLite SQLAlchemy leaves out the names of tables there, in subqueries too."""

    type = sa.String()
    inherit_cache = True


@compiles(Whole)
def _with_its_tables(element: Whole, compiler: SQLCompiler, **context: Any) -> str:
    return compiler.process(element.clauses, **context | {"include_table": True})


def insert_numbered(model: type[Base], **values: object) -> int | None:
    """Insert one row unless a unique rule already holds its like; gives the id of the new row."""
    connection = db.session.connection()
    number: int | None = connection.execute(_insert_numbered(connection.dialect.name, model), values).scalar()
    return number


def insert_unless_there(model: type[Base], connection: sa.Connection | None = None, /, **values: object) -> bool:
    """Insert one row unless a unique rule already holds its like; tells whether it was inserted. No error, no race."""
    connection = connection or db.session.connection()
    return connection.execute(_insert(connection.dialect.name, model), values).rowcount == 1


def insert_each(model: type[Base], column: str, values: Sequence[object], connection: sa.Connection | None = None, /, **same: object) -> None:
    """Insert a row for each value of one column, the same in all others: one statement, however many rows."""
    connection = connection or db.session.connection()
    alike = {f"same_{name}": value for name, value in same.items()}
    connection.execute(_insert_each(connection.dialect.name, model, column, tuple(same)), {"each_value": values, **alike})


@cache
def _insert_each(dialect: str, model: type[Base], column: str, same: tuple[str, ...]) -> sa.Insert:
    columns = model.__table__.c
    rows = sa.func.json_array_elements_text if dialect == "postgresql" else sa.func.json_each
    value = sa.cast(rows(sa.bindparam("each_value", type_=sa.JSON)).table_valued("value").c.value, columns[column].type)
    alike = (sa.bindparam(f"same_{name}", type_=columns[name].type) for name in same)
    return sa.insert(model.__table__).from_select([column, *same], sa.select(value, *alike))  # type: ignore[arg-type]


@cache
def _insert(dialect: str, model: type[Base]) -> sa.Insert:
    """Made once: building the statement would take longer than running it. PostgreSQL hands back the new id, which would hide the count."""
    return _insert_quietly(dialect, model).execution_options(preserve_rowcount=True)


@cache
def _insert_numbered(dialect: str, model: type[Base]) -> sa.Insert:
    return _insert_quietly(dialect, model).returning(model.__table__.c.id).inline()


def _insert_quietly(dialect: str, model: type[Base]) -> sa.Insert:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert(model).on_conflict_do_nothing()
