"""A full school year, a long past and a programme of 500 workshops, for the pages of who plans."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from app.accounts.browsers import COOKIE_KEY
from app.accounts.sessions import begin_session
from app.core import clock
from app.core.database import db
from app.events import operations as events
from app.events import rounds, zones
from app.events.kinds import Kind
from app.events.models import Event, EventStatus, Session
from app.people.models import Access, Person, Role
from app.planning import imports
from app.planning.operations import take_over
from app.region.school_years import SchoolYear
from app.schools.models import HolidayRegion, Participation
from app.schools.operations import school_named

A_YEAR = 300  # events on the wall
PAST = 2_000  # events in the agenda's past; not in calendars, which keep a year of it
SCHOOLS = ("Thamen", "Vakcollege Oost", "Lyceum aan de Ringvaart", "Praktijkschool De Werf", "Groen College")
DAYS, WAVES, ZONES, WORKSHOPS = 3, 15, 11, 3


def fill_year(like: Event, plan: events.Plan, *, at: datetime) -> dict[str, object]:
    """Make them; gives the addresses to measure. `like` is an event to make others after."""
    year = SchoolYear.of(clock.local_day(at))
    for number, name in enumerate(SCHOOLS):
        school = school_named(name)
        school.participation = Participation.PARTICIPATING
        school.holiday_region = (HolidayRegion.NORTH, HolidayRegion.MIDDLE)[number % 2]
        school.lesson_ends = ["15:05", "15:55"]
    for path, kind in imports.KNOWN.values():
        take_over(imports.read(path.read_bytes()), kind=kind, region=None, school=None, source=path.name, by=None, at=at)
    planned = db.session.scalar(sa.select(sa.func.count(Event.id)).where(Event.starts_at < clock.start_of_day(year.last_day))) or 0
    first = clock.start_of_day(year.first_day) + timedelta(hours=13)
    missing = max(0, A_YEAR - planned)
    _copies(like, [first + timedelta(days=number * 364 // max(1, missing)) for number in range(missing)], EventStatus.DRAFT)
    _copies(like, [at - timedelta(days=400 + number) for number in range(PAST)], EventStatus.PUBLISHED)
    return {"wall": f"/organise/years/{year.starts_in}", "programme": f"/organise/events/{_tech_days(plan, at=at).slug}/"}


def organisers_cookie(app: Flask, *, at: datetime) -> str:
    """What the browser of an organiser who has signed in sends along."""
    person = Person(name="Marijke Zandstra", email="organisator@school.example", role=Role.OTHER, access=Access.ORGANISER)
    db.session.add(person)
    db.session.flush()
    key = begin_session(person, trusted=True, at=at)
    seal = SecureCookieSessionInterface().get_signing_serializer(app)
    assert seal is not None
    return f"{app.config['SESSION_COOKIE_NAME']}={seal.dumps({COOKIE_KEY: key, '_permanent': True})}"


def _copies(like: Event, starts: list[datetime], status: EventStatus) -> None:
    facts = {column.key: getattr(like, column.key) for column in Event.__table__.columns if column.key not in ("id", "slug", "uid")}
    rows = []
    for number, starts_at in enumerate(starts):
        times = {"doors_open_at": starts_at, "starts_at": starts_at, "ends_at": starts_at + timedelta(hours=2), "registration_closes_at": starts_at}
        name = f"studiemiddag-{status.value}-{number}"
        rows.append(facts | times | {"status": status, "slug": name, "uid": name})
    if rows:
        db.session.execute(sa.insert(Event), rows)


def _tech_days(plan: events.Plan, *, at: datetime) -> Event:
    event = events.add(plan, kind=Kind.TECH_DAYS, at=at)
    halls = [zones.add(event, title=f"Zone {number + 1}", description="", at=at) for number in range(ZONES)]
    for number in range(WAVES):
        starts_at = event.starts_at + timedelta(days=number % DAYS, minutes=100 * (number // DAYS))
        wave = rounds.add(event, title=f"Golf {number + 1}", starts_at=starts_at, ends_at=starts_at + timedelta(minutes=90), at=at)
        place = {"round_id": wave.id, "seats": 30, "seats_taken": 0}
        made = [
            place
            | {
                "zone_id": hall.id,
                "title": f"Workshop {hall.title}.{letter}",
                "room": f"{hall.title}, plein {letter}",
                "leader": f"{hall.title}-{letter}",
            }
            for hall in halls
            for letter in range(WORKSHOPS)
        ]
        db.session.execute(sa.insert(Session), made)
    return event
