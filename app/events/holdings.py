"""What this package keeps about people: who leads workshops."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import contains_eager

from app.core.database import db
from app.events.models import Event, Round, Session
from app.people import signals
from app.people.models import Person
from app.people.privacy import Holding, Rows, declare, needed

NOBODY: dict[str, object] = {"leader": "", "leader_id": None}


@needed
def _leads() -> sa.ColumnElement[bool]:
    return sa.exists().where(Session.leader_id == Person.id)


@signals.merged.connect
def follow_leader(person: Person, *, into: Person) -> list[int]:
    """Workshops of somebody who is merged are led by the other; gives their numbers. The name stays as it was typed."""
    turned = sa.update(Session).where(Session.leader_id == person.id).values(leader_id=into.id)
    return list(db.session.scalars(turned.returning(Session.id)))


@signals.parted.connect
def give_back(person: Person, *, from_: Person, moved: Mapping[str, Any]) -> None:
    """Workshops that came with a merge, and that the other still leads, go back."""
    back = sa.update(Session).where(Session.id.in_(moved.get("events", [])), Session.leader_id == from_.id)
    db.session.execute(back.values(leader_id=person.id))


def _shown(person: Person) -> Rows:
    found = sa.select(Session).where(Session.leader_id == person.id).join(Session.round).join(Round.event)
    found = found.options(contains_eager(Session.round).contains_eager(Round.event)).order_by(Round.starts_at.desc(), Session.id)
    return [
        {
            str(_("Workshop")): session.title,
            str(_("Activity")): session.round.event.title,
            str(_("When")): session.starts_at,
            str(_("Name")): session.leader,
        }
        for session in db.session.scalars(found)
    ]


def _erase(person: Person, _at: datetime) -> None:
    """The workshop stays in its programme, without who led it."""
    db.session.execute(sa.update(Session).where(Session.leader_id == person.id).values(NOBODY))


def _expire(before: datetime, *, at: datetime, at_most: int) -> int:
    """Names that were only typed go as well."""
    over = sa.select(Session.id).join(Session.round).join(Round.event).where(Event.ends_at < before)
    named = over.where((Session.leader != "") | Session.leader_id.is_not(None)).order_by(Session.id).limit(at_most)
    return db.session.connection().execute(sa.update(Session).where(Session.id.in_(named)).values(NOBODY)).rowcount


declare(
    Holding(
        key="leading",
        place=6,
        label=_("Workshops you lead"),
        purpose=_("To show in the programme who leads what, and to plan nobody in two places at once."),
        shown=_shown,
        erase=_erase,
        expire=_expire,
        kept_for=timedelta(days=1826),
        since=_("after the activity; it stays in the programme without your name"),
        least=31,
        most=3653,
    )
)
