"""Calendars of schools from files."""

import json
from datetime import date

import pytest
from flask import Flask

from app.planning.imports import KNOWN, Found, Unreadable, read
from app.planning.models import PeriodKind
from app.schools.models import HolidayRegion


@pytest.fixture(autouse=True)
def in_dutch(app: Flask) -> None:
    """Refusals need a language."""


def ics(*entries: str) -> bytes:
    body = "".join(f"BEGIN:VEVENT\r\nUID:{n}\r\n{entry}\r\nEND:VEVENT\r\n" for n, entry in enumerate(entries))
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y\r\n{body}END:VCALENDAR\r\n".encode()


def test_whole_days_of_an_ics_file_end_the_day_before_dtend() -> None:
    file = ics(
        "SUMMARY:Herfstvakantie\r\nDTSTART;VALUE=DATE:20261010\r\nDTEND;VALUE=DATE:20261019", "SUMMARY:Studiedag\r\nDTSTART;VALUE=DATE:20261105"
    )

    assert read(file) == [
        Found("Herfstvakantie", date(2026, 10, 10), date(2026, 10, 18)),
        Found("Studiedag", date(2026, 11, 5), date(2026, 11, 5)),
    ]


def test_what_has_a_time_is_no_holiday() -> None:
    file = ics("SUMMARY:Les\r\nDTSTART:20261010T090000Z\r\nDTEND:20261010T100000Z", "SUMMARY:Vrij\r\nDTSTART;VALUE=DATE:20261105")

    assert [found.title for found in read(file)] == ["Vrij"]


def test_our_own_json() -> None:
    file = json.dumps([{"title": "  Mei  vakantie ", "starts_on": "2027-04-24", "ends_on": "2027-05-02"}]).encode()

    assert read(b"\xef\xbb\xbf" + file) == [Found("Mei vakantie", date(2027, 4, 24), date(2027, 5, 2))]


def test_our_own_json_may_name_kinds() -> None:
    file = json.dumps([{"title": "Sinterklaas", "kind": "soft", "starts_on": "2026-12-05", "ends_on": "2026-12-05"}]).encode()

    assert read(file) == [Found("Sinterklaas", date(2026, 12, 5), date(2026, 12, 5), kind=PeriodKind.SOFT)]


@pytest.mark.parametrize("known", KNOWN)
def test_what_comes_with_inloop_can_be_read(known: str) -> None:
    path, kind = KNOWN[known]

    assert {period.kind or kind for period in read(path.read_bytes())} == {kind}


def test_the_open_data_of_the_ministry() -> None:
    """Its days are midnights in Amsterdam, told in UTC: the evening before."""
    north = {"region": "noord", "startdate": "2026-10-09T22:00:00.000Z", "enddate": "2026-10-17T22:00:00.000Z"}
    whole = {"region": "heel Nederland", "startdate": "2026-12-18T23:00:00.000Z", "enddate": "2027-01-02T23:00:00.000Z"}
    vacations = [{"type": " Herfstvakantie ", "regions": [north]}, {"type": "Kerstvakantie", "regions": [whole]}]
    file = json.dumps([{"content": [{"vacations": vacations}]}]).encode()

    assert read(file) == [
        Found("Herfstvakantie", date(2026, 10, 10), date(2026, 10, 18), HolidayRegion.NORTH),
        *(Found("Kerstvakantie", date(2026, 12, 19), date(2027, 1, 3), region) for region in HolidayRegion),
    ]


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"\x00\xff\xfe",
        b"hello",
        b"[]",
        b"{}",
        b"[1]",
        b"[" * 100_000,
        b'{"content": 3}',
        b'[{"title": "x"}]',
        b'[{"title": "x", "starts_on": "2026-13-01", "ends_on": "2026-10-18"}]',
        b'[{"title": "x", "kind": "party", "starts_on": "2026-10-10", "ends_on": "2026-10-18"}]',
        b'[{"title": "", "starts_on": "2026-10-10", "ends_on": "2026-10-18"}]',
        b'[{"title": "x", "starts_on": "2026-10-18", "ends_on": "2026-10-10"}]',
        b'[{"title": "x", "starts_on": "2026-10-18", "ends_on": "2028-10-10"}]',
        json.dumps([{"title": "x", "starts_on": "2026-10-10", "ends_on": "2026-10-18"}] * 1001).encode(),
        b'[{"content": [{"vacations": [{"type": "x", "regions": [{"region": "west", "startdate": "2026-10-10", "enddate": "2026-10-10"}]}]}]}]',
        ics(),
        ics("SUMMARY:x\r\nDTSTART;VALUE=DATE:2026"),
        ics("SUMMARY:x"),
    ],
)
def test_what_is_no_calendar_is_refused_at_the_file(file: bytes) -> None:
    with pytest.raises(Unreadable) as refusal:
        read(file)

    assert refusal.value.field == "file"
