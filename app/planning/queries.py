"""Reading calendars, in as many queries as there are kinds of things, however many of each."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from flask import abort

from app.core import clock
from app.core.database import db
from app.events.models import Event, EventStatus
from app.planning import warnings
from app.planning.models import Period
from app.planning.warnings import FARTHEST, NEAR, Calendars, Member, Planned, Question, Stretch, warnings_for
from app.region.models import ProgrammeLine
from app.region.school_years import SchoolYear
from app.schools.models import Participation, School

_MEMBERS = (
    sa.select(School.id, School.name, School.short_name, School.holiday_region, School.lesson_ends)
    .where(School.participation == Participation.PARTICIPATING, ~School.is_proposed)
    .order_by(School.name)
)
_STRETCHES = (
    sa.select(Period.kind, Period.title, Period.starts_on, Period.ends_on, Period.region, Period.school_id)
    .where(Period.starts_on <= sa.bindparam("last"), Period.ends_on >= sa.bindparam("first"))
    .order_by(Period.starts_on, Period.id)
)
_PLANNED = (
    sa.select(Event.id, Event.title, Event.slug, Event.starts_at, Event.ends_at, Event.status, Event.stays_in_plan, ProgrammeLine.title.label("line"))
    .outerjoin(ProgrammeLine, Event.line_id == ProgrammeLine.id)
    .where(Event.ends_at > sa.bindparam("first"), Event.starts_at < sa.bindparam("after"))
    .order_by(Event.starts_at, Event.id)
)
Rows = tuple[tuple[Any, ...], ...]


def calendars(first: date, last: date) -> Calendars:
    """What is known of these days and of those around them that suggestions and warnings look at: three queries."""
    first, last = first - timedelta(days=FARTHEST) - NEAR, last + timedelta(days=FARTHEST) + NEAR
    first, last = SchoolYear.of(first).days_of_quarter(first)[0], SchoolYear.of(last).days_of_quarter(last)[1]
    members = tuple((*row[:-1], tuple(row[-1])) for row in db.session.execute(_MEMBERS))
    stretches = db.session.execute(_STRETCHES, {"first": first, "last": last})
    planned = db.session.execute(_PLANNED, {"first": clock.start_of_day(first), "after": clock.start_of_day(last + timedelta(days=1))})
    return _known(members, tuple(map(tuple, stretches)), tuple(map(tuple, planned)))


@lru_cache(maxsize=16)
def _known(members: Rows, stretches: Rows, planned: Rows) -> Calendars:
    """The same object for the same rows: what is worked out from it is worked out once, for as long as nothing changes."""
    schools = [Member(number, short_name or name, region, ends) for number, name, short_name, region, ends in members]
    found = [Stretch(*row) for row in stretches]
    return Calendars(schools, {school.id: effective(school, found) for school in schools}, [_planned(*row) for row in planned])


def _planned(number: int, title: str, slug: str, starts_at: datetime, ends_at: datetime, *rest: Any) -> Planned:
    starts, (status, stays_in_plan, line) = clock.local(starts_at), rest
    return Planned(
        id=number,
        title=title,
        first_day=starts.date(),
        last_day=clock.local_day(ends_at),
        slug=slug,
        starts=starts.time(),
        is_draft=status is EventStatus.DRAFT,
        is_called_off=status is EventStatus.CALLED_OFF,
        stays_in_plan=stays_in_plan,
        line=line or "",
    )


def participating() -> Sequence[School]:
    """The schools whose calendars count."""
    found = sa.select(School).where(School.participation == Participation.PARTICIPATING, ~School.is_proposed)
    return db.session.scalars(found.order_by(School.name)).all()


def periods(first: date, last: date) -> Sequence[Period]:
    """Everything that touches these days, in order."""
    found = sa.select(Period).where(Period.starts_on <= last, Period.ends_on >= first)
    return db.session.scalars(found.order_by(Period.starts_on, Period.id)).all()


def effective(school: Member, found: Iterable[Stretch]) -> list[Stretch]:
    """What holds for one school: its own days, and those of its region and of everybody that it has not replaced."""
    mine = [stretch for stretch in found if stretch.school_id == school.id]
    replaced = {_slot(stretch) for stretch in mine}
    shared = [stretch for stretch in found if stretch.school_id is None and stretch.region in (None, school.region)]
    return mine + [stretch for stretch in shared if _slot(stretch) not in replaced]


def about_draft(event: Event, *, today: date) -> Sequence[warnings.Warning]:
    """What there is to know about the days of an event before it is published; nothing about what is public, or over."""
    if event.is_public or event.days[0] < today:
        return []
    question = Question(event.days[0], clock.local(event.starts_at).time(), event.id, len(event.days), today)
    return warnings_for(question, calendars(question.day, question.last_day))


def period_or_404(period_id: int, *, hold: bool = False) -> Period:
    """One period; held, as it is now, for who is about to change it."""
    lock = {"of": Period, "key_share": True} if hold else None
    return db.session.get(Period, period_id, with_for_update=lock, populate_existing=hold) or abort(404)


def _slot(stretch: Stretch) -> tuple[str, SchoolYear]:
    return stretch.title.casefold(), SchoolYear.of(stretch.starts_on)
