"""Retention: once a day, what has been kept for long enough goes."""

from app.core import clock
from app.core.database import db
from app.people import retention
from app.people.privacy import holdings

AT_MOST = 200  # rows in one transaction


def apply_retention() -> int:
    """Apply all retention times, unless somebody has done so today; gives how many rows went. Safe side by side, and to kill."""
    at = clock.now()
    is_mine = retention.claim(clock.local_day(at))
    db.session.commit()
    gone = 0
    for holding in reversed(holdings()) if is_mine else ():  # people themselves last: they stay while anything needs their name
        while count := retention.apply(holding, at=at, at_most=AT_MOST):
            db.session.commit()
            gone += count
    return gone
