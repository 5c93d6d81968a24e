"""The lines of the region's plan, and what each means to reach in a school year."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from app.core.database import db
from app.core.errors import DomainError
from app.log.actions import Action
from app.log.operations import Thing, differences, record
from app.region.models import Measure, ProgrammeLine, Target
from app.region.queries import programme_lines
from app.region.school_years import SchoolYear


class NameTaken(DomainError):
    """There is another line of that name."""


def thing(line: ProgrammeLine) -> Thing:
    """A line as the log knows it."""
    return Thing("programme_line", line.id, line.title)


def add(*, title: str, description: str, by: int | None, at: datetime) -> ProgrammeLine:
    """Add a line. Raises NameTaken."""
    line = ProgrammeLine(title=title, description=description)
    db.session.add(line)
    _keep(line)
    record(Action.LINE_ADDED, thing(line), by=by, at=at)
    return line


def edit(line: ProgrammeLine, *, by: int | None, at: datetime, **facts: str) -> None:
    """Change the name or the description. Raises NameTaken."""
    changes = differences(line, facts)
    for name, value in facts.items():
        setattr(line, name, value)
    _keep(line)
    if changes:
        record(Action.LINE_CHANGED, thing(line), by=by, at=at, changes=changes)


def retire(line: ProgrammeLine, *, by: int | None, at: datetime) -> None:
    """No longer offer it to new events; what was held on it stays."""
    if not line.is_retired:
        line.is_retired = True
        record(Action.LINE_RETIRED, thing(line), by=by, at=at)


def bring_back(line: ProgrammeLine, *, by: int | None, at: datetime) -> None:
    """Offer it to new events again."""
    if line.is_retired:
        line.is_retired = False
        record(Action.LINE_BROUGHT_BACK, thing(line), by=by, at=at)


def targets_of(line: ProgrammeLine, year: SchoolYear) -> dict[Measure, int]:
    """What a line means to reach in a school year."""
    return {target.measure: target.number for target in line.targets if target.year == year.starts_in}


def aim(line: ProgrammeLine, year: SchoolYear, numbers: Mapping[Measure, int | None], *, by: int | None, at: datetime) -> None:
    """Set what a line means to reach in a school year; None takes a target away."""
    db.session.refresh(line, with_for_update=True)
    before = targets_of(line, year)
    changes: dict[str, list[int | None]] = {}
    for measure, number in numbers.items():
        if before.get(measure) != number:
            changes[measure.value] = [before.get(measure), number]
            _set_target(line, year, measure, number)
    db.session.flush()
    if changes:
        record(Action.TARGETS_CHANGED, thing(line), by=by, at=at, changes=changes, year=str(year))


def copy_targets(year: SchoolYear, *, by: int | None, at: datetime) -> int:
    """Aim for what was aimed for the year before, where nothing has been set yet; gives for how many lines."""
    last_year, copied = SchoolYear(year.starts_in - 1), 0
    for line in programme_lines(with_targets=True):
        known = targets_of(line, year)
        missing = {measure: number for measure, number in targets_of(line, last_year).items() if measure not in known}
        if missing and not line.is_retired:
            aim(line, year, missing, by=by, at=at)
            copied += 1
    return copied


def _set_target(line: ProgrammeLine, year: SchoolYear, measure: Measure, number: int | None) -> None:
    target = next((target for target in line.targets if (target.year, target.measure) == (year.starts_in, measure)), None)
    if target is None:
        line.targets.append(Target(year=year.starts_in, measure=measure, number=number))
    elif number is None:
        line.targets.remove(target)
    else:
        target.number = number


def _keep(line: ProgrammeLine) -> None:
    same = sa.select(ProgrammeLine.id).where(sa.func.lower(ProgrammeLine.title) == line.title.lower(), ProgrammeLine.id.is_distinct_from(line.id))
    refusal = NameTaken(_("There is a programme line of this name already."), field="title")
    with db.session.no_autoflush:
        if db.session.scalar(same.limit(1)):
            raise refusal
    try:
        with db.session.begin_nested():
            db.session.flush()
    except IntegrityError as error:
        raise refusal from error
