"""What an organiser is shown while building."""

from datetime import timedelta

import pytest
from flask import Flask

from app.events import rounds, workshops
from app.events.models import Event
from app.events.programme_checks import checks
from tests.factories import NOW, make_draft


def with_rounds(*spans: tuple[int, int], seats: int = 40) -> Event:
    """A draft with rounds from and to so many minutes after the start, each of two full workshops."""
    event = make_draft(hours=6)
    for number, (first, last) in enumerate(spans, 1):
        at = event.starts_at
        round_ = rounds.add(event, title=f"Ronde {number}", starts_at=at + timedelta(minutes=first), ends_at=at + timedelta(minutes=last), at=NOW)
        for letter in "AB":
            workshops.add(round_, title=f"Workshop {letter}", room=f"lokaal {letter}", leader=f"Leider {letter}", description="", seats=seats, at=NOW)
    return event


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
