"""Registering, changing and withdrawing: the part that must never be wrong."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.core.database import db
from app.core.errors import DomainError
from app.events import signals
from app.events.models import Event, Session
from app.events.queries import held, locked
from app.mail.queries import count_to
from app.people import signals as people
from app.people.models import Person
from app.registrations import arrivals, capacity, emails, queries
from app.registrations.arrivals import Arrival, Attendee, Chosen
from app.registrations.models import ChoiceStatus, Registration, RegistrationStatus, SessionChoice
from app.registrations.waiting_list import promote
from app.schools import signals as schools
from app.schools.models import School

MOST_MAILS_PER_HOUR = 5


class RegistrationClosed(DomainError):
    """One can't register now."""


class AlreadyRegistered(DomainError):
    """This person has a place or waits already."""

    def __init__(self, registration: Registration) -> None:
        super().__init__(_("You have registered for this event already."))
        self.registration = registration


class BothRegistered(DomainError):
    """Two people can't become one while both have a place at the same event."""


class FormUsed(DomainError):
    """This very form has made a registration already."""


class ChoiceRefused(DomainError):
    """A session can't be chosen, for the reason given."""


@dataclass(frozen=True)
class Choice:
    """One session that somebody wants, and whether waiting for it is fine."""

    session: Session
    may_wait: bool
    field: str = ""


def register(event: Event, attendee: Attendee, choices: Sequence[Choice] = (), *, form_key: str | None = None, at: datetime) -> Arrival:
    """Give the attendee a seat, or the last place in line, and write to them. Raises a DomainError that says why not."""
    _check_open(event, at)
    _check_choices(event, choices)
    has_seat = capacity.take(event, 1) or _take_late(event, at)  # either way the event is held from here on
    arrival = _arrive(event, attendee, has_seat, form_key, at)
    arrivals.write_choices(arrival, _chosen(choices, seats=1 if has_seat else 0))
    emails.registered(arrival, at=at)
    return arrival


def change(registration: Registration, choices: Sequence[Choice], *, at: datetime) -> None:
    """Swap sessions. Nothing changes unless all new ones can be had; freed seats go to who waits."""
    event = locked(registration.event)
    registration = queries.fresh(registration)
    _check_open(event, at)
    if not registration.is_active:
        raise RegistrationClosed(_("This registration has been withdrawn."))
    _check_choices(event, choices)
    wanted = {choice.session.id for choice in choices}
    current = {choice.session_id: choice for choice in registration.current_choices}
    seats = 0 if registration.is_waiting else registration.seats
    chosen = _chosen([choice for choice in choices if choice.session.id not in current], seats=seats)
    registration.choices += [SessionChoice(session=choice.session, status=choice.status) for choice in chosen]
    _release(choice for session_id, choice in current.items() if session_id not in wanted)
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


@schools.merged.connect
def follow_school(school: School, *, into: School) -> None:
    """Registrations from a school that goes up in another are from there."""
    db.session.execute(sa.update(Registration).where(Registration.school_id == school.id).values(school_id=into.id))


@people.merged.connect
def follow_person(person: Person, *, into: Person) -> list[int]:
    """Registrations of somebody who is merged become the other's; gives their numbers. Raises BothRegistered."""
    shared = queries.shared_events(person, into)
    if shared:
        titles = ", ".join(event.title for event in shared)
        raise BothRegistered(_("Both are registered for: %(events)s. Withdraw one of the two there first.", events=titles))
    turned = sa.update(Registration).where(Registration.person_id == person.id).values(person_id=into.id)
    return list(db.session.scalars(turned.returning(Registration.id)))


@people.parted.connect
def give_back(person: Person, *, from_: Person, moved: Mapping[str, Any]) -> None:
    """Registrations that came with a merge, and are still there, go back."""
    back = sa.update(Registration).where(Registration.id.in_(moved.get("registrations", [])), Registration.person_id == from_.id)
    db.session.execute(back.values(person_id=person.id))


