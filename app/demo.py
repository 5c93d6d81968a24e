"""The demo region: invented people and schools around the real kinds, with an afternoon today."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from itertools import cycle
from typing import Any

import sqlalchemy as sa
from flask_babel import force_locale

from app.accounts.demo import DEMO_PEOPLE
from app.checkin.operations import mark_present
from app.core import clock
from app.core.database import db
from app.events import operations as events
from app.events import publishing, rounds, workshops
from app.events.kinds import Kind
from app.events.models import Event, RoundKind
from app.events.operations import Plan
from app.media.demo import dress_up
from app.people import erasure
from app.people.models import Access, Person, Role
from app.planning.demo import plan_year
from app.region import queries as region
from app.region.demo import add_lines
from app.region.models import ProgrammeLine
from app.region.operations import decide
from app.registrations.arrivals import Attendee
from app.registrations.models import Registration
from app.registrations.operations import Choice, register, withdraw
from app.schools.demo import NOBODY_FROM, SCHOOLS, add_schools, propose_school
from app.venues import demo as venues
from app.venues.models import Venue

ORGANISING = (
    ("Marijke Zandstra", DEMO_PEOPLE["organiser"], Access.ORGANISER),
    ("Ruben Okafor", "projectleider@sto-plassenland.example", Access.ORGANISER),
    ("Hilde Brandsma", DEMO_PEOPLE["administrator"], Access.ADMINISTRATOR),
    ("Willem de Graaf", DEMO_PEOPLE["viewer"], Access.VIEWER),
)
CONTACT = ("Saskia Molenaar", DEMO_PEOPLE["school-contact"])
TEACHER = ("Bram de Vries", DEMO_PEOPLE["teacher"])
PRIVATE_ADDRESS = ("'t Hart", "hart.thuis@post.example")
NAMES = (
    "Jan van den Berg-de Wit", "Özlem Şahin", "Ng", "Fatima El Amrani", "Kees Bakker", "Sanne Vermeulen", "Daan Jansen",
    "Lotte Smit", "Youssef Benali", "Anneke de Groot", "Pieter Dijkstra", "Meryem Yılmaz", "Tom Visser", "Ingrid Postma",
    "Achmed Haddad", "Wil Kuipers", "Joris van Dam", "Esther Hoekstra", "Ravi Ramdin", "Carla Mulder", "Niels Brouwer",
    "Hanneke van der Velde", "Stefan Kowalski", "Marloes Peters", "Dirk-Jan Scholten", "Naima Ouali", "Gerard Timmermans",
    "Lieke Wouters", "Bilal Çelik", "Femke Hofstra", "Arjan van 't Veer", "Chantal Leroy", "Henk Prins", "Sevda Aydın",
    "Ties Kramer", "Wendy Maas", "Olaf Schipper", "Joyce Adomako",
)  # fmt: skip
ROLES = (Role.TEACHER, Role.TEACHER, Role.TEACHER, Role.CAREERS_ADVISER, Role.TEACHING_ASSISTANT, Role.TECHNICAL_ASSISTANT, Role.TEAM_LEADER)
PROGRAMME = (
    (
        "Ronde 1",
        time(15, 15),
        time(16, 10),
        (
            ("XR in het lasatelier", "lokaal 012", "Ilse Koopman", "Lassen met een bril op: fouten maken kost niets.", 6),
            ("Domotica in de zorg", "zorglokaal 104", "Tarik Aslan", "Een slimme woning bouwen met spullen die al op school staan.", 16),
            ("AI als onderwijsassistent", "lokaal 201", "Noor Willems", "Opdrachten op maat in tien minuten.", 16),
        ),
    ),
    (
        "Ronde 2",
        time(16, 25),
        time(17, 20),
        (
            ("Robotarm programmeren", "techniekhal", "Sjoerd Bos", "Van blokjes naar een werkende arm.", 12),
            ("Crossovers: techniek en groen", "kas", "Amal Idrissi", "Meten, sturen en regelen in een kas.", 14),
            ("Warme overdracht naar het mbo", "aula", "Petra Nieuwenhuis", "Wat wil het mbo weten, en wat mag je vertellen?", 24),
        ),
    ),
)
FOR_EVERYBODY = (
    (RoundKind.PLENARY, "Opening", "aula", "Welkom, en een les van vijf minuten door een leerling.", time(15), time(15, 15)),
    (RoundKind.BREAK, "Pauze", "kantine", "Koffie, thee en fruit.", time(16, 10), time(16, 25)),
    (RoundKind.BREAK, "Borrel", "kantine", "", time(17, 20), time(17, 30)),
)
THROUGH_BOTH = ("Bouw een lesbot", "lokaal 205", "Mirjam Scholten", "Eerst bedenken, dan bouwen: na afloop heb je er een.", 12)
DESCRIPTION = """Twee rondes met workshops door collega's en bedrijven uit de regio. Je kiest er één per ronde.

