"""Reading venues."""

from collections.abc import Sequence

import sqlalchemy as sa
from flask import abort

from app.core.database import db
from app.venues.models import Venue


def venues() -> Sequence[Venue]:
    """All venues, by name."""
    return db.session.scalars(sa.select(Venue).order_by(Venue.name, Venue.id)).all()


def venue_or_404(venue_id: int) -> Venue:
    """One venue."""
    return db.session.get(Venue, venue_id) or abort(404)
