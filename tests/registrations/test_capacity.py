"""Seats under pressure: many people at the same instant, in threads here and in processes of gunicorn.

That these tests can notice a race is shown below: with the conditional write replaced by count-then-insert, and
without the lock, ten people at once for three seats all got one (on both databases).
"""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from time import sleep

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.database import db
from app.core.errors import DomainError
from app.events import operations as events
from app.events import signals
from app.events.models import Event, Session
from app.events.queries import locked
from app.people.models import Person
from app.registrations import capacity, operations
from app.registrations.models import ChoiceStatus, Registration, RegistrationStatus
from tests.factories import eve_of, make_event, make_person, register
from tests.observing import mails
from tests.registrations.invariants import check_line, registrations_of

REGISTERED, WAITING, WITHDRAWN = RegistrationStatus.REGISTERED, RegistrationStatus.WAITING, RegistrationStatus.WITHDRAWN


def at_once(app: Flask, *jobs: Callable[[], object]) -> list[str]:
    """Do all jobs at the same instant, each in a thread with a database session of its own; gives how each ended."""
    db.session.commit()
    start = threading.Barrier(len(jobs))

    def run(job: Callable[[], object]) -> str:
        with app.app_context():
            start.wait(20)
            try:
                job()
            except DomainError as refusal:
                return type(refusal).__name__
            db.session.commit()
            return "done"

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def registering(event: Event, count: int, *, person_id: int | None = None) -> list[Callable[[], object]]:
    """As many people, or one person in as many tabs, who register."""
    people = [person_id or make_person().id for _ in range(count)]
    event_id = event.id

    def job(person_id: int) -> Callable[[], object]:
        return lambda: register(db.session.get_one(Event, event_id), db.session.get_one(Person, person_id), may_wait=True)

    return [job(person) for person in people]


def withdrawing(registrations: Sequence[Registration]) -> list[Callable[[], object]]:
    """Who has these registrations withdraws."""

    def job(registration_id: int, event: Event) -> Callable[[], object]:
        at = eve_of(event)
        return lambda: operations.withdraw(db.session.get_one(Registration, registration_id), at=at)

    return [job(registration.id, registration.event) for registration in registrations]


def standing(event: Event) -> list[RegistrationStatus]:
    """The statuses of all registrations, in order of arrival."""
    db.session.expire_all()
    return [registration.status for registration in registrations_of(event)]


def test_taking_the_last_seat_twice_succeeds_once(app: Flask) -> None:
    event = make_event(seats=1)

    taken = [capacity.take(event, 1), capacity.take(event, 1)]
    capacity.release(event, 1)

    assert (taken, event.seats_taken) == ([True, False], 0)


def test_more_seats_than_are_left_are_not_taken_in_part(app: Flask) -> None:
    event = make_event(seats=3)

    taken = [capacity.take(event, 2), capacity.take(event, 2), capacity.take(event, 1)]
    capacity.release(event, 3)

    assert taken == [True, False, True]


def test_a_seat_that_nobody_has_can_not_be_given_back(app: Flask) -> None:
    event = make_event(seats=1)

    capacity.release(event, 1)

    assert event.seats_taken == 0


def test_the_table_itself_refuses_one_too_many(app: Flask) -> None:
    event = make_event(seats=1)
    db.session.commit()

    with pytest.raises(sa.exc.IntegrityError):
        db.session.execute(sa.update(Event).values(seats_taken=2))
    db.session.rollback()

    assert event.seats_taken == 0


def test_thirty_at_once_for_twenty_seats(app: Flask) -> None:
    event = make_event(seats=20)

    ends = at_once(app, *registering(event, 30))

    assert Counter(ends) == {"done": 30}
    assert standing(event) == [REGISTERED] * 20 + [WAITING] * 10


