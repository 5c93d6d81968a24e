"""Events as iCalendar (RFC 5545, 7986), in the form that Outlook, Google, Apple and Thunderbird all read rightly."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from flask_babel import force_locale
from flask_babel import gettext as _
from icalendar import Calendar, Timezone
from icalendar import Event as Entry

from app.core import clock
from app.core.links import link
from app.core.words import isolated
from app.events.kinds import CalendarShape
from app.events.models import Event, Round, Stop

REFRESH = timedelta(hours=1)
# Amsterdam by rule, from 1970 on: Outlook ignores lists of dates, and shifts times by an hour without this.
AMSTERDAM = b"""BEGIN:VTIMEZONE
TZID:Europe/Amsterdam
BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
""".replace(b"\n", b"\r\n")
END = b"END:VCALENDAR\r\n"
Facts = tuple[tuple[str, object], ...]


@dataclass(frozen=True)
class Part:
    """What becomes one entry: an event, or one day of it."""

    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime
    stops: Sequence[Stop] = ()
    rounds: Sequence[Round] = ()


def calendar(events: Iterable[Event], *, name: str = "") -> bytes:
    """A whole calendar file; a `name` makes it a feed to subscribe to."""
    head = Calendar()
    head.add("prodid", "-//Inloop//Inloop//NL")
    head.add("version", "2.0")
    head.add("calscale", "GREGORIAN")
    head.add("method", "PUBLISH")
    if name:
        _describe(head, name)
    head.add_component(Timezone.from_ical(AMSTERDAM))
    parts = ((event, part) for event in events for part in PARTS[event.profile.calendar](event))
    return bytes(head.to_ical()).removesuffix(END) + b"".join(_drawn(_facts(event, part)) for event, part in parts) + END


def _describe(head: Calendar, name: str) -> None:
    head.add("name", name)
    head.add("x-wr-calname", name)
    head.add("x-wr-timezone", str(clock.AMSTERDAM))
    head.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    head.add("x-published-ttl", "PT1H")


def _whole(event: Event) -> Iterator[Part]:
    """One entry from beginning to end."""
    yield Part(event.uid, event.title, event.starts_at, event.ends_at, rounds=event.rounds)


def _by_day(event: Event) -> Iterator[Part]:
    """An entry per day, from its first stop to its last, else at the hours of the event.

    Their UIDs count the days, so that an event that moves keeps its entries.
    """
    days = event.stops_by_day
    for number, (day, stops) in enumerate(days.items(), start=1):
        title = f"{isolated(event.title)} ({number}/{len(days)})"
        yield Part(f"day-{number}.{event.uid}", title, *_hours(event, day, stops), stops)


def _hours(event: Event, day: date, stops: Sequence[Stop]) -> tuple[datetime, datetime]:
    first, last = clock.local(event.starts_at).time(), clock.local(event.ends_at).time()
    if not stops:
        return clock.instant_of(day, first), clock.instant_of(day, last)
    return stops[0].starts_at, max(stop.ends_at or stop.starts_at for stop in stops)


def _facts(event: Event, part: Part) -> Facts:
    """What calendars show of an event. DTSTAMP is the moment of the last change: an unchanged event is the same text."""
    with force_locale("nl"):
        title = _("Called off: %(title)s", title=isolated(part.title)) if event.is_called_off else part.title
        doors = _("Doors open at %(time)s.", time=f"{clock.local(event.doors_open_at):%H.%M}")
        category = str(event.profile.label)
    address = link("events.show", slug=event.slug)
    lines = [f"{clock.local(stop.starts_at):%H.%M} {isolated(stop.title)}" for stop in part.stops] or [doors, *map(_round_line, part.rounds)]
    return (
        ("uid", part.uid),
        ("sequence", event.calendar_sequence),
        ("summary", title),
        ("dtstart", clock.local(part.starts_at)),
        ("dtend", clock.local(part.ends_at)),
        ("dtstamp", event.calendar_changed_at),
        ("last-modified", event.calendar_changed_at),
        ("created", event.created_at),
        ("status", "CANCELLED" if event.is_called_off else "CONFIRMED"),
        ("transp", "TRANSPARENT" if event.is_called_off else "OPAQUE"),
        ("location", event.venue.line),
        ("description", "\n".join(part for part in (event.summary, *lines, address) if part)),
        ("url", address),
        ("categories", category),
    )


def _round_line(round_: Round) -> str:
    """15.00 Opening, aula."""
    return f"{clock.local(round_.starts_at):%H.%M} " + ", ".join(isolated(part) for part in (round_.title, round_.place) if part)


PARTS: Mapping[CalendarShape, Callable[[Event], Iterator[Part]]] = {CalendarShape.WHOLE: _whole, CalendarShape.DAYS: _by_day}


@lru_cache(maxsize=4096)
def _drawn(facts: Facts) -> bytes:
    drawn = Entry()
    for name, value in facts:
        drawn.add(name, value)
    return bytes(drawn.to_ical())
