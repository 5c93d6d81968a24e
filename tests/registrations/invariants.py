"""What must be true of registrations at any moment, whatever happened before."""

from collections.abc import Sequence

import sqlalchemy as sa

from app.core.database import db
from app.events.models import Event
from app.registrations.models import ChoiceStatus, Registration, RegistrationStatus
from app.registrations.queries import CHOICES


def check_counters() -> None:
    """Every counter of seats equals the real sum, and fits; who has no seat holds none in a workshop."""
    db.session.flush()
    db.session.expire_all()
    for event in db.session.scalars(sa.select(Event)):
        registrations = registrations_of(event)
        assert event.seats_taken == sum(r.seats for r in registrations if r.status is RegistrationStatus.REGISTERED)
        assert 0 <= event.seats_taken <= event.capacity
        _check_sessions(event, registrations)
        _check_people(registrations)


def check_line(event: Event) -> None:
    """Before the start nobody waits for a seat that is free, and who has a seat came before who waits."""
    registrations = registrations_of(event)
    registered = [r for r in registrations if r.status is RegistrationStatus.REGISTERED]
    waiting = [r for r in registrations if r.is_waiting]
    assert not waiting or event.seats_left == 0
    assert not [c for r in registered for c in r.current_choices if c.is_waiting and c.session.seats_left > 0]


def registrations_of(event: Event) -> Sequence[Registration]:
    """All of them, withdrawn ones too, in order of arrival."""
    mine = sa.select(Registration).where(Registration.event_id == event.id).order_by(Registration.id)
    return db.session.scalars(mine.options(CHOICES)).unique().all()


def _check_sessions(event: Event, registrations: Sequence[Registration]) -> None:
    seated = [c.session_id for r in registrations for c in r.choices if c.status is ChoiceStatus.SEATED]
    for session in (session for round_ in event.rounds for session in round_.sessions):
        assert session.seats_taken == seated.count(session.id)
        assert 0 <= session.seats_taken <= session.seats


def _check_people(registrations: Sequence[Registration]) -> None:
    active = [r.person_id for r in registrations if r.is_active]
    assert len(active) == len(set(active))
    for registration in registrations:
        held = registration.current_choices
        rounds = [round_.id for choice in held for round_ in choice.session.runs_in]
        assert len(set(rounds)) == len(rounds)
        assert registration.is_active or not held
        assert not registration.is_waiting or all(choice.is_waiting for choice in held)
