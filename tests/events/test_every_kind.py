"""Every kind of event is made, filled, published, shown, copied, moved and called off through its pages."""

import re
from datetime import date

import pytest

from app.core import clock
from app.core.database import db
from app.events.kinds import Kind
from app.events.models import Event, EventStatus
from app.events.queries import event_or_404
from app.schools.models import School, SchoolKind
from tests.browsing import Browser
from tests.factories import make_school, make_venue

pytestmark = pytest.mark.usefixtures("today")


def fields(kind: Kind, **more: str) -> dict[str, str]:
    profile = kind.profile
    known = {"title": "Naar buiten", "venue": str(make_venue().id), "on": "2027-03-09", "capacity": str(profile.capacity)}
    times = {"doors_open": f"{profile.doors_open:%H:%M}", "starts": f"{profile.starts:%H:%M}", "ends": f"{profile.ends:%H:%M}"}
    days = {"last_on": f"2027-03-{8 + profile.days:02}"} if profile.takes_days else {}
    host = {"host": "0"} if profile.has_host else {}
    return known | times | days | host | more


def make(organiser: Browser, kind: Kind, **more: str) -> Event:
    answer = organiser.post(f"/organise/events/add?kind={kind.value}", fields(kind, **more))
    assert answer.status_code == 302, answer.text
    return event_or_404(answer.location.split("/")[-2])


def add_stop(organiser: Browser, event: Event, **more: str) -> int:
    facts = {"kind": "visit", "title": "Staalfabriek", "on": "2027-03-10", "starts": "10:00", "ends": "11:30", "address": "Werkstr. 1, Emden"}
    return organiser.post(f"/organise/events/{event.slug}/stops/add", facts | more).status_code


def company(name: str = "Staal & Zn") -> School:
    school = make_school(name)
    school.kind = SchoolKind.COMPANY
    db.session.commit()
    return school


@pytest.mark.parametrize("kind", Kind)
def test_a_whole_life(organiser: Browser, browser: Browser, kind: Kind) -> None:
    event = make(organiser, kind)
    base = f"/organise/events/{event.slug}/"

    blank = organiser.get(f"/organise/events/add?kind={kind.value}")
    published = organiser.post(f"{base}publish", page=base)
    shown = browser.get(f"/events/{event.slug}")
    listed = browser.get(f"/?kind={kind.value}").text.count("Naar buiten")
    moved = organiser.post(f"/organise/years/events/{event.slug}/move", {"on": "2027-03-16"})
    copied = organiser.post(f"{base}copy", {"title": "Nog eens", "on": "2028-03-14"})
    called_off = organiser.post(f"{base}call-off", {"reason": "Sneeuw"})

    assert (blank.status_code, published.status_code, shown.status_code, listed) == (200, 302, 200, 1)
    assert (moved.status_code, event.days[0], len(event.days)) == (302, date(2027, 3, 16), kind.profile.days)
    assert event_or_404(copied.location.split("/")[-2]).kind is kind
    assert (called_off.status_code, event.status) == (302, EventStatus.CALLED_OFF)


@pytest.mark.parametrize("kind", Kind)
def test_calendars_show_an_entry_a_day_at_most_as_long_as_the_day(organiser: Browser, browser: Browser, kind: Kind) -> None:
    event = make(organiser, kind)
    organiser.post(f"/organise/events/{event.slug}/publish", page=f"/organise/events/{event.slug}/")

    file = browser.get(f"/events/{event.slug}.ics").text

    starts, ends = (re.findall(rf"{name};TZID=Europe/Amsterdam:(\d{{8}})T", file) for name in ("DTSTART", "DTEND"))
    assert starts == ends == [f"2027030{9 + n}" if n == 0 else f"202703{9 + n}" for n in range(kind.profile.days)]


def test_a_trip_goes_from_stop_to_stop(organiser: Browser, browser: Browser) -> None:
    event = make(organiser, Kind.STUDY_TRIP)

    added = [add_stop(organiser, event), add_stop(organiser, event, kind="pick-up", title="Opstappen", on="2027-03-09", starts="07:45", ends="")]
    organiser.post(f"/organise/events/{event.slug}/publish", page=f"/organise/events/{event.slug}/")
    page, file = browser.get(f"/events/{event.slug}").text, browser.get(f"/events/{event.slug}.ics").text

    assert added == [302, 302]
    assert [stop.title for stop in event.stops] == ["Opstappen", "Staalfabriek"]
    assert page.index("Opstappen") < page.index("Staalfabriek")
    assert "openstreetmap.org/search?query=Werkstr.+1%2C+Emden" in page
    assert "DTSTART;TZID=Europe/Amsterdam:20270310T100000" in file
    assert "10.00 Staalfabriek" in file


