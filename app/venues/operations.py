"""What changes venues."""

from datetime import datetime

from app.core.database import db
from app.log.actions import Action
from app.log.operations import Thing, differences, record
from app.venues import signals
from app.venues.models import Venue


def thing(venue: Venue) -> Thing:
    """A venue as the log knows it."""
    return Thing("venue", venue.id, venue.name)


def add(*, by: int | None = None, at: datetime, **facts: str) -> Venue:
    """Add a place; the facts by the names of the columns."""
    venue = Venue(**facts)
    db.session.add(venue)
    db.session.flush()
    record(Action.VENUE_ADDED, thing(venue), by=by, at=at)
    return venue


def edit(venue: Venue, *, by: int | None = None, at: datetime, **facts: str) -> None:
    """Change a place; who shows it is told when the line they show has changed."""
    line, changes = venue.line, differences(venue, facts)
    for name, value in facts.items():
        setattr(venue, name, value)
    db.session.flush()
    if changes:
        record(Action.VENUE_CHANGED, thing(venue), by=by, at=at, changes=changes)
    if venue.line != line:
        signals.changed.send(venue, at=at)
