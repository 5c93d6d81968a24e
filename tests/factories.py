"""Things to test with: plain functions with sensible defaults."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from itertools import count

from app.core import clock
from app.core.database import db
from app.events import operations as events
from app.events.kinds import Kind
from app.events.models import Event, Session
from app.events.operations import Plan
from app.events.rounds import add as add_round
from app.events.workshops import add as add_session
from app.people.models import Access, Person, Role
from app.registrations.arrivals import Attendee
from app.registrations.models import Registration
from app.registrations.operations import Choice
from app.registrations.operations import register as register_attendee
from app.schools.models import School, SchoolDomain, school_key
from app.venues.models import Venue

LONG_AGO = datetime(2026, 9, 1, 8, tzinfo=UTC)
DAY = datetime(2026, 11, 26, 14, tzinfo=UTC)  # a Thursday, 15.00 in Amsterdam
NOW = DAY - timedelta(hours=27)  # noon of the day before
_number = count(1)


def make_school(name: str = "", *, short_name: str = "", city: str = "Meerdam", domains: Sequence[str] = (), is_proposed: bool = False) -> School:
    """A school."""
    name = name or f"School {next(_number)}"
    school = School(name=name, name_key=school_key(name), short_name=short_name, city=city, is_proposed=is_proposed)
    school.domains = [SchoolDomain(domain=domain) for domain in domains]
    db.session.add(school)
    db.session.flush()
    return school


def make_person(name: str = "Bram de Vries", *, email: str = "", access: Access = Access.PARTICIPANT, school: School | None = None) -> Person:
    """Somebody at a school."""
    person = Person(
        name=name, email=email or f"person{next(_number)}@school.example", role=Role.TEACHER, access=access, school=school or make_school()
    )
    db.session.add(person)
    db.session.flush()
    return person


def make_organiser() -> Person:
    """Somebody who may organise."""
    return make_person("Marijke Zandstra", access=Access.ORGANISER)


def make_venue(name: str = "Waterrand College") -> Venue:
    """A place."""
    venue = Venue(name=name, address="Oeverweg 12", city="Meerdam", arrival_notes="")
    db.session.add(venue)
    db.session.flush()
    return venue


def plan(
    title: str = "XR in de praktijk",
    *,
    seats: int = 40,
    starts_at: datetime = DAY,
    hours: float = 2.5,
    venue: Venue | None = None,
    registration_opens_at: datetime | None = None,
    registration_closes_at: datetime | None = None,
    description: str = "",
) -> Plan:
    """What an organiser fills in: 15.00-17.30 in Amsterdam, doors open half an hour before."""
    return Plan(
        title=title,
        theme="XR",
        summary="Een middag met brillen.",
        description=description,
        venue=venue or make_venue(),
        doors_open_at=starts_at - timedelta(minutes=30),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=hours),
        capacity=seats,
        registration_opens_at=registration_opens_at,
        registration_closes_at=registration_closes_at or starts_at,
    )


def make_draft(title: str = "XR in de praktijk", *, rounds: int = 0, session_seats: int = 12, at: datetime = LONG_AGO, **more: object) -> Event:
    """A draft; with `rounds`, of two workshops each, an hour apart."""
    event = events.add(plan(title, **more), kind=Kind.STUDY_AFTERNOON, at=at)  # type: ignore[arg-type]
    for number in range(rounds):
        starts_at = event.starts_at + timedelta(hours=number)
        round_ = add_round(event, title=f"Ronde {number + 1}", starts_at=starts_at, ends_at=starts_at + timedelta(minutes=50), at=at)
        for letter in "AB":
            add_session(
                round_, title=f"Workshop {number + 1}{letter}", room=f"lokaal {number + 1}", leader="", description="", seats=session_seats, at=at
            )
    return event


def make_event(title: str = "XR in de praktijk", *, at: datetime = LONG_AGO, **more: object) -> Event:
    """A published event."""
    event = make_draft(title, at=at, **more)  # type: ignore[arg-type]
    events.publish(event, at=at)
    return event


def register(event: Event, person: Person | None = None, *sessions: Session, may_wait: bool = True, at: datetime | None = None) -> Registration:
    """Register somebody; without sessions, for the first workshop of every round."""
    person = person or make_person()
    chosen = sessions or tuple(round_.sessions[0] for round_ in event.rounds)
    assert person.school is not None
    choices = [Choice(session, may_wait=may_wait) for session in chosen]
    arrival = register_attendee(event, Attendee(person, person.school.id, person.role), choices, at=at or eve_of(event))
    return db.session.get_one(Registration, arrival.id)


def first_choices(event: Event) -> list[Session]:
    """The first workshop of every round."""
    return [round_.sessions[0] for round_ in event.rounds]


def second_choices(event: Event) -> list[Session]:
    """The second workshop of every round."""
    return [round_.sessions[1] for round_ in event.rounds]


def eve_of(event: Event) -> datetime:
    """Noon of the day before."""
    return clock.instant_of(clock.local_day(event.starts_at) - timedelta(days=1), time(12))
