"""What a school contact may see: the own school, or both when there are two, and nothing else. Every page of hers looks here.

People are of the schools they work at now; registrations and figures of the school that was remembered with them.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import selectinload

from app.core.database import db
from app.events.models import Event, EventStatus
from app.people.models import Person
from app.registrations.models import ACTIVE, Registration, RegistrationStatus
from app.registrations.queries import CHOICES
from app.schools.models import School

PAGE = 100


class Attended(NamedTuple):
    """How many of the school had a seat at a past event, and how many were there."""

    event: Event
    registered: int
    present: int


class Totals(NamedTuple):
    """Participations, and how many different people these were."""

    participations: int
    participants: int


def school_or_404(contact: Person, school_id: int) -> School:
    """One of the own schools."""
    return next((school for school in contact.schools if school.id == school_id), None) or abort(404)


def person_or_404(contact: Person, person_id: int) -> Person:
    """Somebody who works at an own school."""
    person: Person | None = db.session.scalar(_people(contact).where(Person.id == person_id))
    return person or abort(404)


def people(contact: Person, *, page: int) -> Sequence[Person]:
    """Who works at the own schools, by name, with tags; at most PAGE + 1 of them."""
    found = _people(contact).options(selectinload(Person.tags), selectinload(Person.second_school))
    return db.session.scalars(found.order_by(Person.sort_key, Person.id).offset((page - 1) * PAGE).limit(PAGE + 1)).all()


def coming(contact: Person, *, at: datetime) -> Sequence[Event]:
    """What is planned for everybody, in order."""
    published = sa.select(Event).where(Event.status == EventStatus.PUBLISHED, Event.ends_at >= at)
    return db.session.scalars(published.order_by(Event.starts_at, Event.id).limit(PAGE)).all()


def registrations(contact: Person, events: Sequence[Event]) -> Mapping[int, list[Registration]]:
    """Who of the own schools has a seat or waits, by name, for each event by its number; a fixed number of queries."""
    wanted = _registrations(contact).where(Registration.event_id.in_([event.id for event in events]), Registration.status.in_(ACTIVE))
    by_event: dict[int, list[Registration]] = {}
    for registration in db.session.scalars(wanted.join(Registration.person).order_by(Person.sort_key, Registration.id).options(CHOICES)).unique():
        by_event.setdefault(registration.event_id, []).append(registration)
    return by_event


def attended(contact: Person, *, at: datetime) -> Sequence[Attended]:
    """Figures of past events at which the own schools had a seat, latest first."""
    of_school = _seated(contact, at).with_only_columns(
        Registration.event_id.label("event_id"),
        sa.func.sum(Registration.seats).label("registered"),
        sa.func.sum(sa.case((Registration.checked_in_at.is_not(None), Registration.seats), else_=0)).label("present"),
    )
    counted = of_school.group_by(Registration.event_id).subquery()
    rows = sa.select(Event, counted.c.registered, counted.c.present).join(counted, counted.c.event_id == Event.id)
    return [Attended(*row) for row in db.session.execute(rows.order_by(Event.starts_at.desc(), Event.id).limit(PAGE))]


def totals(contact: Person, *, at: datetime) -> Totals:
    """Over all past events."""
    came = _seated(contact, at).where(Registration.checked_in_at.is_not(None))
    row = db.session.execute(
        came.with_only_columns(sa.func.coalesce(sa.func.sum(Registration.seats), 0), sa.func.count(sa.distinct(Registration.person_id)))
    ).one()
    return Totals(*row)


def _own(contact: Person) -> list[int]:
    return [school.id for school in contact.schools]


def _people(contact: Person) -> sa.Select[Person]:
    own = _own(contact)
    there = sa.select(Person).where(Person.erased_at.is_(None), Person.merged_into_id.is_(None))
    return there.where(Person.school_id.in_(own) | Person.second_school_id.in_(own))


def _registrations(contact: Person) -> sa.Select[Registration]:
    return sa.select(Registration).where(Registration.school_id.in_(_own(contact)))


def _seated(contact: Person, at: datetime) -> sa.Select[Registration]:
    past = _registrations(contact).join(Event, Event.id == Registration.event_id)
    return past.where(Registration.status == RegistrationStatus.REGISTERED, Event.ends_at < at, Event.status == EventStatus.PUBLISHED)
