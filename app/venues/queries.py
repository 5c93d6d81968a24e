"""Reading venues."""

from collections.abc import Sequence

import sqlalchemy as sa
from flask import abort

from app.core.database import db
from app.venues.models import Room, Venue


def venues() -> Sequence[Venue]:
    """All venues, by name."""
    return db.session.scalars(sa.select(Venue).order_by(Venue.name, Venue.id)).all()


def venue_or_404(venue_id: int, *, hold: bool = False) -> Venue:
    """One venue; held, as it is now, for who is about to change it."""
    return db.session.get(Venue, venue_id, with_for_update={"of": Venue, "key_share": True} if hold else None, populate_existing=hold) or abort(404)


def room_or_404(venue: Venue, room_id: int) -> Room:
    """A room of this venue, and of no other."""
    return next((room for room in venue.rooms if room.id == room_id), None) or abort(404)


def rooms_by_venue() -> dict[int, int]:
    """How many rooms are known of each venue that has any."""
    counted = sa.select(Room.venue_id, sa.func.count()).group_by(Room.venue_id)
    return dict(db.session.execute(counted).all())
