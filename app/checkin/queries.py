"""Reading for the door: short on purpose, plain columns instead of objects where a scan waits for it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from flask import abort

from app.checkin.models import Station
from app.core import tokens
from app.core.database import db
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


_SEATED = sa.and_(SessionChoice.registration_id == Registration.id, SessionChoice.status == ChoiceStatus.SEATED)
_TICKETS = (
    sa.select(
        Registration.id,
        Registration.event_id,
        Registration.code,
        Registration.short_code,
        Registration.status,
        Registration.seats,
        Registration.checked_in_at,
        Person.name,
        sa.func.coalesce(sa.func.nullif(School.short_name, ""), School.name),
        Round.title,
        Session.room,
    )
    .join(Person, Person.id == Registration.person_id)
    .join(School, School.id == Registration.school_id)
    .outerjoin(SessionChoice, _SEATED)
    .outerjoin(Session, Session.id == SessionChoice.session_id)
    .outerjoin(Round, Round.id == Session.round_id)
    .order_by(Registration.id, Round.starts_at)
)


_BY_CODE = _TICKETS.where(Registration.code.in_(sa.bindparam("codes", expanding=True)))
_is_own_short_code = sa.and_(Registration.event_id == sa.bindparam("event"), Registration.short_code.in_(sa.bindparam("codes", expanding=True)))
_BY_ANY_CODE = _TICKETS.where(Registration.code.in_(sa.bindparam("codes", expanding=True)) | _is_own_short_code)
# A backlog is read and held in one order, so that two stations with the same one never wait for each other. A single scan
# holds nothing while it reads: its conditional write decides.
_HELD_BY_CODE, _HELD_BY_ANY_CODE = (statement.with_for_update(of=Registration) for statement in (_BY_CODE, _BY_ANY_CODE))
_STATEMENTS = {(False, False): _BY_CODE, (False, True): _BY_ANY_CODE, (True, False): _HELD_BY_CODE, (True, True): _HELD_BY_ANY_CODE}


def find_tickets(connection: sa.Connection, door: Door, codes: Collection[str], *, with_short_codes: bool) -> Sequence[Ticket]:
    """The registrations with these codes; short codes count only at this door's event. One query.

    A registration comes as one row per session that it has a seat in, gathered into one ticket here.
    """
    statement, parameters = _STATEMENTS[len(codes) > 1, with_short_codes], {"event": door.event_id} if with_short_codes else {}
    found: dict[int, Ticket] = {}
    for *facts, round_title, room in connection.execute(statement, {"codes": list(codes), **parameters}):
        known = found.get(facts[0]) or Ticket(*facts)
        place = " · ".join(part for part in (round_title, room) if part)
        found[known.id] = known._replace(where=", ".join(part for part in (known.where, place) if part))
    return list(found.values())


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
