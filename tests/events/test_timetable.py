"""Programmes as a table."""

from datetime import timedelta

import pytest
from flask import Flask

from app.core.database import db
from app.events import rounds
from app.events.models import Event
from app.events.timetable import Timetable, timetable
from app.venues.models import Room
from tests.browsing import Browser, words
from tests.events.timetables import make_afternoon, make_tech_days, put
from tests.factories import LONG_AGO, make_draft, make_person
from tests.observing import statements

pytestmark = pytest.mark.usefixtures("today")


def lanes(table: Timetable) -> list[tuple[str, int | None]]:
    return [(lane.title, lane.seats) for lane in table.lanes]


def cells(table: Timetable) -> list[list[list[str]]]:
    """What is in each cell of each row; what goes on between brackets."""
    return [
        [[f"({each.title})" for each in cell.going_on] + [each.title for each in cell.sessions] for cell in row.cells]
        for day in table.days
        for row in day.rows
    ]


def test_lanes_of_an_afternoon_are_the_rooms_of_its_venue_and_those_it_names(app: Flask) -> None:
    event = make_afternoon()
    event.venue.rooms = [Room(name="Kas", seats=14), Room(name="aula")]
    put(event.rounds[0], "Lassen", room="werkplaats")
    put(event.rounds[0], "Groen", room=" kas ")

    assert lanes(timetable(event)) == [("aula", None), ("Kas", 14), ("werkplaats", None), ("Nog geen lokaal", None)]


def test_lanes_of_a_tech_3_daagse_are_its_zones(app: Flask) -> None:
    event = make_tech_days(waves=1, zone_count=2)
    put(event.rounds[0], "Lassen", room="werkplaats")

    assert lanes(timetable(event)) == [("Zone 01", None), ("Zone 02", None), ("Nog geen zone", None)]


def test_a_workshop_stands_where_it_begins_and_goes_on_in_later_rounds(app: Flask) -> None:
    event = make_afternoon(rounds=3)
    first, _pause, second, third = event.rounds
    put(first, "Lang", until_round_id=third.id, room="kas")
    put(second, "Kort", room="kas")
    put(third, "Ergens")

    assert cells(timetable(event)) == [[["Lang"], []], [], [["(Lang)", "Kort"], []], [["(Lang)"], ["Ergens"]]]


def test_what_goes_on_is_shown_in_a_round_without_workshops_of_its_own(app: Flask) -> None:
    event = make_afternoon(rounds=2)
    put(event.rounds[0], "Lang", until_round_id=event.rounds[2].id)

    assert cells(timetable(event)) == [[["Lang"]], [], [["(Lang)"]]]


def test_days_are_sections(app: Flask) -> None:
    event = make_tech_days(waves=7)

    assert [(str(day.on), len(day.rows)) for day in timetable(event).days] == [("2026-11-26", 5), ("2026-11-27", 2)]


def test_the_page_says_what_is_where(organiser: Browser) -> None:
    event = make_afternoon()
    put(event.rounds[0], "Lassen", room="kas", leader="Ilse", until_round_id=event.rounds[2].id)

    page = words(organiser.get(f"/organise/events/{event.slug}/timetable"))

    assert "15.00 -15.50 Ronde 1 Lassen Ilse · 12 plaatsen + + 15.50 -16.00 Pauze · aula 16.00 -16.50 Ronde 2 Lassen gaat door + +" in page


def test_who_may_not_change_anything_sees_no_way_to(app: Flask) -> None:
    event = make_afternoon()
    put(event.rounds[0], "Lassen")
    viewer = Browser(app).sign_in(make_person("Willem", access="viewer"))  # type: ignore[arg-type]

    page = viewer.get(f"/organise/events/{event.slug}/timetable").text

    assert ["Lassen" in page, "sessions/" in page, "data-timetable" in page] == [True, False, False]


def test_an_event_without_a_programme_says_what_to_do(organiser: Browser) -> None:
    page = words(organiser.get(f"/organise/events/{make_draft().slug}/timetable"))

    assert "Nog geen programma De rijen van een rooster zijn tijdvakken." in page


def test_a_link_in_a_cell_fills_in_the_room(organiser: Browser) -> None:
    event = make_afternoon()

    page = organiser.get(f"/organise/events/{event.slug}/rounds/{event.rounds[0].id}/sessions/add?room=lokaal%20%3C12%3E").text

    assert 'value="lokaal &lt;12&gt;"' in page


@pytest.mark.parametrize("zone", ["99999999999999999999", "x", "", "-1"])
def test_a_link_to_a_zone_that_is_not_there_fills_in_nothing(organiser: Browser, zone: str) -> None:
    event = make_tech_days()

    page = organiser.get(f"/organise/events/{event.slug}/rounds/{event.rounds[0].id}/sessions/add?zone={zone}")

    assert page.status_code == 200
    assert [f'<option selected value="{zone.id}">' in page.text for zone in event.zones] == [False, False]


def test_a_link_in_a_cell_chooses_the_zone(organiser: Browser) -> None:
    event = make_tech_days()

    page = organiser.get(f"/organise/events/{event.slug}/rounds/{event.rounds[0].id}/sessions/add?zone={event.zones[1].id}")

    assert [f'<option selected value="{zone.id}">' in page.text for zone in event.zones] == [False, True]


@pytest.mark.parametrize("room", ["%00", "%ff%fe", "x" * 5_000, "%22%3E%3Cscript%3E"])
def test_a_link_with_nonsense_in_it_shows_the_form(organiser: Browser, room: str) -> None:
    event = make_afternoon()

    page = organiser.get(f"/organise/events/{event.slug}/rounds/{event.rounds[0].id}/sessions/add?room={room}")

    assert (page.status_code, '"><script' in page.text) == (200, False)


def test_the_list_leads_to_the_timetable(organiser: Browser) -> None:
    event = make_afternoon()

    page = organiser.get(f"/organise/events/{event.slug}/").text

    assert f'href="/organise/events/{event.slug}/timetable"' in page


def test_five_hundred_workshops_are_read_in_as_many_statements_as_thirty_and_fit_a_page(organiser: Browser) -> None:
    few, many = make_tech_days(waves=5, zone_count=3, workshops_each=2), make_tech_days(waves=15, zone_count=11, workshops_each=3)

    with statements() as small:
        organiser.get(f"/organise/events/{few.slug}/timetable")
    with statements() as large:
        page = organiser.get(f"/organise/events/{many.slug}/timetable")

    assert (len(small), page.text.count("data-id="), len(page.data) < 150_000) == (len(large), 495, True)


def test_rounds_of_one_event_only(app: Flask) -> None:
    mine, other = make_afternoon(), make_afternoon()
    put(other.rounds[0], "Elders", room="elders")

    assert cells(timetable(mine)) == [[[]], [], [[]]]


def test_a_round_of_another_day_is_a_row_of_that_day(app: Flask) -> None:
    event: Event = make_tech_days(waves=1)
    starts_at = event.starts_at + timedelta(days=2)
    rounds.add(event, title="Laatste", starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), at=LONG_AGO)
    db.session.expire(event, ["rounds"])

    assert [[row.round.title for row in day.rows] for day in timetable(event).days] == [["Golf 1"], ["Laatste"]]
