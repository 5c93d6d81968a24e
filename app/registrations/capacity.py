"""Seats: one conditional write, backed by a CHECK in the table. Nothing here ever counts and then inserts."""

from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm.attributes import set_committed_value

from app.core.database import db
from app.events.models import Event, Session

LIMITS = {Event: Event.capacity, Session: Session.seats}


def take(place: Event | Session, seats: int) -> bool:
    """Take seats at an event or in a session if there are that many; tells whether they were had."""
    return _move(place, seats)


def release(place: Event | Session, seats: int) -> None:
    """Give seats back."""
    _move(place, -seats)


def _move(place: Event | Session, by: int) -> bool:
    taken = db.session.connection().execute(_moving(type(place)), {"place": place.id, "by": by}).scalar()
    if taken is not None:
        set_committed_value(place, "seats_taken", taken)
    return taken is not None


@cache
def _moving(model: type[Event] | type[Session]) -> sa.UpdateBase:
    """The write that takes seats (by > 0) or gives them back (by < 0), within 0 and the limit; made once."""
    after = model.seats_taken + sa.bindparam("by", type_=sa.Integer())
    here = sa.update(model).where(model.id == sa.bindparam("place"), sa.between(after, 0, LIMITS[model]))
    return here.values(seats_taken=after).returning(model.seats_taken)
