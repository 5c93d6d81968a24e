"""The rest of the demo's year: a trip, a Tech 3-Daagse, a company visit, a guest lesson, and everybody's holidays."""

from datetime import date, datetime, time, timedelta
from typing import Any

from app.core import clock
from app.events import operations as events
from app.events import rounds, stops, workshops, zones
from app.events.kinds import Kind
from app.events.models import Event, RoundKind, StopKind
from app.events.operations import Plan
from app.planning import imports
from app.planning.operations import take_over
from app.planning.queries import calendars
from app.planning.warnings import Question, nearest_days
from app.schools.queries import hosts
from app.venues import demo as venues

OF_TRIP = (  # day, from, to, what, where
    (0, time(7, 45), None, StopKind.PICK_UP, "Opstappen bij het Waterrand College", "Oeverweg 12, Meerdam"),
    (0, time(8), time(12), StopKind.TRAVEL, "Met de bus naar Oostfriesland", ""),
    (0, time(13), time(15, 30), StopKind.VISIT, "Berufsschule Fehnland: leren in het bedrijf", "Am Kanal 4, Fehnhausen"),
    (0, time(18, 30), None, StopKind.NIGHT, "Hotel Zum Hafen", "Hafenstraße 9, Fehnhausen"),
    (1, time(9), time(11, 30), StopKind.VISIT, "Werft Nordlicht: de leerwerkplaats", "Kaistraße 1, Fehnhausen"),
    (1, time(13), time(14, 30), StopKind.SESSION, "Werksessie: wat nemen we mee naar huis?", ""),
    (1, time(15), time(17), StopKind.VISIT, "Windpark en waterstof", "Deichweg, Fehnhausen"),
    (2, time(9), time(10, 30), StopKind.SESSION, "Werksessie: plannen per school", ""),
    (2, time(11), time(15), StopKind.TRAVEL, "Terug naar Meerdam", ""),
)
ZONES = (  # title, what there is to do, workshops and who hosts them
    (
        "Zorghoek",
        "Het ziekenhuis laat zien wat techniek in de zorg doet.",
        (
            ("Hechten met een robot", "Ziekenhuis Sint Odilia"),
            ("Prothese uit de printer", "Ziekenhuis Sint Odilia"),
            ("Echo maken", "Ziekenhuis Sint Odilia"),
        ),
    ),
    (
        "Bouw en wonen",
        "Metselen, meten en zonnepanelen.",
        (("Zonnepaneel aansluiten", "Installatietechniek Dobbelaar"), ("Metselen met een drone erbij", "")),
    ),
    (
        "Maritiem",
        "Lassen en varen.",
        (("Lassen in een simulator", "Jachtwerf Van Riet & Zonen"), ("Een sluis programmeren", "Jachtwerf Van Riet & Zonen")),
    ),
)
EVENING = ("Open avond", "hal A", "Voor ouders, buren en iedereen die wil weten wat er allemaal kan.", time(18, 30), time(21))
TUESDAY = 1
WAVES = (time(9), time(10, 45), time(13))


def plan_year(today: date, texts: dict[str, Any], *, at: datetime) -> None:
    """Add them; `texts` are what these have in common."""
    for path, kind in imports.KNOWN.values():
        take_over(imports.read(path.read_bytes()), kind=kind, region=None, school=None, source=path.name, by=None, at=at)
    school, hall, company = ({**texts, "venue": venues.venue(key, at=at)} for key in (venues.SCHOOL, venues.HALL, venues.COMPANY))
    _trip(_free(today + timedelta(days=150)), school, at=at)  # the bus leaves there
    _tech_days(_free(today + timedelta(days=320)), hall, at=at)
    host = {"host": next(host for host in hosts() if host.name == company["venue"].name)}
    _event(Kind.COMPANY_VISIT, "Kijken bij de buren: techniek in bedrijf", _free(today + timedelta(days=45)), company | host, at=at)
    _event(Kind.GUEST_LESSON, "Gastles: werken met hoogspanning", _free(today + timedelta(days=59)), school | host, at=at)


def _trip(day: date, facts: dict[str, Any], *, at: datetime) -> None:
    trip = _event(Kind.STUDY_TRIP, "Studiereis Oostfriesland", day, facts, at=at)
    for ahead, starts, ends, kind, title, address in OF_TRIP:
        on = day + timedelta(days=ahead)
        ends_at = clock.instant_of(on, ends) if ends else None
        stops.add(trip, kind=kind, title=title, address=address, notes="", starts_at=clock.instant_of(on, starts), ends_at=ends_at, at=at)


def _tech_days(day: date, facts: dict[str, Any], *, at: datetime) -> None:
    event = _event(Kind.TECH_DAYS, "Tech 3-Daagse", day, facts, at=at)
    by_name = {host.name: host.id for host in hosts()}
    made = [(zones.add(event, title=title, description=text, at=at), offered) for title, text, offered in ZONES]
    for number in range(3 * len(WAVES)):
        on, starts = day + timedelta(days=number // len(WAVES)), WAVES[number % len(WAVES)]
        starts_at = clock.instant_of(on, starts)
        wave = rounds.add(event, title=f"Golf {number + 1}", starts_at=starts_at, ends_at=starts_at + timedelta(minutes=90), at=at)
        for zone, offered in made:
            for title, host in offered:
                of_zone: dict[str, Any] = {"zone_id": zone.id, "host_id": by_name.get(host)}
                workshops.add(wave, title=title, room="", leader="", description="", seats=30, **of_zone, at=at)
    _evening(event, day + timedelta(days=1), at=at)


def _evening(event: Event, day: date, *, at: datetime) -> None:
    """The evening on which everybody can walk in."""
    title, place, notes, starts, ends = EVENING
    times: dict[str, Any] = {"starts_at": clock.instant_of(day, starts), "ends_at": clock.instant_of(day, ends)}
    rounds.add(event, kind=RoundKind.OPEN, title=title, place=place, notes=notes, **times, at=at)


def _event(kind: Kind, title: str, day: date, facts: dict[str, Any], *, at: datetime) -> Event:
    profile = kind.profile
    doors_open_at, starts_at = (clock.instant_of(day, wall) for wall in (profile.doors_open, profile.starts))
    plan = Plan(
        title=title,
        doors_open_at=doors_open_at,
        starts_at=starts_at,
        ends_at=clock.instant_of(day + timedelta(days=profile.days - 1), profile.ends),
        capacity=profile.capacity,
        minutes_per_day=profile.minutes_per_day,
        registration_opens_at=None,
        registration_closes_at=starts_at,
        **facts,
    )
    event = events.add(plan, kind=kind, at=at)
    events.publish(event, at=at)
    return event


def _free(day: date) -> date:
    """The nearest Tuesday on which nothing stands in the way, as an organiser would choose it."""
    found = nearest_days(Question(day), calendars(day, day), most=60)
    return next((near for near in found if near.weekday() == TUESDAY), day)
