"""Which events a feed shows, and whether it has changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import subqueryload

from app.core.database import UtcDateTime, db
from app.events.kinds import Kind
from app.events.models import PUBLIC_STATUSES, Event

KEPT = timedelta(days=366)  # a year of past events stays in people's calendars
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Edition:
    """Tells one state of a feed from another: equal editions have equal contents."""

    events: int
    versions: int
    last_uid: str
    changed_at: datetime
    dropped_at: datetime

    @property
    def modified_at(self) -> datetime:
        """When its contents last changed: by a change of an event, or by one growing too old."""
        return max(self.changed_at, self.dropped_at)


_shown = Event.ends_at >= sa.bindparam("oldest", type_=UtcDateTime())
_FIGURES = sa.select(  # made once: building the statement takes longer than running it
    sa.func.count(sa.case((_shown, 1))),
    sa.func.coalesce(sa.func.sum(sa.case((_shown, Event.calendar_version))), 0),
    sa.func.coalesce(sa.func.max(Event.uid), ""),
    sa.func.max(Event.calendar_changed_at, type_=UtcDateTime()),
    sa.func.max(sa.case((~_shown, Event.ends_at)), type_=UtcDateTime()),
).where(Event.status.in_(PUBLIC_STATUSES))
_FIGURES_OF_KIND = _FIGURES.where(Event.kind == sa.bindparam("kind"))


def edition(*, kind: Kind | None, at: datetime) -> Edition:
    """The present state of the public feed, by one small query."""
    figures, parameters = (_FIGURES_OF_KIND, {"kind": kind}) if kind else (_FIGURES, {})
    row = db.session.connection().execute(figures, {"oldest": at - KEPT, **parameters}).one()
    count, versions, last_uid, changed_at, oldest = row
    return Edition(count, versions, last_uid, changed_at or BEGINNING, oldest + KEPT if oldest else BEGINNING)


def feed_events(*, kind: Kind | None, at: datetime) -> Sequence[Event]:
    """Public events from a year ago on, those called off too, with their stops and rounds."""
    shown = sa.select(Event).where(Event.status.in_(PUBLIC_STATUSES), Event.ends_at >= at - KEPT)
    of_kind = shown if kind is None else shown.where(Event.kind == kind)
    return db.session.scalars(of_kind.order_by(Event.starts_at, Event.id).options(subqueryload(Event.stops), subqueryload(Event.rounds))).all()
