"""A programme as a timetable: rounds down the side, rooms or zones across. Reads what is loaded, and the rooms of the venue."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from app.core import clock
from app.core.words import name_key
from app.events.models import Event, Round, Session

NOWHERE = ""


@dataclass(frozen=True)
class Lane:
    """A column: a room or a zone, or NOWHERE for what has none yet. `seats` are those of the room, where they are known."""

    key: str
    title: str
    seats: int | None = None


@dataclass(frozen=True)
class Cell:
    """Where a round crosses a lane: the workshops that begin there, and those that go on from an earlier round."""

    lane: Lane
    sessions: Sequence[Session] = ()
    going_on: Sequence[Session] = ()


@dataclass(frozen=True)
class Row:
    """A round, with a cell for every lane; without cells when it is for everybody together."""

    round: Round
    cells: Sequence[Cell] = ()


@dataclass(frozen=True)
class Day:
    """The rows of one day."""

    on: date
    rows: Sequence[Row]


@dataclass(frozen=True)
class Timetable:
    """The lanes of an event, and its rows by day."""

    lanes: Sequence[Lane]
    days: Sequence[Day]


def timetable(event: Event) -> Timetable:
    """The programme of an event as a table."""
    lanes = lanes_of(event)
    days: dict[date, list[Row]] = {}
    for round_ in event.rounds:
        days.setdefault(clock.local_day(round_.starts_at), []).append(Row(round_, _cells(event, round_, lanes)))
    return Timetable(lanes, [Day(on, rows) for on, rows in days.items()])


def lanes_of(event: Event) -> list[Lane]:
    """Zones, or the rooms of the venue and those that the programme names; last the lane of what has none yet."""
    if event.profile.has_zones:
        return [*(Lane(str(zone.id), zone.title) for zone in event.zones), Lane(NOWHERE, _("No zone yet"))]
    rooms = {name_key(room.name): Lane(name_key(room.name), room.name, room.seats) for room in event.venue.rooms}
    named = {name_key(session.room): Lane(name_key(session.room), session.room) for session in event.sessions if session.room.strip()}
    return [*sorted((named | rooms).values(), key=lambda lane: lane.key), Lane(NOWHERE, _("No room yet"))]


def lane_key(session: Session) -> str:
    """The lane in which a workshop stands."""
    if session.round.event.profile.has_zones:
        return str(session.zone_id or NOWHERE)
    return name_key(session.room)


def plain(event: Event) -> dict[str, Any]:
    """The programme as the page knows it, in plain JSON."""
    workshops = [
        {
            "id": session.id,
            "round": session.round_id,
            "until": session.until_round_id,
            "zone": session.zone_id,
            "room": session.room,
            "title": session.title,
            "leader": session.leader,
            "seats": session.seats,
            "taken": session.seats_taken,
        }
        for session in event.sessions
    ]
    rounds = [round_.id for round_ in event.rounds if round_.is_chosen_from]
    return {"version": event.programme_version, "rounds": rounds, "workshops": workshops}


def _cells(event: Event, round_: Round, lanes: Sequence[Lane]) -> list[Cell]:
    """A cell for every lane, in order; none for a round that is for everybody together."""
    if not round_.is_chosen_from:
        return []
    here: dict[str, list[Session]] = {lane.key: [] for lane in lanes}
    for session in event.running_in(round_):
        here[lane_key(session)].append(session)
    return [
        Cell(lane, [each for each in here[lane.key] if each.round_id == round_.id], [each for each in here[lane.key] if each.round_id != round_.id])
        for lane in lanes
    ]