def naive_take(place: Event | Session, seats: int) -> bool:
    """Count, then insert: what the house forbids."""
    model = type(place)
    taken = db.session.scalar(sa.select(model.seats_taken).where(model.id == place.id)) or 0
    sleep(0.05)
    if taken + seats > 3:
        return False
    db.session.execute(sa.update(model).where(model.id == place.id).values(seats_taken=taken + seats))
    return True


def test_a_race_would_be_noticed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    event = make_event(seats=3)
    jobs = registering(event, 10)
    db.session.commit()
    monkeypatch.setattr(capacity, "take", naive_take)
    monkeypatch.setattr(operations, "locked", lambda event: event)

    at_once(app, *jobs)

    assert standing(event).count(REGISTERED) > event.capacity
    db.session.execute(sa.delete(Registration))
    event.seats_taken = 0


def test_twenty_at_once_for_the_last_seat_of_a_workshop(app: Flask) -> None:
    event = make_event(seats=100, rounds=1, session_seats=1)

    at_once(app, *registering(event, 20))

    choices = [registration.choices[0].status for registration in registrations_of(event)]
    assert choices == [ChoiceStatus.SEATED] + [ChoiceStatus.WAITING] * 19


def test_one_person_in_ten_tabs_registers_once(app: Flask) -> None:
    event = make_event()

    ends = at_once(app, *registering(event, 10, person_id=make_person().id))

    assert Counter(ends) == {"done": 1, "AlreadyRegistered": 9}
    assert (standing(event), len(mails())) == ([REGISTERED], 1)


def test_withdrawing_ten_times_at_once_gives_one_seat_back(app: Flask) -> None:
    event = make_event(seats=2, rounds=1)
    leaving, *_others = [register(event) for _ in range(4)]

    at_once(app, *withdrawing([leaving] * 10))

    assert standing(event) == [WITHDRAWN, REGISTERED, REGISTERED, WAITING]
    assert [kind for kind, _email in mails()][4:] == ["withdrawn", "promoted"]


def test_withdrawals_at_once_promote_the_first_in_line(app: Flask) -> None:
    event = make_event(seats=10, rounds=1, session_seats=10)
    arrivals = [register(event) for _ in range(25)]

    at_once(app, *withdrawing(arrivals[:10]))

    assert standing(event) == [WITHDRAWN] * 10 + [REGISTERED] * 10 + [WAITING] * 5
    assert Counter(mails())[("promoted", arrivals[10].person.email)] == 1
    check_line(event)


def test_people_come_and_go_at_once(app: Flask) -> None:
    event = make_event(seats=8, rounds=2, session_seats=6)
    arrivals = [register(event) for _ in range(12)]

    ends = at_once(app, *withdrawing(arrivals[:10]), *registering(event, 10))

    assert Counter(ends) == {"done": 20}
    assert Counter(standing(event)) == {WITHDRAWN: 10, REGISTERED: 8, WAITING: 4}
    check_line(event)


def test_calling_off_while_fifty_register_tells_exactly_those_who_got_in(app: Flask) -> None:
    event = make_event(seats=10)
    event_id, at = event.id, eve_of(event)

    def call_off() -> None:
        sleep(0.1)
        events.call_off(db.session.get_one(Event, event_id), reason="Storm", at=at)

    ends = at_once(app, call_off, *registering(event, 50))

    got_in = {registration.person.email for registration in registrations_of(event)}
    told = [email for kind, email in mails() if kind == "called-off"]
    assert (sorted(told), ends.count("done"), ends.count("RegistrationClosed")) == (sorted(got_in), len(got_in) + 1, 50 - len(got_in))


def test_seats_are_added_while_people_register(app: Flask) -> None:
    event = make_event(seats=5)
    event_id = event.id

    def more_seats() -> None:
        held = locked(db.session.get_one(Event, event_id))
        held.capacity = 15
        db.session.flush()
        signals.seats_added.send(held, at=eve_of(held))

    at_once(app, more_seats, *registering(event, 25))

    assert standing(event) == [REGISTERED] * 15 + [WAITING] * 10
