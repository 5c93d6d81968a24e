"""Alembic, on the engine and the models of the application."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import sqlalchemy as sa
from alembic import context
from flask import current_app

from app.core.database import UtcDateTime, db

target = db.metadata


def plain_type(kind: str, item: object, _context: object) -> str | bool:
    """Migrations stand on their own: they name no type of ours."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


def run_offline() -> None:
    """Write the SQL instead of running it."""
    context.configure(url=str(db.engine.url), target_metadata=target, literal_binds=True, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


@contextmanager
def loosely(connection: sa.Connection) -> Iterator[None]:
    """SQLite changes a table by making it anew, which foreign keys would forbid; they are checked afterwards."""
    plain = cast(Any, connection.connection.dbapi_connection)
    if connection.dialect.name != "sqlite":
        yield
        return
    plain.execute("PRAGMA foreign_keys=OFF")
    yield
    dangling = plain.execute("PRAGMA foreign_key_check").fetchall()
    plain.execute("PRAGMA foreign_keys=ON")
    if dangling:
        raise RuntimeError(f"rows point at what is not there: {dangling[:5]}")


def run_online() -> None:
    """Run the migrations in one transaction."""
    options = current_app.extensions["migrate"].configure_args
    with db.engine.connect() as connection, loosely(connection):
        context.configure(connection=connection, target_metadata=target, render_item=plain_type, **options)
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    run_offline()
else:
    run_online()
