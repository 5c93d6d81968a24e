"""Rooms: one of a name, followed by the programmes that use them."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.database import db
from app.core.errors import DomainError
from app.events import operations as events
from app.events import rounds
from app.events.models import Event, RoundKind, Session
from app.log.actions import Action
from app.log.models import LogEntry
from app.venues import rooms
from app.venues.models import Room, Venue
from app.venues.rooms import RoomTaken
from tests.factories import DAY, LONG_AGO, NOW, make_draft, make_event, make_venue


def make_room(venue: Venue, name: str = "lokaal 1") -> Room:
    return rooms.add(venue, name=name, at=LONG_AGO)


def rename(room: Room, name: str) -> None:
    rooms.edit(room, name=name, seats=None, equipment="", at=NOW)


def rooms_of(event: Event) -> list[str]:
    """What the workshops of an event call their rooms."""
    db.session.expire_all()
    return [session.room for round_ in event.rounds for session in round_.sessions]


@pytest.mark.parametrize("name", ["lokaal 1", "Lokaal 1", "LOKAAL 1"])
def test_two_rooms_of_a_venue_can_not_have_one_name(app: Flask, name: str) -> None:
    venue = make_venue()
    make_room(venue)

    with pytest.raises(RoomTaken) as refusal:
        make_room(venue, name)

    assert (refusal.value.field, [room.name for room in venue.rooms]) == ("name", ["lokaal 1"])


def test_capitals_with_accents_are_the_same_letters(app: Flask) -> None:
    venue = make_venue()
    make_room(venue, "Café")

    with pytest.raises(RoomTaken):
        make_room(venue, "CAFÉ")


def test_two_venues_have_rooms_of_one_name(app: Flask) -> None:
    made = [make_room(make_venue(name)).name for name in ("Hier", "Daar")]

    assert made == ["lokaal 1", "lokaal 1"]


def test_a_room_is_not_renamed_to_another_but_its_own_capitals_may_change(app: Flask) -> None:
    venue = make_venue()
    first, _second = make_room(venue), make_room(venue, "lokaal 2")

    rename(first, "Lokaal 1")
    with pytest.raises(RoomTaken):
        rename(first, "LOKAAL 2")

    assert first.name == "Lokaal 1"


def test_coming_events_call_a_room_by_its_new_name(app: Flask) -> None:
    venue = make_venue()
    room = make_room(venue)
    coming, drafted = make_event("Komt", rounds=2, venue=venue), make_draft("Concept", rounds=1, venue=venue)
    past, elsewhere = make_event("Geweest", rounds=1, venue=venue, starts_at=DAY - timedelta(days=9)), make_event("Elders", rounds=1)

    rename(room, "Zaal Noord")

    assert {event.title: rooms_of(event) for event in (coming, drafted, past, elsewhere)} == {
        "Komt": ["Zaal Noord", "Zaal Noord", "lokaal 2", "lokaal 2"],
        "Concept": ["Zaal Noord", "Zaal Noord"],
        "Geweest": ["lokaal 1", "lokaal 1"],
        "Elders": ["lokaal 1", "lokaal 1"],
    }


def test_a_room_typed_in_other_capitals_is_renamed_too(app: Flask) -> None:
    venue = make_venue()
    room, event = make_room(venue), make_event(rounds=1, venue=venue)
    db.session.execute(sa.update(Session).values(room=" LOKAAL 1"))

    rename(room, "Zaal Noord")

    assert rooms_of(event) == ["Zaal Noord", "Zaal Noord"]


def test_the_place_of_a_plenary_part_is_renamed_too(app: Flask) -> None:
    venue = make_venue()
    room, event = make_room(venue, "aula"), make_draft(venue=venue)
    opening = rounds.add(
        event, kind=RoundKind.PLENARY, title="Opening", place="Aula", starts_at=DAY, ends_at=DAY + timedelta(minutes=15), at=LONG_AGO
    )

    rename(room, "theaterzaal")

    assert (opening.place, event.programme_version) == ("theaterzaal", 2)


def test_a_programme_that_calls_a_room_otherwise_says_so_in_the_log(app: Flask) -> None:
    venue = make_venue()
    room, event = make_room(venue), make_event(rounds=1, venue=venue)
    version = event.programme_version

    rename(room, "Zaal Noord")

    found = db.session.scalars(sa.select(LogEntry).where(LogEntry.at == NOW).order_by(LogEntry.id))
    assert [(entry.action, entry.thing_id, entry.changes) for entry in found] == [
        (Action.VENUE_CHANGED, venue.id, {"room": ["lokaal 1", "Zaal Noord"]}),
        (Action.PROGRAMME_CHANGED, event.id, {"room": ["lokaal 1", "Zaal Noord"]}),
    ]
    assert event.programme_version == version + 1


def test_other_seats_change_no_programme(app: Flask) -> None:
    venue = make_venue()
    room, event = make_room(venue), make_event(rounds=1, venue=venue)
    version = event.programme_version

    rooms.edit(room, name="lokaal 1", seats=30, equipment="digibord", at=NOW)

    assert (room.seats, room.equipment, event.programme_version) == (30, "digibord", version)


def test_a_room_in_use_stays_and_the_refusal_names_the_coming_events(app: Flask) -> None:
    venue = make_venue()
    room = make_room(venue)
    for title, days in (("Tweede", 7), ("Eerste", 0), ("Geweest", -9)):
        make_event(title, rounds=1, venue=venue, starts_at=DAY + timedelta(days=days))

    with pytest.raises(DomainError, match=r"lokaal 1 .*: Eerste, Tweede\. "):
        rooms.remove(room, at=NOW)

    assert [room.name for room in venue.rooms] == ["lokaal 1"]


@pytest.mark.parametrize("use", ["over", "called off", "elsewhere", "another room"])
def test_a_room_that_no_coming_event_needs_is_removed(app: Flask, use: str) -> None:
    venue = make_venue()
    room = make_room(venue, "lokaal 9" if use == "another room" else "lokaal 1")
    event = make_event(
        rounds=1, venue=make_venue("Elders") if use == "elsewhere" else venue, starts_at=DAY - timedelta(days=9 if use == "over" else 0)
    )
    if use == "called off":
        events.call_off(event, reason="Sneeuw", at=NOW)

    rooms.remove(room, at=NOW)

    db.session.expire_all()
    assert (venue.rooms, rooms_of(event)) == ([], ["lokaal 1", "lokaal 1"])
