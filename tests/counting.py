"""Figures that nothing done for privacy may change."""

import sqlalchemy as sa

from app.core.database import db
from app.events.models import Event, Session
from app.registrations.models import Registration


def figures() -> dict[str, list[tuple[object, ...]]]:
    """Registrations, seats, those present and different people: per event, status, school and role; and what is taken."""
    is_here = Registration.checked_in_at.is_not(None)
    counts = (
        sa.func.count(),
        sa.func.sum(Registration.seats),
        sa.func.sum(sa.case((is_here, Registration.seats), else_=0)),
        sa.func.count(sa.distinct(Registration.person_id)),
    )
    groups = (Registration.event_id, Registration.status, Registration.school_id, Registration.role)
    per_school = db.session.execute(sa.select(*groups, *counts).group_by(*groups).order_by(*groups))
    year = sa.extract("year", Event.starts_at)
    of_year = sa.select(year, Registration.status, *counts).join(Registration.event).group_by(year, Registration.status)
    per_year = db.session.execute(of_year.order_by(year, Registration.status))
    return {
        "per_school": [tuple(row) for row in per_school],
        "per_year": [tuple(row) for row in per_year],
        "events": [tuple(row) for row in db.session.execute(sa.select(Event.id, Event.seats_taken).order_by(Event.id))],
        "sessions": [tuple(row) for row in db.session.execute(sa.select(Session.id, Session.seats_taken).order_by(Session.id))],
    }
