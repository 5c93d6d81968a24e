"""Reading calendars, in as many queries as there are kinds of things, however many of each."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import sqlalchemy as sa
from flask import abort

from app.core import clock
from app.core.database import db
from app.events.models import Event, EventStatus
from app.planning.models import Period
from app.planning.warnings import FARTHEST, NEAR, Calendars, Planned
from app.planning.years import SchoolYear
from app.schools.models import Participation, School


def calendars(first: date, last: date) -> Calendars:
    """What is known of these days and of those around them that suggestions and warnings look at: three queries."""
    first, last = first - timedelta(days=FARTHEST) - NEAR, last + timedelta(days=FARTHEST) + NEAR
    schools = participating()
    found = periods(first, last)
    return Calendars(schools, {school.id: effective(school, found) for school in schools}, planned(first, last))


def participating() -> Sequence[School]:
    """The schools whose calendars count."""
    found = sa.select(School).where(School.participation == Participation.PARTICIPATING, ~School.is_proposed)
    return db.session.scalars(found.order_by(School.name)).all()


def periods(first: date, last: date) -> Sequence[Period]:
    """Everything that touches these days, in order."""
    found = sa.select(Period).where(Period.starts_on <= last, Period.ends_on >= first)
    return db.session.scalars(found.order_by(Period.starts_on, Period.id)).all()


def planned(first: date, last: date) -> Sequence[Planned]:
    """Events on these days that have not been called off."""
    starts, ends = clock.start_of_day(first), clock.start_of_day(last + timedelta(days=1))
    columns = sa.select(Event.id, Event.title, Event.starts_at, Event.ends_at)
    found = columns.where(Event.ends_at > starts, Event.starts_at < ends, Event.status != EventStatus.CALLED_OFF)
    rows = db.session.execute(found.order_by(Event.starts_at, Event.id))
    return [Planned(row.id, row.title, clock.local_day(row.starts_at), clock.local_day(row.ends_at)) for row in rows]


def effective(school: School, found: Iterable[Period]) -> list[Period]:
    """What holds for one school: its own periods, and those of its region and of everybody that it has not replaced."""
    mine = [period for period in found if period.school_id == school.id]
    replaced = {_slot(period) for period in mine}
    shared = [period for period in found if period.school_id is None and period.region in (None, school.holiday_region)]
    return mine + [period for period in shared if _slot(period) not in replaced]


def period_or_404(period_id: int) -> Period:
    """One period."""
    return db.session.get(Period, period_id) or abort(404)


def of_year(year: SchoolYear) -> Sequence[Event]:
    """The events of a school year, called off or not, in order."""
    starts, ends = clock.start_of_day(year.first_day), clock.start_of_day(year.last_day + timedelta(days=1))
    return db.session.scalars(sa.select(Event).where(Event.starts_at >= starts, Event.starts_at < ends).order_by(Event.starts_at, Event.id)).all()


def _slot(period: Period) -> tuple[str, SchoolYear]:
    return period.title.casefold(), SchoolYear.of(period.starts_on)
