"""The year on the wall, a day, and moving an event."""

import io
import re
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from app.core import clock
from app.core.database import db
from app.log.models import LogEntry
from app.planning.models import Period, PeriodKind
from app.schools.models import HolidayRegion, Participation
from tests.browsing import Browser
from tests.factories import DAY, make_event, make_school, register
from tests.observing import mails, statements

pytestmark = pytest.mark.usefixtures("today")


def participating(name: str, region: HolidayRegion) -> None:
    school = make_school(name)
    school.participation, school.holiday_region = Participation.PARTICIPATING, region
    db.session.commit()


def add_period(title: str = "Herfstvakantie", first: date = date(2026, 10, 10), last: date = date(2026, 10, 18), **more: object) -> Period:
    period = Period(kind=PeriodKind.HOLIDAY, title=title, starts_on=first, ends_on=last, **more)
    db.session.add(period)
    db.session.commit()
    return period


def test_the_year_begins_with_this_one(organiser: Browser) -> None:
    assert organiser.get("/organise/years/").location == "/organise/years/2026"


def test_the_wall_shows_events_and_holidays_on_their_days(organiser: Browser) -> None:
    make_event("Lassen")
    participating("De Kade", HolidayRegion.NORTH)
    participating("Elan", HolidayRegion.MIDDLE)
    add_period(region=HolidayRegion.NORTH)

    page = organiser.get("/organise/years/2026").text
    day = re.search(r'id="day-2026-11-26".*?</td>', page, re.S)
    first = re.search(r'id="day-2026-10-10".*?</td>', page, re.S)

    assert day is not None
    assert first is not None
    assert "15.00 Lassen" in day[0]
    assert "Herfstvakantie (1)" in first[0]


def test_layers_can_be_left_out(organiser: Browser) -> None:
    make_event("Lassen")

    pages = [organiser.get(f"/organise/years/2026{layers}").text for layers in ("", "?layer=event", "?layer=holiday")]

    assert ["Lassen" in page for page in pages] == [True, True, False]


@pytest.mark.parametrize("page", ["/organise/years/2026", "/organise/years/2026/list", "/organise/periods/2026"])
def test_the_number_of_queries_does_not_grow(organiser: Browser, page: str) -> None:
    def fill(number: int) -> int:
        for count in range(number):
            school = make_school(f"School {number} {count}")
            school.participation = Participation.PARTICIPATING
            make_event(f"Event {number} {count}", starts_at=DAY + timedelta(days=count))
            add_period(f"Vrij {number} {count}", school_id=school.id)
        with statements() as seen:
            assert organiser.get(page).status_code == 200
        return len(seen)

    few, many = fill(1), fill(20)

    assert few == many


def test_the_list_tells_about_each_day(organiser: Browser) -> None:
    participating("De Kade", HolidayRegion.NORTH)
    make_event("Lassen")
    add_period("Vrije week", date(2026, 11, 23), date(2026, 11, 27))

    page = organiser.get("/organise/years/2026/list").text

    assert "Vrije week: 1 van 1 scholen zijn vrij." in page


def test_a_day_is_looked_at_closely(organiser: Browser) -> None:
    answer = organiser.get("/organise/years/days/2026-12-25")

    assert (answer.status_code, "Eerste kerstdag: alle scholen zijn gesloten." in answer.text) == (200, True)


@pytest.mark.parametrize("on", ["yesterday", "9999-12-31", "2026-02-30", "1999-12-31"])
def test_what_is_no_day_is_not_found(organiser: Browser, on: str) -> None:
    assert organiser.get(f"/organise/years/days/{on}").status_code == 404


def test_a_school_s_own_days_take_the_place_of_its_region_s(organiser: Browser) -> None:
    participating("De Kade", HolidayRegion.NORTH)
    school = make_school("Elan")
    school.participation, school.holiday_region = Participation.PARTICIPATING, HolidayRegion.NORTH
    add_period(region=HolidayRegion.NORTH)
    add_period("herfstvakantie", date(2026, 10, 17), date(2026, 10, 25), school_id=school.id)

    pages = [organiser.get(f"/organise/years/days/2026-10-{day}").text for day in (15, 22)]

    assert ["De Kade is vrij" in page or "1 van 2" in page for page in pages] == [True, True]
    assert ["2 van 2" in page for page in pages] == [False, False]


