"""Reading registrations."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.core import tokens
from app.core.database import db
from app.events.models import Event, Round, Session
from app.people.models import Person
from app.people.queries import Contact
from app.registrations.arrivals import Arrival
from app.registrations.models import ACTIVE, ChoiceStatus, Registration, RegistrationStatus, SessionChoice
from app.schools.models import school_key
from app.schools.queries import ID_BY_NAME

_SESSION = selectinload(Registration.choices).joinedload(SessionChoice.session)
CHOICES = _SESSION.options(joinedload(Session.round), joinedload(Session.until_round))


def by_token_or_404(token: str) -> Registration:
    """The registration whose ticket has this address."""
    found = sa.select(Registration).where(Registration.token == token).options(CHOICES)
    return db.session.scalar(found) or abort(404)


def fresh(registration: Registration) -> Registration:
    """The registration and its choices as the database has them now, whatever was read before."""
    found = sa.select(Registration).where(Registration.id == registration.id).options(CHOICES)
    return db.session.scalars(found.execution_options(populate_existing=True)).unique().one()


def kept_key(event: Event, form_key: str, *, may_see: bool) -> str:
    """What is kept of a form's key, so that a second tap is shown no more than the first: the ticket, or that it was mailed."""
    return tokens.fingerprint(f"{event.id} {may_see} {form_key}")


class KnownOfForm(NamedTuple):
    """The ticket that a form has made already and whether who sent the form may see it; else the school that it names."""

    token: str | None
    may_see: bool
    school_id: int | None


_nothing = sa.select(sa.literal(1).label("one")).subquery()  # one row, whether the form has made anything or not
_is_of_form = Registration.form_key.in_((sa.bindparam("seen"), sa.bindparam("mailed")))
_KNOWN = sa.select(Registration.token, Registration.form_key == sa.bindparam("seen"), ID_BY_NAME.scalar_subquery()).select_from(
    _nothing.outerjoin(Registration, _is_of_form)
)


def known_of_form(event: Event, form_key: str, *, school: str = "") -> KnownOfForm:
    """What this very form has made already (a second tap, or the back button), and which school is called so. One query."""
    seen, mailed = (kept_key(event, form_key, may_see=may_see) for may_see in (True, False))
    parameters = {"seen": seen, "mailed": mailed, "key": school_key(school)}
    token, may_see, school_id = next(iter(db.session.connection().execute(_KNOWN, parameters)))
    return KnownOfForm(token, bool(may_see), school_id)


_ACTIVE_ID = sa.select(Registration.id).where(
    Registration.event_id == sa.bindparam("event"), Registration.person_id == sa.bindparam("person"), Registration.status.in_(ACTIVE)
)


def find_active(event: Event, person: Person | Contact) -> Registration | None:
    """The person's registration or place in line for an event."""
    found = db.session.connection().execute(_ACTIVE_ID, {"event": event.id, "person": person.id}).scalar()
    return db.session.get(Registration, found) if found else None


_BY_KEPT_KEY = sa.select(Registration.id).where(Registration.form_key == sa.bindparam("form_key"))


def has_kept_key(form_key: str | None) -> bool:
    """Whether a registration was made with the form of which this is kept."""
    return db.session.connection().execute(_BY_KEPT_KEY, {"form_key": form_key}).first() is not None


def for_event(event: Event, *, statuses: Sequence[RegistrationStatus] = ACTIVE) -> Sequence[Registration]:
    """Everybody with a place or in line, in order of arrival, with their sessions; a fixed number of queries."""
    found = sa.select(Registration).where(Registration.event_id == event.id, Registration.status.in_(statuses))
    return db.session.scalars(found.order_by(Registration.id).options(CHOICES)).unique().all()


def for_person(person: Person) -> Sequence[Registration]:
    """A person's registrations, latest event first."""
    mine = sa.select(Registration).where(Registration.person_id == person.id, Registration.status.in_(ACTIVE))
    return db.session.scalars(mine.join(Registration.event).order_by(Event.starts_at.desc()).options(CHOICES)).unique().all()


def shared_events(one: Person, other: Person) -> Sequence[Event]:
    """The events at which both have a place or wait, in order of time."""
    theirs = [sa.select(Registration.event_id).where(Registration.person_id == each.id, Registration.status.in_(ACTIVE)) for each in (one, other)]
    both = sa.select(Event).where(*(Event.id.in_(events) for events in theirs))
    return db.session.scalars(both.order_by(Event.starts_at)).all()


def first_in_line(event: Event) -> Registration | None:
    """Who has waited longest for a seat at the event."""
    line = sa.select(Registration).where(Registration.event_id == event.id, Registration.status == RegistrationStatus.WAITING)
    return db.session.scalar(line.order_by(Registration.id).limit(1))


def place_in_line(registration: Registration | Arrival) -> int:
    """1 for who is next."""
    before = sa.select(sa.func.count(Registration.id)).where(
        Registration.event_id == registration.event.id,
        Registration.status == RegistrationStatus.WAITING,
        Registration.id <= registration.id,
    )
    return db.session.scalar(before) or 0


def waiting_choices(event: Event) -> Sequence[SessionChoice]:
    """Who waits for a session with a free seat while having a seat at the event, longest first."""
    line = (
        sa.select(SessionChoice)
        .join(SessionChoice.registration)
        .join(SessionChoice.session)
        .where(Registration.event_id == event.id, Registration.status == RegistrationStatus.REGISTERED)
        .where(SessionChoice.status == ChoiceStatus.WAITING, Session.seats_taken < Session.seats)
        .options(contains_eager(SessionChoice.registration), contains_eager(SessionChoice.session))
    )
    return db.session.scalars(line.order_by(SessionChoice.id).execution_options(populate_existing=True)).all()


def waiting_for(event: Event) -> int:
    """How many stand in line for the event."""
    return waiting_counts([event]).get(event.id, 0)


def waiting_counts(events: Sequence[Event]) -> Mapping[int, int]:
    """How many stand in line, by event id."""
    waiting = Registration.status == RegistrationStatus.WAITING
    count = sa.select(Registration.event_id, sa.func.count()).where(waiting, Registration.event_id.in_([event.id for event in events]))
    return dict(db.session.execute(count.group_by(Registration.event_id)).all())


def waiting_by_session(event: Event) -> Mapping[int, int]:
    """How many stand in line for each session, by session id."""
    count = (
        sa.select(SessionChoice.session_id, sa.func.count())
        .join(SessionChoice.registration)
        .join(SessionChoice.session)
        .join(Session.round)
        .where(Round.event_id == event.id, SessionChoice.status == ChoiceStatus.WAITING, Registration.status.in_(ACTIVE))
    )
    return dict(db.session.execute(count.group_by(SessionChoice.session_id)).all())


def count_by_school(ids: Collection[int]) -> Mapping[int, int]:
    """How many registrations there are from these schools, withdrawn ones too, by number of the school."""
    count = sa.select(Registration.school_id, sa.func.count()).where(Registration.school_id.in_(ids))
    return dict(db.session.execute(count.group_by(Registration.school_id)).all())
