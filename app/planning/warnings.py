"""What an organiser should know before choosing a day: for each school by name, in three levels."""

import enum
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from flask_babel import format_time
from flask_babel import gettext as _

from app.core.languages import language
from app.planning.models import Period, PeriodKind
from app.planning.years import SchoolYear, public_holiday
from app.schools.models import School

SATURDAY, WEDNESDAY, FRIDAY = 5, 2, 4
NEAR = timedelta(days=7)
SUMMER = timedelta(weeks=4)
FARTHEST = 60  # days around a day in which another is looked for
HALF = 0.5


class Level(enum.IntEnum):
    """How much it matters."""

    HINT = 1
    WARN = 2
    STOP = 3


@dataclass(frozen=True)
class Warning:  # noqa: A001 - what organisers call it; Python's own is of no use here
    """One reason to think twice, in a sentence."""

    level: Level
    text: str


@dataclass(frozen=True)
class Planned:
    """An event that is in the calendar already."""

    id: int
    title: str
    first_day: date
    last_day: date


@dataclass(frozen=True)
class Calendars:
    """All that is known of the days around: participating schools, what stands in their calendars, and events."""

    schools: Sequence[School]
    periods: Mapping[int, Sequence[Period]]  # by the number of the school
    events: Sequence[Planned]

    def schools_with(self, kind: PeriodKind, day: date) -> list[tuple[School, Period]]:
        """Which schools have something of this kind on that day, and what."""
        found = ((school, period) for school in self.schools for period in self.periods.get(school.id, ()) if period.kind is kind)
        return [(school, period) for school, period in found if period.covers(day)]


@dataclass(frozen=True)
class Question:
    """A day somebody thinks of, when it would begin there, and which event it is about when there is one."""

    day: date
    starts: time | None = None
    event_id: int | None = None


def warnings_for(question: Question, calendars: Calendars) -> list[Warning]:
    """Everything to know about that day, the worst first."""
    found = [warning for rule in RULES for warning in rule(question, calendars)]
    return sorted(found, key=lambda warning: -warning.level)


def nearest_days(question: Question, calendars: Calendars, *, most: int = 3) -> list[date]:
    """The nearest days about which there is nothing to warn, the closest first."""
    days = (question.day + timedelta(days=sign * ahead) for ahead in range(1, FARTHEST + 1) for sign in (1, -1))
    found: list[date] = []
    for day in days:
        if all(warning.level is Level.HINT for warning in warnings_for(Question(day, question.starts, question.event_id), calendars)):
            found.append(day)
        if len(found) == most:
            break
    return found


def _closed(question: Question, _calendars: Calendars) -> Iterator[Warning]:
    name = public_holiday(question.day, language())
    if name:
        yield Warning(Level.STOP, _("%(holiday)s: all schools are closed.", holiday=name))
    elif question.day.weekday() >= SATURDAY:
        yield Warning(Level.STOP, _("This is in the weekend."))


def _holidays(question: Question, calendars: Calendars) -> Iterator[Warning]:
    free = calendars.schools_with(PeriodKind.HOLIDAY, question.day)
    titles = " / ".join(sorted({period.title for _school, period in free}))
    if free and len(free) >= HALF * len(calendars.schools):
        yield Warning(Level.STOP, _("%(holiday)s: %(free)d of %(all)d schools are off.", holiday=titles, free=len(free), all=len(calendars.schools)))
        return
    for school, period in free:
        yield Warning(Level.WARN, _("%(school)s is off: %(holiday)s.", school=school.label, holiday=period.title))


def _day_before(question: Question, calendars: Calendars) -> Iterator[Warning]:
    """The last school day before a holiday: the Friday counts for the Saturday on which it begins."""
    tomorrow = question.day + timedelta(days=1)
    today_free = {school.id for school, _period in calendars.schools_with(PeriodKind.HOLIDAY, question.day)}
    leaving = [(school, period) for school, period in calendars.schools_with(PeriodKind.HOLIDAY, tomorrow) if school.id not in today_free]
    if leaving:
        names = _listed(school.label for school, _period in leaving)
        yield Warning(Level.WARN, _("The day before a holiday (%(holiday)s) for %(schools)s.", holiday=leaving[0][1].title, schools=names))


def _edge_of_year(question: Question, calendars: Calendars) -> Iterator[Warning]:
    """The week before and the week after a holiday of more than four weeks, which is the summer's."""
    for school in calendars.schools:
        for period in calendars.periods.get(school.id, ()):
            if period.kind is not PeriodKind.HOLIDAY or period.ends_on - period.starts_on < SUMMER:
                continue
            if period.ends_on < question.day <= period.ends_on + NEAR:
                yield Warning(Level.WARN, _("The first school week of %(school)s.", school=school.label))
            elif period.starts_on - NEAR <= question.day < period.starts_on:
                yield Warning(Level.WARN, _("The last school week of %(school)s.", school=school.label))


def _other_events(question: Question, calendars: Calendars) -> Iterator[Warning]:
    for event in calendars.events:
        if event.id == question.event_id:
            continue
        if event.first_day <= question.day <= event.last_day:
            yield Warning(Level.WARN, _("The same day as %(event)s.", event=event.title))
        elif event.first_day - NEAR < question.day < event.last_day + NEAR:
            yield Warning(Level.WARN, _("Within a week of %(event)s.", event=event.title))


def _school_rhythm(question: Question, calendars: Calendars) -> Iterator[Warning]:
    for kind in (PeriodKind.EXAM, PeriodKind.BUSY):
        by_title: dict[str, list[School]] = {}
        for school, period in calendars.schools_with(kind, question.day):
            by_title.setdefault(period.title, []).append(school)
        for title, schools in by_title.items():
            names = _("all schools") if len(schools) == len(calendars.schools) > 1 else _listed(school.label for school in schools)
            yield Warning(Level.WARN, _("%(what)s: %(schools)s.", what=title, schools=names))


def _part_timers(question: Question, _calendars: Calendars) -> Iterator[Warning]:
    if question.day.weekday() in (WEDNESDAY, FRIDAY):
        yield Warning(Level.HINT, _("Many part-timers are off on Wednesdays and Fridays."))


def _last_lesson(question: Question, calendars: Calendars) -> Iterator[Warning]:
    late = [(school, ends) for school in calendars.schools if (ends := _last_lesson_of(school)) and question.starts and ends > question.starts]
    for school, ends in late:
        yield Warning(Level.HINT, _("Lessons until %(time)s at %(school)s.", time=format_time(ends, "HH.mm", rebase=False), school=school.label))


def _quarter(question: Question, calendars: Calendars) -> Iterator[Warning]:
    year = SchoolYear.of(question.day)
    others = (event.first_day for event in calendars.events if event.id != question.event_id)
    if any(SchoolYear.of(day) == year and year.quarter(day) == year.quarter(question.day) for day in others):
        yield Warning(Level.HINT, _("There is another event in this school quarter."))


def _last_lesson_of(school: School) -> time | None:
    return max((time.fromisoformat(ends) for ends in school.lesson_ends), default=None)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))


RULES: Sequence[Callable[[Question, Calendars], Iterator[Warning]]] = (
    _closed,
    _holidays,
    _day_before,
    _edge_of_year,
    _other_events,
    _school_rhythm,
    _part_timers,
    _last_lesson,
    _quarter,
)
