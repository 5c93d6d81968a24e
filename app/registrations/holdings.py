"""What this package keeps about people."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

import sqlalchemy as sa
from flask_babel import lazy_gettext as _

from app.core import clock
from app.core.database import db
from app.events.models import Event
from app.people import signals
from app.people.erasure import nameless
from app.people.labels import ROLE_LABELS
from app.people.models import Person
from app.people.privacy import Holding, Rows, declare, needed
from app.registrations.models import ACTIVE, Registration, RegistrationStatus
from app.registrations.operations import withdraw
from app.registrations.queries import CHOICES

SEATED = Registration.status == RegistrationStatus.REGISTERED
STATUSES = {
    RegistrationStatus.WAITING: _("On the waiting list"),
    RegistrationStatus.WITHDRAWN: _("Withdrawn"),
}


@signals.erasing.connect
def give_up_seats(person: Person, *, at: datetime) -> None:
    """Withdraw from everything that has not begun, so that somebody else gets the seat."""
    coming = sa.select(Registration).join(Registration.event).where(Registration.person_id == person.id, Event.starts_at > at)
    for registration in db.session.scalars(coming.where(Registration.status.in_(ACTIVE)).order_by(Registration.event_id)).all():
        withdraw(registration, at=at)


@needed
def _has_registered() -> sa.ColumnElement[bool]:
    return sa.exists().where(Registration.person_id == Person.id)


def _seats(person: Person) -> Rows:
    return [_row(registration) for registration in _of(person, SEATED)]


def _others(person: Person) -> Rows:
    status = str(_("Status"))
    return [{status: str(STATUSES[registration.status]), **_row(registration)} for registration in _of(person, ~SEATED)]


def _of(person: Person, condition: sa.ColumnElement[bool]) -> Sequence[Registration]:
    found = sa.select(Registration).where(Registration.person_id == person.id, condition).join(Registration.event)
    return db.session.scalars(found.order_by(Event.starts_at.desc(), Registration.id.desc()).options(CHOICES)).unique().all()


def _row(registration: Registration) -> dict[str, object]:
    facts = {
        _("Activity"): registration.event.title,
        _("When"): registration.event.starts_at,
        _("School"): registration.school.name,
        _("Role"): str(ROLE_LABELS[registration.role]),
        _("Workshops"): [choice.session.title for choice in registration.current_choices],
        _("Registered at"): registration.registered_at,
        _("Withdrawn at"): registration.withdrawn_at,
        _("Checked in at"): registration.checked_in_at,
        _("Checked out at"): registration.checked_out_at,
    }
    return {str(label): fact for label, fact in facts.items()}


def _expire_seats(before: datetime, *, at: datetime, at_most: int) -> int:
    """A calendar year at a time, so that whoever came twice in a year still counts as one person in its figures."""
    year_began = clock.start_of_day(date(clock.local(before).year, 1, 1))
    return _lose_names(SEATED, ended=year_began, of_one=_year, at=at, at_most=at_most)


def _expire_others(before: datetime, *, at: datetime, at_most: int) -> int:
    return _lose_names(~SEATED, ended=before, of_one=_event, at=at, at_most=at_most)


def _year(registration: Registration) -> int:
    return clock.local(registration.event.starts_at).year


def _event(registration: Registration) -> int:
    return registration.event_id


def _lose_names(condition: sa.ColumnElement[bool], *, ended: datetime, of_one: Callable[[Registration], int], at: datetime, at_most: int) -> int:
    """Hand the registrations of at most so many people to somebody without a name: one for all that counts as one person."""
    is_old = sa.and_(condition, Registration.event_id.in_(sa.select(Event.id).where(Event.ends_at < ended)))
    named = Registration.person_id.in_(sa.select(Person.id).where(Person.erased_at.is_(None)))
    people = sa.select(Registration.person_id).where(is_old, named).distinct().order_by(Registration.person_id).limit(at_most)
    found = sa.select(Registration).where(is_old, Registration.person_id.in_(db.session.scalars(people).all()))
    registrations = sorted(db.session.scalars(found).unique(), key=lambda registration: (registration.person_id, of_one(registration)))
    for _key, rows in groupby(registrations, key=lambda registration: (registration.person_id, of_one(registration))):
        _hand_over(list(rows), at=at)
    db.session.flush()
    return len(registrations)


def _hand_over(registrations: Sequence[Registration], *, at: datetime) -> None:
    person = registrations[0].person
    seen = [person.seen_at or person.created_at, *(_last_sign_of_life(registration) for registration in registrations)]
    person.seen_at = max(seen)
    stand_in = nameless(person, at=at)
    for registration in registrations:
        registration.person, registration.form_key = stand_in, None


def _last_sign_of_life(registration: Registration) -> datetime:
    return registration.checked_in_at or registration.withdrawn_at or registration.registered_at


declare(
    Holding(
        key="attendance",
        place=2,
        label=_("Registrations, and whether you were there"),
        purpose=_("To give you a seat and a ticket, and to account for the grant: who was there, from which school, in which role."),
        shown=_seats,
        expire=_expire_seats,
        kept_for=timedelta(days=3653),
        since=_("after the calendar year of the activity; it counts on without your name"),
        least=366,
        most=5479,
    )
)
declare(
    Holding(
        key="withdrawals",
        place=3,
        label=_("Waiting list and withdrawals"),
        purpose=_("To give a seat that comes free to who waits longest, and to answer questions about it."),
        shown=_others,
        expire=_expire_others,
        kept_for=timedelta(days=92),
        since=_("after the activity; it counts on without your name"),
        least=7,
        most=731,
    )
)
