"""Writing the log, in the transaction of what it tells about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from app.core.database import db
from app.log.actions import Action
from app.log.models import LogEntry

LONGEST_LABEL = 200


@dataclass(frozen=True)
class Thing:
    """What something was done to. A person has no label: her name is looked up, for as long as there is one."""

    kind: str
    id: int | None
    label: str = ""


def record(
    action: Action, thing: Thing | None = None, *, by: int | None, at: datetime, changes: Mapping[str, Any] | None = None, **facts: Any
) -> None:
    """Write down what was done, by the person with which number (None: Inloop itself). No names of people in `facts` or `changes`."""
    entry = LogEntry(action=action, by_id=by, at=at, facts=facts, changes=dict(changes or {}))
    if thing is not None:
        entry.thing_kind, entry.thing_id, entry.thing_label = thing.kind, thing.id, thing.label[:LONGEST_LABEL]
    db.session.add(entry)


def differences(thing: object, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    """What giving these values to the thing would change, as {field: [before, after]} in plain JSON."""
    before = {name: getattr(thing, name) for name in values}
    return {name: [_plain(before[name]), _plain(value)] for name, value in values.items() if before[name] != value}


def _plain(value: object) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, str | int | float | bool | None | list):
        return value
    return str(value)
