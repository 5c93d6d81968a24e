"""Programmes to build on, large and small."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from app.core.database import db
from app.events import operations as events
from app.events import workshops, zones
from app.events.kinds import Kind
from app.events.models import Event, Round, RoundKind, Session
from app.events.rounds import add as add_round
from tests.factories import DAY, LONG_AGO, plan


def make_tech_days(*, waves: int = 2, zone_count: int = 2, workshops_each: int = 0, is_public: bool = False) -> Event:
    """A Tech 3-Daagse: `waves` of 90 minutes, five a day at most, and in every zone of each so many workshops."""
    event = events.add(plan("Tech 3-Daagse", seats=4_500, hours=56, starts_at=DAY - timedelta(hours=6)), kind=Kind.TECH_DAYS, at=LONG_AGO)
    made = [zones.add(event, title=f"Zone {number + 1:02}", description="", at=LONG_AGO) for number in range(zone_count)]
    rounds = []
    for number in range(waves):
        starts_at = event.starts_at + timedelta(days=number // 5, minutes=90 * (number % 5))
        rounds.append(add_round(event, title=f"Golf {number + 1}", starts_at=starts_at, ends_at=starts_at + timedelta(minutes=80), at=LONG_AGO))
    db.session.flush()
    rows = [
        {"round_id": round_.id, "zone_id": zone.id, "title": f"Workshop {zone.title} {letter}", "seats": 30, "leader": f"Leider {letter}"}
        for round_ in rounds
        for zone in made
        for letter in "ABCDEF"[:workshops_each]
    ]
    if rows:
        db.session.execute(sa.insert(Session), [row | {"seats_taken": 0} for row in rows])
    db.session.expire_all()
    if is_public:
        events.publish(event, at=LONG_AGO)
    return event


def make_afternoon(*, rounds: int = 2) -> Event:
    """A draft of an afternoon with rounds of 50 minutes, a break after the first, and nothing in them."""
    event = events.add(plan(hours=5), kind=Kind.STUDY_AFTERNOON, at=LONG_AGO)
    for number in range(rounds):
        starts_at = event.starts_at + timedelta(hours=number)
        add_round(event, title=f"Ronde {number + 1}", starts_at=starts_at, ends_at=starts_at + timedelta(minutes=50), at=LONG_AGO)
    pause: dict[str, Any] = {"kind": RoundKind.BREAK, "title": "Pauze", "place": "aula", "notes": ""}
    starts_at = event.starts_at + timedelta(minutes=50)
    add_round(event, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=10), at=LONG_AGO, **pause)
    db.session.flush()
    db.session.expire(event, ["rounds"])
    return event


def put(round_: Round, title: str, **facts: Any) -> Session:
    """A workshop in a round."""
    usual: dict[str, Any] = {"room": "", "leader": "", "seats": 12}
    return workshops.add(round_, title=title, at=LONG_AGO, **usual | facts)


def everything(event: Event) -> list[tuple[str, str, str, int]]:
    """Every workshop as it is in the database: round, title, place and seats."""
    db.session.expire_all()
    return [
        (round_.title, session.title, session.zone.title if session.zone else session.room, session.seats)
        for round_ in event.rounds
        for session in round_.sessions
    ]
