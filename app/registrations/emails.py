"""What participants are written: one function per mail."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.core.links import link
from app.events.models import Event
from app.mail.operations import enqueue
from app.registrations import queries
from app.registrations.arrivals import Arrival
from app.registrations.models import Registration


def registered(registration: Registration | Arrival, *, at: datetime) -> None:
    """The ticket, or the place in line."""
    if registration.is_waiting:
        _send("waiting", registration, at=at, place=queries.place_in_line(registration))
    else:
        _send("confirmation", registration, at=at, with_ticket=True)


def promoted(registration: Registration, *, at: datetime) -> None:
    """A seat has come free, with an easy way out."""
    _send("promoted", registration, at=at, with_ticket=True)


def withdrawn(registration: Registration, *, at: datetime) -> None:
    """The withdrawal has been noted."""
    _send("withdrawn", registration, at=at)


def called_off(registration: Registration, *, at: datetime) -> None:
    """The event will not take place."""
    _send("called-off", registration, at=at, orders=({"maker": "event-calendar", "event": registration.event.id},))


def moved(registration: Registration, *, before: Mapping[str, Any], at: datetime) -> None:
    """The event is on another day, at another time or at another place than before: starts_at, ends_at, place."""
    _send("moved", registration, at=at, before=before, orders=({"maker": "event-calendar", "event": registration.event.id},))


def _send(
    kind: str,
    registration: Registration | Arrival,
    *,
    at: datetime,
    with_ticket: bool = False,
    orders: tuple[Mapping[str, Any], ...] = (),
    **facts: Any,
) -> None:
    person, event = registration.person, registration.event
    if with_ticket:
        orders = ({"maker": "ticket-qr", "code": registration.code}, {"maker": "event-calendar", "event": event.id})
    facts |= {
        "registration": _facts(registration),
        "event": _event_facts(event),
        "ticket_url": link("registrations.ticket", token=registration.token),
        "event_url": link("events.show", slug=event.slug),
    }
    enqueue(kind, to=(person.name, person.email), language=person.language, at=at, facts=facts, attachments=orders)


def _facts(registration: Registration | Arrival) -> dict[str, Any]:
    choices = [
        {
            "is_waiting": choice.is_waiting,
            "session": {
                "title": choice.session.title,
                "room": choice.session.room,
                "round": {"title": choice.session.stretch, "starts_at": choice.session.starts_at, "ends_at": choice.session.ends_at},
            },
        }
        for choice in registration.current_choices
    ]
    return {"is_waiting": registration.is_waiting, "printed_code": registration.printed_code, "current_choices": choices}


def _event_facts(event: Event) -> dict[str, Any]:
    names = ("title", "starts_at", "ends_at", "doors_open_at", "is_called_off", "call_off_reason")
    venue = {"line": event.venue.line, "arrival_notes": event.venue.arrival_notes}
    return {name: getattr(event, name) for name in names} | {"venue": venue}