def test_moving_an_event_is_looked_at_first_and_tells_everybody_once(organiser: Browser) -> None:
    event = make_event("Lassen", rounds=1)
    ticket = register(event)
    db.session.commit()
    before = len(mails())
    address = f"/organise/years/events/{event.slug}/move?on=2026-12-03"

    looked = organiser.get(address).text
    answer = organiser.post(address, {"on": "2026-12-03"})

    assert "1 persoon krijgt een mail" in looked
    assert (answer.status_code, clock.local_day(event.starts_at)) == (302, date(2026, 12, 3))
    assert [round_.starts_at - event.starts_at for round_ in event.rounds] == [timedelta(0)]
    assert mails()[before:] == [("moved", ticket.person.email)]
    assert event.calendar_sequence == 1
    assert [list(entry.changes) for entry in db.session.scalars(sa.select(LogEntry)) if entry.action == "event_changed"] != []


def test_moving_to_the_same_day_changes_nothing(organiser: Browser) -> None:
    event = make_event("Lassen")
    register(event)
    before = len(mails())

    organiser.post(f"/organise/years/events/{event.slug}/move", {"on": "2026-11-26"})

    assert (len(mails()), event.calendar_sequence) == (before, 0)


@pytest.mark.parametrize("on", ["", "tomorrow", "2026-02-30", "\x00", "99999-01-01"])
def test_a_day_that_is_none_is_refused(organiser: Browser, on: str) -> None:
    event = make_event("Lassen")

    answer = organiser.post(f"/organise/years/events/{event.slug}/move?on=2026-12-03", {"on": on})

    assert (answer.status_code, event.starts_at) == (200, DAY)


def test_an_hour_that_the_clock_skips_is_refused(organiser: Browser) -> None:
    night = clock.instant_of(date(2027, 3, 27), (clock.local(DAY).replace(hour=2, minute=30)).time())
    event = make_event("Sterren kijken", starts_at=night)

    answer = organiser.post(f"/organise/years/events/{event.slug}/move?on=2027-03-28", {"on": "2027-03-28"})

    assert "deze tijd bestaat niet" in answer.text.lower()
    assert event.starts_at == night


def test_days_are_typed_changed_and_removed(organiser: Browser) -> None:
    facts = {"title": "Projectweek", "kind": "busy", "whose": "north", "starts_on": "2027-02-01", "ends_on": "2027-02-05"}

    organiser.post("/organise/periods/add", facts)
    period = db.session.scalars(sa.select(Period)).one()
    organiser.post(f"/organise/periods/{period.id}/edit", facts | {"ends_on": "2027-02-04", "whose": "all"})
    changed = (period.ends_on, period.region)
    organiser.post(f"/organise/periods/{period.id}/remove", page="/organise/periods/2026")

    assert changed == (date(2027, 2, 4), None)
    assert db.session.scalars(sa.select(Period)).all() == []


def test_the_last_day_comes_after_the_first(organiser: Browser) -> None:
    facts = {"title": "Projectweek", "kind": "busy", "whose": "all", "starts_on": "2027-02-05", "ends_on": "2027-02-01"}

    page = organiser.post("/organise/periods/add", facts).text

    assert "De laatste dag kan niet voor de eerste liggen." in page
    assert 'value="Projectweek"' in page


def test_the_holidays_of_the_ministry_are_there_at_a_button_and_once(organiser: Browser) -> None:
    for _turn in range(2):
        organiser.post("/organise/periods/import/ocw", page="/organise/periods/import")

    found = db.session.scalars(sa.select(Period).where(Period.title == "Herfstvakantie", Period.starts_on == date(2026, 10, 10))).all()
    assert [(period.ends_on, period.region) for period in found] == [(date(2026, 10, 18), HolidayRegion.NORTH)]


def test_a_file_is_imported_for_one_school(organiser: Browser) -> None:
    participating("De Kade", HolidayRegion.NORTH)
    kade = organiser.get("/organise/periods/import").text
    number = re.search(r'<option value="(\d+)">De Kade', kade)
    assert number is not None
    file = (io.BytesIO(b'[{"title": "Studiedag", "starts_on": "2026-11-05", "ends_on": "2026-11-05"}]'), "kade.json")

    answer = organiser.post("/organise/periods/import", {"file": file, "kind": "holiday", "whose": number[1]})

    period = db.session.scalars(sa.select(Period)).one()
    assert (answer.status_code, period.title, str(period.school_id), period.source) == (302, "Studiedag", number[1], "kade.json")


@pytest.mark.parametrize("content", [b"", b"\x00", b"BEGIN:VCALENDAR", b"[{}]"])
def test_a_poor_file_is_refused_at_the_field(organiser: Browser, content: bytes) -> None:
    answer = organiser.post("/organise/periods/import", {"file": (io.BytesIO(content), "x.ics"), "kind": "holiday", "whose": "all"})

    assert (answer.status_code, "file-error" in answer.text) == (200, True)
    assert db.session.scalars(sa.select(Period)).all() == []
