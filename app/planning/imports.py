"""Reading calendars of schools from files: ICS as calendar programs write it, and JSON, ours or of the ministry (OCW)."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from flask_babel import gettext as _
from icalendar import Calendar

from app.core import clock
from app.core.errors import DomainError
from app.planning.models import PeriodKind
from app.schools.models import HolidayRegion

OCW = Path(__file__).with_name("ocw-holidays.json")  # what the ministry has fixed or advised, 2025 to 2029
KNOWN = {  # what comes with Inloop, by its name in addresses
    "ocw": (OCW, PeriodKind.HOLIDAY),
    "exams": (Path(__file__).with_name("exam-windows.json"), PeriodKind.BUSY),  # when schools may plan cspe and digital exams
    "soft": (Path(__file__).with_name("soft-dates.json"), PeriodKind.SOFT),  # those that follow the moon are a day off at worst
}
LONGEST_TITLE = 80
MOST = 1000
LONGEST = timedelta(days=120)
_REGIONS = {"noord": HolidayRegion.NORTH, "midden": HolidayRegion.MIDDLE, "zuid": HolidayRegion.SOUTH}


class Unreadable(DomainError):
    """The file holds no calendar that we can read."""


@dataclass(frozen=True)
class Found:
    """Some days of a file, both ends included; the region and the kind when the file names them."""

    title: str
    starts_on: date
    ends_on: date
    region: HolidayRegion | None = None
    kind: PeriodKind | None = None


def read(content: bytes) -> list[Found]:
    """All periods of an ICS or JSON file. Raises Unreadable with what is wrong."""
    is_json = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"[", b"{")
    try:
        found = list(_of_json(json.loads(content)) if is_json else _of_ics(content))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, IndexError) as error:
        raise Unreadable(
            _("This is no calendar that we can read. Send an ICS file, or JSON with title, starts_on and ends_on."), field="file"
        ) from error
    if not found:
        raise Unreadable(_("There are no whole days in this calendar."), field="file")
    if len(found) > MOST:
        raise Unreadable(_("There is too much in this calendar: at most %(most)d periods.", most=MOST), field="file")
    _check(found)
    return found


def _check(found: list[Found]) -> None:
    for period in found:
        if not period.title or period.ends_on < period.starts_on or period.ends_on - period.starts_on > LONGEST:
            raise Unreadable(_("%(title)s does not have days that make sense.", title=period.title or "?"), field="file")


def _of_ics(content: bytes) -> Iterator[Found]:
    """Whole days only: a lesson at nine is no holiday. DTEND is the day after the last one."""
    for entry in Calendar.from_ical(content).walk("VEVENT"):
        starts = entry.decoded("DTSTART")
        if isinstance(starts, datetime):
            continue
        after = entry.decoded("DTEND") if "DTEND" in entry else starts + timedelta(days=1)
        yield Found(_title(str(entry.get("SUMMARY", ""))), starts, max(starts, after - timedelta(days=1)))


def _of_json(raw: Any) -> Iterator[Found]:
    if isinstance(raw, dict) or (raw and "content" in raw[0]):
        yield from _of_ministry(raw if isinstance(raw, list) else [raw])
        return
    for entry in raw:
        region = _REGIONS[entry["region"]] if "region" in entry else None
        kind = PeriodKind(entry["kind"]) if "kind" in entry else None
        yield Found(_title(entry["title"]), date.fromisoformat(entry["starts_on"]), date.fromisoformat(entry["ends_on"]), region, kind)


def _of_ministry(years: list[Any]) -> Iterator[Found]:
    """The open data of OCW: instants of midnight in Amsterdam, the last day included."""
    vacations = (vacation for year in years for content in year["content"] for vacation in content["vacations"])
    for vacation in vacations:
        for place in vacation["regions"]:
            named = place["region"].strip().casefold()
            regions = list(HolidayRegion) if named == "heel nederland" else [_REGIONS[named]]
            first, last = _day(place["startdate"]), _day(place["enddate"])
            yield from (Found(_title(vacation["type"]), first, last, region) for region in regions)


def _day(instant: str) -> date:
    return clock.local_day(datetime.fromisoformat(instant))


def _title(text: str) -> str:
    return " ".join(text.split())[:LONGEST_TITLE]