- **Voor wie**: docenten van alle vakken, decanen, onderwijsassistenten en toa's
- **Neem mee**: je telefoon; brillen en gereedschap liggen klaar
- **Na afloop**: een hapje in de kantine

Vragen? Mail [de organisatie](mailto:organisator@sto-plassenland.example)."""


def fill(*, at: datetime, scale: int) -> bool:
    """Fill an empty database; tells whether anything was added. `scale` times as many people and coming events."""
    if db.session.scalar(sa.select(sa.func.count(Event.id))):
        return False
    decide(region.NAME, "STO Plassenland", otherwise=region.DEFAULT_NAME, by=None, at=at)
    decide(region.CONTACT, DEMO_PEOPLE["organiser"], otherwise="", by=None, at=at)
    with force_locale("nl"):
        people = _people(scale)
        _finished(people, at)
        _today(people, at)
        _nearly_full(people, at)
        _further_on(at, scale)
        texts = {"theme": "Over de grens van de school", "summary": "Zien waar je leerlingen terechtkomen.", "description": ""}
        plan_year(clock.local_day(at), texts, at=at)
        _put_on_lines(add_lines(clock.local_day(at), at=at))
    db.session.commit()
    return True


def _people(scale: int) -> list[Person]:
    schools = add_schools()
    attending = [school for school in schools[: len(SCHOOLS) + 1] if school.name != NOBODY_FROM]  # of the partners only the hospital
    for name, email, access in ORGANISING:
        school = schools[0] if access is Access.ORGANISER else None
        db.session.add(Person(name=name, email=email, role=Role.OTHER, access=access, school=school))
    db.session.add(Person(name=CONTACT[0], email=CONTACT[1], role=Role.CAREERS_ADVISER, access=Access.SCHOOL_CONTACT, school=attending[0]))
    names = [name if turn == 0 else f"{name} {turn + 1}" for turn in range(scale) for name in NAMES]
    people = [Person(name=TEACHER[0], email=TEACHER[1], role=Role.TEACHER, school=schools[0])]
    for number, (name, role, school) in enumerate(zip(names, cycle(ROLES), cycle(attending), strict=False)):
        people.append(Person(name=name, email=f"demo{number + 1}@{school.domains[0].domain}", role=role, school=school))
    people.append(Person(name=PRIVATE_ADDRESS[0], email=PRIVATE_ADDRESS[1], role=Role.TEACHER, school=schools[4]))
    db.session.add_all(people)
    db.session.flush()
    return people


def _finished(people: list[Person], at: datetime) -> None:
    """Last quarter's afternoon, with who was there."""
    day = _weekday(clock.local_day(at) - timedelta(days=47))
    before = clock.start_of_day(day - timedelta(days=20))
    event = _afternoon("Veilig werken in het praktijklokaal", "Veiligheid", venues.venue(venues.SCHOOL, at=at), day, at=before)
    for number, registration in enumerate(_register_all(event, people[:28], at=before + timedelta(days=3))):
        if number % 7 != 3:  # one in seven stayed away
            mark_present(registration, present=True, at=event.doors_open_at + timedelta(minutes=number))
    _erased(event, people[0], before)
    erasure.ask(people[-3], at=event.ends_at)


def _erased(event: Event, attendee: Person, before: datetime) -> None:
    """Somebody like this attendee, who was there and has been erased since: the count stayed."""
    person = Person(name="Iemand", email="iemand@waterrand.example", role=attendee.role, school=attendee.school)
    db.session.add(person)
    db.session.flush()
    (registration,) = _register_all(event, [person], at=before + timedelta(days=4))
    mark_present(registration, present=True, at=event.starts_at)
    erasure.erase(person, by=None, at=event.ends_at + timedelta(days=2))


def _today(people: list[Person], at: datetime) -> None:
    """An afternoon today, so that the door can be tried at any hour of the day."""
    day = clock.local_day(at)
    venue = venues.venue(venues.WORKPLACE, at=at)
    before = clock.start_of_day(day - timedelta(days=14))
    whole_day = (time(0), time(0, 1), time(23, 59))
    event = _afternoon("Techniek voor iedereen: open werkplaats", "Kennismaken", venue, day, at=before, times=whole_day, with_rounds=False)
    _register_all(event, [*people[:22], *_from_misspelt_school()], at=before + timedelta(days=1))


def _from_misspelt_school() -> list[Person]:
    """Two who typed the name of their school in a way of their own."""
    school = propose_school()
    found = [
        Person(name=name, email=f"demo-{number}@polderlicht.example", role=Role.TEACHER, school=school)
        for number, name in enumerate(("Koen Terpstra", "Yara el Idrissi"), start=1)
    ]
    db.session.add_all(found)
    db.session.flush()
    return found


