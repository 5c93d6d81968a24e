"""What stands in a calendar file, and that other programs read it as it was meant."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from app.calendars import ics
from app.core import clock
from app.core.database import db
from app.events import operations as events
from app.events import rounds
from app.events.kinds import Kind
from app.events.models import Event, EventStatus, RoundKind
from app.venues import operations as venue_operations
from app.venues.models import Venue
from tests.factories import DAY, LONG_AGO, NOW, make_event, make_venue, plan

AWKWARD = [
    "Lassen, draaien; frezen \\ zagen",
    "\\n is geen regel",
    "Überbrückung für Fräsmaschinen: " + "ü" * 80,
    "👩🏽‍🔧 Robots & zo 🏳️‍🌈 " + "🤖" * 25,
    "BEGIN:VEVENT",
    "END:VCALENDAR",
    '"Tussen aanhalingstekens": <b>vet</b>',
    "a" * 120,
    "é" * 120,
    "日本語" * 40,
    ",;\\" * 40,
]


def entry(body: bytes) -> Any:
    """The only event of a file, as the reader sees it."""
    (found,) = Calendar.from_ical(body.decode()).events
    return found


def lines(body: bytes) -> list[bytes]:
    return body.removesuffix(b"\r\n").split(b"\r\n")


def content(body: bytes) -> list[str]:
    """The lines put together again."""
    return body.decode().replace("\r\n ", "").split("\r\n")


def test_an_event_says_what_calendars_need(app: Flask) -> None:
    event = make_event("Lassen")

    shown = entry(ics.calendar([event]))

    assert {name: shown[name].to_ical().decode() for name in ("UID", "SEQUENCE", "SUMMARY", "STATUS", "TRANSP", "LOCATION", "URL")} == {
        "UID": event.uid,
        "SEQUENCE": "0",
        "SUMMARY": "Lassen",
        "STATUS": "CONFIRMED",
        "TRANSP": "OPAQUE",
        "LOCATION": "Waterrand College\\, Oeverweg 12\\, Meerdam",
        "URL": f"https://inloop.test/events/{event.slug}",
    }
    assert (shown.start, shown.end, shown["DTSTAMP"].dt, shown["LAST-MODIFIED"].dt) == (event.starts_at, event.ends_at, LONG_AGO, LONG_AGO)
    assert (shown["DTSTART"].params["TZID"], shown["DTSTART"].to_ical()) == ("Europe/Amsterdam", b"20261126T150000")


def test_a_file_is_exactly_this(app: Flask) -> None:
    event = make_event("Lassen")
    event.uid = "een-uid@inloop"

    body = content(ics.calendar([event]))

    assert body == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Inloop//Inloop//NL",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "BEGIN:VTIMEZONE",
        "TZID:Europe/Amsterdam",
        "BEGIN:DAYLIGHT",
        "DTSTART:19700329T020000",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
        "TZNAME:CEST",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0200",
        "END:DAYLIGHT",
        "BEGIN:STANDARD",
        "DTSTART:19701025T030000",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
        "TZNAME:CET",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0100",
        "END:STANDARD",
        "END:VTIMEZONE",
        "BEGIN:VEVENT",
        "SUMMARY:Lassen",
        "DTSTART;TZID=Europe/Amsterdam:20261126T150000",
        "DTEND;TZID=Europe/Amsterdam:20261126T173000",
        "DTSTAMP:20260901T080000Z",
        "UID:een-uid@inloop",
        "SEQUENCE:0",
        "CATEGORIES:Studiemiddag",
        "CREATED:20260901T080000Z",
        f"DESCRIPTION:Een middag met brillen.\\nInloop vanaf 14.30 uur.\\nhttps://inloop.test/events/{event.slug}",
        "LAST-MODIFIED:20260901T080000Z",
        "LOCATION:Waterrand College\\, Oeverweg 12\\, Meerdam",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        f"URL:https://inloop.test/events/{event.slug}",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_the_rounds_of_an_afternoon_stand_in_its_description(app: Flask) -> None:
    event = make_event("Lassen", rounds=1)
    last = event.ends_at - timedelta(minutes=15)
    rounds.add(event, kind=RoundKind.PLENARY, title="Afsluiting", place="aula", starts_at=last, ends_at=event.ends_at, at=NOW)
    db.session.expire(event, ["rounds"])

    told = str(entry(ics.calendar([event]))["DESCRIPTION"]).splitlines()
    assert told[1:-1] == ["Inloop vanaf 14.30 uur.", "15.00 Ronde 1", "17.15 Afsluiting, aula"]


def test_an_unchanged_event_is_the_same_text(app: Flask) -> None:
    event = make_event()

    assert ics.calendar([event]) == ics.calendar([event])


@pytest.mark.parametrize("title", AWKWARD, ids=range(len(AWKWARD)))
def test_awkward_titles_come_back_as_they_were_typed(app: Flask, title: str) -> None:
    event = make_event(title, venue=make_venue(title))

    body = ics.calendar([event], name=title)

    assert (str(entry(body)["SUMMARY"]), str(entry(body)["LOCATION"])) == (title, f"{title}, Oeverweg 12, Meerdam")
    assert [len(line) for line in lines(body) if len(line) > 75] == []
    assert [line.decode() for line in lines(body)] == body.decode().removesuffix("\r\n").split("\r\n")  # no fold inside a character
    assert re.findall(rb"(?<!\r)\n|\r(?!\n)|\r\n(?: )?\r\n", body) == []


texts = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=120).map(str.strip).filter(bool)


@settings(max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(title=texts, summary=texts, place=texts)
def test_whatever_is_typed_comes_back(app: Flask, title: str, summary: str, place: str) -> None:
    event = Event(
        title=title,
        summary=summary,
        venue=Venue(name=place, address="Oeverweg 12", city="Meerdam"),
        slug="een",
        uid="een@inloop",
        calendar_sequence=0,
        kind=Kind.STUDY_AFTERNOON,
    )
    event.status, event.created_at = EventStatus.PUBLISHED, LONG_AGO
    event.doors_open_at, event.starts_at, event.ends_at, event.calendar_changed_at = DAY, DAY, DAY + timedelta(hours=2), LONG_AGO

    body = ics.calendar([event])

    shown = entry(body)
    assert (str(shown["SUMMARY"]), str(shown["LOCATION"]).removesuffix(", Oeverweg 12, Meerdam")) == (title, place)
    assert str(shown["DESCRIPTION"]).startswith(f"{summary}\n")
    assert max(map(len, lines(body))) <= 75


@pytest.mark.parametrize(
    ("day", "wall", "instant"),
    [
        (date(2026, 3, 28), time(15), datetime(2026, 3, 28, 14, tzinfo=UTC)),
        (date(2026, 3, 29), time(15), datetime(2026, 3, 29, 13, tzinfo=UTC)),
        (date(2026, 3, 29), time(3), datetime(2026, 3, 29, 1, tzinfo=UTC)),
        (date(2026, 10, 24), time(15), datetime(2026, 10, 24, 13, tzinfo=UTC)),
        (date(2026, 10, 25), time(1, 30), datetime(2026, 10, 24, 23, 30, tzinfo=UTC)),
        (date(2026, 10, 25), time(2, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (date(2026, 10, 25), time(3, 30), datetime(2026, 10, 25, 2, 30, tzinfo=UTC)),
        (date(2026, 10, 26), time(15), datetime(2026, 10, 26, 14, tzinfo=UTC)),
    ],
)
def test_around_both_clock_changes_the_instants_are_right(app: Flask, day: date, wall: time, instant: datetime) -> None:
    event = make_event(starts_at=clock.instant_of(day, wall))

    shown = entry(ics.calendar([event]))

    assert (shown.start.astimezone(UTC), shown.end.astimezone(UTC)) == (instant, instant + timedelta(hours=2.5))


def edited(event: Event, **changes: object) -> tuple[int, datetime]:
    """SEQUENCE and LAST-MODIFIED after an edit at NOW."""
    facts = {"title": event.title, "seats": event.capacity, "starts_at": event.starts_at, "venue": event.venue} | changes
    events.edit(event, plan(**facts), at=NOW)  # type: ignore[arg-type]
    shown = entry(ics.calendar([event]))
    return int(shown["SEQUENCE"]), shown["LAST-MODIFIED"].dt


def test_what_calendars_do_not_show_moves_nothing(app: Flask) -> None:
    event = make_event()
    before = ics.calendar([event])

    moved = [edited(event), edited(event, seats=80), edited(event, description="Nieuw"), edited(event, registration_opens_at=LONG_AGO)]

    assert (moved, ics.calendar([event])) == ([(0, LONG_AGO)] * 4, before)


def test_a_new_title_is_a_change_but_not_a_new_appointment(app: Flask) -> None:
    assert edited(make_event(), title="Lassen") == (0, NOW)


def test_a_new_time_or_place_raises_the_sequence_each_time(app: Flask) -> None:
    event = make_event()

    sequences = [edited(event, starts_at=DAY + timedelta(hours=1))[0], edited(event, venue=make_venue("Elders"))[0], edited(event)[0]]

    assert sequences == [1, 2, 2]


def test_a_venue_that_changes_its_address_is_a_move(app: Flask) -> None:
    event = make_event()

    venue_operations.edit(event.venue, at=NOW, name="Waterrand College", address="Nieuwe Kade 1", city="Meerdam", arrival_notes="")

    shown = entry(ics.calendar([event]))
    assert (int(shown["SEQUENCE"]), shown["LAST-MODIFIED"].dt, str(shown["LOCATION"])) == (1, NOW, "Waterrand College, Nieuwe Kade 1, Meerdam")


def test_what_is_called_off_stays_as_cancelled(app: Flask) -> None:
    event = make_event("Lassen")

    events.call_off(event, reason="Storm", at=NOW)

    shown = entry(ics.calendar([event]))
    facts = (str(shown["STATUS"]), str(shown["TRANSP"]), int(shown["SEQUENCE"]), shown["LAST-MODIFIED"].dt, str(shown["SUMMARY"]))
    assert facts == ("CANCELLED", "TRANSPARENT", 1, NOW, "Afgelast: Lassen")


def test_an_empty_feed_is_still_a_calendar(app: Flask) -> None:
    feed = Calendar.from_ical(ics.calendar([], name="Agenda"))

    assert [component.name for component in feed.walk()] == ["VCALENDAR", "VTIMEZONE", "DAYLIGHT", "STANDARD"]


def test_a_feed_tells_its_name_and_how_often_to_look(app: Flask) -> None:
    body = content(ics.calendar([make_event()], name="Agenda"))

    names = ("NAME:", "X-WR-CALNAME:", "X-WR-TIMEZONE:", "REFRESH-INTERVAL", "X-PUBLISHED-TTL")
    assert sorted(line for line in body if line.startswith(names)) == [
        "NAME:Agenda",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "X-WR-CALNAME:Agenda",
        "X-WR-TIMEZONE:Europe/Amsterdam",
    ]
