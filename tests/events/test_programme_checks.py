"""What an organiser is shown while building."""

from datetime import timedelta

import pytest
from flask import Flask

from app.core.database import db
from app.events import rounds, workshops
from app.events.models import Event, EventStatus, Round, RoundKind
from app.events.programme_checks import checks
from app.events.queries import beside
from app.venues.models import Room, Venue
from tests.factories import NOW, make_draft, make_person
from tests.observing import statements


def with_rounds(*spans: tuple[int, int], seats: int = 40) -> Event:
    """A draft with rounds from and to so many minutes after the start, each of two full workshops."""
    event = make_draft(hours=6)
    for number, (first, last) in enumerate(spans, 1):
        at = event.starts_at
        round_ = rounds.add(event, title=f"Ronde {number}", starts_at=at + timedelta(minutes=first), ends_at=at + timedelta(minutes=last), at=NOW)
        for letter in "AB":
            workshops.add(round_, title=f"Workshop {letter}", room=f"lokaal {letter}", leader=f"Leider {letter}", description="", seats=seats, at=NOW)
    return event


def anonymous(round_: Round) -> None:
    """Nobody and nowhere yet, in all workshops of a round."""
    for session in round_.sessions:
        session.leader = session.room = ""


def told(event: Event) -> list[str]:
    return [check.text for check in checks(event)]


def test_a_sound_programme_needs_no_look(app: Flask) -> None:
    assert told(with_rounds((0, 60), (70, 130))) == []


@pytest.mark.parametrize("name", ["  sjoerd BOS ", "Sjoerd Bos"])
def test_one_leader_in_two_workshops_at_once_is_named(app: Flask, name: str) -> None:
    event = with_rounds((0, 60))
    event.rounds[0].sessions[0].leader, event.rounds[0].sessions[1].leader = "Sjoerd Bos", name

    assert told(event) == ["Sjoerd Bos leidt Workshop A, Workshop B op hetzelfde moment."]


def test_one_room_for_two_workshops_at_once_is_named(app: Flask) -> None:
    event = with_rounds((0, 60))
    for session in event.rounds[0].sessions:
        session.room = "aula"

    assert told(event) == ["In aula zijn Workshop A, Workshop B op hetzelfde moment."]


def test_rooms_and_leaders_that_are_not_known_yet_are_no_clash(app: Flask) -> None:
    event = with_rounds((0, 60))
    for session in event.rounds[0].sessions:
        session.room = session.leader = ""

    assert told(event) == []


def test_too_few_seats_in_a_round_are_counted(app: Flask) -> None:
    assert told(with_rounds((0, 60), seats=12)) == ["De workshops hebben samen 24 plaatsen, de bijeenkomst 40."]


@pytest.mark.parametrize(
    ("spans", "has_break"),
    [
        (((0, 45), (45, 90)), True),
        (((0, 45), (45, 91)), False),
        (((0, 45), (49, 95)), False),
        (((0, 45), (50, 95)), True),
        (((0, 120),), True),
        (((0, 60), (60, 120), (120, 180)), False),
    ],
)
def test_ninety_minutes_without_a_break_are_too_long(app: Flask, spans: tuple[tuple[int, int], ...], has_break: bool) -> None:
    assert (told(with_rounds(*spans)) == []) is has_break


def test_a_round_without_workshops_is_named(app: Flask) -> None:
    event = make_draft()
    rounds.add(event, title="Ronde 1", starts_at=event.starts_at, ends_at=event.ends_at, at=NOW)

    assert told(event) == ["Ronde 1 heeft nog geen workshops. Voeg er een toe, of haal de ronde weg."]


def test_a_workshop_that_goes_on_keeps_its_leader_room_and_equipment_busy(app: Flask) -> None:
    event = with_rounds((0, 40), (50, 90))
    first, second = event.rounds
    first.sessions[0].until_round = second
    for session in (first.sessions[0], second.sessions[1]):
        session.leader, session.room, session.equipment = "Ilse", "aula", "beamer, 12 VR-brillen"
    first.sessions[0].equipment = "12 vr-brillen; lijm"
    db.session.flush()

    assert told(event) == [
        "Ilse leidt Workshop A, Workshop B op hetzelfde moment.",
        "In aula zijn Workshop A, Workshop B op hetzelfde moment.",
        "Workshop A, Workshop B hebben hetzelfde nodig: 12 vr-brillen.",
    ]


def test_what_goes_on_side_by_side_is_told_of_once(app: Flask) -> None:
    event = with_rounds((0, 40), (50, 90))
    first, second = event.rounds
    anonymous(second)
    for session in first.sessions:
        session.until_round, session.room = second, "aula"
    db.session.flush()

    assert told(event) == ["In aula zijn Workshop A, Workshop B op hetzelfde moment."]


def test_namesakes_in_the_address_book_are_two_people_and_a_new_name_is_the_same_one(app: Flask) -> None:
    event, [one, other] = with_rounds((0, 60)), [make_person("Sam Bos"), make_person("Sam Bos")]
    first, second = event.rounds[0].sessions
    first.leader = second.leader = "Sam Bos"
    first.leader_id, second.leader_id = one.id, other.id
    namesakes = told(event)
    second.leader, second.leader_id = "Sam Bos-Smit", one.id

    assert (namesakes, told(event)) == ([], ["Sam Bos leidt Workshop A, Workshop B op hetzelfde moment."])


