"""A registration while it is being made: plain rows instead of objects, as a crowd waits for it after every invitation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from app.core import tokens
from app.core.database import insert_each, insert_numbered
from app.events.models import Event, Session
from app.people.models import Person, Role
from app.people.queries import Contact
from app.registrations.models import ChoiceStatus, Registration, RegistrationStatus, SessionChoice, printed


@dataclass(frozen=True)
class Chosen:
    """A session, and whether there was a seat in it."""

    session: Session
    status: ChoiceStatus

    @property
    def is_waiting(self) -> bool:
        """Whether the session was full when chosen."""
        return self.status is ChoiceStatus.WAITING


@dataclass(frozen=True)
class Attendee:
    """Who registers, and from where: remembered with the registration."""

    person: Person | Contact
    school_id: int
    role: Role


@dataclass
class Arrival:
    """A registration that has just been written: what its ticket's address and its first mail need."""

    id: int
    event: Event
    person: Person | Contact
    status: RegistrationStatus
    token: str
    code: str
    short_code: str
    current_choices: Sequence[Chosen] = ()

    @property
    def is_waiting(self) -> bool:
        """Whether it stands in line for the event."""
        return self.status is RegistrationStatus.WAITING

    @property
    def printed_code(self) -> str:
        """The short code as people read it."""
        return printed(self.short_code)


def write(event: Event, attendee: Attendee, status: RegistrationStatus, *, form_key: str | None, at: datetime) -> Arrival | None:
    """Write a registration, at the end of the line; None when its person, form or short code is taken at this event."""
    token, code, short_code = tokens.url_token(), tokens.qr_code(), tokens.short_code()
    written = insert_numbered(
        Registration,
        event_id=event.id,
        person_id=attendee.person.id,
        school_id=attendee.school_id,
        role=attendee.role,
        status=status,
        seats=1,
        token=token,
        code=code,
        short_code=short_code,
        form_key=form_key,
        registered_at=at,
    )
    return Arrival(written, event, attendee.person, status, token, code, short_code) if written is not None else None


def write_choices(arrival: Arrival, chosen: Sequence[Chosen]) -> None:
    """Write down what was chosen."""
    arrival.current_choices = sorted(chosen, key=lambda choice: choice.session.round.starts_at)
    for status, alike in groupby(chosen, attrgetter("status")):
        insert_each(SessionChoice, "session_id", [choice.session.id for choice in alike], registration_id=arrival.id, status=status)
