"""Registering, changing and withdrawing."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import clock, tokens
from app.core.database import db
from app.events import operations as events
from app.events.models import Event, EventStatus, Session
from app.people.models import Role
from app.registrations import operations, queries
from app.registrations.arrivals import Attendee
from app.registrations.models import ChoiceStatus, Registration, RegistrationStatus
from app.registrations.operations import AlreadyRegistered, Choice, ChoiceRefused, FormUsed, RegistrationClosed
from tests.factories import DAY, LONG_AGO, eve_of, first_choices, make_draft, make_event, make_person, make_school, plan, register, second_choices
from tests.observing import mails

REGISTERED, WAITING, WITHDRAWN = RegistrationStatus.REGISTERED, RegistrationStatus.WAITING, RegistrationStatus.WITHDRAWN
SEATED, IN_LINE, RELEASED = ChoiceStatus.SEATED, ChoiceStatus.WAITING, ChoiceStatus.RELEASED
INSTANT = timedelta(microseconds=1)


def wanting(sessions: list[Session], *, may_wait: bool = False) -> list[Choice]:
    return [Choice(session, may_wait=may_wait, field=f"session-{number}") for number, session in enumerate(sessions, start=1)]


def held(registration: Registration) -> list[tuple[str, ChoiceStatus]]:
    db.session.expire_all()
    return [(choice.session.title, choice.status) for choice in registration.choices]


def test_who_registers_gets_a_seat_and_a_ticket(app: Flask) -> None:
    event, person = make_event(seats=2, rounds=2), make_person()

    registration = register(event, person)

    assert (registration.status, registration.seats, registration.registered_at) == (REGISTERED, 1, eve_of(event))
    assert held(registration) == [("Workshop 1A", SEATED), ("Workshop 2A", SEATED)]
    assert (event.seats_left, mails()) == (1, [("confirmation", person.email)])


def test_a_registration_remembers_school_and_role_of_that_day(app: Flask) -> None:
    event, person, school = make_event(), make_person(), make_school("Zuiderzee")

    arrival = operations.register(event, Attendee(person, school.id, Role.INSTRUCTOR), at=eve_of(event))

    registration = db.session.get_one(Registration, arrival.id)
    assert (registration.school, registration.role) == (school, Role.INSTRUCTOR)
    assert person.school != school


def test_when_all_seats_are_taken_one_waits_without_a_seat_in_a_workshop(app: Flask) -> None:
    event = make_event(seats=1, rounds=1)
    register(event)

    late = register(event, may_wait=False)

    assert (late.status, held(late)) == (WAITING, [("Workshop 1A", IN_LINE)])
    assert mails()[-1] == ("waiting", late.person.email)


def test_the_line_is_in_order_of_arrival(app: Flask) -> None:
    event = make_event(seats=1)
    arrivals = [register(event) for _ in range(4)]

    places = [queries.place_in_line(registration) for registration in arrivals[1:]]

    assert places == [1, 2, 3]


def test_codes_are_different_and_have_the_promised_form(app: Flask) -> None:
    event = make_event(rounds=0)

    registrations = [register(event) for _ in range(20)]

    assert len({r.code for r in registrations} | {r.token for r in registrations} | {r.short_code for r in registrations}) == 60
    assert {(len(r.code), r.code[:2], r.code.isalnum(), r.code.isupper()) for r in registrations} == {(28, "IL", True, True)}


def test_the_same_person_can_not_register_twice(app: Flask) -> None:
    event, person = make_event(), make_person()
    first = register(event, person)

    with pytest.raises(AlreadyRegistered) as refusal:
        register(event, person)

    assert (refusal.value.registration, event.seats_taken, len(mails())) == (first, 1, 1)


def test_one_form_makes_one_registration_whoever_it_names(app: Flask) -> None:
    event, school = make_event(), make_school()
    attendees = [Attendee(make_person(), school.id, Role.TEACHER) for _ in range(2)]
    operations.register(event, attendees[0], form_key="the-same", at=eve_of(event))
    db.session.commit()

    with pytest.raises(FormUsed):
        operations.register(event, attendees[1], form_key="the-same", at=eve_of(event))
    db.session.rollback()

    assert (event.seats_taken, len(mails())) == (1, 1)


def test_a_short_code_that_is_taken_is_drawn_again(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    event, codes = make_event(), iter(["AAAAAA", "AAAAAA", "BBBBBB"])
    monkeypatch.setattr(tokens, "short_code", lambda: next(codes))

    registrations = [register(event) for _ in range(2)]

    assert [registration.short_code for registration in registrations] == ["AAAAAA", "BBBBBB"]


def test_the_same_person_can_not_stand_in_line_twice(app: Flask) -> None:
    event, person = make_event(seats=1), make_person()
    register(event)
    first = register(event, person)

    with pytest.raises(AlreadyRegistered) as refusal:
        register(event, person)

    assert refusal.value.registration == first


def test_after_withdrawing_one_can_register_again_at_the_end_of_the_line(app: Flask) -> None:
    event, person = make_event(seats=1), make_person()
    first = register(event, person)
    next_in_line = register(event)
    operations.withdraw(first, at=eve_of(event))

    again = register(event, person)

    assert [r.status for r in (first, next_in_line, again)] == [WITHDRAWN, REGISTERED, WAITING]
    assert {first.token, again.token} - {first.token} == {again.token}


def test_withdrawing_twice_gives_one_seat_back(app: Flask) -> None:
    event = make_event(seats=3, rounds=1)
    leaving, _staying = register(event), register(event)
    operations.withdraw(leaving, at=eve_of(event))
    before = mails()

    operations.withdraw(leaving, at=eve_of(event) + timedelta(hours=1))

    assert (event.seats_taken, leaving.withdrawn_at, mails()) == (1, eve_of(event), before)


def test_one_can_withdraw_until_the_event_is_over(app: Flask) -> None:
    event = make_event()
    registration = register(event)

    operations.withdraw(registration, at=event.ends_at - INSTANT)

    assert registration.status is WITHDRAWN


def test_from_an_event_that_is_over_nobody_withdraws(app: Flask) -> None:
    event = make_event()
    registration = register(event)

    with pytest.raises(RegistrationClosed):
        operations.withdraw(registration, at=event.ends_at)

    assert registration.status is REGISTERED


def test_a_draft_takes_no_registrations(app: Flask) -> None:
    with pytest.raises(RegistrationClosed):
        register(make_draft())


def test_a_registration_that_began_before_the_event_was_called_off_is_refused(app: Flask) -> None:
    event, person = make_event(), make_person()
    elsewhere = sa.update(Event).where(Event.id == event.id).values(status=EventStatus.CALLED_OFF)
    db.session.execute(elsewhere.execution_options(synchronize_session=False))
    seen = event.status

    with pytest.raises(RegistrationClosed, match=r"afgelast|called off"):
        register(event, person)

    assert (seen, mails()) == (EventStatus.PUBLISHED, [])


@pytest.mark.parametrize(("offset", "is_open"), [(-INSTANT, False), (timedelta(0), True), (INSTANT, True)])
def test_registration_opens_on_the_moment(app: Flask, offset: timedelta, is_open: bool) -> None:
    opens_at = DAY - timedelta(days=7)
    event = make_event(registration_opens_at=opens_at)

    assert is_accepted(event, opens_at + offset) == is_open


@pytest.mark.parametrize(("offset", "is_open"), [(-INSTANT, True), (timedelta(0), False)])
def test_registration_closes_on_the_moment(app: Flask, offset: timedelta, is_open: bool) -> None:
    closes_at = DAY - timedelta(days=1)
    event = make_event(registration_closes_at=closes_at)

    assert is_accepted(event, closes_at + offset) == is_open


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        (datetime(2026, 10, 25, 0, 29, 59, tzinfo=UTC), True),  # 02.29 in summer time
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), False),  # 02.30 in summer time: the first of the two
        (datetime(2026, 10, 25, 1, 15, tzinfo=UTC), False),  # 02.15 once more, in winter time
    ],
)
def test_in_the_night_of_25_october_registration_closes_at_the_first_half_past_two(app: Flask, at: datetime, is_open: bool) -> None:
    event = make_event(registration_closes_at=clock.instant_of(date(2026, 10, 25), time(2, 30)))

    assert is_accepted(event, at) == is_open


def is_accepted(event: Event, at: datetime) -> bool:
    try:
        register(event, at=at)
    except RegistrationClosed:
        return False
    return True


def test_a_full_workshop_is_refused_without_a_word_about_waiting(app: Flask) -> None:
    event = make_event(rounds=2, session_seats=1)
    register(event)
    db.session.commit()

    with pytest.raises(ChoiceRefused) as refusal:
        register(event, None, event.rounds[0].sessions[1], event.rounds[1].sessions[0], may_wait=False)
    db.session.rollback()

    assert (str(refusal.value).split()[:2], event.seats_taken, len(mails())) == (["Workshop", "2A"], 1, 1)


def test_a_full_workshop_can_be_waited_for(app: Flask) -> None:
    event = make_event(rounds=2, session_seats=1)
    register(event, None, *first_choices(event))

    second = register(event, None, event.rounds[0].sessions[0], event.rounds[1].sessions[1], may_wait=True)

    assert (second.status, held(second)) == (REGISTERED, [("Workshop 1A", IN_LINE), ("Workshop 2B", SEATED)])


def same_title(event: Event) -> list[Session]:
    event.rounds[1].sessions[0].title = "workshop 1a"
    return first_choices(event)


def one_round_only(event: Event) -> list[Session]:
    return first_choices(event)[:1]


def two_at_the_same_time(event: Event) -> list[Session]:
    return [*first_choices(event), event.rounds[0].sessions[1]]


def of_another_event(event: Event) -> list[Session]:
    other = make_event("Lassen", rounds=2)
    return [event.rounds[0].sessions[0], other.rounds[1].sessions[0]]


@pytest.mark.parametrize("chosen", [same_title, one_round_only, two_at_the_same_time, of_another_event])
def test_one_workshop_in_every_round_and_none_twice(app: Flask, chosen: Callable[[Event], list[Session]]) -> None:
    event = make_event(rounds=2)
    sessions = chosen(event)
    db.session.commit()

    with pytest.raises(ChoiceRefused):
        register(event, None, *sessions)
    db.session.rollback()

    assert (event.seats_taken, mails()) == (0, [])


def test_the_same_workshop_twice_is_said_at_the_second_round(app: Flask) -> None:
    event = make_event(rounds=2)
    registration = register(event)

    with pytest.raises(ChoiceRefused) as refusal:
        operations.change(registration, wanting(same_title(event)), at=eve_of(event))

    assert refusal.value.field == "session-2"


def test_changing_swaps_the_seats(app: Flask) -> None:
    event = make_event(rounds=2)
    registration = register(event)

    operations.change(registration, wanting([event.rounds[0].sessions[0], event.rounds[1].sessions[1]]), at=eve_of(event))

    assert held(registration) == [("Workshop 1A", SEATED), ("Workshop 2A", RELEASED), ("Workshop 2B", SEATED)]


def test_changing_back_and_forth_leaves_one_seat(app: Flask) -> None:
    event = make_event(rounds=1)
    registration = register(event)

    for sessions in (second_choices(event), first_choices(event), first_choices(event)):
        operations.change(registration, wanting(sessions), at=eve_of(event))

    assert [(choice.session.title, choice.status) for choice in registration.current_choices] == [("Workshop 1A", SEATED)]


def test_a_change_that_can_not_be_had_changes_nothing(app: Flask) -> None:
    event = make_event(rounds=2, session_seats=1)
    staying = register(event, None, *first_choices(event))
    register(event, None, event.rounds[0].sessions[1], event.rounds[1].sessions[0], may_wait=True)
    db.session.commit()

    with pytest.raises(ChoiceRefused) as refusal:
        operations.change(staying, wanting([event.rounds[0].sessions[1], event.rounds[1].sessions[1]]), at=eve_of(event))
    db.session.rollback()

    assert refusal.value.field == "session-1"
    assert held(staying) == [("Workshop 1A", SEATED), ("Workshop 2A", SEATED)]


def test_choosing_to_wait_gives_up_the_old_seat(app: Flask) -> None:
    event = make_event(rounds=1, session_seats=1)
    swapping, other = register(event, None, *first_choices(event)), register(event, None, *second_choices(event))

    operations.change(swapping, wanting(second_choices(event), may_wait=True), at=eve_of(event))

    assert (held(swapping), held(other)) == ([("Workshop 1A", RELEASED), ("Workshop 1B", IN_LINE)], [("Workshop 1B", SEATED)])


def test_who_has_withdrawn_can_not_change(app: Flask) -> None:
    event = make_event(rounds=1)
    registration = register(event)
    operations.withdraw(registration, at=eve_of(event))

    with pytest.raises(RegistrationClosed):
        operations.change(registration, wanting(second_choices(event)), at=eve_of(event))

    assert held(registration) == [("Workshop 1A", RELEASED)]


def test_nothing_can_be_changed_once_registration_has_closed(app: Flask) -> None:
    event = make_event(rounds=1)
    registration = register(event)

    with pytest.raises(RegistrationClosed):
        operations.change(registration, wanting(second_choices(event)), at=event.registration_closes_at)

    assert held(registration) == [("Workshop 1A", SEATED)]


def test_everybody_with_a_place_or_in_line_is_told_of_a_calling_off(app: Flask) -> None:
    event = make_event(seats=2)
    seated, leaving, waiting = (register(event) for _ in range(3))
    elsewhere = register(make_event("Lassen"))
    operations.withdraw(leaving, at=eve_of(event))
    before = len(mails())

    events.call_off(event, reason="Storm", at=eve_of(event))

    assert mails()[before:] == [("called-off", seated.person.email), ("called-off", waiting.person.email)]
    assert elsewhere.event.is_called_off is False


def test_fewer_seats_than_have_been_taken_are_refused(app: Flask) -> None:
    event = make_event(seats=2)
    register(event), register(event)

    with pytest.raises(events.TooFewSeats):
        events.edit(event, plan(event.title, seats=1, venue=event.venue), at=eve_of(event))

    assert event.capacity == 2


def test_a_ticket_is_mailed_again_at_most_five_times_an_hour(app: Flask) -> None:
    event = make_event()
    registration = register(event, at=LONG_AGO)

    for minute in range(10):
        operations.send_ticket_again(registration, at=eve_of(event) + timedelta(minutes=minute))
    operations.send_ticket_again(registration, at=eve_of(event) + timedelta(hours=2))

    assert mails() == [("confirmation", registration.person.email)] * 7