def test_a_name_without_a_number_is_who_has_the_number_elsewhere_in_the_programme(app: Flask) -> None:
    event, sam = with_rounds((0, 60)), make_person("Sam Bos")
    first, second = event.rounds[0].sessions
    first.leader, first.leader_id, second.leader = "Sam Bos", sam.id, "sam bos"

    assert told(event) == ["Sam Bos leidt Workshop A, Workshop B op hetzelfde moment."]


def test_a_room_with_fewer_seats_than_the_workshop_is_named(app: Flask) -> None:
    event = with_rounds((0, 60))
    event.venue.rooms = [Room(name="Lokaal A", seats=24), Room(name="lokaal B", seats=40), Room(name="kas")]

    assert told(event) == ["Lokaal A heeft 24 plaatsen, Workshop A 40."]


def test_seats_of_a_workshop_that_goes_on_count_in_every_round_it_runs_in(app: Flask) -> None:
    event = with_rounds((0, 40), (50, 90), seats=20)
    first, second = event.rounds
    anonymous(second)
    second.sessions[1].seats = 1
    short = told(event)
    first.sessions[0].until_round = second
    db.session.flush()

    assert (short, told(event)) == (["De workshops hebben samen 21 plaatsen, de bijeenkomst 40."], [])


def test_a_round_in_which_workshops_go_on_is_not_empty(app: Flask) -> None:
    event = with_rounds((0, 40))
    last = rounds.add(
        event, title="Ronde 2", starts_at=event.starts_at + timedelta(minutes=45), ends_at=event.starts_at + timedelta(minutes=85), at=NOW
    )
    for session in event.rounds[0].sessions:
        session.until_round = last
    db.session.flush()

    assert told(event) == []


@pytest.mark.parametrize(("kind", "has_break"), [(RoundKind.BREAK, True), (RoundKind.PLENARY, False), (RoundKind.OPEN, False)])
def test_a_break_counts_as_one_and_other_parts_do_not(app: Flask, kind: RoundKind, has_break: bool) -> None:
    event = with_rounds((0, 45), (60, 100))
    start = event.starts_at
    rounds.add(event, kind=kind, title="Tussendoor", starts_at=start + timedelta(minutes=45), ends_at=start + timedelta(minutes=60), at=NOW)
    db.session.expire(event, ["rounds"])

    assert (told(event) == []) is has_break


def elsewhere(*, title: str = "Opening", venue: Venue | None = None, minutes: int = 0, kind: RoundKind = RoundKind.WORKSHOPS) -> Event:
    """Another event in the same afternoon, with one round of an hour."""
    other = make_draft("Elders", venue=venue, hours=6)
    starts_at = other.starts_at + timedelta(minutes=minutes)
    rounds.add(other, title=title, kind=kind, place="aula", starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), at=NOW)
    return other


def test_a_leader_who_is_elsewhere_at_that_time_is_named(app: Flask) -> None:
    event, sam = with_rounds((0, 60)), make_person("Sam Bos")
    for other in (elsewhere(), elsewhere(minutes=60), elsewhere()):
        workshops.add(other.rounds[0], title="Lassen", leader="Sam Bos", seats=9, at=NOW)
    other.status = EventStatus.CALLED_OFF
    workshops.edit(event.rounds[0].sessions[0], title="Workshop A", leader=sam.email, seats=40, at=NOW)

    assert [check.text for check in checks(event, beside(event))] == ["Sam Bos leidt Workshop A, en op dat moment ook Lassen bij Elders."]


def test_a_room_that_another_event_has_at_that_time_is_named(app: Flask) -> None:
    event = with_rounds((0, 60), (70, 130))
    anonymous(event.rounds[1])
    event.rounds[0].sessions[0].until_round, event.rounds[0].sessions[0].room = event.rounds[1], "Aula"
    here = elsewhere(venue=event.venue, minutes=70)
    workshops.add(here.rounds[0], title="Lassen", room="aula", seats=9, at=NOW)
    elsewhere(title="Opening", venue=event.venue, minutes=30, kind=RoundKind.PLENARY)
    workshops.add(elsewhere().rounds[0], title="Aan de overkant", room="aula", seats=9, at=NOW)

    assert [(check.text, check.round) for check in checks(event, beside(event))] == [
        ("In Aula is Workshop A, en op dat moment ook Opening van Elders.", event.rounds[0]),
        ("In Aula is Workshop A, en op dat moment ook Lassen van Elders.", event.rounds[0]),
    ]


def test_the_place_of_everybody_together_can_be_taken_too(app: Flask) -> None:
    event = elsewhere(kind=RoundKind.PLENARY)
    elsewhere(title="Diploma's", venue=event.venue, minutes=30, kind=RoundKind.PLENARY)

    assert [check.text for check in checks(event, beside(event))] == ["In aula is Opening, en op dat moment ook Diploma's van Elders."]


def test_what_other_events_hold_is_one_question_however_much_it_is(app: Flask) -> None:
    event, counts = with_rounds((0, 60)), []
    for number in (1, 30):
        for _ in range(number):
            workshops.add(elsewhere(venue=event.venue).rounds[0], title="Lassen", room="aula", seats=9, at=NOW)
        db.session.commit()
        assert event.rounds[0].sessions
        with statements() as sent:
            found = beside(event)
        counts.append((len(found), len(sent)))

    assert counts == [(1, 1), (31, 1)]
