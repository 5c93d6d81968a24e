"""What others did to a programme while somebody was looking at it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.events.models import Event
from app.log.actions import Action
from app.log.models import LogEntry
from app.log.queries import latest
from app.people.queries import names_of

MOST = 10
MOST_LINES = 8
FIELDS = {
    "title": lazy_gettext("Title"),
    "seats": lazy_gettext("Seats"),
    "room": lazy_gettext("Room"),
    "leader": lazy_gettext("Workshop leader"),
    "workshop": lazy_gettext("Workshop"),
    "round": lazy_gettext("Round"),
    "starts_at": lazy_gettext("Start"),
    "ends_at": lazy_gettext("End"),
}


@dataclass(frozen=True)
class Deed:
    """One time that somebody saved: who, when, and a line for each thing that changed."""

    who: str
    at: datetime
    lines: Sequence[str]


def done_since(event: Event, version: int) -> list[Deed]:
    """What was saved after this version of the programme, newest first. The log has an entry for every version."""
    missed = min(max(event.programme_version - version, 0), MOST)
    entries = latest(Action.PROGRAMME_CHANGED, "event", event.id, most=missed) if missed else []
    names = names_of({entry.by_id for entry in entries if entry.by_id is not None})
    return [Deed(names.get(entry.by_id or 0, _("Somebody")), entry.at, _lines(entry)) for entry in entries]


def _lines(entry: LogEntry) -> list[str]:
    lines = [_line(str(FIELDS.get(name, name)), before, after) for name, (before, after) in entry.changes.items()]
    return lines[:MOST_LINES] + (["…"] if len(lines) > MOST_LINES else [])


def _line(name: str, before: object, after: object) -> str:
    if not before and not after:
        return name
    return f"{name}: {before or '-'} → {after or '-'}"
