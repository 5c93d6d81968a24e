"""What changes the calendars of schools."""

from datetime import datetime

import sqlalchemy as sa

from app.core.database import db
from app.log.actions import Action
from app.log.operations import Thing, differences, record
from app.planning.imports import Found
from app.planning.models import Period, PeriodKind
from app.schools import signals as schools
from app.schools.models import HolidayRegion, School


def add_period(*, by: int | None, at: datetime, **facts: object) -> Period:
    """Add days: kind, title, starts_on, ends_on, and whose: region, school_id or neither."""
    period = Period(**facts)
    db.session.add(period)
    db.session.flush()
    record(Action.CALENDAR_CHANGED, Thing("period", period.id, period.title), by=by, at=at)
    return period


def edit_period(period: Period, *, by: int | None, at: datetime, **facts: object) -> None:
    """Change days."""
    changes = differences(period, facts)
    for name, value in facts.items():
        setattr(period, name, value)
    db.session.flush()
    record(Action.CALENDAR_CHANGED, Thing("period", period.id, period.title), by=by, at=at, changes=changes)


def remove_period(period: Period, *, by: int | None, at: datetime) -> None:
    """Take days out of the calendar."""
    record(Action.CALENDAR_CHANGED, Thing("period", period.id, period.title), by=by, at=at)
    db.session.delete(period)
    db.session.flush()


def take_over(
    found: list[Found], *, kind: PeriodKind, region: HolidayRegion | None, school: School | None, source: str, by: int | None, at: datetime
) -> int:
    """Put what a file holds in the calendar, in place of what the same file held before; gives how many.

    A region or a kind that the file itself names comes before the one chosen.
    """
    school_id = school.id if school else None
    kinds = {period.kind or kind for period in found}
    earlier = sa.delete(Period).where(Period.source == source, Period.kind.in_(kinds), Period.school_id.is_not_distinct_from(school_id))
    names_regions = any(period.region for period in found)
    db.session.execute(earlier if names_regions else earlier.where(Period.region.is_not_distinct_from(region)))
    for period in found:
        of_region = None if school else period.region or region
        db.session.add(
            Period(
                kind=period.kind or kind,
                title=period.title,
                starts_on=period.starts_on,
                ends_on=period.ends_on,
                region=of_region,
                school_id=school_id,
                source=source,
            )
        )
    db.session.flush()
    record(Action.CALENDAR_CHANGED, Thing("period", None, source), by=by, at=at)
    return len(found)


@schools.merged.connect
def follow_school(school: School, *, into: School) -> None:
    """The calendar of a school that goes up in another is the other's."""
    db.session.execute(sa.update(Period).where(Period.school_id == school.id).values(school_id=into.id))
