"""What an organiser should know before choosing a day: for each school by name, in three levels."""

import enum
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cached_property
from itertools import chain

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from app.core.languages import language
from app.core.templating import on_short
from app.planning.models import PeriodKind
from app.planning.years import public_holiday
from app.region.school_years import SchoolYear
from app.schools.models import HolidayRegion

SATURDAY, WEDNESDAY, FRIDAY = 5, 2, 4
NEAR = timedelta(days=7)
SUMMER = timedelta(weeks=4)
NOTICE = timedelta(weeks=4)  # what people need to rearrange their lessons
FARTHEST = 60  # days around a day in which another is looked for
HALF = 0.5
MOST_NAMED = 3


class Level(enum.IntEnum):
    """How much it matters."""

    HINT = 1
    WARN = 2
    STOP = 3


LABELS = {Level.STOP: lazy_gettext("Don't"), Level.WARN: lazy_gettext("Mind"), Level.HINT: lazy_gettext("Note")}


@dataclass(frozen=True)
class Warning:  # noqa: A001 - what organisers call it; Python's own is of no use here
    """One reason to think twice, in a sentence."""

    level: Level
    text: str

    @property
    def label(self) -> LazyString:
        """The level in a word."""
        return LABELS[self.level]


@dataclass(frozen=True)
class Member:
    """A participating school, as far as calendars go."""

    id: int
    label: str
    region: HolidayRegion | None = None
    lesson_ends: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stretch:
    """Some days in the calendars of schools, both ends included."""

    kind: PeriodKind
    title: str
    starts_on: date
    ends_on: date
    region: HolidayRegion | None = None
    school_id: int | None = None


@dataclass(frozen=True)
class Planned:
    """An event that is in the calendar already."""

    id: int
    title: str
    first_day: date
    last_day: date
    slug: str = ""
    starts: time = time(0)
    is_draft: bool = False
    is_called_off: bool = False
    stays_in_plan: bool = True
    line: str = ""

    @property
    def days(self) -> list[date]:
        """All days it lasts."""
        return _days(self.first_day, self.last_day)


@dataclass(frozen=True, eq=False)
class Calendars:
    """All that is known of the days around: participating schools, what stands in their calendars, and events."""

    schools: Sequence[Member]
    periods: Mapping[int, Sequence[Stretch]]  # by the number of the school
    events: Sequence[Planned]

    def schools_with(self, kind: PeriodKind, day: date) -> Sequence[tuple[Member, Stretch]]:
        """Which schools have something of this kind on that day, and what."""
        return self._held.get((kind, day), ())

    def near(self, first: date, last: date) -> list[Planned]:
        """The events that take place on these days or within a week of them, in order."""
        found = {event.id: event for day in _days(first, last) for event in self._around.get(day, ())}
        return list(found.values())

    @cached_property
    def summers(self) -> Sequence[tuple[Member, Stretch]]:
        """The holidays of more than four weeks, which are those of the summer."""
        held = ((school, period) for school in self.schools for period in self.periods.get(school.id, ()))
        return [(school, period) for school, period in held if period.kind is PeriodKind.HOLIDAY and period.ends_on - period.starts_on >= SUMMER]

    @cached_property
    def quarters(self) -> Mapping[tuple[SchoolYear, int], Sequence[int]]:
        """The numbers of the events that begin in each school quarter."""
        found: dict[tuple[SchoolYear, int], list[int]] = {}
        for event in self.events:
            if not event.is_called_off:
                found.setdefault(_quarter_of(event.first_day), []).append(event.id)
        return found

    @cached_property
    def _held(self) -> Mapping[tuple[PeriodKind, date], Sequence[tuple[Member, Stretch]]]:
        found: dict[tuple[PeriodKind, date], list[tuple[Member, Stretch]]] = {}
        for school in self.schools:
            for period in self.periods.get(school.id, ()):
                for day in _days(period.starts_on, period.ends_on):
                    found.setdefault((period.kind, day), []).append((school, period))
        return found

    @cached_property
    def _around(self) -> Mapping[date, Sequence[Planned]]:
        found: dict[date, list[Planned]] = {}
        step = timedelta(days=1)
        for event in self.events:
            if not event.is_called_off:
                for day in _days(event.first_day - NEAR + step, event.last_day + NEAR - step):
                    found.setdefault(day, []).append(event)
        return found


