"""One application per database, its tables emptied after every test: SQLite and PostgreSQL alike, both real."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade
from time_machine import travel

from app import create_app
from app.core import clock
from app.core.database import db
from config import from_environment
from tests.browsing import Browser
from tests.factories import NOW, make_organiser, make_person
from tests.parts.postgres import PostgresMissing, postgres

BASE_URL = "https://inloop.test"
SETTINGS = {"SECRET_KEY": "a-secret-for-the-tests-of-forty-characters", "BASE_URL": BASE_URL, "MAIL_FROM": "Inloop <inloop@inloop.test>"}
SETTINGS |= {"RATE_LIMIT_STORAGE": "none"}  # tests do in a second what takes people an hour; limits have tests of their own
DATABASES = ("sqlite", "postgresql")
LARGE = 1_000_000  # bytes


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of one database together, so that a worker starts PostgreSQL once."""
    items.sort(key=lambda item: "postgresql" in item.name)


@pytest.fixture(scope="session", params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An empty database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('database') / 'test.sqlite3'}"
        return
    try:
        with postgres() as url:
            yield url
    except PostgresMissing as missing:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def migrated_app(database_url: str) -> Iterator[Flask]:
    """The application on a database with all migrations applied."""
    app = create_app(from_environment(SETTINGS | {"DATABASE_URL": database_url}) | {"TESTING": True, "MAIL_URL": ""})
    with app.app_context():
        upgrade(directory=str(Path(app.root_path).parent / "migrations"))
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(autouse=True)
def always_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is remembered from one moment to the next; that it may be has tests of its own."""
    monkeypatch.setattr(clock, "LOOK_AGAIN", 1e-9)


@pytest.fixture
def app(migrated_app: Flask) -> Iterator[Flask]:
    """The application on an empty database."""
    with migrated_app.app_context():
        yield migrated_app
        db.session.remove()
        empty()


def empty() -> None:
    """Leave no row in any table."""
    with db.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            _empty_postgresql(connection)
            return
        for table in reversed(db.metadata.sorted_tables):
            connection.execute(table.delete())


def _empty_postgresql(connection: sa.Connection) -> None:
    """Deleting a few rows takes a tenth of the time of TRUNCATE, which is for what has grown."""
    names = [table.name for table in reversed(db.metadata.sorted_tables)]
    parts = (f"SELECT '{name}', pg_relation_size('{name}') WHERE EXISTS (SELECT FROM {name})" for name in names)  # noqa: S608
    full: Any = connection.execute(sa.text(" UNION ALL ".join(parts)))
    sizes: dict[str, int] = dict(iter(full))
    if max(sizes.values(), default=0) > LARGE:
        connection.execute(sa.text(f"TRUNCATE {', '.join(names)} RESTART IDENTITY CASCADE"))
    elif sizes:
        counted = (db.metadata.tables[name].autoincrement_column for name in sizes)
        counters = [f"setval('{column.table.name}_{column.name}_seq', 1, false)" for column in counted if column is not None]
        connection.exec_driver_sql("; ".join([*(f"DELETE FROM {name}" for name in sizes), f"SELECT {', '.join(counters) or 1}"]))  # noqa: S608


@pytest.fixture
def today() -> Iterator[None]:
    """It is NOW, the day before the event that the factories make."""
    with travel(NOW, tick=False):
        yield


@pytest.fixture
def browser(app: Flask) -> Browser:
    """Nobody's browser."""
    return Browser(app)


@pytest.fixture
def teacher(app: Flask) -> Browser:
    """The browser of a teacher who has signed in."""
    return Browser(app).sign_in(make_person("Bram de Vries", email="b.devries@waterrand.example"))


@pytest.fixture
def organiser(app: Flask) -> Browser:
    """The browser of an organiser who has signed in."""
    return Browser(app).sign_in(make_organiser())
