"""Fill a migrated database for the benchmarks through the product's own operations; print what the cases need."""

import json
import sys
from dataclasses import replace
from datetime import datetime, timedelta

from flask import Flask

from app import create_app
from app.checkin import operations as stations
from app.core import clock
from app.core.database import db
from app.events import operations as events
from app.events import rounds, workshops
from app.events.kinds import Kind
from app.events.models import Event
from app.people import operations as people
from app.people.models import Role
from app.registrations import operations as registrations
from app.registrations.arrivals import Attendee
from app.registrations.operations import Choice
from app.schools.models import School
from app.schools.operations import school_named
from app.venues import operations as venue_operations
from app.venues.models import Venue
from bench.year import fill_year, organisers_cookie

EVENTS = 200  # in the feed
PEOPLE = 2_500  # with a ticket to scan
SEATS = 10_000


def plan(title: str, venue: Venue, starts_at: datetime) -> events.Plan:
    return events.Plan(
        title=title,
        theme="Techniek",
        summary="Een middag over techniek in de klas, met twee rondes workshops.",
        description="Neem je laptop mee.\n\n**Inloop** met koffie en thee.",
        venue=venue,
        doors_open_at=starts_at - timedelta(minutes=30),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=3),
        capacity=SEATS,
        registration_opens_at=None,
        registration_closes_at=starts_at + timedelta(hours=3),
    )


def afternoon(title: str, venue: Venue, starts_at: datetime, *, at: datetime) -> Event:
    """A published afternoon with two rounds of four workshops."""
    event = events.add(plan(title, venue, starts_at), kind=Kind.STUDY_AFTERNOON, at=at)
    for number in (1, 2):
        begins = starts_at + timedelta(hours=number - 1)
        round_ = rounds.add(event, title=f"Ronde {number}", starts_at=begins, ends_at=begins + timedelta(minutes=50), at=at)
        for workshop in range(4):
            title, room = f"Workshop {number}.{workshop}", f"0{number}{workshop}"
            workshops.add(round_, title=title, room=room, leader="Sanne de Wit", description="Zelf doen.", seats=SEATS, at=at)
    events.publish(event, at=at)
    return event


def fill(event: Event, school: School, *, at: datetime) -> list[str]:
    """Register everybody; give the codes of their tickets."""
    codes = []
    for number in range(PEOPLE):
        person = people.meet(email=f"docent{number}@school.example", name=f"Docent Nummer{number}", role=Role.TEACHER, school=school)
        choices = [Choice(round_.sessions[number % 4], may_wait=False) for round_ in event.rounds]
        arrival = registrations.register(event, Attendee(person, school.id, Role.TEACHER), choices, at=at)
        codes.append(arrival.code)
        if number % 100 == 99:
            db.session.commit()
    return codes


def seed(app: Flask) -> dict[str, object]:
    """Two hundred afternoons, the first of them going on now, with everybody's ticket."""
    at = clock.now()
    venue = venue_operations.add(name="Yuverta", address="Vlielandstraat 1", city="Aalsmeer", arrival_notes="", at=at)
    school = school_named("Thamen")
    held = [afternoon(f"Studiemiddag {n}", venue, clock.days_after(at, n), at=at) for n in range(EVENTS)]
    codes = fill(held[0], school, at=at)
    key = str(app.config["SECRET_KEY"])
    station = stations.open_station(held[0], name="Bench", key=key, at=at)
    hall = replace(plan("Tech 3-Daagse", venue, at + timedelta(days=500)), ends_at=at + timedelta(days=502, hours=10))
    planned = fill_year(held[1], hall, at=at)
    cookie = organisers_cookie(app, at=at)
    db.session.commit()
    return {
        "station": stations.api_token(station.link_token, key=key),
        "codes": codes,
        "slug": held[1].slug,
        "sessions": {f"session-{n}": round_.sessions[0].id for n, round_ in enumerate(held[1].rounds, start=1)},
        "school": school.name,
        "cookie": cookie,
        **planned,
    }


if __name__ == "__main__":
    inloop = create_app()
    with inloop.app_context():
        json.dump(seed(inloop), sys.stdout)
