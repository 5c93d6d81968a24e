"""A programme in the order of time, as everybody sees it: day by day, with what is for all in its place. Asks the database nothing."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.core import clock
from app.events.models import Event, Round, Session, Stop, StopKind, Zone
from app.schools.models import School


@dataclass
class Column:
    """A stretch of time with workshops side by side, and what comes for everybody before the next."""

    round: Round
    after: list[Round] = field(default_factory=list)


@dataclass
class Day:
    """A day of a programme: what is for everybody, then the workshops, then what is for everybody again."""

    on: date
    before: list[Round] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    after: list[Round] = field(default_factory=list)
    rounds: list[Round] = field(default_factory=list)  # all of them, in order


@dataclass(frozen=True)
class Offer:
    """A workshop of a zone, and the waves it runs in: all of them when there are none."""

    session: Session
    only_in: Sequence[Round]


@dataclass(frozen=True)
class Corner:
    """A zone with what there is to do, and who hosts all of it when that is one; without a zone it holds what stands elsewhere."""

    zone: Zone | None
    host: School | None
    offers: Sequence[Offer]


@dataclass(frozen=True)
class Stand:
    """What runs in a zone during one wave, and who hosts all of it when that is one."""

    zone: Zone | None
    host: School | None
    sessions: Sequence[Session]


def days(event: Event) -> list[Day]:
    """The days that have a programme. A round that nobody has filled yet is left out where everybody chooses from it."""
    is_chosen_from = event.profile.chooses_sessions and event.is_public
    found: dict[date, Day] = {}
    for round_ in event.rounds:
        if round_.sessions or not round_.is_chosen_from or not is_chosen_from:
            on = clock.local_day(round_.starts_at)
            _place(found.setdefault(on, Day(on)), round_)
    for day in found.values():
        if day.columns:
            day.after = day.columns[-1].after
            day.columns[-1].after = []
    return list(found.values())


def pick_ups(event: Event) -> list[Stop]:
    """Where one gets on, in order; nowhere when the event doesn't travel."""
    return [stop for stop in event.stops if stop.kind is StopKind.PICK_UP] if event.profile.has_stops else []


def corners(event: Event) -> list[Corner]:
    """What there is to do in each zone, each workshop once, however many waves it runs in."""
    by_zone: dict[int | None, dict[str, list[Session]]] = {}
    for round_ in event.rounds:
        for session in round_.sessions:
            by_zone.setdefault(session.zone_id, {}).setdefault(session.title, []).append(session)
    zones: list[Zone | None] = [*event.zones, *([None] if None in by_zone else [])]
    return [_corner(zone, by_zone.get(zone.id if zone else None, {}).values(), event.offered_rounds) for zone in zones]


def by_zone(event: Event, sessions: Iterable[Session]) -> list[Stand]:
    """These workshops by zone, in the order of the zones; those that stand nowhere come last."""
    found: dict[int | None, list[Session]] = {}
    for session in sessions:
        found.setdefault(session.zone_id, []).append(session)
    zones: list[Zone | None] = [*event.zones, None]
    return [_stand(zone, found[number]) for zone in zones if (number := zone.id if zone else None) in found]


def _place(day: Day, round_: Round) -> None:
    day.rounds.append(round_)
    if round_.is_chosen_from:
        day.columns.append(Column(round_))
    elif day.columns:
        day.columns[-1].after.append(round_)
    else:
        day.before.append(round_)


def _host_of_all(sessions: Iterable[Session]) -> School | None:
    hosts = {session.host for session in sessions}
    return hosts.pop() if len(hosts) == 1 else None


def _stand(zone: Zone | None, sessions: Sequence[Session]) -> Stand:
    return Stand(zone, _host_of_all(sessions), sessions)


def _corner(zone: Zone | None, workshops: Collection[Sequence[Session]], waves: Sequence[Round]) -> Corner:
    return Corner(zone, _host_of_all(session for runs in workshops for session in runs), [_offer(runs, waves) for runs in workshops])


def _offer(runs: Sequence[Session], waves: Sequence[Round]) -> Offer:
    rounds = {round_.id: round_ for session in runs for round_ in session.runs_in}
    return Offer(runs[0], [] if len(rounds) == len(waves) else list(rounds.values()))
