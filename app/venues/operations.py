"""What changes venues."""

from datetime import datetime

from app.core.database import db
from app.venues import signals
from app.venues.models import Venue


def add(**facts: str) -> Venue:
    """Add a place; the facts by the names of the columns."""
    venue = Venue(**facts)
    db.session.add(venue)
    db.session.flush()
    return venue


def edit(venue: Venue, *, at: datetime, **facts: str) -> None:
    """Change a place; who shows it is told when the line they show has changed."""
    line = venue.line
    for name, value in facts.items():
        setattr(venue, name, value)
    db.session.flush()
    if venue.line != line:
        signals.changed.send(venue, at=at)
