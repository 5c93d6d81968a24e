"""Filling the demo region: once, at any moment, as large as asked."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import clock
from app.core.database import db
from app.demo import fill
from app.events.models import Event
from app.people.models import Person
from tests.factories import make_event
from tests.test_demo import TODAY, counted


def test_nothing_is_added_to_events_of_ones_own(app: Flask) -> None:
    make_event()
    people = counted(Person)

    assert (fill(at=TODAY, scale=1), counted(Event), counted(Person)) == (False, 1, people)


@pytest.mark.parametrize(
    "at", [datetime(2026, 3, 29, 0, 59, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC), datetime(2028, 2, 29, 22, 59, tzinfo=UTC)]
)
def test_any_moment_will_do(app: Flask, at: datetime) -> None:
    assert fill(at=at, scale=1) is True


@pytest.mark.parametrize("at", [TODAY, TODAY + timedelta(days=4)])
def test_afternoons_are_on_days_that_schools_are_open(app: Flask, at: datetime) -> None:
    fill(at=at, scale=1)

    days = {clock.local_day(starts_at) for starts_at in db.session.scalars(sa.select(Event.starts_at))} - {clock.local_day(at)}
    assert [day for day in sorted(days) if day.isoweekday() > 5] == []


def test_scale_makes_more_people_and_events(app: Flask) -> None:
    fill(at=TODAY, scale=3)

    assert (counted(Person) > 100, counted(Event) > 6) == (True, True)
