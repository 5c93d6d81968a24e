"""A station at the door, as the tests hold it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from flask import Flask, current_app
from werkzeug.test import TestResponse

from app.checkin.models import Action, Station
from app.checkin.operations import api_token, open_station
from app.checkin.queries import Door, find_door
from app.checkin.scanning import Asked
from app.core.database import db
from app.events.models import Event
from app.registrations.models import Registration
from tests.factories import DAY, NOW


def make_station(event: Event, name: str = "Hoofdingang") -> Station:
    """An open station."""
    return open_station(event, name=name, key=current_app.config["SECRET_KEY"], at=NOW)


def token_of(station: Station) -> str:
    """Its API token."""
    return api_token(station.link_token, key=current_app.config["SECRET_KEY"])


def door_of(event: Event) -> Door:
    """What a scan knows of a new station of this event."""
    door = find_door(db.session.connection(), token_of(make_station(event)), at=NOW)
    assert door is not None
    return door


def asked(ticket: Registration | str, at: datetime = DAY, action: Action = Action.CHECK_IN, id: str = "") -> Asked:  # noqa: A002
    """A scan of a ticket or of any code."""
    return Asked(id=id or str(uuid4()), code=ticket if isinstance(ticket, str) else ticket.code, at=at, action=action)


def as_json(scan: Asked) -> dict[str, object]:
    """A scan as a station sends it."""
    return {"id": scan.id, "code": scan.code, "at": scan.at.isoformat(), "action": scan.action}


@dataclass(frozen=True)
class Phone:
    """A phone that scans at a station."""

    app: Flask
    token: str

    def send(self, *scans: Asked | object) -> TestResponse:
        """Send scans, or whatever it is."""
        body = {"scans": [as_json(scan) if isinstance(scan, Asked) else scan for scan in scans]}
        return self.post(json=body)

    def outcomes(self, *scans: Asked | object) -> list[str]:
        """Send scans; their outcomes in order."""
        answer = self.send(*scans)
        assert answer.status_code == 200, answer.text
        return [result["outcome"] for result in answer.json["results"]]  # type: ignore[index]

    def post(self, **request: Any) -> TestResponse:
        """Send any request to the address for scans."""
        return self.app.test_client().post("/api/door/scans", headers=self._headers(), **request)

    def look(self) -> TestResponse:
        """Ask for the counts."""
        return self.app.test_client().get("/api/door", headers=self._headers())

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", "Host": "inloop.test"}


def phone_at(event: Event) -> Phone:
    """A phone at a new station of an event."""
    token = token_of(make_station(event))
    db.session.commit()
    return Phone(current_app._get_current_object(), token)  # type: ignore[attr-defined]