@signals.moved.connect
def tell_of_move(event: Event, *, at: datetime, before: Mapping[str, Any]) -> None:
    """Write once to everybody with a place or in line that the event is at another time or place."""
    for registration in queries.for_event(event):
        emails.moved(registration, before=before, at=at)


def _take_late(event: Event, at: datetime) -> bool:
    """Hold the event and look once more: it may have been called off, or a seat may have come free. Raises RegistrationClosed."""
    now = held(event.id)
    _check_open(now, at)
    return capacity.take(now, 1)


def _arrive(event: Event, attendee: Attendee, has_seat: bool, form_key: str | None, at: datetime) -> Arrival:
    """Write the registration; once more when its short code was taken. Raises AlreadyRegistered or FormUsed."""
    status = RegistrationStatus.REGISTERED if has_seat else RegistrationStatus.WAITING
    while (arrival := arrivals.write(event, attendee, status, form_key=form_key, at=at)) is None:
        existing = queries.find_active(event, attendee.person)
        if existing is not None:
            if has_seat:
                capacity.release(event, 1)
            raise AlreadyRegistered(existing)
        if queries.has_kept_key(form_key):
            raise FormUsed(_("You have registered for this event already."))
    return arrival


def _check_open(event: Event, at: datetime) -> None:
    if event.takes_registrations(at):
        return
    if event.is_called_off:
        raise RegistrationClosed(_("This event has been called off."))
    if event.registration_opens_at and at < event.registration_opens_at:
        raise RegistrationClosed(_("Registration has not opened yet."))
    raise RegistrationClosed(_("Registration has closed. Ask the organisers whether there is still room."))


def _check_choices(event: Event, choices: Sequence[Choice]) -> None:
    """One session at every moment, counting the rounds that it goes on in, and no workshop twice."""
    running: dict[int, Session] = {}
    for choice in sorted(choices, key=lambda choice: choice.session.starts_at):
        for round_ in choice.session.runs_in:
            _check_free(choice, running.get(round_.id))
            running[round_.id] = choice.session
    if event.profile.chooses_sessions and running.keys() != {round_.id for round_ in event.offered_rounds}:
        raise ChoiceRefused(_("Choose one workshop in every round."))
    seen: dict[str, str] = {}
    for choice in choices:
        title, round_title = choice.session.title.casefold(), choice.session.round.title
        if title in seen:
            raise ChoiceRefused(_("You chose this workshop in %(round)s already. Choose another one here.", round=seen[title]), field=choice.field)
        seen[title] = round_title


def _check_free(choice: Choice, running: Session | None) -> None:
    """Raises ChoiceRefused when another session runs at that time."""
    if running is None:
        return
    if running.round_id == choice.session.round_id:
        raise ChoiceRefused(_("Choose one workshop in every round."))
    facts = {"workshop": running.title, "round": running.round.title}
    reason = _("%(workshop)s, which you chose in %(round)s, goes on here. Choose it here too, or another one in %(round)s.", **facts)
    raise ChoiceRefused(reason, field=choice.field)


def _chosen(choices: Sequence[Choice], *, seats: int) -> list[Chosen]:
    """So many seats in each session, else a place in its line when that is fine. Raises ChoiceRefused."""
    seated = capacity.take_each([choice.session for choice in choices], seats) if seats else set()
    for choice in choices:
        if seats and choice.session.id not in seated and not choice.may_wait:
            title = choice.session.title
            reason = _("%(workshop)s has just filled up. Choose another one, or choose it again to wait for a seat.", workshop=title)
            raise ChoiceRefused(reason, field=choice.field)
    return [Chosen(choice.session, ChoiceStatus.SEATED if choice.session.id in seated else ChoiceStatus.WAITING) for choice in choices]


def _release(choices: Iterable[SessionChoice]) -> None:
    for choice in choices:
        if choice.status is ChoiceStatus.SEATED:
            capacity.release(choice.session, choice.registration.seats)
        choice.status = ChoiceStatus.RELEASED
