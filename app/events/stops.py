"""The stops of a trip, one after another."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from app.core import clock
from app.events.models import Event, Stop
from app.events.operations import TimesClash, check_planned, note_programme, touch
from app.log.operations import differences


def add(event: Event, *, by: int | None = None, at: datetime, **facts: Any) -> Stop:
    """Add a stop to a trip. Raises TimesClash when it lies outside the event or ends before it begins."""
    check_planned(event)
    _check(event, **facts)
    stop = Stop(**facts)
    event.stops.append(stop)
    note_programme(event, by=by, at=at, changes={"stop": ["", stop.title]})
    touch(event, at=at)
    return stop


def edit(stop: Stop, *, by: int | None = None, at: datetime, **facts: Any) -> None:
    """Change a stop."""
    check_planned(stop.event)
    _check(stop.event, **facts)
    note_programme(stop.event, by=by, at=at, changes=differences(stop, facts))
    for name, value in facts.items():
        setattr(stop, name, value)
    touch(stop.event, at=at)


def remove(stop: Stop, *, by: int | None = None, at: datetime) -> None:
    """Take a stop out of the trip."""
    check_planned(stop.event)
    event = stop.event
    event.stops.remove(stop)
    note_programme(event, by=by, at=at, changes={"stop": [stop.title, ""]})
    touch(event, at=at)


def _check(event: Event, *, starts_at: datetime, ends_at: datetime | None = None, **_rest: object) -> None:
    if ends_at is not None and ends_at < starts_at:
        raise TimesClash(_("The end must come after the start."), field="ends")
    if clock.local_day(starts_at) not in event.days:
        raise TimesClash(_("Choose one of the days of the event."), field="on")
