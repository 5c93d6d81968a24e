"""Opening and closing stations; marking people present by hand."""

import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _

from app.checkin.models import Station
from app.core import tokens
from app.core.database import db
from app.core.errors import DomainError
from app.events.models import Event
from app.events.operations import thing
from app.log.actions import Action
from app.log.operations import record
from app.registrations.models import Registration, RegistrationStatus

AFTERWARDS = timedelta(days=1)
MOST_WRONG_PINS = 10
SEEN_EVERY = timedelta(seconds=30)


class DoorClosed(DomainError):
    """No station can be opened, or this pin does not open it."""


def open_station(event: Event, *, name: str, key: str, by: int | None = None, at: datetime) -> Station:
    """Make a station for an event that is not over. `key` seals its API token."""
    if not event.is_public or event.is_called_off:
        raise DoorClosed(_("Publish the event first: nobody can have registered yet, or it has been called off."))
    if at >= event.ends_at + AFTERWARDS:
        raise DoorClosed(_("This event is over."))
    link_token = tokens.url_token()
    station = Station(
        event=event,
        name=name,
        link_token=link_token,
        pin=f"{secrets.randbelow(10_000):04d}",
        token_fingerprint=tokens.fingerprint(api_token(link_token, key=key)),
        created_at=at,
        valid_until=event.ends_at + AFTERWARDS,
        wrong_pins=0,
    )
    db.session.add(station)
    record(Action.STATION_OPENED, thing(event), by=by, at=at, station=name)
    db.session.flush()
    return station


def api_token(link_token: str, *, key: str) -> str:
    """The bearer token of the station with this link: who has the link alone can't make it."""
    return tokens.sealed(key, "station", link_token)


def unlock(station: Station, pin: str) -> None:
    """Check the pin. Raises DoorClosed when it is wrong, and after too many wrong ones whatever it is."""
    if station.wrong_pins >= MOST_WRONG_PINS:
        raise DoorClosed(_("Too many wrong pins. Ask the organiser for a new station."), field="pin")
    if not tokens.same(station.pin, pin):
        db.session.execute(sa.update(Station).where(Station.id == station.id).values(wrong_pins=Station.wrong_pins + 1))
        raise DoorClosed(_("That is not the pin of this station."), field="pin")


def revoke(station: Station, *, by: int | None = None, at: datetime) -> None:
    """Close a station: its link, pin and token stop working now."""
    if station.revoked_at is not None:
        return
    station.revoked_at = at
    record(Action.STATION_CLOSED, thing(station.event), by=by, at=at, station=station.name)
    db.session.flush()


def note_seen(token: str, *, at: datetime) -> None:
    """Remember, twice a minute at most, that the station with this token is in use."""
    is_due = Station.last_seen_at.is_(None) | (Station.last_seen_at < at - SEEN_EVERY)
    mine = sa.update(Station).where(Station.token_fingerprint == tokens.fingerprint(token), Station.revoked_at.is_(None), is_due)
    db.session.execute(mine.values(last_seen_at=at).execution_options(synchronize_session=False))


def mark_present(registration: Registration, *, present: bool, by: int | None = None, at: datetime) -> None:
    """Correct by hand who was there. The scans stay as they were."""
    if registration.status is not RegistrationStatus.REGISTERED:
        raise DomainError(_("Only who has a seat can be marked present."))
    was_present = registration.checked_in_at is not None
    if present != was_present:
        changes = {"present": [was_present, present]}
        record(Action.ATTENDANCE_CORRECTED, thing(registration.event), by=by, at=at, changes=changes, person=registration.person_id)
    registration.checked_in_at = (registration.checked_in_at or at) if present else None
    registration.undone_at = None if present else at
    db.session.flush()
