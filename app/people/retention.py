"""How long data are kept: deciding on it, and applying it."""

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa

from app.core import clock
from app.core.database import db, insert_unless_there
from app.log.actions import Action
from app.log.models import LogEntry
from app.log.operations import Thing, record
from app.people.privacy import Holding, kept_for
from app.region.models import Setting
from app.region.operations import decide
from app.region.queries import setting

LAST_RUN = "retention.last_run"
RUNS_SHOWN = 30


def claim(day: date) -> bool:
    """Take it upon oneself to apply retention on this day; True for one worker a day."""
    today = day.isoformat()
    if insert_unless_there(Setting, key=LAST_RUN, value=today):
        return True
    as_text = sa.cast(Setting.value, sa.Text)
    claimed = sa.update(Setting).where(Setting.key == LAST_RUN, as_text != f'"{today}"').values(value=today)
    return db.session.connection().execute(claimed).rowcount == 1


def last_run() -> datetime | None:
    """When the day began on which retention was applied last."""
    day: str | None = setting(LAST_RUN, otherwise=None)
    return clock.start_of_day(date.fromisoformat(day)) if day else None


def apply(holding: Holding, *, at: datetime, at_most: int) -> int:
    """Let at most so many rows go that have been kept for long enough; gives how many. Logged when there were any."""
    days = kept_for(holding)
    if holding.expire is None or days is None:
        return 0
    count = holding.expire(at - days, at=at, at_most=at_most)
    if count:
        record(Action.RETENTION_APPLIED, Thing("holding", None, holding.key), by=None, at=at, count=count)
        db.session.flush()
    return count


def change(holding: Holding, days: int, *, by: int | None, at: datetime) -> None:
    """Decide how many days something is kept here. Logged when it changes."""
    assert holding.kept_for is not None  # noqa: S101 - only these are asked about
    decide(holding.setting_key, days, otherwise=holding.kept_for.days, by=by, at=at)


def runs() -> Sequence[LogEntry]:
    """What retention took away lately, latest first."""
    applied = sa.select(LogEntry).where(LogEntry.action == Action.RETENTION_APPLIED)
    return db.session.scalars(applied.order_by(LogEntry.id.desc()).limit(RUNS_SHOWN)).all()
