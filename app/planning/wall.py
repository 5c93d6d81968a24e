"""A school year as it hangs on the wall: a row per week, a cell per day, and what stands in it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from app.core.languages import language
from app.core.templating import month, on_short, weekday
from app.planning.models import PeriodKind
from app.planning.warnings import Calendars, Planned
from app.planning.years import public_holiday
from app.region.school_years import SchoolYear

FRIDAY = 4
MONDAY = 0


@dataclass(frozen=True)
class Day:
    """One day of a school year, with everything about it that is always so."""

    on: date
    label: str  # 26, or 1 dec
    spoken: str  # do 26 nov, and the public holiday
    holiday: str | None
    is_closed: bool


@dataclass(frozen=True)
class Mark:
    """Something in the calendars of some schools on one day."""

    kind: PeriodKind
    title: str
    schools: int
    is_first: bool  # its first day, a Monday, or the first of the year: where its name is written
    is_of_all: bool

    def __str__(self) -> str:
        return self.title if self.is_of_all else f"{self.title} ({self.schools})"


@dataclass(frozen=True)
class Note:
    """One event on one of its days."""

    event: Planned
    number: int  # of the day, from 1

    @property
    def text(self) -> str:
        """15.00 Lassen; on further days of several: Lassen (2/3)."""
        days = len(self.event.days)
        return f"{self.event.starts:%H.%M} {self.event.title}" if self.number == 1 else f"{self.event.title} ({self.number}/{days})"


@dataclass(frozen=True)
class Cell:
    """One day, and what stands in it."""

    day: Day
    marks: Sequence[Mark]
    notes: Sequence[Note]

    @property
    def shade(self) -> str:
        """How the day is coloured: whether schools are closed, all of them are off, or some."""
        off = next((mark for mark in self.marks if mark.kind is PeriodKind.HOLIDAY), None)
        shades = ("wall-closed" if self.day.is_closed else "", ("wall-off" if off.is_of_all else "wall-some") if off else "")
        return " ".join(filter(None, shades))

    @property
    def spoken(self) -> str:
        """The day, and what goes on without being written in its cell."""
        return ", ".join([self.day.spoken, *(str(mark) for mark in self.marks if not mark.is_first)])


@dataclass(frozen=True)
class Week:
    """One ISO week, from Monday; None for a day of another school year."""

    number: int
    cells: Sequence[Cell | None]


def weeks(year: SchoolYear, calendars: Calendars, layers: Collection[str]) -> Iterator[Week]:
    """The weeks of a year, with the layers asked for: "holiday", "exam", "busy", "soft", "event"."""
    notes = _by_day(calendars.events) if "event" in layers else {}
    kinds = [kind for kind in PeriodKind if kind in layers]
    for number, days in _days(year, language()):
        yield Week(number, [_cell(day, kinds, calendars, notes, first=year.first_day) if day else None for day in days])


def _cell(day: Day, kinds: Sequence[PeriodKind], calendars: Calendars, notes: Mapping[date, Sequence[Note]], *, first: date) -> Cell:
    return Cell(day, _marks(kinds, day.on, calendars, first=first), notes.get(day.on, ()))


def quarters(year: SchoolYear, calendars: Calendars) -> Iterator[tuple[date, date, int]]:
    """The school quarters of a year: their first and last day, and how many events begin in them."""
    first = year.first_day
    while first <= year.last_day:
        last = year.days_of_quarter(first)[1]
        yield first, last, len(calendars.quarters.get((year, year.quarter(first)), ()))
        first = last + timedelta(days=1)


def weekdays() -> Sequence[str]:
    """ma di wo do vr za zo"""
    return [weekday(date(2026, 6, number)) for number in range(1, 8)]


@lru_cache(maxsize=32)
def _days(year: SchoolYear, code: str) -> Sequence[tuple[int, Sequence[Day | None]]]:
    """The days of a year in words, which stay as they are."""
    return [(number, [_day(on, code) if year.first_day <= on <= year.last_day else None for on in week]) for number, week in year.weeks()]


def _day(on: date, code: str) -> Day:
    holiday = public_holiday(on, code)
    label = f"{on.day} {month(on)}" if on.day == 1 else str(on.day)
    spoken = f"{on_short(on)}, {holiday}" if holiday else on_short(on)
    return Day(on, label, spoken, holiday, is_closed=bool(holiday) or on.weekday() > FRIDAY)


def _marks(kinds: Sequence[PeriodKind], day: date, calendars: Calendars, *, first: date) -> Sequence[Mark]:
    found: dict[tuple[PeriodKind, str], list[date]] = {}
    for kind in kinds:
        for _school, period in calendars.schools_with(kind, day):
            found.setdefault((kind, period.title), []).append(period.starts_on)
    is_edge = day.weekday() == MONDAY or day == first
    everybody = len(calendars.schools)
    return [
        Mark(kind, title, len(starts), is_first=is_edge or day in starts, is_of_all=len(starts) == everybody)
        for (kind, title), starts in sorted(found.items(), key=lambda mark: mark[0][1])
    ]


def _by_day(events: Sequence[Planned]) -> Mapping[date, list[Note]]:
    found: dict[date, list[Note]] = {}
    for event in events:
        for number, day in enumerate(event.days, start=1):
            found.setdefault(day, []).append(Note(event, number))
    return found
