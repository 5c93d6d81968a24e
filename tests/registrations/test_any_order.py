"""Registering, changing, withdrawing and adding seats in any order, compared with a model of a page."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from app.core.database import db
from app.core.errors import DomainError
from app.events import operations as events
from app.events import workshops
from app.events.models import Event
from app.people.models import Person
from app.registrations import operations
from app.registrations.arrivals import Attendee
from app.registrations.operations import Choice
from tests.factories import eve_of, make_event, make_person, plan
from tests.registrations.invariants import check_counters, check_line, registrations_of

PEOPLE, SEATS, WORKSHOP_SEATS = 6, 2, 1
people = st.integers(0, PEOPLE - 1)
FITTING = ((0, 2), (0, 3), (1,))  # workshops 0 and 1 begin in the first round, 2 and 3 in the second; 1 goes on in that one
cards = st.sampled_from([*FITTING * 2, (1, 2), (0,), (3,)])
Held = dict[int, tuple[str, int]]  # workshop -> "seated" or "waiting", and when it was chosen


class Refused(Exception):
    """The model says no."""


@dataclass
class Entry:
    """What the model knows of one registration."""

    person: int
    status: str
    held: Held = field(default_factory=dict)


class Model:
    """The rules again, in the simplest words: no database, no speed."""

    def __init__(self) -> None:
        self.seats, self.workshop_seats = SEATS, [WORKSHOP_SEATS] * 4
        self.entries: list[Entry] = []
        self.choices_made = 0
        self.is_called_off = False

    def active(self, person: int) -> Entry | None:
        return next((entry for entry in self.entries if entry.person == person and entry.status != "withdrawn"), None)

    def has_seat_left(self) -> bool:
        return sum(entry.status == "registered" for entry in self.entries) < self.seats

    def has_workshop_seat(self, workshop: int) -> bool:
        return sum(entry.held.get(workshop, ("", 0))[0] == "seated" for entry in self.entries) < self.workshop_seats[workshop]

    def register(self, person: int, wanted: tuple[int, ...], may_wait: bool) -> None:
        if self.is_called_off or self.active(person) or wanted not in FITTING:
            raise Refused
        entry = Entry(person, "registered" if self.has_seat_left() else "waiting")
        self.choose(entry, wanted, may_wait)
        self.entries.append(entry)

    def choose(self, entry: Entry, wanted: tuple[int, ...], may_wait: bool) -> None:
        new = [workshop for workshop in wanted if workshop not in entry.held]
        if entry.status == "registered" and not may_wait and not all(map(self.has_workshop_seat, new)):
            raise Refused
        for workshop in new:
            self.choices_made += 1
            is_seated = entry.status == "registered" and self.has_workshop_seat(workshop)
            entry.held[workshop] = ("seated" if is_seated else "waiting", self.choices_made)

    def change(self, person: int, wanted: tuple[int, ...], may_wait: bool) -> None:
        entry = self.active(person)
        if self.is_called_off or entry is None or wanted not in FITTING:
            raise Refused
        self.choose(entry, wanted, may_wait)
        entry.held = {workshop: entry.held[workshop] for workshop in wanted}
        self.promote()

    def withdraw(self, person: int) -> None:
        entry = self.active(person)
        if entry is not None:
            entry.status, entry.held = "withdrawn", {}
            self.promote()

    def promote(self) -> None:
        if self.is_called_off:
            return
        for entry in self.entries:
            if entry.status == "waiting" and self.has_seat_left():
                entry.status = "registered"
        line = [(when, workshop, entry) for entry in self.entries for workshop, (what, when) in entry.held.items() if what == "waiting"]
        for when, workshop, entry in sorted(line, key=lambda waiting: waiting[0]):
            if entry.status == "registered" and self.has_workshop_seat(workshop):
                entry.held[workshop] = ("seated", when)


class AnyOrder(RuleBasedStateMachine):
    """Does the same to the product and to the model; both must refuse the same things and stand the same."""

    def __init__(self) -> None:
        super().__init__()
        self.model = Model()
        self.event: Event = make_event(seats=SEATS, rounds=2, session_seats=WORKSHOP_SEATS)
        self.workshops = [session for round_ in self.event.rounds for session in round_.sessions]
        self.workshops[1].until_round = self.event.rounds[1]
        self.people: list[Person] = [make_person() for _ in range(PEOPLE)]
        self.at = eve_of(self.event)
        db.session.commit()

    def both(self, product: Callable[[], object], model: Callable[[], object]) -> None:
        """Do it in both; refusals must be the same."""
        try:
            product()
        except DomainError:
            db.session.rollback()
            is_refused = True
        else:
            db.session.commit()
            is_refused = False
        try:
            model()
        except Refused:
            assert is_refused, "the model refuses, the product does not"
        else:
            assert not is_refused, "the product refuses, the model does not"

    def choices(self, wanted: tuple[int, ...], may_wait: bool) -> list[Choice]:
        return [Choice(self.workshops[workshop], may_wait) for workshop in wanted]

    @rule(who=people, wanted=cards, may_wait=st.booleans())
    def register(self, who: int, wanted: tuple[int, ...], may_wait: bool) -> None:
        person = self.people[who]
        assert person.school is not None
        attendee = Attendee(person, person.school.id, person.role)
        self.both(
            lambda: operations.register(self.event, attendee, self.choices(wanted, may_wait), at=self.at),
            lambda: self.model.register(who, wanted, may_wait),
        )

    @rule(who=people, wanted=cards, may_wait=st.booleans())
    def change(self, who: int, wanted: tuple[int, ...], may_wait: bool) -> None:
        mine = [registration for registration in registrations_of(self.event) if registration.person == self.people[who]]
        if mine:
            product = lambda: operations.change(mine[-1], self.choices(wanted, may_wait), at=self.at)  # noqa: E731
            self.both(product, lambda: self.model.change(who, wanted, may_wait))

    @rule(who=people)
    def withdraw(self, who: int) -> None:
        mine = [registration for registration in registrations_of(self.event) if registration.person == self.people[who]]
        if mine:
            self.both(lambda: operations.withdraw(mine[-1], at=self.at), lambda: self.model.withdraw(who))

    @rule(seats=st.integers(1, 5))
    def set_capacity(self, seats: int) -> None:
        def in_model() -> None:
            if self.model.is_called_off or seats < sum(entry.status == "registered" for entry in self.model.entries):
                raise Refused
            self.model.seats = seats
            self.model.promote()

        self.both(lambda: events.edit(self.event, plan(seats=seats, venue=self.event.venue), at=self.at), in_model)

    @rule(workshop=st.integers(0, 3), seats=st.integers(1, 3))
    def set_workshop_seats(self, workshop: int, seats: int) -> None:
        def in_model() -> None:
            if seats < sum(entry.held.get(workshop, ("", 0))[0] == "seated" for entry in self.model.entries):
                raise Refused
            self.model.workshop_seats[workshop] = seats
            self.model.promote()

        session = self.workshops[workshop]
        facts: dict[str, Any] = {"title": session.title, "room": "", "leader": "", "description": ""}
        self.both(lambda: workshops.edit(session, **facts, seats=seats, at=self.at), in_model)

    @precondition(lambda self: len(self.model.entries) > 5 and not self.model.is_called_off)
    @rule()
    def call_off(self) -> None:
        self.both(lambda: events.call_off(self.event, reason="Storm", at=self.at), lambda: setattr(self.model, "is_called_off", True))

    @invariant()
    def they_stand_the_same(self) -> None:
        check_counters()
        if not self.model.is_called_off:
            check_line(self.event)
        product = [
            (r.person, str(r.status), {self.workshops.index(c.session): str(c.status) for c in r.current_choices})
            for r in registrations_of(self.event)
        ]
        model = [
            (self.people[entry.person], entry.status, {workshop: what for workshop, (what, _when) in entry.held.items()})
            for entry in self.model.entries
        ]
        assert product == model


BOUNDS = settings(max_examples=8, stateful_step_count=20, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))


def test_in_any_order_the_product_and_the_model_agree(app: Flask) -> None:
    run_state_machine_as_test(AnyOrder, settings=BOUNDS)
