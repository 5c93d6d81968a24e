"""The log about people: the log itself lies left of the people it tells about, whom it knows by number only."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import lazy_gettext as _

from app.core.database import db
from app.log.models import LogEntry
from app.log.sentences import sentence
from app.people.models import Person
from app.people.privacy import Holding, Rows, declare, forget


def _shown(person: Person) -> Rows:
    is_about = (LogEntry.thing_kind == "person") & (LogEntry.thing_id == person.id)
    found = sa.select(LogEntry).where((LogEntry.by_id == person.id) | is_about).order_by(LogEntry.id.desc())
    return [{str(_("When")): entry.at, str(_("What")): _sentence(entry, person)} for entry in db.session.scalars(found)]


def _sentence(entry: LogEntry, person: Person) -> str:
    """Others who appear in it keep their names to themselves."""
    who = person.name if entry.by_id == person.id else _("Inloop") if entry.by_id is None else _("An organiser")
    is_about = entry.thing_kind == "person" and entry.thing_id == person.id
    return sentence(entry, who=str(who), thing=person.name if is_about else entry.thing_label)


def _expire(before: datetime, *, at: datetime, at_most: int) -> int:
    return forget(LogEntry, LogEntry.at < before, at_most=at_most)


declare(
    Holding(
        key="log",
        label=_("The log"),
        purpose=_("To find out who changed what, when something is not right. It knows people by number: without the name it tells nothing."),
        shown=_shown,
        expire=_expire,
        kept_for=timedelta(days=730),
        since=_("after it happened"),
        least=90,
        most=3653,
    )
)
