"""Events as iCalendar (RFC 5545, 7986), in the form that Outlook, Google, Apple and Thunderbird all read rightly."""

from collections.abc import Iterable
from datetime import timedelta
from functools import lru_cache

from flask_babel import force_locale
from flask_babel import gettext as _
from icalendar import Calendar, Timezone
from icalendar import Event as Entry

from app.core import clock
from app.core.links import link
from app.events.models import Event

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
    return bytes(head.to_ical()).removesuffix(END) + b"".join(_drawn(_facts(event)) for event in events) + END


def _describe(head: Calendar, name: str) -> None:
    head.add("name", name)
    head.add("x-wr-calname", name)
    head.add("x-wr-timezone", str(clock.AMSTERDAM))
    head.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    head.add("x-published-ttl", "PT1H")


def _facts(event: Event) -> Facts:
    """What calendars show of an event. DTSTAMP is the moment of the last change: an unchanged event is the same text."""
    with force_locale("nl"):
        title = _("Called off: %(title)s", title=event.title) if event.is_called_off else event.title
        doors = _("Doors open at %(time)s.", time=f"{clock.local(event.doors_open_at):%H.%M}")
        category = str(event.profile.label)
    address = link("events.show", slug=event.slug)
    return (
        ("uid", event.uid),
        ("sequence", event.calendar_sequence),
        ("summary", title),
        ("dtstart", clock.local(event.starts_at)),
        ("dtend", clock.local(event.ends_at)),
        ("dtstamp", event.calendar_changed_at),
        ("last-modified", event.calendar_changed_at),
        ("created", event.created_at),
        ("status", "CANCELLED" if event.is_called_off else "CONFIRMED"),
        ("transp", "TRANSPARENT" if event.is_called_off else "OPAQUE"),
        ("location", event.venue.line),
        ("description", "\n".join(part for part in (event.summary, doors, address) if part)),
        ("url", address),
        ("categories", category),
    )


@lru_cache(maxsize=4096)
def _drawn(facts: Facts) -> bytes:
    drawn = Entry()
    for name, value in facts:
        drawn.add(name, value)
    return bytes(drawn.to_ical())
