"""The log in words: names looked up, fields named, things linked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import current_app, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.core import clock
from app.core.database import db
from app.core.templating import moment
from app.events.models import Event
from app.log.actions import Action
from app.log.models import LogEntry
from app.log.sentences import sentence
from app.people.erasure import ERASED_NAME
from app.people.privacy import find_holding
from app.people.queries import names_of
from app.region.labels import MEASURE_LABELS

GROUPS: Mapping[str, tuple[Any, tuple[str, ...]]] = {
    "events": (lazy_gettext("Activities"), ("event_", "programme_", "venue_")),
    "door": (lazy_gettext("Door and attendance"), ("station_", "attendance_")),
    "schools": (lazy_gettext("Schools"), ("school_", "schools_")),
    "people": (lazy_gettext("People"), ("person_", "persons_", "people_", "opt_outs_")),
    "rights": (lazy_gettext("Signing in and rights"), ("access_", "signed_", "session_", "passkey_", "identity_")),
    "plan": (lazy_gettext("Year plan"), ("calendar_", "line_", "targets_", "theme_", "themes_")),
    "privacy": (lazy_gettext("Privacy and settings"), ("erasure_", "data_", "setting_", "retention_", "log_", "person_erased")),
}
FIELDS = {
    "title": lazy_gettext("Title"),
    "theme": lazy_gettext("Theme"),
    "line": lazy_gettext("Programme line"),
    "minutes_per_day": lazy_gettext("Contact minutes a day"),
    "host_minutes": lazy_gettext("Minutes of the host"),
    **{measure.value: label for measure, label in MEASURE_LABELS.items()},
    "summary": lazy_gettext("In one sentence"),
    "description": lazy_gettext("Description"),
    "venue": lazy_gettext("Venue"),
    "doors_open_at": lazy_gettext("Doors open"),
    "starts_at": lazy_gettext("Start"),
    "ends_at": lazy_gettext("End"),
    "capacity": lazy_gettext("Seats"),
    "seats": lazy_gettext("Seats"),
    "registration_opens_at": lazy_gettext("Registration opens"),
    "registration_closes_at": lazy_gettext("Registration closes"),
    "call_off_reason": lazy_gettext("Reason"),
    "stays_in_plan": lazy_gettext("Stays in the plan"),
    "starts_on": lazy_gettext("First day"),
    "ends_on": lazy_gettext("Last day"),
    "publishes_at": lazy_gettext("Goes public"),
    "picture": lazy_gettext("Picture"),
    "attachment": lazy_gettext("File"),
    "round": lazy_gettext("Round"),
    "workshop": lazy_gettext("Workshop"),
    "room": lazy_gettext("Room"),
    "equipment": lazy_gettext("Equipment"),
    "address": lazy_gettext("Address"),
    "arrival_notes": lazy_gettext("On arrival"),
    "by_public_transport": lazy_gettext("By public transport"),
    "by_bike": lazy_gettext("By bike"),
    "by_car": lazy_gettext("By car"),
    "accessibility": lazy_gettext("Accessibility"),
    "leader": lazy_gettext("Leader"),
    "present": lazy_gettext("Present"),
    "name": lazy_gettext("Name"),
    "email": lazy_gettext("Mail address"),
    "role": lazy_gettext("Role"),
    "access": lazy_gettext("Rights"),
    "school_id": lazy_gettext("School"),
    "second_school_id": lazy_gettext("Second school"),
    "language": lazy_gettext("Language"),
    "opt_outs": lazy_gettext("No invitations for"),
    "short_name": lazy_gettext("Short name"),
    "city": lazy_gettext("Place"),
    "kind": lazy_gettext("Kind"),
    "contact": lazy_gettext("Contact"),
    "domains": lazy_gettext("Mail domains"),
    "region.name": lazy_gettext("Name of the region"),
    "region.contact": lazy_gettext("Mail address for questions"),
}
PAGES = {
    "person": ("people.show", "person_id"),
    "school": ("schools.edit", "school_id"),
    "programme_line": ("programme_lines.edit", "line_id"),
    "theme": ("themes.edit", "theme_id"),
    "venue": ("venues.edit", "venue_id"),
}  # where things are shown, if they are


@dataclass(frozen=True)
class Change:
    """One field before and after; without either, only that it changed."""

    field: str
    before: str
    after: str

    def __str__(self) -> str:
        if not self.before and not self.after:
            return str(_("%(field)s: changed", field=self.field))
        words: str = _("%(field)s: %(before)s → %(after)s", field=self.field, before=self.before or "-", after=self.after or "-")
        return words


@dataclass(frozen=True)
class LogLine:
    """One entry in words."""

    id: int
    at: datetime
    who: str
    text: str
    changes: Sequence[Change]
    url: str | None


def group_of(key: str) -> list[Action] | None:
    """The actions of a group; None when there is no such group."""
    if key not in GROUPS:
        return None
    return [action for action in Action if action.value.startswith(GROUPS[key][1])]


def in_words(entries: Sequence[LogEntry]) -> list[LogLine]:
    """Entries as people read them; names and addresses are looked up for all at once."""
    people = {entry.by_id for entry in entries} | {_person_of(entry) for entry in entries}
    people |= {entry.thing_id for entry in entries if entry.thing_kind == "person"}
    names = names_of([number for number in people if isinstance(number, int)])
    slugs = _slugs({entry.thing_id for entry in entries if entry.thing_kind == "event"})
    return [_line(entry, names, slugs) for entry in entries]


def rows_of(lines: Iterable[LogLine]) -> Iterable[Sequence[str]]:
    """A heading and a row for every line, for a spreadsheet."""
    yield (_("When"), _("Who"), _("What"), _("Changes"))
    for line in lines:
        yield (f"{clock.local(line.at):%Y-%m-%d %H:%M:%S}", line.who, line.text, "; ".join(map(str, line.changes)))


def _line(entry: LogEntry, names: Mapping[int, str], slugs: Mapping[int, str]) -> LogLine:
    who = _("Inloop") if entry.by_id is None else names.get(entry.by_id, ERASED_NAME)
    text = sentence(entry, who=who, thing=_thing(entry, names), person=names.get(_person_of(entry) or 0, ERASED_NAME))
    changes = [_change(field, *change) for field, change in entry.changes.items()]
    return LogLine(entry.id, entry.at, who, text, changes, _url(entry, names, slugs))


def _person_of(entry: LogEntry) -> int | None:
    number = entry.facts.get("person")
    return number if isinstance(number, int) else None


def _thing(entry: LogEntry, names: Mapping[int, str]) -> str:
    if entry.thing_kind == "person":
        return names.get(entry.thing_id or 0, ERASED_NAME)
    if entry.thing_kind in ("holding", "setting"):
        return _setting(entry.thing_label)
    return entry.thing_label


def _setting(key: str) -> str:
    holding = find_holding(key.removeprefix("retention."))
    return str(holding.label if holding else FIELDS.get(key, key))


def _change(field: str, before: Any, after: Any) -> Change:
    return Change(str(FIELDS.get(field) or _setting(field)), _value(before), _value(after))


def _value(value: Any) -> str:
    """A plain value as one reads it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, list):
        return ", ".join(map(str, value))
    text = str(value)
    return _moment(text) or text


def _moment(text: str) -> str:
    """An instant in words, when the text is one."""
    try:
        return moment(datetime.fromisoformat(text)) if "T" in text and len(text) >= len("2026-11-26T14:00+00:00") else ""
    except ValueError:
        return ""


def _slugs(ids: set[int | None]) -> Mapping[int, str]:
    found = sa.select(Event.id, Event.slug).where(Event.id.in_([number for number in ids if number is not None]))
    return dict(db.session.execute(found).all())


def _url(entry: LogEntry, names: Mapping[int, str], slugs: Mapping[int, str]) -> str | None:
    if entry.thing_kind == "event" and entry.thing_id in slugs:
        return url_for("programme.show", slug=slugs[entry.thing_id or 0])
    endpoint, number = PAGES.get(entry.thing_kind, ("", ""))
    if entry.thing_id is None or endpoint not in current_app.view_functions or (entry.thing_kind == "person" and entry.thing_id not in names):
        return None
    values: dict[str, Any] = {number: entry.thing_id}
    return url_for(endpoint, **values)
