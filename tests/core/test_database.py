"""One set of models on both databases: instants, writers in a queue, and inserts that never race."""

from datetime import UTC, datetime, timedelta, timezone
from time import sleep

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from app.core import database
from app.core.database import db, engine_options, insert_each, insert_unless_there
from app.events.models import Event
from app.people.models import OptOut
from app.schools.models import School
from tests.browsing import Browser
from tests.factories import make_draft, make_person, make_school

INSTANT = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize("offered", [INSTANT, INSTANT.astimezone(timezone(timedelta(hours=-7))), INSTANT.replace(microsecond=123456)])
def test_an_instant_comes_back_aware_and_in_utc(app: Flask, offered: datetime) -> None:
    event = make_draft()
    event.registration_opens_at = offered
    db.session.commit()

    found = db.session.scalars(sa.select(Event.registration_opens_at)).one()

    assert found == offered
    assert found is not None
    assert found.utcoffset() == timedelta(0)


def test_a_naive_time_is_refused(app: Flask) -> None:
    event = make_draft()
    event.registration_opens_at = datetime(2026, 10, 25, 2, 30)  # noqa: DTZ001 - naive on purpose

    with pytest.raises(StatementError, match="naive datetime"):
        db.session.flush()


def test_a_naive_time_is_refused_in_questions_too(app: Flask) -> None:
    with pytest.raises(StatementError, match="naive datetime"):
        db.session.scalars(sa.select(Event).where(Event.starts_at > datetime(2026, 1, 1)))  # noqa: DTZ001 - naive on purpose


def test_instants_are_put_in_order_as_instants(app: Flask) -> None:
    for hours in (3, 1, 2):
        make_draft(starts_at=INSTANT + timedelta(hours=hours))

    found = db.session.scalars(sa.select(Event.starts_at).order_by(Event.starts_at)).all()

    assert found == [INSTANT + timedelta(hours=hours) for hours in (1, 2, 3)]


def test_inserting_what_is_there_changes_nothing(app: Flask) -> None:
    there = make_school("Waterrand College", short_name="Waterrand")
    facts = {"name_key": there.name_key, "short_name": "", "city": "", "is_proposed": True}

    inserted = [insert_unless_there(School, name=name, **{**facts, "name_key": key}) for name, key in (("WATERRAND", there.name_key), ("New", "new"))]

    assert inserted == [False, True]
    assert db.session.scalars(sa.select(School.name).order_by(School.id)).all() == ["Waterrand College", "New"]


@pytest.mark.parametrize("column", [{"seats_taken": 41}, {"seats_taken": -1}, {"ends_at": INSTANT - timedelta(days=1)}])
def test_the_tables_keep_the_rules_themselves(app: Flask, column: dict[str, object]) -> None:
    make_draft(seats=40, starts_at=INSTANT)

    with pytest.raises(IntegrityError):
        db.session.execute(sa.update(Event).values(**column))


def test_foreign_keys_are_kept(app: Flask) -> None:
    make_draft()

    with pytest.raises(IntegrityError):
        db.session.execute(sa.update(Event).values(venue_id=999))


def test_who_has_only_read_keeps_nobody_from_writing(app: Flask) -> None:
    make_school("Waterrand")
    db.session.commit()
    seen = db.session.scalar(sa.select(School.name))

    with db.engine.begin() as other:
        other.execute(sa.update(School).values(city="Elders"))
    city = db.session.scalar(sa.select(School.city))

    assert (seen, city) == ("Waterrand", "Elders")  # and what is read next is read as it is by then


def test_sqlite_is_set_up_for_many_writers(app: Flask) -> None:
    if db.engine.dialect.name != "sqlite":
        return
    found = [db.session.scalar(sa.text(f"PRAGMA {name}")) for name in ("journal_mode", "foreign_keys", "busy_timeout")]

    assert found[:2] == ["wal", 1]
    assert int(str(found[2])) >= 5000


def test_postgresql_fails_within_seconds_rather_than_hang() -> None:
    options = engine_options("postgresql+psycopg://u@db/x")

    assert options["pool_timeout"] == 5


on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # SQLite has no server to lose


def cut_all_connections() -> None:
    """What a restart of the server does to the connections that rest in the pool."""
    db.session.remove()
    activity = sa.table("pg_stat_activity", sa.column("pid"), sa.column("datname"))
    is_other = sa.and_(activity.c.datname == sa.func.current_database(), activity.c.pid != sa.func.pg_backend_pid())
    own = sa.create_engine(db.engine.url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with own.connect() as connection:
        connection.execute(sa.select(sa.func.pg_terminate_backend(activity.c.pid)).where(is_other))
        while connection.scalar(sa.select(sa.func.count()).select_from(activity).where(is_other)):
            sleep(0.01)


@on_postgresql
def test_a_connection_that_has_rested_is_tried_before_it_is_used(app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "LONG_REST", 0)
    browser.get("/")
    cut_all_connections()

    assert browser.get("/").status_code == 200


@on_postgresql
def test_a_connection_that_breaks_in_use_costs_an_answer_or_two(app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "LONG_REST", 3600)
    db.session.remove()
    db.engine.dispose()  # a pool that met a broken connection while a test had moved the clock would renew them all
    browser.get("/")
    cut_all_connections()

    answers = [browser.get("/").status_code for _ in range(3)]
    assert (set(answers), answers[-1]) == ({503, 200}, 200)


@on_postgresql
def test_what_is_prepared_outlives_a_page_that_only_reads(app: Flask) -> None:
    with db.engine.connect() as connection:
        for _page in range(10):
            connection.execute(sa.select(School.id))
            connection.rollback()

        prepared = connection.scalars(sa.text("SELECT statement FROM pg_prepared_statements")).all()

    assert [statement for statement in prepared if "FROM schools" in statement]


@on_postgresql
def test_what_fails_is_rolled_back(app: Flask) -> None:
    with db.engine.connect() as connection:
        with pytest.raises(DBAPIError):
            connection.execute(sa.text("SELECT 1 / 0"))
        connection.rollback()

        assert connection.scalar(sa.text("SELECT 1")) == 1


def test_one_statement_inserts_a_row_for_each_value(app: Flask) -> None:
    person = make_person("Jan Smit")

    insert_each(OptOut, "kind", ["news", "study-trip"], person_id=person.id)

    assert set(db.session.scalars(sa.select(OptOut.kind).where(OptOut.person_id == person.id))) == {"news", "study-trip"}
