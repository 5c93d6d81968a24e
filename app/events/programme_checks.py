"""What an organiser should look at in a programme before people do."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from flask_babel import gettext as _

from app.events.models import Event, Round, Session

LONGEST_STRETCH = timedelta(minutes=90)
SHORTEST_BREAK = timedelta(minutes=5)


@dataclass(frozen=True)
class Check:
    """One thing to look at, in a sentence, and the round in which it is."""

    text: str
    round: Round | None = None


def checks(event: Event) -> list[Check]:
    """Everything to look at, in the order of the programme. Reads what is loaded, asks the database nothing."""
    return [check for rule in RULES for check in rule(event)]


def _twice_at_once(event: Event) -> Iterator[Check]:
    """A leader or a room in two workshops of one round. Rounds never overlap."""
    for round_ in event.rounds:
        for name, sessions in _by(round_, "leader"):
            yield Check(_("%(leader)s leads %(workshops)s at the same time.", leader=name, workshops=_titles(sessions)), round_)
        for name, sessions in _by(round_, "room"):
            yield Check(_("%(room)s holds %(workshops)s at the same time.", room=name, workshops=_titles(sessions)), round_)


def _too_few_seats(event: Event) -> Iterator[Check]:
    for round_ in event.offered_rounds:
        seats = sum(session.seats for session in round_.sessions)
        if seats < event.capacity:
            yield Check(_("The workshops have %(seats)d seats together, the event %(capacity)d.", seats=seats, capacity=event.capacity), round_)


def _nothing_in_it(event: Event) -> Iterator[Check]:
    for round_ in event.rounds:
        if round_.is_chosen_from and not round_.sessions:
            yield Check(_("%(round)s has no workshops yet. Add one, or remove the round.", round=round_.title), round_)


def _no_break(event: Event) -> Iterator[Check]:
    """More than an hour and a half without five minutes to breathe."""
    stretch: list[Round] = []
    for before, after in pairwise([None, *event.rounds]):
        if before is not None and after is not None and after.starts_at - before.ends_at >= SHORTEST_BREAK:
            stretch = []
        if after is None:
            continue
        stretch.append(after)
        if len(stretch) > 1 and after.ends_at - stretch[0].starts_at > LONGEST_STRETCH:
            yield Check(_("More than 90 minutes without a break, up to and including %(round)s.", round=after.title), after)
            stretch = [after]


def _by(round_: Round, name: str) -> Iterator[tuple[str, list[Session]]]:
    found: dict[str, list[Session]] = {}
    for session in round_.sessions:
        found.setdefault(getattr(session, name).strip().casefold(), []).append(session)
    return ((getattr(sessions[0], name), sessions) for key, sessions in found.items() if key and len(sessions) > 1)


def _titles(sessions: Sequence[Session]) -> str:
    return ", ".join(session.title for session in sessions)


RULES: Sequence[Callable[[Event], Iterator[Check]]] = (_nothing_in_it, _twice_at_once, _too_few_seats, _no_break)
