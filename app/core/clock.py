"""The one place that knows what time it is, and where Amsterdam lies."""

from datetime import UTC, date, datetime, time, timedelta
from time import monotonic
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
LOOK_AGAIN = 0.2  # seconds that a process goes by what it saw, on the busy paths


class NoSuchTime(ValueError):
    """A wall-clock time that is skipped when summer time begins."""


def now() -> datetime:
    """The present instant, aware and in UTC. Only views and jobs call it; operations receive `at=`."""
    return datetime.now(UTC)


def moment() -> int:
    """The number of the present fifth of a second: what is remembered by it is asked again in the next."""
    return int(monotonic() / LOOK_AGAIN)


def local(instant: datetime) -> datetime:
    """The same instant on an Amsterdam clock."""
    return instant.astimezone(AMSTERDAM)


def local_day(instant: datetime) -> date:
    """The day it is in Amsterdam at that instant."""
    return local(instant).date()


def instant_of(day: date, wall: time) -> datetime:
    """The UTC instant of a wall-clock time in Amsterdam; the first of two when clocks go back. Raises NoSuchTime."""
    aware = datetime.combine(day, wall.replace(tzinfo=None), tzinfo=AMSTERDAM)
    instant = aware.astimezone(UTC)
    if instant.astimezone(AMSTERDAM).replace(tzinfo=None) != aware.replace(tzinfo=None):
        raise NoSuchTime(f"{wall:%H:%M} does not exist on {day}")
    return instant


def comes_twice(instant: datetime) -> bool:
    """Whether the clock shows this time once more, an hour later: the night that summer time ends."""
    wall = local(instant).replace(tzinfo=None)
    return local(instant + timedelta(hours=1)).replace(tzinfo=None) == wall


def start_of_day(day: date) -> datetime:
    """Midnight in Amsterdam, as an instant."""
    return instant_of(day, time(0))


def days_after(instant: datetime, days: int) -> datetime:
    """The same wall-clock time that many local days later, across any clock change."""
    there = local(instant)
    return instant_of(there.date() + timedelta(days=days), there.time())