def test_stops_move_and_are_copied_with_the_trip(organiser: Browser) -> None:
    event = make(organiser, Kind.STUDY_TRIP)
    add_stop(organiser, event)

    organiser.post(f"/organise/years/events/{event.slug}/move", {"on": "2027-04-06"})
    copied = organiser.post(f"/organise/events/{event.slug}/copy", {"title": "Nog eens", "on": "2028-03-14"})

    stops = [event.stops[0], event_or_404(copied.location.split("/")[-2]).stops[0]]
    assert [f"{clock.local(stop.starts_at):%Y-%m-%d %H:%M}" for stop in stops] == ["2027-04-07 10:00", "2028-03-15 10:00"]


@pytest.mark.parametrize(
    "poor", [{"on": "2027-03-08"}, {"on": "x"}, {"starts": "12:00"}, {"title": ""}, {"title": "x" * 121}, {"kind": "swim"}, {"address": "\x00"}]
)
def test_a_poor_stop_is_refused_and_kept(organiser: Browser, poor: dict[str, str]) -> None:
    event = make(organiser, Kind.STUDY_TRIP)

    assert (add_stop(organiser, event, **poor), event.stops) == (200, [])


def test_a_stop_is_changed_and_removed(organiser: Browser) -> None:
    event = make(organiser, Kind.STUDY_TRIP)
    add_stop(organiser, event)
    address = f"/organise/events/{event.slug}/stops/{event.stops[0].id}"
    facts = {"kind": "meal", "title": "Lunch", "on": "2027-03-11", "starts": "12:00", "ends": ""}

    version = event.calendar_version
    organiser.post(f"{address}/edit", facts)
    changed = (event.stops[0].title, event.stops[0].ends_at, event.calendar_version > version)
    organiser.post(f"{address}/remove", page="/organise/")

    assert (changed, event.stops) == (("Lunch", None, True), [])


def test_tech_days_have_zones_waves_and_companies(organiser: Browser, browser: Browser) -> None:
    event, host = make(organiser, Kind.TECH_DAYS), company()
    base = f"/organise/events/{event.slug}/"

    organiser.post(f"{base}zones/add", {"title": "Zorghoek", "description": "Met de ziekenhuizen."})
    organiser.post(f"{base}rounds/add", {"title": "Golf 1", "on": "2027-03-10", "starts": "09:00", "ends": "10:30"})
    wave, zone = event.rounds[0], event.zones[0]
    workshop = {"title": "Hechten", "seats": "15", "zone": str(zone.id), "host": str(host.id)}
    organiser.post(f"{base}rounds/{wave.id}/sessions/add", workshop)
    organiser.post(f"{base}publish", page=base)
    page = browser.get(f"/events/{event.slug}").text

    assert clock.local_day(wave.starts_at) == date(2027, 3, 10)
    assert [(session.zone, session.host) for session in wave.sessions] == [(zone, host)]
    assert [text in page for text in ("Zorghoek", "Hechten", "Staal &amp; Zn", "Golf 1")] == [True] * 4
    assert f"/events/{event.slug}/register" not in page
    assert browser.get(f"/events/{event.slug}/register").status_code == 200


def test_two_zones_can_not_have_one_name(organiser: Browser) -> None:
    event = make(organiser, Kind.TECH_DAYS)
    base = f"/organise/events/{event.slug}/zones/add"
    organiser.post(base, {"title": "Zorghoek"})

    again = organiser.post(base, {"title": "ZORGHOEK"})

    assert (again.status_code, "Er is al een zone met deze naam." in again.text, len(event.zones)) == (200, True, 1)


def test_another_event_s_zone_and_a_school_as_host_are_no_choice(organiser: Browser) -> None:
    event, other = make(organiser, Kind.TECH_DAYS), make(organiser, Kind.TECH_DAYS, title="Elders")
    organiser.post(f"/organise/events/{other.slug}/zones/add", {"title": "Daar"})
    organiser.post(f"/organise/events/{event.slug}/rounds/add", {"title": "Golf 1", "on": "2027-03-10", "starts": "09:00", "ends": "10:30"})
    address = f"/organise/events/{event.slug}/rounds/{event.rounds[0].id}/sessions/add"
    school = make_school("De Kade")
    db.session.commit()

    answers = [
        organiser.post(address, {"title": "x", "seats": "5", "zone": str(other.zones[0].id), "host": "0"}).status_code,
        organiser.post(address, {"title": "x", "seats": "5", "zone": "0", "host": str(school.id)}).status_code,
    ]

    assert (answers, event.rounds[0].sessions) == ([200, 200], [])


@pytest.mark.parametrize("kind", [Kind.COMPANY_VISIT, Kind.GUEST_LESSON])
def test_who_hosts_is_shown(organiser: Browser, browser: Browser, kind: Kind) -> None:
    event = make(organiser, kind, host=str(company().id))
    organiser.post(f"/organise/events/{event.slug}/publish", page=f"/organise/events/{event.slug}/")

    assert "Staal &amp; Zn" in browser.get(f"/events/{event.slug}").text


def test_the_last_day_can_not_come_before_the_first(organiser: Browser) -> None:
    answer = organiser.post("/organise/events/add?kind=study-trip", fields(Kind.STUDY_TRIP, last_on="2027-03-01"))

    assert (answer.status_code, "Het einde moet na het begin liggen." in answer.text) == (200, True)
