"""What an organiser should look at in a programme before people do. All of it warns; nothing here refuses."""

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from flask_babel import gettext as _

from app.core import clock
from app.core.words import name_key
from app.events.models import Event, Round, Session
from app.events.queries import Beside

LONGEST_STRETCH = timedelta(minutes=90)
SHORTEST_BREAK = timedelta(minutes=5)
BETWEEN_THINGS = re.compile(r"[,;\n]")


@dataclass(frozen=True)
class Check:
    """One thing to look at, in a sentence, and the round in which it is."""

    text: str
    round: Round | None = None


def checks(event: Event, beside: Sequence[Beside] = ()) -> list[Check]:
    """Everything to look at, in the order of the programme; `beside`: what other events hold meanwhile (`queries.beside`).

    Reads what is loaded, asks the database nothing but the rooms of the venue.
    """
    return [*(check for rule in RULES for check in rule(event)), *_leads_elsewhere(event, beside), *_room_elsewhere(event, beside)]


def _nothing_in_it(event: Event) -> Iterator[Check]:
    for round_ in event.rounds:
        if round_.is_chosen_from and not event.running_in(round_):
            yield Check(_("%(round)s has no workshops yet. Add one, or remove the round.", round=round_.title), round_)


def _twice_at_once(event: Event) -> Iterator[Check]:
    """A leader, a room or equipment in two workshops of one round. Rounds never overlap; workshops that go on are told of once."""
    leader_of = _leaders(event)
    for round_, sessions in _each_together(event, lambda session: [leader_of(session)]):
        yield Check(_("%(leader)s leads %(workshops)s at the same time.", leader=sessions[0].leader, workshops=_titles(sessions)), round_)
    for round_, sessions in _each_together(event, lambda session: [name_key(session.room)]):
        yield Check(_("%(room)s holds %(workshops)s at the same time.", room=sessions[0].room, workshops=_titles(sessions)), round_)
    for round_, sessions in _each_together(event, _equipment):
        yield Check(_("%(workshops)s need the same equipment: %(equipment)s.", workshops=_titles(sessions), equipment=_shared(sessions)), round_)


def _room_too_small(event: Event) -> Iterator[Check]:
    for session in event.sessions:
        room = event.venue.find_room(session.room)
        if room is not None and room.seats is not None and room.seats < session.seats:
            facts = {"room": room.name, "room_seats": room.seats, "workshop": session.title, "seats": session.seats}
            yield Check(_("%(room)s has %(room_seats)d seats, %(workshop)s %(seats)d.", **facts), session.round)


def _too_few_seats(event: Event) -> Iterator[Check]:
    """A seat in a workshop that goes on counts in every round that it runs in."""
    for round_ in event.offered_rounds:
        seats = sum(session.seats for session in event.running_in(round_))
        if seats < event.capacity:
            yield Check(_("The workshops have %(seats)d seats together, the event %(capacity)d.", seats=seats, capacity=event.capacity), round_)


def _no_break(event: Event) -> Iterator[Check]:
    """More than an hour and a half without a break, or five minutes to breathe."""
    stretch: list[Round] = []
    for before, after in pairwise([None, *event.rounds]):
        if after is None:
            continue
        if after.is_break or (before is not None and after.starts_at - before.ends_at >= SHORTEST_BREAK):
            stretch = []
        if after.is_break:
            continue
        stretch.append(after)
        if len(stretch) > 1 and after.ends_at - stretch[0].starts_at > LONGEST_STRETCH:
            yield Check(_("More than 90 minutes without a break, up to and including %(round)s.", round=after.title), after)
            stretch = [after]


def _leads_elsewhere(event: Event, beside: Sequence[Beside]) -> Iterator[Check]:
    """A leader whom another event has at the same time."""
    others = _by(beside, lambda other: other.leader_id)
    for session in event.sessions:
        for other in _meanwhile(session, others.get(session.leader_id, ())):
            facts = {"leader": session.leader, "mine": session.title, "workshop": other.title, "event": other.event}
            yield Check(_("%(leader)s leads %(mine)s, and at that time also %(workshop)s at %(event)s.", **facts), session.round)


def _room_elsewhere(event: Event, beside: Sequence[Beside]) -> Iterator[Check]:
    """A room, or the place of a round, that another event has at the same time."""
    others = _by((other for other in beside if other.venue_id == event.venue_id), lambda other: name_key(other.room))
    mine: list[tuple[Session | Round, str, Round]] = [(session, session.room, session.round) for session in event.sessions]
    for part, room, round_ in [*mine, *((round_, round_.place, round_) for round_ in event.rounds)]:
        for other in _meanwhile(part, others.get(name_key(room), ())):
            facts = {"room": room, "mine": part.title, "workshop": other.title, "event": other.event}
            yield Check(_("%(room)s holds %(mine)s, and at that time also %(workshop)s of %(event)s.", **facts), round_)


def _by(beside: Iterable[Beside], key: Callable[[Beside], Hashable]) -> dict[Hashable, list[Beside]]:
    found: dict[Hashable, list[Beside]] = {}
    for other in beside:
        if key(other):
            found.setdefault(key(other), []).append(other)
    return found


def _meanwhile(mine: Session | Round, others: Iterable[Beside]) -> Iterator[Beside]:
    return (other for other in others if other.starts_at < mine.ends_at and mine.starts_at < other.ends_at)


def _leaders(event: Event) -> Callable[[Session], Hashable]:
    """Who leads a workshop: the number of a person in the address book, also where only her name stands; else the name."""
    known = {name_key(session.leader): session.leader_id for session in event.sessions if session.leader_id}
    return lambda session: session.leader_id or known.get(name_key(session.leader)) or name_key(session.leader)


def _each_together(event: Event, keys: Callable[[Session], Iterable[Hashable]]) -> Iterator[tuple[Round, list[Session]]]:
    """The workshops that run at the same time and share a key, with the first round in which they do."""
    told: set[tuple[int, ...]] = set()
    for round_ in event.rounds:
        found: dict[Hashable, list[Session]] = {}
        for session in event.running_in(round_):
            for key in set(keys(session)):
                found.setdefault(key, []).append(session)
        for key, sessions in found.items():
            together = tuple(session.id for session in sessions)
            if key and len(sessions) > 1 and together not in told:
                told.add(together)
                yield round_, sessions


def _equipment(session: Session) -> list[str]:
    return [name_key(thing) for thing in BETWEEN_THINGS.split(session.equipment)]


def _shared(sessions: Sequence[Session]) -> str:
    both = set.intersection(*(set(_equipment(session)) for session in sessions))
    named = (thing.strip() for thing in BETWEEN_THINGS.split(sessions[0].equipment))
    return ", ".join(thing for thing in named if thing and name_key(thing) in both)


def _titles(sessions: Sequence[Session]) -> str:
    return ", ".join(session.title for session in sessions)


def _twice_on_the_clock(event: Event) -> Iterator[Check]:
    """A time in the hour that comes twice, in the night that summer time ends. Whoever types it means the first."""
    parts = [event, *event.rounds, *(event.stops if event.profile.has_stops else ())]
    moments = {event.doors_open_at} | {moment for part in parts for moment in (part.starts_at, part.ends_at) if moment}
    for moment in sorted(filter(clock.comes_twice, moments)):
        yield Check(_("%(time)s comes twice that night, as the clock goes back. The first time is meant.", time=f"{clock.local(moment):%H.%M}"))


RULES: Sequence[Callable[[Event], Iterator[Check]]] = (
    _nothing_in_it,
    _twice_at_once,
    _room_too_small,
    _too_few_seats,
    _no_break,
    _twice_on_the_clock,
)
