"""Ending all sessions of somebody: a stolen telephone, or somebody who has left."""

from datetime import datetime

import sqlalchemy as sa

from app.accounts.models import BrowserSession
from app.core.database import db
from app.log.actions import Action
from app.log.operations import record
from app.people.models import Person
from app.people.operations import thing


def end_all_sessions(person: Person, *, by: Person, at: datetime) -> int:
    """Sign somebody out in every browser; gives in how many."""
    ended = db.session.scalars(sa.delete(BrowserSession).where(BrowserSession.person_id == person.id).returning(BrowserSession.id)).all()
    for _session in ended:
        record(Action.SESSION_ENDED, thing(person), by=by.id, at=at)
    return len(ended)
