"""Applying scans: each once, however often it is sent; the earliest wins, in whatever order they arrive."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from app.checkin import queries
from app.checkin.models import Action, Outcome, Scan
from app.checkin.queries import Door, Ticket
from app.core import clock
from app.core.database import UtcDateTime, insert_unless_there
from app.core.tokens import SHORT_CODE_LENGTH
from app.people.models import name_at_the_door
from app.registrations.models import Registration, RegistrationStatus

LONGEST_CODE = 64
MOST_SCANS = 500
_COUNTED = (Outcome.CHECKED_IN, Outcome.ALREADY_CHECKED_IN)
_REFUSED = {RegistrationStatus.WAITING: Outcome.WAITING_LIST, RegistrationStatus.WITHDRAWN: Outcome.WITHDRAWN}


# The writes of a scan, made once: building such a statement takes longer than running it.
_state = Registration.__table__.c
_scanned_at = sa.bindparam("scanned_at", type_=UtcDateTime())
_ticket = sa.update(Registration.__table__).where(_state.id == sa.bindparam("ticket"))  # type: ignore[arg-type]
_is_latest = _state.undone_at.is_(None) | (_state.undone_at < _scanned_at)
_FIRST_CHECK_IN = _ticket.where(_state.checked_in_at.is_(None), _is_latest).values(checked_in_at=_scanned_at)
# Most scans are the first of their ticket, at its own door: one write decides it, and tells whose ticket it is.
_is_expected = sa.and_(_state.event_id == sa.bindparam("at_event"), _state.status == RegistrationStatus.REGISTERED, _state.checked_in_at.is_(None))
_straight = sa.update(Registration.__table__).where(_state.code == sa.bindparam("scanned"), _is_expected, _is_latest)  # type: ignore[arg-type]
_STRAIGHT_IN = _straight.values(checked_in_at=_scanned_at).returning(*queries.TICKET)
_EARLIER_CHECK_IN = _ticket.where(_state.checked_in_at > _scanned_at, _is_latest).values(checked_in_at=_scanned_at)  # it arrived later
_CHECK_OUT = _ticket.where(_state.checked_in_at <= _scanned_at).values(checked_out_at=_scanned_at)
_IN_SINCE = sa.select(_state.checked_in_at).where(_state.id == sa.bindparam("ticket"))
_FIRST_ANSWER = sa.select(Scan.outcome, Scan.checked_in_at).where(Scan.station_id == sa.bindparam("station"), Scan.id == sa.bindparam("scan"))
_is_later_check_in = sa.and_(
    Scan.registration_id == sa.bindparam("ticket"), Scan.action == Action.CHECK_IN, Scan.outcome.in_(_COUNTED), Scan.at > _scanned_at
)
_next_check_in = sa.select(sa.func.min(Scan.at)).where(_is_later_check_in).scalar_subquery()
# Check-ins up to this moment no longer count, also those that arrive later; the earliest after it does.
_still_in_since = sa.case((_state.checked_in_at <= _scanned_at, _next_check_in), else_=_state.checked_in_at)
_UNDO = _ticket.where(_is_latest).values(checked_in_at=_still_in_since, undone_at=_scanned_at)


class Malformed(ValueError):
    """A scan that can't be read; str() says why."""


@dataclass(frozen=True)
class Asked:
    """A scan as it was sent: the station's own id, a normalised code, the device's time."""

    id: str
    code: str
    at: datetime
    action: Action

    @property
    def is_short(self) -> bool:
        """Whether the code was typed rather than scanned."""
        return len(self.code) == SHORT_CODE_LENGTH


@dataclass(frozen=True)
class Answer:
    """What became of a scan, and whose it was when this station may know."""

    id: str
    outcome: Outcome
    checked_in_at: datetime | None = None
    ticket: Ticket | None = None
    reason: str = ""

    def as_json(self) -> dict[str, Any]:
        """The answer in the words of the door API."""
        shown = self.ticket
        registration = {"name": name_at_the_door(shown.name), "school": shown.school, "seats": shown.seats, "where": shown.where} if shown else None
        answer = {"id": self.id, "outcome": self.outcome, "checked_in_at": _iso(self.checked_in_at), "registration": registration}
        return answer | ({"reason": self.reason} if self.reason else {})


def read(raw: object) -> Asked:
    """Read one scan of a request. Raises Malformed."""
    if not isinstance(raw, dict):
        raise Malformed("a scan is a JSON object")
    return Asked(id=_uuid(raw.get("id")), code=_code(raw.get("code")), at=_instant(raw.get("at")), action=_action(raw.get("action", "check_in")))


def apply(connection: sa.Connection, door: Door, asked: Sequence[Asked], *, at: datetime) -> list[Answer]:
    """Apply scans in the order of their own clocks; gives the answers in the order asked.

    One query for all tickets, then two statements a scan; one that comes alone mostly needs no query. What a scan does to a
    registration depends on its own time only, so that repeating it changes nothing; its row in `scans` then says whether it
    was the first, and what came of it.
    """
    if len(asked) == 1 and (ticket := _straight_in(connection, door, asked[0])):
        answer = Answer(asked[0].id, Outcome.CHECKED_IN, asked[0].at, ticket)
        return [_kept(connection, door, asked[0], answer, ticket, received_at=at)]
    found = queries.find_tickets(connection, door, {scan.code for scan in asked}, with_short_codes=any(scan.is_short for scan in asked))
    tickets = {ticket.code: ticket for ticket in found} | {ticket.short_code: ticket for ticket in found if ticket.event_id == door.event_id}
    answers: dict[str, Answer] = {}
    for scan in sorted(asked, key=lambda scan: scan.at):
        if scan.id not in answers:
            ticket = tickets.get(scan.code)
            answers[scan.id] = _kept(connection, door, scan, _decide(connection, door, scan, ticket), ticket, received_at=at)
    return [answers[scan.id] for scan in asked]


