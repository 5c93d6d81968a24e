"""The rooms of a venue."""

from datetime import datetime

from flask_babel import gettext as _

from app.core.database import db
from app.core.errors import DomainError
from app.log.actions import Action
from app.log.operations import differences, record
from app.venues import signals
from app.venues.models import Room, Venue
from app.venues.operations import thing


class RoomTaken(DomainError):
    """Two rooms of one venue can't have the same name."""


def add(venue: Venue, *, name: str, seats: int | None = None, equipment: str = "", by: int | None = None, at: datetime) -> Room:
    """Add a room. Raises RoomTaken when the venue has one of that name."""
    _check(venue, name)
    room = Room(name=name, seats=seats, equipment=equipment)
    venue.rooms.append(room)
    db.session.flush()
    record(Action.VENUE_CHANGED, thing(venue), by=by, at=at, changes={"room": ["", name]})
    return room


def edit(room: Room, *, name: str, seats: int | None, equipment: str, by: int | None = None, at: datetime) -> None:
    """Change a room; coming events call it by its new name. Raises RoomTaken when the venue has another of that name."""
    _check(room.venue, name, but=room)
    was = room.name
    changes = differences(room, {"name": name, "seats": seats, "equipment": equipment})
    if not changes:
        return
    changes["room"] = changes.pop("name", [was, was])
    room.name, room.seats, room.equipment = name, seats, equipment
    db.session.flush()
    record(Action.VENUE_CHANGED, thing(room.venue), by=by, at=at, changes=changes)
    if name != was:
        signals.room_renamed.send(room, was=was, by=by, at=at)


def remove(room: Room, *, by: int | None = None, at: datetime) -> None:
    """Take a room off the list. Raises a DomainError that names the coming events that use it."""
    venue, name = room.venue, room.name
    db.session.refresh(venue, ["name"], with_for_update=True)
    signals.room_leaving.send(room, at=at)
    venue.rooms.remove(room)
    db.session.flush()
    record(Action.VENUE_CHANGED, thing(venue), by=by, at=at, changes={"room": [name, ""]})


def _check(venue: Venue, name: str, *, but: Room | None = None) -> None:
    """Holds the venue, so that nobody gives that name to a room at the same time."""
    db.session.refresh(venue, ["name", "rooms"], with_for_update=True)
    if venue.find_room(name) not in (None, but):
        raise RoomTaken(_("There is a room of this name."), field="name")
