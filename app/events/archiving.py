"""Putting away what is over.

An archived event leaves the lists of organisers and can't be changed any more until somebody brings it back. For
everybody else nothing changes: it stays among the past events of the agenda, in calendars and in figures.
"""

from datetime import datetime

from flask_babel import gettext as _

from app.core.database import db
from app.events import queries
from app.events.models import Event
from app.events.operations import NotPossible, thing
from app.events.phases import Phase, phase_of
from app.log.actions import Action
from app.log.operations import record

OVER = (Phase.FINISHED, Phase.CALLED_OFF)


def archive(event: Event, *, by: int | None = None, at: datetime) -> None:
    """Put an event away that is finished or called off. Doing it twice changes nothing."""
    event = queries.locked(event)
    if phase_of(event, at) not in OVER:
        raise NotPossible(_("Only what is finished or called off can be archived."))
    if event.archived_at is None:
        event.archived_at = at
        record(Action.EVENT_ARCHIVED, thing(event), by=by, at=at)
        db.session.flush()


def bring_back(event: Event, *, by: int | None = None, at: datetime) -> None:
    """Take an event out of the archive. Doing it twice changes nothing."""
    event = queries.locked(event)
    if event.archived_at is not None:
        event.archived_at = None
        record(Action.EVENT_BROUGHT_BACK, thing(event), by=by, at=at)
        db.session.flush()
