"""Copying an event as its next edition: programme, rooms and texts; never people."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import gettext as _

from app.core import clock
from app.core.errors import DomainError
from app.events import operations, rounds, signals, stops, workshops, zones
from app.events.models import Event, Round, Stop
from app.events.operations import Plan

OF_ROUND = ("kind", "title", "place", "notes")
OF_SESSION = ("title", "room", "leader", "description", "equipment", "seats", "host_id")
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
        _copy_programme(event, made, days, ids, at=at)
        for stop in event.stops:
            _copy_stop(stop, made, days, at=at)
    except clock.NoSuchTime as error:
        raise DomainError(_("This time does not exist: the clock goes forward that night."), field="on") from error
    signals.copied.send(made, from_=event, at=at)
    return made


def _moved(event: Event, title: str, days: int) -> Plan:
    times: dict[str, Any] = {name: clock.days_after(moment, days) for name in operations.TIMES if (moment := getattr(event, name)) is not None}
    return replace(operations.plan_of(event), title=title, **times)


def _copy_programme(event: Event, made: Event, days: int, zones: Mapping[int, int], *, at: datetime) -> None:
    """All rounds first: a workshop may go on in a later one."""
    copies = {round_.id: _copy_round(round_, made, days, at=at) for round_ in event.rounds}
    for round_ in event.rounds:
        for session in round_.sessions:
            until = copies.get(session.until_round_id or 0)
            facts = {name: getattr(session, name) for name in OF_SESSION}
            numbers = {"zone_id": zones.get(session.zone_id or 0), "until_round_id": until.id if until else None}
            workshops.add(copies[round_.id], at=at, **facts | numbers)


def _copy_round(round_: Round, event: Event, days: int, *, at: datetime) -> Round:
    starts_at, ends_at = clock.days_after(round_.starts_at, days), clock.days_after(round_.ends_at, days)
    return rounds.add(event, starts_at=starts_at, ends_at=ends_at, at=at, **{name: getattr(round_, name) for name in OF_ROUND})


def _copy_stop(stop: Stop, event: Event, days: int, *, at: datetime) -> None:
    ends_at = clock.days_after(stop.ends_at, days) if stop.ends_at else None
    facts = {name: getattr(stop, name) for name in ("kind", "title", "address", "notes")}
    stops.add(event, at=at, starts_at=clock.days_after(stop.starts_at, days), ends_at=ends_at, **facts)