def _nearly_full(people: list[Person], at: datetime) -> None:
    """An afternoon soon, with a full workshop, a waiting list and somebody who withdrew."""
    before = at - timedelta(days=10)
    day, hall = _weekday(clock.local_day(at) + timedelta(days=9)), venues.venue(venues.HALL, at=at)
    event = _afternoon("XR-leren: kijken, doen, maken", "XR en simulatie", hall, day, at=before, capacity=24)
    registrations = _register_all(event, people[2:30], at=before + timedelta(hours=2))
    withdraw(registrations[1], at=before + timedelta(days=1))
    dress_up(event, at=before)


def _further_on(at: datetime, scale: int) -> None:
    """A coming afternoon per quarter, a draft, and one that was called off."""
    today, venue = clock.local_day(at), venues.venue(venues.SCHOOL, at=at)
    for number in range(scale):
        day = _weekday(today + timedelta(days=66 + 7 * number))
        event = _draft("AI in het vmbo: morgen bruikbaar", "Kunstmatige intelligentie", venue, day, at=at)
        _fill_out(event, day, at=at)
        events.publish(event, at=at)
    hall = venues.venue(venues.HALL, at=at)
    off = _afternoon("Bedrijvenmiddag maritieme techniek", "Maritiem", hall, _weekday(today + timedelta(days=24)), at=at)
    events.call_off(off, reason="De scheepswerf heeft die week een tewaterlating. We zoeken een nieuwe datum.", at=at)
    draft = _draft("Crossovers in zorg en groen", "Crossovers", venue, _weekday(today + timedelta(days=110)), at=at)
    publishing.publish_later(draft, moment=clock.instant_of(_weekday(today + timedelta(days=40)), time(9)), by=None, at=at)


def _put_on_lines(lines: Sequence[ProgrammeLine]) -> None:
    """Every event on the line of the plan that it belongs to: exchange, companies, or the profession."""
    exchange, companies, profession = lines
    for event in db.session.scalars(sa.select(Event)):
        profile = event.profile
        event.line = companies if profile.has_host or profile.has_zones else profession if profile.chooses_sessions else exchange


def _register_all(event: Event, people: Iterable[Person], *, at: datetime) -> list[Registration]:
    """Register people a minute apart, spreading them over the workshops; who comes late for a workshop waits for it."""
    made = []
    for number, person in enumerate(people):
        sessions = [round_.sessions[0 if number % 3 == 0 else number % len(round_.sessions)] for round_ in event.rounds]
        choices = [Choice(session, may_wait=True) for session in sessions]
        assert person.school is not None  # noqa: S101 - everybody in the demo has one
        arrival = register(event, Attendee(person, person.school.id, person.role), choices, at=at + timedelta(minutes=number))
        made.append(db.session.get_one(Registration, arrival.id))
    return made


def _afternoon(title: str, theme: str, venue: Venue, day: date, *, at: datetime, **more: Any) -> Event:
    event = _draft(title, theme, venue, day, at=at, **more)
    events.publish(event, at=at)
    return event


def _draft(
    title: str,
    theme: str,
    venue: Venue,
    day: date,
    *,
    at: datetime,
    with_rounds: bool = True,
    times: tuple[time, time, time] = (time(14, 30), time(15), time(17, 30)),
    capacity: int = 40,
) -> Event:
    doors_open_at, starts_at, ends_at = (clock.instant_of(day, wall) for wall in times)
    plan = Plan(
        title=title,
        theme=theme,
        summary=f"{theme}: een middag om te zien wat collega's al doen, en om het zelf te proberen.",
        description=DESCRIPTION,
        venue=venue,
        doors_open_at=doors_open_at,
        starts_at=starts_at,
        ends_at=ends_at,
        capacity=capacity,
        registration_opens_at=None,
        registration_closes_at=starts_at if with_rounds else ends_at,
    )
    event = events.add(plan, kind=Kind.STUDY_AFTERNOON, at=at)
    for round_title, starts, ends, sessions in PROGRAMME if with_rounds else ():
        round_ = rounds.add(event, title=round_title, starts_at=clock.instant_of(day, starts), ends_at=clock.instant_of(day, ends), at=at)
        for title_, room, leader, description, seats in sessions:
            workshops.add(round_, title=title_, room=room, leader=leader, description=description, seats=seats, at=at)
    return event


def _fill_out(event: Event, day: date, *, at: datetime) -> None:
    """What is for everybody, and a workshop that goes on from the first round into the second."""
    first, last = event.offered_rounds
    title, room, leader, description, seats = THROUGH_BOTH
    workshops.add(first, title=title, room=room, leader=leader, description=description, seats=seats, until_round_id=last.id, at=at)
    for kind, title, place, notes, starts, ends in FOR_EVERYBODY:
        times: dict[str, Any] = {"starts_at": clock.instant_of(day, starts), "ends_at": clock.instant_of(day, ends)}
        rounds.add(event, kind=kind, title=title, place=place, notes=notes, **times, at=at)


def _weekday(day: date) -> date:
    """That day, or the Thursday after it."""
    return next(day_ for day_ in (day + timedelta(days=ahead) for ahead in range(7)) if day_.weekday() == 3)
