"""The zones of a hall, each with its own sector."""

from datetime import datetime

from flask_babel import gettext as _

from app.core.database import db
from app.core.errors import DomainError
from app.events.models import Event, Zone
from app.events.operations import check_planned, note_programme
from app.log.operations import differences


class ZoneTaken(DomainError):
    """Two zones of one event can't have the same name."""


def add(event: Event, *, title: str, description: str, by: int | None = None, at: datetime) -> Zone:
    """Add a zone. Raises ZoneTaken when there is one of that name."""
    check_planned(event)
    _check(event, title)
    zone = Zone(title=title, description=description)
    event.zones.append(zone)
    note_programme(event, by=by, at=at, changes={"zone": ["", title]})
    db.session.flush()
    return zone


def edit(zone: Zone, *, title: str, description: str, by: int | None = None, at: datetime) -> None:
    """Change a zone. Raises ZoneTaken when there is another of that name."""
    check_planned(zone.event)
    _check(zone.event, title, but=zone)
    note_programme(zone.event, by=by, at=at, changes=differences(zone, {"title": title, "description": description}))
    zone.title, zone.description = title, description
    db.session.flush()


def _check(event: Event, title: str, *, but: Zone | None = None) -> None:
    if any(zone.title.casefold() == title.casefold() for zone in event.zones if zone is not but):
        raise ZoneTaken(_("There is a zone of this name."), field="title")
