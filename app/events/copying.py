"""Copying an event as its next edition: programme, rooms and texts; never people."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from flask_babel import gettext as _

from app.core import clock
from app.core.errors import DomainError
from app.events import operations, stops, zones
from app.events.models import Event, Round, Stop
from app.events.operations import Plan

A_YEAR_OF_WEEKS = timedelta(weeks=52)


def next_edition(event: Event) -> date:
    """The same day of the week, a year later."""
    return clock.local_day(event.starts_at) + A_YEAR_OF_WEEKS


def copy(event: Event, *, title: str, to: date, by: int | None = None, at: datetime) -> Event:
    """A draft like this event on another day, at the same times on the clock. Raises DomainError when the clock skips one."""
    days = (to - clock.local_day(event.starts_at)).days
    try:
        made = operations.add(_moved(event, title, days), kind=event.kind, by=by, at=at)
        ids = {zone.id: zones.add(made, title=zone.title, description=zone.description, at=at).id for zone in event.zones}
        for round_ in event.rounds:
            _copy_round(round_, made, days, ids, at=at)
        for stop in event.stops:
            _copy_stop(stop, made, days, at=at)
    except clock.NoSuchTime as error:
        raise DomainError(_("This time does not exist: the clock goes forward that night."), field="on") from error
    return made


def _moved(event: Event, title: str, days: int) -> Plan:
    facts = {name: getattr(event, name) for name in Plan.__dataclass_fields__}
    times = {name: clock.days_after(moment, days) for name in operations.TIMES if (moment := facts[name]) is not None}
    return Plan(**facts | times | {"title": title})


def _copy_round(round_: Round, event: Event, days: int, zones: Mapping[int, int], *, at: datetime) -> None:
    starts_at, ends_at = clock.days_after(round_.starts_at, days), clock.days_after(round_.ends_at, days)
    made = operations.add_round(event, title=round_.title, starts_at=starts_at, ends_at=ends_at, at=at)
    for session in round_.sessions:
        names = ("title", "room", "leader", "description", "seats", "host_id")
        operations.add_session(made, at=at, zone_id=zones.get(session.zone_id or 0), **{name: getattr(session, name) for name in names})


def _copy_stop(stop: Stop, event: Event, days: int, *, at: datetime) -> None:
    ends_at = clock.days_after(stop.ends_at, days) if stop.ends_at else None
    facts = {name: getattr(stop, name) for name in ("kind", "title", "address", "notes")}
    stops.add(event, at=at, starts_at=clock.days_after(stop.starts_at, days), ends_at=ends_at, **facts)
