"""Rounds, and the workshops that go on through them."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.core.database import db
from app.events import operations, rounds
from app.events.models import Event, Round, RoundKind, Session
from app.events.operations import NotPossible
from tests.factories import NOW, make_draft


@pytest.fixture
def event(app: Flask) -> Event:
    """A draft of which the first workshop goes on until the third round."""
    event = make_draft(rounds=3, hours=4)
    event.rounds[0].sessions[0].until_round = event.rounds[2]
    db.session.flush()
    return event


def spanning(event: Event) -> Session:
    db.session.expire_all()
    return event.rounds[0].sessions[0]


def moved(round_: Round, hours: float) -> dict[str, Any]:
    """The facts of a round that begins so many hours after the event does."""
    starts_at = round_.event.starts_at + timedelta(hours=hours)
    return {"title": round_.title, "starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=5)}


def test_a_workshop_that_goes_on_runs_from_its_first_round_to_its_last(event: Event) -> None:
    session = spanning(event)

    assert (session.runs_in, session.starts_at, session.ends_at) == (event.rounds, event.rounds[0].starts_at, event.rounds[2].ends_at)
    assert session.stretch == "Ronde 1 - Ronde 3"
    assert [[other.title for other in event.running_in(round_)] for round_ in event.rounds] == [
        ["Workshop 1A", "Workshop 1B"],
        ["Workshop 1A", "Workshop 2A", "Workshop 2B"],
        ["Workshop 1A", "Workshop 3A", "Workshop 3B"],
    ]


def test_a_break_on_the_way_is_no_round_that_it_runs_in(event: Event) -> None:
    starts_at = event.rounds[0].ends_at
    pause = rounds.add(event, kind=RoundKind.BREAK, title="Pauze", starts_at=starts_at, ends_at=starts_at + timedelta(minutes=5), at=NOW)
    session = spanning(event)

    assert ([round_.title for round_ in session.runs_in], event.running_in(pause)) == (["Ronde 1", "Ronde 2", "Ronde 3"], [])


def test_when_its_last_round_goes_it_ends_in_the_one_before(event: Event) -> None:
    first, second, third = event.rounds
    ends = []
    for round_ in (third, second):
        rounds.remove(round_, at=NOW)
        ends.append(spanning(event).last_round)

    assert ends == [second, first]


@pytest.mark.parametrize(("number", "hours"), [(2, 0.5), (0, 3)])
def test_the_last_round_of_a_workshop_stays_after_its_first(event: Event, number: int, hours: float) -> None:
    rounds.edit(event.rounds[0], **moved(event.rounds[0], 0.9) | {"ends_at": event.rounds[0].ends_at + timedelta(minutes=7)}, at=NOW)

    with pytest.raises(NotPossible) as refusal:
        rounds.edit(event.rounds[number], **moved(event.rounds[number], hours), at=NOW)

    assert (str(refusal.value), refusal.value.field) == ("Workshop 1A loopt van Ronde 1 tot en met Ronde 3: die blijven in die volgorde.", "starts")


def test_rounds_may_change_places_as_long_as_the_workshop_ends_last(event: Event) -> None:
    rounds.edit(event.rounds[1], **moved(event.rounds[1], 3.5), at=NOW)

    assert [round_.title for round_ in spanning(event).runs_in] == ["Ronde 1", "Ronde 3"]


@pytest.mark.parametrize("number", [0, 2])
def test_a_round_with_workshops_in_it_stays_one(event: Event, number: int) -> None:
    round_ = event.rounds[number]
    for session in event.rounds[2].sessions:
        db.session.delete(session)
    db.session.flush()
    db.session.expire_all()
    facts: dict[str, Any] = {"title": round_.title, "starts_at": round_.starts_at, "ends_at": round_.ends_at}

    with pytest.raises(NotPossible) as refusal:
        rounds.edit(round_, kind=RoundKind.BREAK, **facts, at=NOW)

    assert refusal.value.field == "kind"


def test_a_round_in_which_a_workshop_goes_on_can_be_published(event: Event) -> None:
    for session in event.rounds[2].sessions:
        db.session.delete(session)
    db.session.flush()
    db.session.expire_all()

    operations.publish(event, at=NOW)

    assert (event.is_public, [round_.title for round_ in event.offered_rounds]) == (True, ["Ronde 1", "Ronde 2"])
