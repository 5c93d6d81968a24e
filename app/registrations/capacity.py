"""Seats: one conditional write, backed by a CHECK in the table. Nothing here ever counts and then inserts."""

import sqlalchemy as sa
from sqlalchemy.orm.attributes import set_committed_value

from app.core.database import db
from app.events.models import Event, Session

LIMITS = {Event: Event.capacity, Session: Session.seats}


def take(place: Event | Session, seats: int) -> bool:
    """Take seats at an event or in a session if there are that many; tells whether they were had."""
    model = type(place)
    return _move(place, seats, model.seats_taken + seats <= LIMITS[model])


def release(place: Event | Session, seats: int) -> None:
    """Give seats back."""
    _move(place, -seats, type(place).seats_taken >= seats)


def _move(place: Event | Session, by: int, condition: sa.ColumnElement[bool]) -> bool:
    model = type(place)
    statement = sa.update(model).where(model.id == place.id, condition).values(seats_taken=model.seats_taken + by)
    moved = statement.returning(model.seats_taken).execution_options(synchronize_session=False)
    taken = db.session.scalar(moved)
    if taken is not None:
        set_committed_value(place, "seats_taken", taken)
    return taken is not None
