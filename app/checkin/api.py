"""The door API. Stations send scans one by one or as a backlog; every scan is answered, none spoils the rest."""

from functools import lru_cache

from flask import Blueprint, Response, json, request
from flask.typing import ResponseReturnValue

from app.checkin import operations, queries, scanning
from app.checkin.models import Outcome
from app.checkin.queries import Door
from app.checkin.scanning import Answer, Asked, Malformed
from app.core import clock
from app.core.database import db
from app.core.security import csrf
from app.people.permissions import Permission, requires

bp = Blueprint("door_api", __name__, url_prefix="/api/door")
csrf.exempt(bp)
BEARER = "Bearer "


@bp.post("/scans")
@requires(Permission.PUBLIC)  # the station's token is the permission
def scans() -> ResponseReturnValue:
    """Apply 1 to 500 scans."""
    at = clock.now()
    door = _door_of_request()
    if door is None:
        return _problem(401, "unauthorized", "This station is closed or unknown. Ask the organiser for a new link.")
    body = _body()
    raw = body.get("scans") if isinstance(body, dict) else None
    if not isinstance(raw, list) or not 1 <= len(raw) <= scanning.MOST_SCANS:
        return _problem(422, "invalid", f'Send {{"scans": [...]}} with 1 to {scanning.MOST_SCANS} scans.')
    read = [_read(scan) for scan in raw]
    with db.engine.begin() as connection:
        applied = iter(scanning.apply(connection, door, [scan for scan in read if isinstance(scan, Asked)], at=at))
    answers = [next(applied) if isinstance(scan, Asked) else scan for scan in read]
    return {"results": [answer.as_json() for answer in answers]}


@bp.get("")
@requires(Permission.PUBLIC)  # the station's token is the permission
def overview() -> ResponseReturnValue:
    """The event of this station and how many are there. Asking tells that the station is alive."""
    operations.note_seen(_token(), at=clock.now())  # before anything is read: a reader that turns writer may be refused
    db.session.commit()
    door = _door_of_request()
    if door is None:
        return _problem(401, "unauthorized", "This station is closed or unknown. Ask the organiser for a new link.")
    present, expected = queries.presence(door.event_id)
    return {
        "event": {"starts_at": door.starts_at.isoformat(), "ends_at": door.ends_at.isoformat()},
        "counts": {"present": present, "expected": expected},
        "now": clock.now().isoformat(),
    }


def _door_of_request() -> Door | None:
    return _door(_token(), clock.moment())


@lru_cache(maxsize=256)
def _door(token: str, _moment: int) -> Door | None:
    """The station with this token, asked of the database once a moment, however fast it scans; so long may one that has just been closed go on."""
    with db.engine.connect() as connection:  # given back before the scans take one: who holds one and wants another may wait for ever
        return queries.find_door(connection, token, at=clock.now())


def _token() -> str:
    header = request.headers.get("Authorization", "")
    return header.removeprefix(BEARER) if header.startswith(BEARER) else ""


def _body() -> object:
    try:
        return request.get_json(silent=True)
    except RecursionError:  # brackets a thousand deep
        return None


def _read(raw: object) -> Asked | Answer:
    try:
        return scanning.read(raw)
    except Malformed as error:
        scan_id = raw.get("id") if isinstance(raw, dict) else None
        return Answer(scan_id[:64] if isinstance(scan_id, str) else "", Outcome.INVALID, reason=str(error))


def _problem(status: int, title: str, detail: str) -> Response:
    body = json.dumps({"type": "about:blank", "title": title, "status": status, "detail": detail})
    return Response(body, status, content_type="application/problem+json")
