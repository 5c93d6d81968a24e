"""The order in which everybody sees a programme."""

from datetime import timedelta
from typing import Any

from flask import Flask

from app.core import clock
from app.core.database import db
from app.events import operations as events
from app.events import rounds, running_order, stops, workshops, zones
from app.events.kinds import Kind
from app.events.models import Event, Round, RoundKind, StopKind
from tests.factories import DAY, LONG_AGO, make_draft, make_event, make_school, plan


def at(minutes: int, lasts: int = 10, **more: Any) -> dict[str, Any]:
    """A stretch of time so many minutes after the start."""
    starts_at = DAY + timedelta(minutes=minutes)
    return {"starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=lasts), "at": LONG_AGO} | more


def part(event: Event, title: str, minutes: int, kind: RoundKind = RoundKind.PLENARY) -> Round:
    return rounds.add(event, title=title, kind=kind, **at(minutes))


def titles(parts: list[Round]) -> list[str]:
    return [part.title for part in parts]


def make_hall() -> Event:
    """A Tech 3-Daagse with a wave on each of its days."""
    event = events.add(plan(hours=54), kind=Kind.TECH_DAYS, at=LONG_AGO)
    for number in range(3):
        rounds.add(event, title=f"Golf {number + 1}", **at(number * 24 * 60, lasts=90))
    return event


def offer(wave: Round, title: str, **more: Any) -> None:
    workshops.add(wave, title=title, room="", leader="", description="", seats=30, at=LONG_AGO, **more)


def test_what_is_for_everybody_stands_where_it_happens(app: Flask) -> None:
    event = make_draft(rounds=2)
    for title, minutes in (("Pauze", 50), ("Borrel", 120)):
        part(event, title, minutes, RoundKind.BREAK)
    db.session.expire_all()

    [day] = running_order.days(event)

    assert [titles(day.before), [(column.round.title, titles(column.after)) for column in day.columns], titles(day.after)] == [
        [],
        [("Ronde 1", ["Pauze"]), ("Ronde 2", [])],
        ["Borrel"],
    ]
    assert titles(day.rounds) == ["Ronde 1", "Pauze", "Ronde 2", "Borrel"]


def test_an_opening_comes_before_the_columns(app: Flask) -> None:
    event = make_draft()
    part(event, "Opening", 0)

    [day] = running_order.days(event)

    assert (titles(day.before), day.columns, day.after) == (["Opening"], [], [])


def test_a_round_that_nobody_can_choose_from_yet_is_shown_to_who_makes_the_programme_only(app: Flask) -> None:
    public, draft = make_event(rounds=1), make_draft(rounds=1)
    for event in (public, draft):
        rounds.add(event, title="Ronde 2", **at(60))

    shown = [[titles(day.rounds) for day in running_order.days(event)] for event in (public, draft)]

    assert shown == [[["Ronde 1"]], [["Ronde 1", "Ronde 2"]]]


def test_waves_are_shown_by_day_even_before_they_have_workshops(app: Flask) -> None:
    event = make_hall()

    assert [(day.on, titles(day.rounds)) for day in running_order.days(event)] == [
        (clock.local_day(DAY) + timedelta(days=number), [f"Golf {number + 1}"]) for number in range(3)
    ]


def test_a_workshop_of_a_zone_is_named_once_and_says_when_it_is_not_in_every_wave(app: Flask) -> None:
    event = make_hall()
    care, empty = (zones.add(event, title=title, description="", at=LONG_AGO) for title in ("Zorghoek", "Maritiem"))
    for wave in event.rounds:
        offer(wave, "Echo maken", zone_id=care.id)
    offer(event.rounds[1], "Hechten", zone_id=care.id)
    offer(event.rounds[2], "Rondleiding")

    db.session.expire_all()

    found = running_order.corners(event)

    assert [(corner.zone, [(each.session.title, titles(list(each.only_in))) for each in corner.offers]) for corner in found] == [
        (empty, []),
        (care, [("Echo maken", []), ("Hechten", ["Golf 2"])]),
        (None, [("Rondleiding", ["Golf 3"])]),
    ]


def test_the_workshops_of_a_wave_stand_by_zone(app: Flask) -> None:
    event = make_hall()
    care, _empty, building = (zones.add(event, title=title, description="", at=LONG_AGO) for title in ("Zorghoek", "Maritiem", "Bouw"))
    wave = event.rounds[0]
    for title, zone_id in (("Rondleiding", None), ("Echo maken", care.id), ("Metselen", building.id), ("Hechten", care.id)):
        offer(wave, title, zone_id=zone_id)

    db.session.expire_all()

    found = running_order.by_zone(event, wave.sessions)

    assert [(stand.zone, [session.title for session in stand.sessions]) for stand in found] == [
        (building, ["Metselen"]),
        (care, ["Echo maken", "Hechten"]),
        (None, ["Rondleiding"]),
    ]


def test_who_hosts_a_whole_zone_is_named_once(app: Flask) -> None:
    event = make_hall()
    wave, hospital, yard = event.rounds[0], make_school("Sint Odilia"), make_school("Jachtwerf")
    for title, hosts in (("Bouw", [None]), ("Maritiem", [hospital, yard]), ("Zorghoek", [hospital, hospital])):
        zone = zones.add(event, title=title, description="", at=LONG_AGO)
        for host in hosts:
            offer(wave, "Doen", zone_id=zone.id, host_id=host.id if host else None)
    db.session.expire_all()

    assert [stand.host for stand in running_order.by_zone(event, wave.sessions)] == [None, None, hospital]


def test_one_gets_on_where_the_trip_says(app: Flask) -> None:
    trip = events.add(plan(hours=54), kind=Kind.STUDY_TRIP, at=LONG_AGO)
    for kind, title, minutes in ((StopKind.TRAVEL, "Bus", 30), (StopKind.PICK_UP, "Station", 20), (StopKind.PICK_UP, "School", 0)):
        stops.add(trip, kind=kind, title=title, starts_at=DAY + timedelta(minutes=minutes), at=LONG_AGO)
    db.session.expire_all()

    assert [stop.title for stop in running_order.pick_ups(trip)] == ["School", "Station"]
    assert running_order.pick_ups(make_draft()) == []
