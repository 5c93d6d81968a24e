"""The migrations: from nothing, or from any revision that somebody may have, to exactly the tables of the models."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade

from app import create_app
from app.core.database import db
from app.log.actions import Action
from app.log.models import LogEntry
from app.log.operations import record
from app.people.models import Access, Person, PersonWord
from config import from_environment
from tests.browsing import Browser
from tests.conftest import SETTINGS
from tests.factories import NOW
from tests.parts.postgres import database

MIGRATIONS = Path(__file__).resolve().parents[1] / "migrations"
REVISIONS = [script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()]


@pytest.fixture
def empty_app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The application on a database of its own without any table."""
    if database_url.startswith("sqlite"):
        yield from _app_on(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
        return
    with database(database_url, "empty") as url:
        yield from _app_on(url)


def _app_on(url: str) -> Iterator[Flask]:
    app = create_app(from_environment(SETTINGS | {"DATABASE_URL": url}))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def differences() -> list[object]:
    """What autogenerate would still change; SQLite's own tables aside."""
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "target_metadata": db.metadata})
        return list(compare_metadata(context, db.metadata))


def tables() -> set[str]:
    """The tables there are."""
    return set(sa.inspect(db.engine).get_table_names())


def test_an_empty_database_becomes_that_of_the_models(empty_app: Flask) -> None:
    upgrade(directory=str(MIGRATIONS))

    assert differences() == []
    assert tables() == {*db.metadata.tables, "alembic_version"}


@pytest.mark.parametrize("revision", REVISIONS)
def test_every_earlier_revision_can_be_upgraded(empty_app: Flask, revision: str) -> None:
    upgrade(directory=str(MIGRATIONS), revision=revision)

    upgrade(directory=str(MIGRATIONS))

    assert differences() == []


def test_what_was_kept_before_schools_had_domains_is_kept_after_it(empty_app: Flask) -> None:
    upgrade(directory=str(MIGRATIONS), revision="0001")
    school = {
        "id": 1,
        "name": "Collège Élan",
        "name_key": "collège élan",
        "short_name": "Élan",
        "city": "Meerdam",
        "mail_domain": "Elan.example",
        "is_proposed": False,
    }
    person = {
        "id": 7,
        "name": "Özlem Şahin",
        "email": "o.sahin@elan.example",
        "role": "teacher",
        "access": "organiser",
        "language": "nl",
        "school_id": 1,
    }
    with db.engine.begin() as connection:
        connection.execute(sa.insert(sa.table("schools", *map(sa.column, school))), school)
        connection.execute(sa.insert(sa.table("persons", *map(sa.column, person))), person)

    upgrade(directory=str(MIGRATIONS))

    ozlem = db.session.get_one(Person, 7)
    assert (ozlem.sort_key, ozlem.access, ozlem.created_at.year) == ("ozlem sahin", Access.ADMINISTRATOR, 2026)
    assert ozlem.school is not None
    assert ([domain.domain for domain in ozlem.school.domains], ozlem.school.search_key) == (["elan.example"], "college elan elan meerdam")
    assert {"ozlem", "sahin", "o.sahin@elan.example", "elan"} <= set(db.session.scalars(sa.select(PersonWord.word)))


def test_the_log_can_not_be_rewritten(empty_app: Flask) -> None:
    upgrade(directory=str(MIGRATIONS))
    record(Action.SIGNED_IN, by=7, at=NOW, way="link")
    db.session.commit()

    with pytest.raises(sa.exc.DBAPIError, match="the log is not rewritten"):
        db.session.execute(sa.update(LogEntry).values(by_id=8))


def test_upgrading_twice_changes_nothing(empty_app: Flask) -> None:
    upgrade(directory=str(MIGRATIONS))

    upgrade(directory=str(MIGRATIONS))

    assert differences() == []


def test_downgrading_to_the_beginning_leaves_nothing(empty_app: Flask) -> None:
    upgrade(directory=str(MIGRATIONS))

    downgrade(directory=str(MIGRATIONS), revision="base")

    assert tables() == {"alembic_version"}


def test_the_rules_of_the_tables_are_kept_by_the_database(empty_app: Flask) -> None:
    """Autogenerate does not compare CHECK constraints, so look for them by name."""
    upgrade(directory=str(MIGRATIONS))

    inspector = sa.inspect(db.engine)
    there = {str(check["name"]) for table in db.metadata.tables for check in inspector.get_check_constraints(table)}
    wanted = {str(check.name) for table in db.metadata.tables.values() for check in table.constraints if isinstance(check, sa.CheckConstraint)}
    assert there == wanted


def test_readiness_tells_an_old_database(empty_app: Flask) -> None:
    browser = Browser(empty_app)

    before = browser.get("/readyz")
    upgrade(directory=str(MIGRATIONS))
    after = browser.get("/readyz")

    assert [before.status_code, after.status_code] == [503, 200]
