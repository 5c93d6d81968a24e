"""Seats: one conditional write, backed by a CHECK in the table. Nothing here ever counts and then inserts."""

from collections.abc import Collection
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import object_session
from sqlalchemy.orm.attributes import set_committed_value

from app.core.database import db
from app.events.models import Event, EventStatus, Session

LIMITS = {Event: Event.capacity, Session: Session.seats}
_by = sa.bindparam("by", type_=sa.Integer())
# An event gives seats only while it is published; it takes them back at any time.
ALSO = {Event: (Event.status == EventStatus.PUBLISHED) | (_by < 0), Session: sa.true()}


def take(event: Event, seats: int) -> bool:
    """Take seats at an event if there are that many; tells whether they were had. From then on the event is held."""
    return event.id in _move([event], seats)


def take_each(sessions: Collection[Session], seats: int) -> set[int]:
    """Take seats in each session that has that many; gives the ids of those. The caller holds their event."""
    return _move(sessions, seats) if sessions else set()


def release(place: Event | Session, seats: int) -> None:
    """Give seats back."""
    _move([place], -seats)


def _move(places: Collection[Event | Session], by: int) -> set[int]:
    """Change `seats_taken` within 0 and the limit, in the table and in this session's objects; gives the ids where that was possible."""
    known = {place.id: place for place in places}
    statement = _moving(type(next(iter(places))), len(known))
    numbers = {f"place_{number}": place_id for number, place_id in enumerate(known)}
    moved = db.session.connection().execute(statement, {"by": by, **numbers}).all()
    for place_id, taken in moved:
        if object_session(known[place_id]):
            set_committed_value(known[place_id], "seats_taken", taken)
    return {place_id for place_id, _taken in moved}


@cache
def _moving(model: type[Event] | type[Session], places: int) -> sa.UpdateBase:
    """Made once for so many places: building the statement, or the list in it, takes longer than running it."""
    after = model.seats_taken + _by
    numbers: list[sa.BindParameter[int]] = [sa.bindparam(f"place_{number}") for number in range(places)]
    here = sa.update(model).where(model.id.in_(numbers), sa.between(after, 0, LIMITS[model]), ALSO[model])
    return here.values(seats_taken=after).returning(model.id, model.seats_taken)
