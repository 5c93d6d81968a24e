"""What events are about, in the region's own words."""

from collections.abc import Sequence

import sqlalchemy as sa

from app.core.database import db, insert_numbered
from app.region.models import Theme


def find_or_add(title: str) -> int | None:
    """The number of the theme with this name, added when it is new; None for no name. Safe when two add it at once."""
    if not title:
        return None
    known = sa.select(Theme.id).where(sa.func.lower(Theme.title) == title.lower()).limit(1)
    return db.session.scalar(known) or insert_numbered(Theme, title=title) or db.session.scalars(known).one()


def titles() -> Sequence[str]:
    """All themes, by name."""
    return db.session.scalars(sa.select(Theme.title).order_by(Theme.title)).all()
