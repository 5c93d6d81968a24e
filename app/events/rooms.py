"""Rooms as programmes name them: in words. What becomes of a venue's rooms is followed here."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from app.core.database import db
from app.core.errors import DomainError
from app.core.words import name_key
from app.events.models import Event, Round, Session
from app.events.operations import note_programme, touch
from app.venues import signals as venues
from app.venues.models import Room

MOST_NAMED = 5


class RoomInUse(DomainError):
    """Coming events are held there."""


@venues.room_renamed.connect
def follow_room(room: Room, *, was: str, by: int | None, at: datetime) -> None:
    """Call a room by its new name in the programmes of coming events at its venue."""
    for event in _using(room, was, at=at):
        for round_ in event.rounds:
            round_.place = room.name if name_key(round_.place) == name_key(was) else round_.place
        for session in event.sessions:
            session.room = room.name if name_key(session.room) == name_key(was) else session.room
        note_programme(event, by=by, at=at, changes={"room": [was, room.name]})
        touch(event, at=at)


@venues.room_leaving.connect
def keep_room(room: Room, *, at: datetime) -> None:
    """Refuse to let go of a room in which a coming event has something planned. Raises RoomInUse with their names."""
    titles = [event.title for event in _using(room, room.name, at=at) if not event.is_called_off]
    if titles:
        named = ", ".join(titles[:MOST_NAMED]) + (", …" if len(titles) > MOST_NAMED else "")
        raise RoomInUse(_("%(room)s is used by: %(events)s. Choose another room there first.", room=room.name, events=named))


def _using(room: Room, name: str, *, at: datetime) -> Sequence[Event]:
    """The coming events at the venue with something in a room of this name. Names are compared in Python: SQLite knows ASCII only."""
    coming = Event.venue_id == room.venue_id, Event.ends_at >= at
    places = sa.select(Event.id, Round.place).join(Round.event).where(*coming, Round.place != "").distinct()
    rooms = sa.select(Event.id, Session.room).join(Session.round).join(Round.event).where(*coming, Session.room != "").distinct()
    numbers = {number for found in (places, rooms) for number, place in db.session.execute(found) if name_key(place) == name_key(name)}
    return db.session.scalars(sa.select(Event).where(Event.id.in_(numbers)).order_by(Event.starts_at, Event.id)).all()
