"""A small world in which every route of the site leads somewhere.

A new route with a new variable part needs one line in PARTS: how to make what stands there. The key is the name of the
part ("school_id"), or that of the blueprint or endpoint before it where the same name means something else there
("accounts.token", "own_school.person_id"). What is made belongs to the viewer, or to her school, wherever things belong
to somebody: the tests of rights open the same address as somebody else, who must not find it. Make a new one on every
call where a form on the way may end, merge or erase it.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import sqlalchemy as sa
from flask import Flask, current_app
from werkzeug.routing import Rule

from app.accounts.models import BrowserSession, Passkey
from app.accounts.operations import new_link
from app.accounts.sessions import begin_session
from app.checkin.models import Station
from app.checkin.operations import open_station
from app.core.database import Model, db
from app.events.models import Event, Stop, StopKind, Zone
from app.mail.models import Mail
from app.media.models import Attachment, Picture
from app.media.queries import find_picture
from app.people.models import ErasureRequest, ImportStatus, Merge, PeopleImport, Person
from app.planning.models import Period, PeriodKind
from app.region.models import ProgrammeLine, Theme
from app.registrations.models import Registration
from app.venues.models import Room
from tests.factories import NOW, make_event, make_person, make_school, register
from tests.media.sending import give_picture

PLACEHOLDER = re.compile(r"<(?:[^<>]*:)?(\w+)>")


@dataclass(frozen=True)
class World:
    """One published event with a programme, a registration, a station and a mail."""

    event: Event
    registration: Registration
    station: Station
    mail: Mail
    person: Person

    def path(self, rule: Rule, viewer: Person | None = None, *, instead: Mapping[str, object] | None = None) -> str:
        """The address of a route, of things that this viewer may see if she has the right; parts can be given instead."""
        given = instead or {}
        parts = {name: given.get(name) or self.part(rule, name, viewer or self.person) for name in sorted(rule.arguments)}
        return PLACEHOLDER.sub(lambda found: str(parts[found[1]]), rule.rule)

    def part(self, rule: Rule, name: str, viewer: Person) -> object:
        """What stands in one variable part of an address. Fails when PARTS has no line for it."""
        blueprint = rule.endpoint.partition(".")[0]
        key = next((key for key in (f"{rule.endpoint}.{name}", f"{blueprint}.{name}", name) if key in PARTS), None)
        assert key, f"{rule} ({rule.endpoint}): add a line for {name!r} to PARTS in tests/world.py"
        return PARTS[key](self, viewer)


def _kept(thing: Model) -> int:
    db.session.add(thing)
    db.session.flush()
    return int(thing.id)  # type: ignore[attr-defined]


def _new_station(world: World, _viewer: Person) -> int:
    return open_station(world.event, name="Deur", key=current_app.config["SECRET_KEY"], at=NOW).id


def _sign_in_token(_world: World, viewer: Person) -> str:
    return new_link(viewer, good_for=timedelta(minutes=10), key=current_app.config["SECRET_KEY"], at=NOW)


def _browser_session(_world: World, viewer: Person) -> int:
    begin_session(viewer, at=NOW)
    return db.session.scalars(sa.select(BrowserSession.id).where(BrowserSession.person == viewer).order_by(BrowserSession.id.desc())).first() or 0


def _passkey(world: World, viewer: Person) -> int:
    number = db.session.scalar(sa.select(sa.func.count()).select_from(Passkey))
    return _kept(Passkey(person=viewer, name="Laptop", credential_id=f"credential-{number}", public_key=b"key", created_at=NOW))


def _merge(_world: World, _viewer: Person) -> int:
    gone, kept = make_person("Bram Vries"), make_person()
    gone.merged_into_id = kept.id
    return _kept(Merge(gone=gone, kept=kept, merged_at=NOW, moved={}))


def _people_import(_world: World, viewer: Person) -> int:
    return _kept(PeopleImport(by_id=viewer.id, filename="mensen.csv", status=ImportStatus.READY, created_at=NOW))


def _person_of_own_school(_world: World, viewer: Person) -> int:
    return make_person("Collega", school=viewer.school).id


def _stop(world: World, _viewer: Person) -> int:
    return _kept(Stop(event=world.event, kind=StopKind.VISIT, title="Staalfabriek", starts_at=world.event.starts_at))


def _zone(world: World, _viewer: Person) -> int:
    return _kept(Zone(event=world.event, title=f"Zone {len(world.event.zones)}"))


def _room(world: World, _viewer: Person) -> int:
    return _kept(Room(venue=world.event.venue, name=f"lokaal {len(world.event.venue.rooms)}"))


def _period(_world: World, _viewer: Person) -> int:
    return _kept(Period(kind=PeriodKind.BUSY, title="Projectweek", starts_on=NOW.date(), ends_on=NOW.date()))


def _picture(world: World) -> Picture:
    return find_picture(world.event) or give_picture(world.event)


def _attachment(world: World, _viewer: Person) -> int:
    text = {"title": "Lesblad", "filename": "lesblad.txt", "content_type": "text/plain", "size": 2, "content": b"Ja"}
    return _kept(Attachment(event_id=world.event.id, added_at=NOW, **text))


PARTS: dict[str, Callable[[World, Person], object]] = {
    "slug": lambda world, _: world.event.slug,
    "round_id": lambda world, _: world.event.rounds[0].id,
    "session_id": lambda world, _: world.event.rounds[0].sessions[0].id,
    "venue_id": lambda world, _: world.event.venue_id,
    "registration_id": lambda world, _: world.registration.id,
    "token": lambda world, _: world.registration.token,
    "accounts.token": _sign_in_token,
    "station_id": _new_station,
    "link_token": lambda world, _: world.station.link_token,
    "mail_id": lambda world, _: world.mail.id,
    "number": lambda *_: 0,
    "filename": lambda *_: "dist/manifest.json",
    "school_id": lambda *_: make_school().id,
    "person_id": lambda *_: make_person().id,
    "other_id": lambda *_: make_person().id,
    "own_school.person_id": _person_of_own_school,
    "own_school.school_id": lambda _, viewer: viewer.school_id,
    "merge_id": _merge,
    "import_id": _people_import,
    "request_id": lambda *_: _kept(ErasureRequest(person=make_person(), asked_at=NOW)),
    "sessions.session_id": _browser_session,
    "passkey_id": _passkey,
    "stop_id": _stop,
    "zone_id": _zone,
    "room_id": _room,
    "period_id": _period,
    "known": lambda *_: "soft",
    "fingerprint": lambda world, _: _picture(world).fingerprint,
    "width": lambda world, _: _picture(world).width,
    "file_format": lambda *_: "jpeg",
    "attachment_id": _attachment,
    "attachments.filename": lambda *_: "lesblad.txt",
    "line_id": lambda *_: _kept(ProgrammeLine(title=f"Lijn {uuid4().hex}")),
    "theme_id": lambda *_: _kept(Theme(title=f"Thema {uuid4().hex}")),
    "year": lambda *_: NOW.year,
    "on": lambda *_: NOW.date(),
}


def make_world(title: str = "XR in de praktijk") -> World:
    """A world of its own: two of them share nothing."""
    event, person = make_event(title, seats=5000, rounds=1, session_seats=5000), make_person("Fatima el Amrani")
    registration = register(event, person)
    station = open_station(event, name="Deur", key=current_app.config["SECRET_KEY"], at=NOW)
    db.session.flush()
    mail = db.session.scalars(sa.select(Mail).where(Mail.to_email == person.email)).one()
    return World(event, registration, station, mail, person)


def routes(app: Flask) -> list[tuple[str, Rule]]:
    """Every method of every route, but for HEAD and OPTIONS: first all that only looks."""
    found = [(method, rule) for rule in app.url_map.iter_rules() for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}]
    return sorted(found, key=lambda route: (route[0], route[1].endpoint, route[1].rule))
