"""Registering, changing and withdrawing: the part that must never be wrong."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _

from app.core import tokens
from app.core.database import db
from app.core.errors import DomainError
from app.events import signals
from app.events.models import Event, Session
from app.events.queries import locked
from app.mail.queries import count_to
from app.people.models import Person, Role
from app.registrations import capacity, emails, queries
from app.registrations.models import ChoiceStatus, Registration, RegistrationStatus, SessionChoice
from app.registrations.waiting_list import promote
from app.schools.models import School

MOST_MAILS_PER_HOUR = 5


class RegistrationClosed(DomainError):
    """One can't register now."""


class AlreadyRegistered(DomainError):
    """This person has a place or waits already."""

    def __init__(self, registration: Registration) -> None:
        super().__init__(_("You have registered for this event already."))
        self.registration = registration


class ChoiceRefused(DomainError):
    """A session can't be chosen, for the reason given."""


@dataclass(frozen=True)
class Choice:
    """One session that somebody wants, and whether waiting for it is fine."""

    session: Session
    may_wait: bool
    field: str = ""


@dataclass(frozen=True)
class Attendee:
    """Who registers, and from where: remembered with the registration."""

    person: Person
    school: School
    role: Role


def register(event: Event, attendee: Attendee, choices: Sequence[Choice] = (), *, form_key: str | None = None, at: datetime) -> Registration:
    """Give the attendee a seat, or the last place in line, and write to them. Raises a DomainError that says why not."""
    _check_open(event, at)
    _check_choices(event, choices)
    has_seat = capacity.take(event, 1) or _take_late(event, at)  # either way the event is held from here on
    existing = queries.find_active(event, attendee.person)
    if existing is not None:
        if has_seat:
            capacity.release(event, 1)
        raise AlreadyRegistered(existing)
    registration = _new_registration(event, attendee, form_key, at)
    registration.status = RegistrationStatus.REGISTERED if has_seat else RegistrationStatus.WAITING
    registration.choices = _chosen(registration, choices)
    db.session.add(registration)
    if not has_seat:
        db.session.flush()  # its place in line goes into the mail
    emails.registered(registration, at=at)
    db.session.flush()
    return registration


def change(registration: Registration, choices: Sequence[Choice], *, at: datetime) -> None:
    """Swap sessions. Nothing changes unless all new ones can be had; freed seats go to who waits."""
    event = locked(registration.event)
    registration = queries.fresh(registration)
    _check_open(event, at)
    if not registration.is_active:
        raise RegistrationClosed(_("This registration has been withdrawn."))
    _check_choices(event, choices)
    wanted = {choice.session.id for choice in choices}
    held = {choice.session_id: choice for choice in registration.current_choices}
    registration.choices += _chosen(registration, [choice for choice in choices if choice.session.id not in held])
    _release(choice for session_id, choice in held.items() if session_id not in wanted)
    db.session.flush()
    promote(event, at=at)


def withdraw(registration: Registration, *, at: datetime) -> None:
    """Give up the seat, or the place in line; the first in line gets it at once. Doing it twice changes nothing."""
    event = locked(registration.event)
    registration = queries.fresh(registration)
    if not registration.is_active:
        return
    if at >= event.ends_at:
        raise RegistrationClosed(_("This event is over; there is nothing left to withdraw from."))
    if registration.status is RegistrationStatus.REGISTERED:
        capacity.release(event, registration.seats)
    _release(registration.current_choices)
    registration.status, registration.withdrawn_at = RegistrationStatus.WITHDRAWN, at
    db.session.flush()
    emails.withdrawn(registration, at=at)
    promote(event, at=at)


def send_ticket_again(registration: Registration, *, at: datetime) -> None:
    """Mail the ticket once more, for somebody who registers twice; not so often that it becomes a nuisance."""
    if count_to(registration.person.email, since=at - timedelta(hours=1)) < MOST_MAILS_PER_HOUR:
        emails.registered(registration, at=at)


@signals.called_off.connect
def tell_everybody(event: Event, *, at: datetime) -> None:
    """Write to everybody with a place or in line that the event is called off."""
    for registration in queries.for_event(event):
        emails.called_off(registration, at=at)


@signals.moved.connect
def tell_of_move(event: Event, *, at: datetime) -> None:
    """Write once to everybody with a place or in line that the event is at another time or place."""
    for registration in queries.for_event(event):
        emails.moved(registration, at=at)


def _take_late(event: Event, at: datetime) -> bool:
    """Hold the event and look once more: it may have been called off, or a seat may have come free. Raises RegistrationClosed."""
    _check_open(locked(event), at)
    return capacity.take(event, 1)


def _new_registration(event: Event, attendee: Attendee, form_key: str | None, at: datetime) -> Registration:
    return Registration(
        event=event,
        person=attendee.person,
        school=attendee.school,
        role=attendee.role,
        seats=1,
        token=tokens.url_token(),
        code=tokens.qr_code(),
        short_code=_free_short_code(event),
        form_key=form_key,
        registered_at=at,
    )


def _free_short_code(event: Event) -> str:
    while queries.has_short_code(event, code := tokens.short_code()):
        pass
    return code


def _check_open(event: Event, at: datetime) -> None:
    if event.takes_registrations(at):
        return
    if event.is_called_off:
        raise RegistrationClosed(_("This event has been called off."))
    if event.registration_opens_at and at < event.registration_opens_at:
        raise RegistrationClosed(_("Registration has not opened yet."))
    raise RegistrationClosed(_("Registration has closed. Ask the organisers whether there is still room."))


def _check_choices(event: Event, choices: Sequence[Choice]) -> None:
    """One session in every round, and no workshop twice."""
    chosen = {choice.session.round_id: choice for choice in choices}
    is_complete = len(chosen) == len(choices) and chosen.keys() == {round_.id for round_ in event.offered_rounds}
    if event.profile.chooses_sessions and not is_complete:
        raise ChoiceRefused(_("Choose one workshop in every round."))
    seen: dict[str, str] = {}
    for choice in choices:
        title, round_title = choice.session.title.casefold(), choice.session.round.title
        if title in seen:
            raise ChoiceRefused(_("You chose this workshop in %(round)s already. Choose another one here.", round=seen[title]), field=choice.field)
        seen[title] = round_title


def _chosen(registration: Registration, choices: Sequence[Choice]) -> list[SessionChoice]:
    """A seat in each session, else a place in its line when that is fine. Raises ChoiceRefused."""
    wants_seat = registration.status is RegistrationStatus.REGISTERED
    seated = capacity.take_each([choice.session for choice in choices], registration.seats) if wants_seat else set()
    for choice in choices:
        if wants_seat and choice.session.id not in seated and not choice.may_wait:
            title = choice.session.title
            reason = _("%(workshop)s has just filled up. Choose another one, or choose it again to wait for a seat.", workshop=title)
            raise ChoiceRefused(reason, field=choice.field)
    return [
        SessionChoice(session=choice.session, status=ChoiceStatus.SEATED if choice.session.id in seated else ChoiceStatus.WAITING)
        for choice in choices
    ]


def _release(choices: Iterable[SessionChoice]) -> None:
    for choice in choices:
        if choice.status is ChoiceStatus.SEATED:
            capacity.release(choice.session, choice.registration.seats)
        choice.status = ChoiceStatus.RELEASED
