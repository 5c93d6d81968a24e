"""A small world in which every route of the site leads somewhere."""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from flask import Flask, current_app
from werkzeug.routing import Rule

from app.accounts.operations import new_link
from app.checkin.models import Station
from app.checkin.operations import open_station
from app.core.database import db
from app.events.models import Event
from app.mail.models import Mail
from app.people.models import Person
from app.registrations.models import Registration
from tests.factories import NOW, make_event, make_person, register


@dataclass(frozen=True)
class World:
    """One published event with a programme, a registration, a station and a mail."""

    event: Event
    registration: Registration
    station: Station
    mail: Mail
    person: Person

    def path(self, rule: Rule) -> str:
        """The address of a route in this world."""
        values = self.values() | ({"token": self._sign_in_token()} if rule.endpoint.startswith("accounts.") else {})
        with current_app.test_request_context():
            return current_app.url_map.bind("").build(rule.endpoint, {name: values[name] for name in rule.arguments})

    def values(self) -> dict[str, object]:
        """What stands in the variable parts of addresses."""
        round_ = self.event.rounds[0]
        return {
            "slug": self.event.slug,
            "round_id": round_.id,
            "session_id": round_.sessions[0].id,
            "venue_id": self.event.venue_id,
            "registration_id": self.registration.id,
            "token": self.registration.token,
            "station_id": self.station.id,
            "link_token": self.station.link_token,
            "mail_id": self.mail.id,
            "number": 0,
            "filename": "dist/manifest.json",
        }

    def _sign_in_token(self) -> str:
        return new_link(self.person, good_for=timedelta(minutes=10), key=current_app.config["SECRET_KEY"], at=NOW)


def make_world(title: str = "XR in de praktijk") -> World:
    """A world of its own: two of them share nothing."""
    event, person = make_event(title, seats=5000, rounds=1, session_seats=5000), make_person("Fatima el Amrani")
    registration = register(event, person)
    station = open_station(event, name="Deur", key=current_app.config["SECRET_KEY"], at=NOW)
    db.session.flush()
    mail = db.session.scalars(sa.select(Mail).where(Mail.to_email == person.email)).one()
    return World(event, registration, station, mail, person)


def routes(app: Flask) -> list[tuple[str, Rule]]:
    """Every method of every route, but for HEAD and OPTIONS; last the one that ends a station."""
    rules = sorted(app.url_map.iter_rules(), key=lambda rule: (rule.endpoint == "checkin.revoke", rule.endpoint, rule.rule))
    return [(method, rule) for rule in rules for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})]