@dataclass(frozen=True)
class Question:
    """A day somebody thinks of, how many days it would last, when it would begin there, and which event it is about when there is one."""

    day: date
    starts: time | None = None
    event_id: int | None = None
    lasts: int = 1
    today: date | None = None  # when it is still to be published

    @property
    def last_day(self) -> date:
        """The day on which it would end."""
        return self.day + timedelta(days=self.lasts - 1)

    @property
    def days(self) -> list[date]:
        """All days it would last."""
        return _days(self.day, self.last_day)


def warnings_for(question: Question, calendars: Calendars) -> list[Warning]:
    """Everything to know about the days of an event, the worst first; each sentence once, with the days it is about when it is not about all."""
    days: dict[Warning, list[date]] = {}
    for day in question.days:
        for rule in DAY_RULES:
            for warning in rule(day, calendars):
                days.setdefault(warning, []).append(day)
    found = [_naming(warning, held) if len(held) < question.lasts else warning for warning, held in days.items()]
    found += [warning for rule in EVENT_RULES for warning in rule(question, calendars)]
    return sorted(found, key=lambda warning: -warning.level)


def nearest_days(question: Question, calendars: Calendars, *, most: int = 3) -> list[date]:
    """The nearest days about which there is nothing to warn, the closest first."""
    days = (question.day + timedelta(days=sign * ahead) for ahead in range(1, FARTHEST + 1) for sign in (1, -1))
    found: list[date] = []
    for day in days:
        if question.today and day <= question.today:
            continue
        if _is_free(Question(day, question.starts, question.event_id, question.lasts), calendars):
            found.append(day)
        if len(found) == most:
            break
    return found


def _is_free(question: Question, calendars: Calendars) -> bool:
    """Whether there is nothing but hints; stops at the first thing that is more."""
    of_days = (warning for rule in DAY_RULES for day in question.days for warning in rule(day, calendars))
    of_event = (warning for rule in EVENT_RULES for warning in rule(question, calendars))
    return all(warning.level is Level.HINT for warning in chain(of_days, of_event))


def _closed(day: date, _calendars: Calendars) -> Iterator[Warning]:
    name = public_holiday(day, language())
    if name:
        yield Warning(Level.STOP, _("%(holiday)s: all schools are closed.", holiday=name))
    elif day.weekday() >= SATURDAY:
        yield Warning(Level.STOP, _("This is in the weekend."))


def _holidays(day: date, calendars: Calendars) -> Iterator[Warning]:
    free = calendars.schools_with(PeriodKind.HOLIDAY, day)
    titles = " / ".join(sorted({period.title for _school, period in free}))
    if free and len(free) >= HALF * len(calendars.schools):
        yield Warning(Level.STOP, _("%(holiday)s: %(free)d of %(all)d schools are off.", holiday=titles, free=len(free), all=len(calendars.schools)))
        return
    for school, period in free:
        yield Warning(Level.WARN, _("%(school)s is off: %(holiday)s.", school=school.label, holiday=period.title))


def _day_before(day: date, calendars: Calendars) -> Iterator[Warning]:
    """The last school day before a holiday: the Friday counts for the Saturday on which it begins."""
    today_free = {school.id for school, _period in calendars.schools_with(PeriodKind.HOLIDAY, day)}
    tomorrow = calendars.schools_with(PeriodKind.HOLIDAY, day + timedelta(days=1))
    leaving = [(school, period) for school, period in tomorrow if school.id not in today_free]
    if leaving:
        names = _listed(school.label for school, _period in leaving)
        yield Warning(Level.WARN, _("The day before a holiday (%(holiday)s) for %(schools)s.", holiday=leaving[0][1].title, schools=names))


def _edge_of_year(day: date, calendars: Calendars) -> Iterator[Warning]:
    """The week before and the week after the summer."""
    for school, period in calendars.summers:
        if period.ends_on < day <= period.ends_on + NEAR:
            yield Warning(Level.WARN, _("The first school week of %(school)s.", school=school.label))
        elif period.starts_on - NEAR <= day < period.starts_on:
            yield Warning(Level.WARN, _("The last school week of %(school)s.", school=school.label))


