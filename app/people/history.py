"""What has been done to somebody in the address book, in sentences."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import sqlalchemy as sa
from flask_babel import gettext as _

from app.core.database import db
from app.log.models import LogEntry
from app.log.sentences import sentence
from app.people.models import Person
from app.people.queries import names_of

MOST = 20


class Line(NamedTuple):
    """One entry of the log, as it is read."""

    entry: LogEntry
    sentence: str


def history_of(person: Person) -> Sequence[Line]:
    """The last things done to somebody, latest first; two queries."""
    about = sa.select(LogEntry).where(LogEntry.thing_kind == "person", LogEntry.thing_id == person.id)
    entries = db.session.scalars(about.order_by(LogEntry.id.desc()).limit(MOST)).all()
    others = {number for entry in entries for number in (entry.by_id, entry.facts.get("person")) if isinstance(number, int)}
    names = names_of(others) if others else {}
    return [Line(entry, _in_words(entry, person, names)) for entry in entries]


def _in_words(entry: LogEntry, person: Person, names: Mapping[int, str]) -> str:
    who = "Inloop" if entry.by_id is None else names.get(entry.by_id, _("Somebody"))
    return sentence(entry, who=who, thing=person.name, person=names.get(entry.facts.get("person", 0), _("somebody")))
