"""Reading for the door: short on purpose, plain columns instead of objects where a scan waits for it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import aliased

from app.checkin.models import Station
from app.core import tokens
from app.core.database import Whole, db
from app.events.models import Event, Round, Session
from app.people.models import Person
from app.registrations.models import ChoiceStatus, Registration, RegistrationStatus, SessionChoice
from app.schools.models import School


@dataclass(frozen=True)
class Door:
    """What a scan must know of the station it comes from."""

    station_id: int
    event_id: int
    starts_at: datetime
    ends_at: datetime


class Ticket(NamedTuple):
    """What a scan must know of a registration. `where` lists the rooms of the sessions it has a seat in."""

    id: int
    event_id: int
    code: str
    short_code: str
    status: RegistrationStatus
    seats: int
    checked_in_at: datetime | None
    name: str
    school: str
    where: str = ""


_DOOR = (
    sa.select(Station.id, Station.event_id, Event.starts_at, Event.ends_at)
    .join(Event, Event.id == Station.event_id)
    .where(Station.token_fingerprint == sa.bindparam("fingerprint"), Station.revoked_at.is_(None), Station.valid_until > sa.bindparam("now"))
)


def find_door(connection: sa.Connection, token: str, *, at: datetime) -> Door | None:
    """The open station with this token."""
    row = connection.execute(_DOOR, {"fingerprint": tokens.fingerprint(token), "now": at}).one_or_none()
    return Door(*row) if row else None


_WITHIN, _BETWEEN = "\x1f", "\x1e"  # separators that no title holds
_until = aliased(Round)
_stretch = Round.title + sa.func.coalesce(" - " + _until.title, "")
_place = sa.cast(Round.starts_at, sa.String) + _WITHIN + _stretch + _WITHIN + Session.room
_places = (
    sa.select(sa.func.aggregate_strings(_place, _BETWEEN))
    .select_from(SessionChoice)
    .join(Session, Session.id == SessionChoice.session_id)
    .join(Round, Round.id == Session.round_id)
    .outerjoin(_until, _until.id == Session.until_round_id)
    .where(SessionChoice.registration_id == Registration.id, SessionChoice.status == ChoiceStatus.SEATED)
)
_name = sa.select(Person.name).where(Person.id == Registration.person_id)
_school = sa.select(sa.func.coalesce(sa.func.nullif(School.short_name, ""), School.name)).where(School.id == Registration.school_id)
# The columns of a ticket, to be selected or returned by a write: all that belongs to a registration as one row.
TICKET = (
    *(Registration.id, Registration.event_id, Registration.code, Registration.short_code, Registration.status, Registration.seats),
    Registration.checked_in_at,
    *(Whole(fact.correlate(Registration).scalar_subquery()) for fact in (_name, _school, _places)),
)
_TICKETS = sa.select(*TICKET).order_by(Registration.id)
_BY_CODE = _TICKETS.where(Registration.code.in_(sa.bindparam("codes", expanding=True)))
_is_own_short_code = sa.and_(Registration.event_id == sa.bindparam("event"), Registration.short_code.in_(sa.bindparam("codes", expanding=True)))
_BY_ANY_CODE = _TICKETS.where(Registration.code.in_(sa.bindparam("codes", expanding=True)) | _is_own_short_code)
# A backlog is read and held in one order, so that two stations with the same one never wait for each other. A single scan
# holds nothing while it reads: its conditional write decides.
_HELD_BY_CODE, _HELD_BY_ANY_CODE = (statement.with_for_update(of=Registration) for statement in (_BY_CODE, _BY_ANY_CODE))
_STATEMENTS = {(False, False): _BY_CODE, (False, True): _BY_ANY_CODE, (True, False): _HELD_BY_CODE, (True, True): _HELD_BY_ANY_CODE}


def find_tickets(connection: sa.Connection, door: Door, codes: Collection[str], *, with_short_codes: bool) -> Sequence[Ticket]:
    """The registrations with these codes; short codes count only at this door's event. One query."""
    statement, parameters = _STATEMENTS[len(codes) > 1, with_short_codes], {"event": door.event_id} if with_short_codes else {}
    return [ticket_of(row) for row in connection.execute(statement, {"codes": list(codes), **parameters})]


def ticket_of(row: Sequence[Any]) -> Ticket:
    """The ticket that the columns of `TICKET` make."""
    *facts, places = row
    return Ticket._make([*facts, _where(places or "")])


def _where(places: str) -> str:
    """Rounds and rooms in order of time: "Ronde 1 · lokaal 1, Ronde 2 · lokaal 2"."""
    in_order = (place.split(_WITHIN)[1:] for place in sorted(places.split(_BETWEEN)))
    return ", ".join(filter(None, (" · ".join(filter(None, parts)) for parts in in_order)))


def presence(event_id: int) -> tuple[int, int]:
    """(present, expected): seats checked in, and seats registered."""
    is_here = Registration.checked_in_at.is_not(None)
    count = sa.select(sa.func.coalesce(sa.func.sum(sa.case((is_here, Registration.seats))), 0), sa.func.coalesce(sa.func.sum(Registration.seats), 0))
    mine = count.where(Registration.event_id == event_id, Registration.status == RegistrationStatus.REGISTERED)
    present, expected = db.session.execute(mine).one()
    return present, expected


def station_by_link_or_404(link_token: str, *, at: datetime) -> Station:
    """The open station with this link."""
    station = db.session.scalar(sa.select(Station).where(Station.link_token == link_token))
    return station if station and station.is_open(at) else abort(404)


def stations(event: Event) -> Sequence[Station]:
    """All stations of an event, latest first."""
    return db.session.scalars(sa.select(Station).where(Station.event_id == event.id).order_by(Station.id.desc())).all()


def station_or_404(event: Event, station_id: int) -> Station:
    """A station of this event, and of no other."""
    return db.session.scalar(sa.select(Station).where(Station.event_id == event.id, Station.id == station_id)) or abort(404)
