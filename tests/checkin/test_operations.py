"""What organisers do at the door."""

import sqlalchemy as sa
from flask import Flask

from app.checkin.operations import mark_present, revoke
from app.core.database import db
from app.log.actions import Action
from app.log.models import LogEntry
from tests.checkin.stations import make_station
from tests.factories import NOW, make_event, register


def test_opening_and_closing_a_station_is_logged_once(app: Flask) -> None:
    event = make_event()
    db.session.execute(sa.delete(LogEntry))
    station = make_station(event)
    for _ in range(2):
        revoke(station, by=7, at=NOW)

    entries = db.session.scalars(sa.select(LogEntry).order_by(LogEntry.id)).all()
    assert [(entry.action, entry.by_id, entry.thing_id) for entry in entries] == [
        (Action.STATION_OPENED, None, event.id),
        (Action.STATION_CLOSED, 7, event.id),
    ]


def test_correcting_attendance_is_logged_when_it_changes(app: Flask) -> None:
    registration = register(make_event())
    db.session.execute(sa.delete(LogEntry))
    for present in (True, True, False):
        mark_present(registration, present=present, by=7, at=NOW)

    entries = db.session.scalars(sa.select(LogEntry).order_by(LogEntry.id)).all()
    assert [(entry.action, entry.by_id, entry.facts, entry.changes) for entry in entries] == [
        (Action.ATTENDANCE_CORRECTED, 7, {"person": registration.person_id}, {"present": [False, True]}),
        (Action.ATTENDANCE_CORRECTED, 7, {"person": registration.person_id}, {"present": [True, False]}),
    ]
