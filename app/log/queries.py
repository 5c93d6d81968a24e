"""Reading the log."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.core.database import db
from app.log.actions import Action
from app.log.models import LogEntry

PAGE = 50


@dataclass(frozen=True)
class Search:
    """Which entries somebody wants to see; what is not said excludes nothing. `by` selects numbers of people."""

    by: sa.Select[Any] | None = None
    actions: Collection[Action] | None = None
    thing: str = ""
    since: datetime | None = None
    until: datetime | None = None


def entries(search: Search, *, before_id: int | None = None, most: int | None = PAGE + 1) -> Sequence[LogEntry]:
    """The latest entries, from before one of them; by default one more than a page holds."""
    found = sa.select(LogEntry).where(*_conditions(search)).order_by(LogEntry.id.desc())
    if before_id is not None:
        found = found.where(LogEntry.id < before_id)
    return db.session.scalars(found.limit(most)).all()


def find_last(kind: str, number: int, actions: Collection[Action]) -> LogEntry | None:
    """The last time that one of these was done to a thing."""
    found = sa.select(LogEntry).where(LogEntry.thing_kind == kind, LogEntry.thing_id == number, LogEntry.action.in_(actions))
    return db.session.scalars(found.order_by(LogEntry.id.desc()).limit(1)).first()


def latest(action: Action, kind: str, thing_id: int, *, most: int) -> Sequence[LogEntry]:
    """The last entries about one thing, newest first."""
    about = (LogEntry.action == action, LogEntry.thing_kind == kind, LogEntry.thing_id == thing_id)
    return db.session.scalars(sa.select(LogEntry).where(*about).order_by(LogEntry.id.desc()).limit(most)).all()


def changes_of(kind: str, number: int) -> Sequence[LogEntry]:
    """The latest entries about a thing, latest first."""
    found = sa.select(LogEntry).where(LogEntry.thing_kind == kind, LogEntry.thing_id == number)
    return db.session.scalars(found.order_by(LogEntry.id.desc()).limit(PAGE)).all()


def _conditions(search: Search) -> list[sa.ColumnElement[bool]]:
    asked: list[sa.ColumnElement[bool]] = []
    if search.by is not None:
        asked.append(LogEntry.by_id.in_(search.by))
    if search.actions is not None:
        asked.append(LogEntry.action.in_(search.actions))
    if search.thing:
        asked.append(sa.func.lower(LogEntry.thing_label).contains(search.thing.lower(), autoescape=True))
    if search.since is not None:
        asked.append(LogEntry.at >= search.since)
    if search.until is not None:
        asked.append(LogEntry.at < search.until)
    return asked
