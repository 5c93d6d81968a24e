"""What participants are written: one function per mail."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.core.links import link
from app.mail.operations import enqueue
from app.registrations import queries
from app.registrations.models import Registration


def registered(registration: Registration, *, at: datetime) -> None:
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
    _send("called-off", registration, at=at, orders=({"maker": "event-calendar", "event": registration.event_id},))


def _send(
    kind: str,
    registration: Registration,
    *,
    at: datetime,
    with_ticket: bool = False,
    orders: tuple[Mapping[str, Any], ...] = (),
    **facts: Any,
) -> None:
    person = registration.person
    if with_ticket:
        orders = ({"maker": "ticket-qr", "code": registration.code}, {"maker": "event-calendar", "event": registration.event_id})
    ticket_url = link("registrations.ticket", token=registration.token)
    event_url = link("events.show", slug=registration.event.slug)
    facts |= {"registration": registration, "event": registration.event, "ticket_url": ticket_url, "event_url": event_url}
    enqueue(kind, to=(person.name, person.email), language=person.language, at=at, facts=facts, attachments=orders)
