"""Seats that come free go to who waits longest."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from app.core.database import db
from app.events import operations as events
from app.events import workshops
from app.events.models import Event, Session
from app.registrations import operations
from app.registrations.models import ChoiceStatus, Registration, RegistrationStatus
from app.registrations.operations import Choice
from tests.factories import eve_of, make_event, make_venue, plan, register, second_choices
from tests.observing import mails, statements
from tests.registrations.invariants import check_line

REGISTERED, WAITING, WITHDRAWN = RegistrationStatus.REGISTERED, RegistrationStatus.WAITING, RegistrationStatus.WITHDRAWN
SEATED, IN_LINE, RELEASED = ChoiceStatus.SEATED, ChoiceStatus.WAITING, ChoiceStatus.RELEASED


def statuses(*registrations: Registration) -> list[RegistrationStatus]:
    db.session.expire_all()
    return [registration.status for registration in registrations]


def choices(*registrations: Registration) -> list[ChoiceStatus]:
    db.session.expire_all()
    return [choice.status for registration in registrations for choice in registration.choices]


def with_seats(event: Event, seats: int) -> None:
    changed = replace(plan(event.title, venue=event.venue), capacity=seats, starts_at=event.starts_at, ends_at=event.ends_at)
    events.edit(event, changed, at=eve_of(event))


def with_session_seats(session: Session, seats: int) -> None:
    event = session.round.event
    workshops.edit(session, title=session.title, room="", leader="", description="", seats=seats, at=eve_of(event))


def test_withdrawing_gives_the_seat_to_the_first_in_line(app: Flask) -> None:
    event = make_event(seats=1)
    leaving, first, second = (register(event) for _ in range(3))

    operations.withdraw(leaving, at=eve_of(event))

    assert statuses(leaving, first, second) == [WITHDRAWN, REGISTERED, WAITING]


def test_who_is_promoted_is_told_and_nobody_else(app: Flask) -> None:
    event = make_event(seats=1)
    leaving, first, _second = (register(event) for _ in range(3))
    before = len(mails())

    operations.withdraw(leaving, at=eve_of(event))

    assert mails()[before:] == [("withdrawn", leaving.person.email), ("promoted", first.person.email)]


def test_leaving_the_line_gives_nobody_a_seat(app: Flask) -> None:
    event = make_event(seats=1)
    seated, leaving, second = (register(event) for _ in range(3))

    operations.withdraw(leaving, at=eve_of(event))

    assert statuses(seated, leaving, second) == [REGISTERED, WITHDRAWN, WAITING]


def test_more_seats_go_to_the_line_in_order_of_arrival(app: Flask) -> None:
    event = make_event(seats=1)
    arrivals = [register(event) for _ in range(5)]
    before = len(mails())

    with_seats(event, 3)

    assert statuses(*arrivals) == [REGISTERED, REGISTERED, REGISTERED, WAITING, WAITING]
    assert mails()[before:] == [("promoted", registration.person.email) for registration in arrivals[1:3]]
    check_line(event)


def test_a_promoted_person_gets_the_workshops_too(app: Flask) -> None:
    event = make_event(seats=1, rounds=2)
    leaving, first = register(event), register(event)
    waited = choices(first)

    operations.withdraw(leaving, at=eve_of(event))

    assert (waited, choices(first), choices(leaving)) == ([IN_LINE] * 2, [SEATED] * 2, [RELEASED] * 2)


def test_a_promoted_person_keeps_waiting_for_a_full_workshop(app: Flask) -> None:
    event = make_event(seats=2, rounds=1, session_seats=1)
    workshop, other = event.rounds[0].sessions
    inside, leaving, first = register(event, None, workshop), register(event, None, other), register(event, None, workshop)

    operations.withdraw(leaving, at=eve_of(event))

    assert statuses(inside, first) == [REGISTERED, REGISTERED]
    assert choices(inside, first) == [SEATED, IN_LINE]
    check_line(event)


def test_a_full_workshop_has_a_line_of_its_own(app: Flask) -> None:
    event = make_event(rounds=1, session_seats=1)
    leaving, first, second = (register(event) for _ in range(3))
    before = len(mails())

    operations.withdraw(leaving, at=eve_of(event))

    assert choices(leaving, first, second) == [RELEASED, SEATED, IN_LINE]
    assert mails()[before:] == [("withdrawn", leaving.person.email), ("promoted", first.person.email)]


def test_more_seats_in_a_workshop_go_to_its_line(app: Flask) -> None:
    event = make_event(rounds=1, session_seats=1)
    arrivals = [register(event) for _ in range(4)]
    before = len(mails())

    with_session_seats(event.rounds[0].sessions[0], 3)

    assert choices(*arrivals) == [SEATED, SEATED, SEATED, IN_LINE]
    assert mails()[before:] == [("promoted", registration.person.email) for registration in arrivals[1:3]]


def test_who_gets_two_workshops_at_once_is_told_once(app: Flask) -> None:
    event = make_event(rounds=2, session_seats=1)
    leaving, first = register(event), register(event)
    before = len(mails())

    operations.withdraw(leaving, at=eve_of(event))

    assert choices(first) == [SEATED, SEATED]
    assert mails()[before:] == [("withdrawn", leaving.person.email), ("promoted", first.person.email)]


def test_swapping_workshops_frees_a_seat_for_the_line(app: Flask) -> None:
    event = make_event(rounds=1, session_seats=1)
    swapping, first = register(event), register(event)

    operations.change(swapping, [Choice(session, may_wait=False) for session in second_choices(event)], at=eve_of(event))

    assert choices(swapping, first) == [RELEASED, SEATED, SEATED]


def test_once_the_event_has_begun_nobody_is_promoted(app: Flask) -> None:
    event = make_event(seats=1)
    leaving, first = register(event), register(event)

    operations.withdraw(leaving, at=event.starts_at)

    assert statuses(leaving, first) == [WITHDRAWN, WAITING]


def test_until_the_event_begins_the_line_moves(app: Flask) -> None:
    event = make_event(seats=1)
    leaving, first = register(event), register(event)

    operations.withdraw(leaving, at=event.starts_at - timedelta(microseconds=1))

    assert statuses(leaving, first) == [WITHDRAWN, REGISTERED]


def test_nobody_is_promoted_to_an_event_that_is_called_off(app: Flask) -> None:
    event = make_event(seats=1)
    leaving, first = register(event), register(event)
    events.call_off(event, reason="Storm", at=eve_of(event))

    operations.withdraw(leaving, at=eve_of(event))

    assert statuses(leaving, first) == [WITHDRAWN, WAITING]


def test_the_line_of_another_event_stays_where_it_is(app: Flask) -> None:
    venue = make_venue()
    event, other = make_event(seats=1, venue=venue), make_event("Lassen", seats=1, venue=venue)
    leaving, first = register(event), register(event)
    elsewhere = [register(other), register(other)]

    operations.withdraw(leaving, at=eve_of(event))

    assert statuses(first, *elsewhere) == [REGISTERED, REGISTERED, WAITING]


@pytest.mark.parametrize("full", ["event", "workshop"])
def test_a_seat_costs_the_same_however_long_the_line(app: Flask, full: str) -> None:
    def cost_of_leaving(in_line: int) -> int:
        event = make_event(seats=1 if full == "event" else 100, rounds=1, session_seats=1)
        leaving, *_line = [register(event) for _ in range(1 + in_line)]
        db.session.commit()
        with statements() as seen:
            operations.withdraw(leaving, at=eve_of(event))
        return len(seen)

    assert cost_of_leaving(20) == cost_of_leaving(1)
