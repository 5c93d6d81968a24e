"""A school year as it hangs on the wall: a row per week, a cell per day, and what stands in it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.core import clock
from app.core.languages import language
from app.events.models import Event
from app.planning.models import PeriodKind
from app.planning.warnings import Calendars
from app.planning.years import SchoolYear, public_holiday


@dataclass(frozen=True)
class Mark:
    """Something in the calendars of some schools on one day."""

    kind: PeriodKind
    title: str
    schools: int
    is_first: bool  # its first day, a Monday, or the first of the year: where its name is written

    def of_all(self, calendars: Calendars) -> bool:
        """Whether it holds for every participating school."""
        return self.schools == len(calendars.schools)


@dataclass(frozen=True)
class Cell:
    """One day."""

    day: date
    is_inside: bool  # of this school year
    holiday: str | None
    marks: Sequence[Mark]
    events: Sequence[Event]


@dataclass(frozen=True)
class Week:
    """One ISO week, from Monday."""

    number: int
    cells: Sequence[Cell]


def weeks(year: SchoolYear, calendars: Calendars, events: Sequence[Event], layers: Collection[str]) -> Iterator[Week]:
    """The weeks of a year, with the layers asked for: "holiday", "exam", "busy", "event"."""
    by_day = _by_day(events) if "event" in layers else {}
    kinds = [kind for kind in PeriodKind if kind in layers]
    for number, days in year.weeks():
        yield Week(number, [_cell(year, day, calendars, by_day.get(day, ()), kinds) for day in days])


def _cell(year: SchoolYear, day: date, calendars: Calendars, events: Sequence[Event], kinds: Sequence[PeriodKind]) -> Cell:
    is_inside = year.first_day <= day <= year.last_day
    marks = [mark for kind in kinds for mark in _marks(kind, day, calendars, first=year.first_day)] if is_inside else []
    return Cell(day, is_inside, public_holiday(day, language()), marks, events)


def _marks(kind: PeriodKind, day: date, calendars: Calendars, *, first: date) -> Iterator[Mark]:
    by_title: dict[str, list[date]] = {}
    for _school, period in calendars.schools_with(kind, day):
        by_title.setdefault(period.title, []).append(period.starts_on)
    for title, starts in sorted(by_title.items()):
        yield Mark(kind, title, len(starts), is_first=day in (*starts, first) or day.weekday() == 0)


def _by_day(events: Sequence[Event]) -> Mapping[date, list[Event]]:
    found: dict[date, list[Event]] = {}
    for event in events:
        found.setdefault(clock.local_day(event.starts_at), []).append(event)
    return found
