"""Reading who was there."""

from collections.abc import Sequence

import sqlalchemy as sa
from flask import abort

from app.core.database import db
from app.events.models import Event
from app.people.models import Person
from app.registrations.models import Registration, RegistrationStatus
from app.registrations.queries import CHOICES


def attendance(event: Event) -> Sequence[Registration]:
    """Everybody with a seat, by name, with their sessions; a fixed number of queries."""
    seated = sa.select(Registration).where(Registration.event_id == event.id, Registration.status == RegistrationStatus.REGISTERED)
    by_name = seated.join(Registration.person).order_by(sa.func.lower(Person.name), Registration.id).options(CHOICES)
    return db.session.scalars(by_name).unique().all()


def registration_or_404(event: Event, registration_id: int) -> Registration:
    """A registration for this event, and for no other."""
    found = sa.select(Registration).where(Registration.event_id == event.id, Registration.id == registration_id)
    return db.session.scalar(found) or abort(404)
