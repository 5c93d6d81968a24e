"""Workshops: who leads them, and how long they go on."""

from typing import Any

import pytest
from flask import Flask

from app.core.database import db
from app.core.errors import DomainError
from app.events import rounds, workshops
from app.events.models import Event, RoundKind, Session
from tests.factories import NOW, make_draft, make_event, make_person, register

FACTS: dict[str, Any] = {"title": "Lassen", "seats": 9}


def leader(session: Session) -> tuple[str, int | None]:
    return session.leader, session.leader_id


@pytest.mark.parametrize("typed", ["Ilse Kok", "i.kok@school.example", "Ilse Kok <I.Kok@school.example>"])
def test_a_leader_from_the_address_book_is_that_person(app: Flask, typed: str) -> None:
    ilse = make_person("Ilse Kok", email="i.kok@school.example")

    assert leader(workshops.add(make_draft(rounds=1).rounds[0], leader=typed, **FACTS, at=NOW)) == ("Ilse Kok", ilse.id)


def test_a_name_that_two_people_have_is_neither_and_with_the_address_one_of_them(app: Flask) -> None:
    one, _other = (make_person("Ilse Kok", email=f"{letter}@school.example") for letter in "ab")
    session = workshops.add(make_draft(rounds=1).rounds[0], leader="Ilse Kok", **FACTS, at=NOW)
    unknown = leader(session)

    workshops.edit(session, leader="Ilse Kok <a@school.example>", **FACTS, at=NOW)
    known = leader(session)
    workshops.edit(session, leader="Ilse Kok", **FACTS, at=NOW)

    assert (unknown, known, leader(session)) == (("Ilse Kok", None), ("Ilse Kok", one.id), ("Ilse Kok", one.id))


def test_another_name_is_somebody_else(app: Flask) -> None:
    make_person("Ilse Kok")
    session = workshops.add(make_draft(rounds=1).rounds[0], leader="Ilse Kok", **FACTS, at=NOW)

    workshops.edit(session, leader="Iemand van het bedrijf", **FACTS, at=NOW)

    assert leader(session) == ("Iemand van het bedrijf", None)


def refusal(event: Event, until: int | None) -> str | None:
    """The field at which a length for the first workshop of the second round is refused, if it is."""
    try:
        workshops.edit(event.rounds[1].sessions[0], until_round_id=until, **FACTS, at=NOW)
    except DomainError as refused:
        return refused.field
    return None


def test_a_workshop_goes_on_in_a_later_round_with_workshops_of_the_same_event(app: Flask) -> None:
    event, other = make_draft(rounds=3, hours=5), make_draft(rounds=3, hours=5)
    last = event.rounds[2]
    pause = rounds.add(event, kind=RoundKind.BREAK, title="Pauze", starts_at=last.ends_at, ends_at=event.ends_at, at=NOW)
    db.session.expire(event, ["rounds"])

    assert [refusal(event, until) for until in (event.rounds[0].id, event.rounds[1].id, pause.id, other.rounds[2].id, 0, last.id, None)] == [
        *["until"] * 5,
        None,
        None,
    ]


def test_nothing_is_held_in_a_break(app: Flask) -> None:
    event = make_draft()
    pause = rounds.add(event, kind=RoundKind.BREAK, title="Pauze", starts_at=event.starts_at, ends_at=event.ends_at, at=NOW)

    with pytest.raises(workshops.Misplaced):
        workshops.add(pause, **FACTS, at=NOW)


def test_how_long_it_lasts_stays_once_it_has_been_chosen(app: Flask) -> None:
    event = make_event(rounds=2)
    first, second = event.rounds
    workshops.edit(first.sessions[1], until_round_id=second.id, **FACTS, at=NOW)
    register(event, None, first.sessions[1])

    with pytest.raises(DomainError) as refused:
        workshops.edit(first.sessions[1], until_round_id=None, **FACTS, at=NOW)
    workshops.edit(first.sessions[1], until_round_id=second.id, **FACTS | {"title": "Smeden"}, at=NOW)

    assert (refused.value.field, first.sessions[1].title, first.sessions[1].last_round) == ("until", "Smeden", second)


def test_a_length_that_nobody_has_chosen_yet_can_change(app: Flask) -> None:
    event = make_event(rounds=2)
    session = event.rounds[0].sessions[0]

    workshops.edit(session, until_round_id=event.rounds[1].id, **FACTS, at=NOW)
    longer = session.last_round.title
    workshops.edit(session, until_round_id=None, **FACTS, at=NOW)

    assert (longer, session.last_round.title) == ("Ronde 2", "Ronde 1")


def test_who_waits_for_the_event_has_chosen_too(app: Flask) -> None:
    event = make_event(seats=1, rounds=2)
    register(event, None, event.rounds[0].sessions[1], event.rounds[1].sessions[0])
    register(event)

    with pytest.raises(DomainError) as refused:
        workshops.edit(event.rounds[0].sessions[0], until_round_id=event.rounds[1].id, **FACTS, at=NOW)

    assert (refused.value.field, event.rounds[0].sessions[0].seats_taken) == ("until", 0)