def _school_rhythm(day: date, calendars: Calendars) -> Iterator[Warning]:
    for kind in (PeriodKind.EXAM, PeriodKind.BUSY):
        by_title: dict[str, list[Member]] = {}
        for school, period in calendars.schools_with(kind, day):
            by_title.setdefault(period.title, []).append(school)
        for title, schools in by_title.items():
            is_everywhere = len(schools) == len(calendars.schools) > 1
            names = _("all schools") if is_everywhere else _listed(school.label for school in schools)
            yield Warning(Level.WARN, _("%(what)s: %(schools)s.", what=title, schools=names))


def _soft_dates(day: date, calendars: Calendars) -> Iterator[Warning]:
    for title in sorted({period.title for _school, period in calendars.schools_with(PeriodKind.SOFT, day)}):
        yield Warning(Level.HINT, f"{title}.")


def _part_timers(day: date, _calendars: Calendars) -> Iterator[Warning]:
    if day.weekday() in (WEDNESDAY, FRIDAY):
        yield Warning(Level.HINT, _("Many part-timers are off on Wednesdays and Fridays."))


def _other_events(question: Question, calendars: Calendars) -> Iterator[Warning]:
    near = [event for event in calendars.near(question.day, question.last_day) if event.id != question.event_id]
    same = [event for event in near if event.first_day <= question.last_day and event.last_day >= question.day]
    around = [event for event in near if event not in same]
    if same:
        yield Warning(Level.WARN, _("The same day as %(event)s.", event=_some(event.title for event in same)))
    if around:
        yield Warning(Level.WARN, _("Within a week of %(event)s.", event=_some(event.title for event in around)))


def _last_lesson(question: Question, calendars: Calendars) -> Iterator[Warning]:
    late: dict[time, list[str]] = {}
    for school in calendars.schools:
        ends = _last_lesson_of(school)
        if ends and question.starts and ends > question.starts:
            late.setdefault(ends, []).append(school.label)
    for ends, schools in sorted(late.items()):
        yield Warning(Level.HINT, _("Lessons until %(time)s at %(school)s.", time=f"{ends:%H.%M}", school=_listed(schools)))


def _quarter(question: Question, calendars: Calendars) -> Iterator[Warning]:
    held = calendars.quarters.get(_quarter_of(question.day), ())
    if any(number != question.event_id for number in held):
        yield Warning(Level.HINT, _("There is another event in this school quarter."))
    else:
        first, last = SchoolYear.of(question.day).days_of_quarter(question.day)
        yield Warning(
            Level.HINT, _("There is no other event yet in this school quarter, %(first)s to %(last)s.", first=on_short(first), last=on_short(last))
        )


def _notice(question: Question, calendars: Calendars) -> Iterator[Warning]:
    """What publishing it today would mean."""
    if question.today is None or question.day <= question.today:
        return
    if question.day - question.today < NOTICE:
        yield Warning(Level.HINT, _("Less than four weeks ahead: people have planned their lessons by now."))
    free = calendars.schools_with(PeriodKind.HOLIDAY, question.today)
    if free and len(free) >= HALF * len(calendars.schools):
        yield Warning(
            Level.HINT, _("Who is told today is on holiday: %(free)d of %(all)d schools are off.", free=len(free), all=len(calendars.schools))
        )


def _naming(warning: Warning, days: Sequence[date]) -> Warning:
    """The same sentence with the days that it is about, when it is not about all."""
    return Warning(warning.level, f"{warning.text.rstrip('.')} ({', '.join(map(on_short, days))}).")


def _quarter_of(day: date) -> tuple[SchoolYear, int]:
    year = SchoolYear.of(day)
    return year, year.quarter(day)


def _last_lesson_of(school: Member) -> time | None:
    return max((time.fromisoformat(ends) for ends in school.lesson_ends), default=None)


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))


def _some(names: Iterable[str]) -> str:
    """The first few of them, and how many more there are."""
    known = list(dict.fromkeys(names))
    named, more = ", ".join(known[:MOST_NAMED]), len(known) - MOST_NAMED
    return _("%(names)s and %(more)d more", names=named, more=more) if more > 0 else named


DAY_RULES: Sequence[Callable[[date, Calendars], Iterator[Warning]]] = (
    _closed,
    _holidays,
    _day_before,
    _edge_of_year,
    _school_rhythm,
    _soft_dates,
    _part_timers,
)
EVENT_RULES: Sequence[Callable[[Question, Calendars], Iterator[Warning]]] = (_other_events, _last_lesson, _quarter, _notice)
