"""Seats that come free go to who waits longest, at once and in the same transaction."""

from datetime import datetime

from app.core.database import db
from app.events import signals
from app.events.models import Event, Session
from app.registrations import capacity, emails, queries
from app.registrations.models import ChoiceStatus, Registration, RegistrationStatus


@signals.line_asked.connect
def length_of_line(place: Event | Session) -> int:
    """How many wait for a seat there."""
    return queries.waiting_for(place) if isinstance(place, Event) else queries.waiting_by_session(place.round.event).get(place.id, 0)


@signals.seats_added.connect
def promote(event: Event, *, at: datetime) -> None:
    """Give every free seat, at the event and then in its sessions, to the first in line, and write to them.

    The caller holds the event (`events.queries.locked`). Once the event has begun nobody is promoted any more.
    """
    if event.is_called_off or at >= event.starts_at:
        return
    gained = _seat_at_event(event)
    for registration in _seat_in_sessions(event):
        if registration not in gained:
            gained.append(registration)
    db.session.flush()
    for registration in gained:
        emails.promoted(registration, at=at)


def _seat_at_event(event: Event) -> list[Registration]:
    gained = []
    while event.seats_left > 0:
        first = queries.first_in_line(event)
        if first is None or not capacity.take(event, first.seats):
            break
        first.status = RegistrationStatus.REGISTERED
        db.session.flush()
        gained.append(first)
    return gained


def _seat_in_sessions(event: Event) -> list[Registration]:
    gained = []
    for choice in queries.waiting_choices(event):
        fits = choice.session.seats_left >= choice.registration.seats  # a long line for one seat asks the table once
        if fits and capacity.take_each([choice.session], choice.registration.seats):
            choice.status = ChoiceStatus.SEATED
            gained.append(choice.registration)
    return gained
