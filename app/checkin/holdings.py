"""What this package keeps about people."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import lazy_gettext as _

from app.checkin.models import Scan, Station
from app.core.database import db
from app.events.models import Event
from app.people.models import Person
from app.people.privacy import Holding, Rows, declare, forget
from app.registrations.models import Registration


def _shown(person: Person) -> Rows:
    found = sa.select(Scan.at, Scan.action, Scan.outcome, Event.title).join(Registration, Registration.id == Scan.registration_id)
    mine = found.join(Event, Event.id == Registration.event_id).where(Registration.person_id == person.id)
    return [
        {str(_("When")): at, str(_("Activity")): title, str(_("What")): str(action), str(_("Outcome")): str(outcome)}
        for at, action, outcome, title in db.session.execute(mine.order_by(Scan.at.desc()))
    ]


def _erase(person: Person, _at: datetime) -> None:
    """Whether somebody was there stands in the registration, and stays."""
    mine = sa.select(Registration.id).where(Registration.person_id == person.id)
    db.session.execute(sa.delete(Scan).where(Scan.registration_id.in_(mine)))


def _expire(before: datetime, *, at: datetime, at_most: int) -> int:
    over = sa.select(Station.id).join(Event, Event.id == Station.event_id).where(Event.ends_at < before)
    return forget(Scan, Scan.station_id.in_(over), at_most=at_most)


declare(
    Holding(
        key="scans",
        label=_("Scans at the door"),
        purpose=_("To apply each scan once, and to find out afterwards what happened at the door."),
        shown=_shown,
        erase=_erase,
        expire=_expire,
        kept_for=timedelta(days=365),
        since=_("after the activity"),
        least=7,
        most=3653,
    )
)