def _straight_in(connection: sa.Connection, door: Door, scan: Asked) -> Ticket | None:
    """Check in by one write whom this door expects; None when there is more to it, and nothing has changed."""
    if scan.action is not Action.CHECK_IN or scan.is_short or not _is_today(door, scan):
        return None
    row = connection.execute(_STRAIGHT_IN, {"scanned": scan.code, "at_event": door.event_id, "scanned_at": scan.at}).one_or_none()
    return queries.ticket_of(row) if row else None


def _decide(connection: sa.Connection, door: Door, scan: Asked, ticket: Ticket | None) -> Answer:
    if ticket is None:
        return Answer(scan.id, Outcome.UNKNOWN)
    if ticket.event_id != door.event_id:
        return Answer(scan.id, Outcome.OTHER_EVENT)
    if ticket.status in _REFUSED:
        return Answer(scan.id, _REFUSED[ticket.status], ticket=ticket)
    if not _is_today(door, scan):
        return Answer(scan.id, Outcome.OTHER_DAY, ticket=ticket)
    return _ACTIONS[scan.action](connection, scan, ticket)


def _is_today(door: Door, scan: Asked) -> bool:
    return clock.local_day(door.starts_at) <= clock.local_day(scan.at) <= clock.local_day(door.ends_at)


def _check_in(connection: sa.Connection, scan: Asked, ticket: Ticket) -> Answer:
    if ticket.checked_in_at is None and _write(connection, _FIRST_CHECK_IN, scan, ticket):
        return Answer(scan.id, Outcome.CHECKED_IN, scan.at, ticket)
    _write(connection, _EARLIER_CHECK_IN, scan, ticket)
    since = connection.execute(_IN_SINCE, {"ticket": ticket.id}).scalar()
    return Answer(scan.id, Outcome.ALREADY_CHECKED_IN if since else Outcome.UNDONE, since, ticket)


def _undo(connection: sa.Connection, scan: Asked, ticket: Ticket) -> Answer:
    _write(connection, _UNDO, scan, ticket)
    return Answer(scan.id, Outcome.UNDONE, ticket=ticket)


def _check_out(connection: sa.Connection, scan: Asked, ticket: Ticket) -> Answer:
    _write(connection, _CHECK_OUT, scan, ticket)
    return Answer(scan.id, Outcome.CHECKED_OUT, ticket.checked_in_at, ticket)


_ACTIONS: Mapping[Action, Callable[[sa.Connection, Asked, Ticket], Answer]] = {
    Action.CHECK_IN: _check_in,
    Action.UNDO: _undo,
    Action.CHECK_OUT: _check_out,
}


def _write(connection: sa.Connection, statement: sa.Update, scan: Asked, ticket: Ticket) -> bool:
    """One conditional write; tells whether its condition held."""
    return connection.execute(statement, {"ticket": ticket.id, "scanned_at": scan.at}).rowcount == 1


def _kept(connection: sa.Connection, door: Door, scan: Asked, answer: Answer, ticket: Ticket | None, *, received_at: datetime) -> Answer:
    """Keep the scan, refused or not. When it was kept before, its first answer is given again."""
    is_new = insert_unless_there(
        Scan,
        connection,
        station_id=door.station_id,
        id=scan.id,
        registration_id=ticket.id if ticket else None,
        code=scan.code,
        action=scan.action,
        outcome=answer.outcome,
        at=scan.at,
        received_at=received_at,
        checked_in_at=answer.checked_in_at,
    )
    if is_new:
        return answer
    outcome, checked_in_at = connection.execute(_FIRST_ANSWER, {"station": door.station_id, "scan": scan.id}).one()
    return replace(answer, outcome=outcome, checked_in_at=checked_in_at)


def _uuid(value: object) -> str:
    try:
        return str(UUID(value if isinstance(value, str) else ""))
    except ValueError as error:
        raise Malformed("id must be a UUID") from error


def _code(value: object) -> str:
    code = value.upper().replace("-", "").replace(" ", "") if isinstance(value, str) and value.isprintable() else ""
    if not 0 < len(code) <= LONGEST_CODE:  # after upper(), which makes some letters two or three
        raise Malformed(f"code must be text of at most {LONGEST_CODE} characters")
    return code


def _instant(value: object) -> datetime:
    try:
        instant = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError as error:
        raise Malformed("at must be an ISO 8601 time with a zone") from error
    if instant is None or instant.tzinfo is None or not 2000 <= instant.year < 2100:
        raise Malformed("at must be an ISO 8601 time with a zone, in this century")
    return instant.astimezone(UTC)


def _action(value: object) -> Action:
    try:
        return Action(value if isinstance(value, str) else "")
    except ValueError as error:
        raise Malformed(f"action must be one of {', '.join(Action)}") from error


def _iso(instant: datetime | None) -> str | None:
    return instant.isoformat(timespec="seconds").replace("+00:00", "Z") if instant else None
