"""The workshops of a programme, side by side in its rounds."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from app.core.database import db
from app.core.errors import DomainError
from app.events import queries, signals
from app.events.models import EventStatus, Round, Session
from app.events.operations import NotPossible, TooFewSeats, check_planned, note_programme
from app.log.operations import differences
from app.people.queries import named


class Misplaced(DomainError):
    """A workshop can't run there."""


def add(round_: Round, *, by: int | None = None, at: datetime, **facts: Any) -> Session:
    """Add a workshop to a round; the facts by the names of the columns. A leader whose name is in the address book is that person."""
    check_planned(round_.event)
    _check_span(round_, facts)
    session = Session(seats_taken=0, **facts | _leader(facts))
    round_.sessions.append(session)
    note_programme(round_.event, by=by, at=at, changes={"workshop": ["", session.title]})
    db.session.flush()
    return session


def edit(session: Session, *, by: int | None = None, at: datetime, **facts: Any) -> None:
    """Change a workshop; more seats go to those who wait for them."""
    event = queries.locked(session.round.event)
    check_planned(event)
    db.session.refresh(session, ["seats", "seats_taken"])
    _check_span(session.round, facts)
    if facts["seats"] < session.seats_taken:
        raise TooFewSeats(_("%(taken)d seats have been taken; there can't be fewer.", taken=session.seats_taken), field="seats")
    gains = facts["seats"] > session.seats
    facts |= _leader(facts)
    note_programme(event, by=by, at=at, changes=differences(session, {name: value for name, value in facts.items() if name != "leader_id"}))
    for name, value in facts.items():
        setattr(session, name, value)
    db.session.flush()
    if gains:
        signals.seats_added.send(event, at=at)


def remove(session: Session, *, by: int | None = None, at: datetime) -> None:
    """Remove a workshop of a draft."""
    event = queries.locked(session.round.event)
    if event.status is not EventStatus.DRAFT:
        raise NotPossible(_("People may have chosen this workshop. Only workshops of a draft can be removed."))
    session.round.sessions.remove(session)
    note_programme(event, by=by, at=at, changes={"workshop": [session.title, ""]})
    db.session.flush()


def _leader(facts: Mapping[str, Any]) -> dict[str, Any]:
    typed = facts.get("leader", "")
    person = named([typed]).get(typed) if typed else None
    return {"leader": person.name, "leader_id": person.id} if person else {"leader": typed, "leader_id": None}


def _check_span(round_: Round, facts: Mapping[str, Any]) -> None:
    """A workshop runs where there are workshops, and goes on in a later round of the same event only."""
    if not round_.is_chosen_from:
        raise Misplaced(_("There are no workshops in %(round)s.", round=round_.title))
    until = facts.get("until_round_id")
    if until is None:
        return
    last = next((other for other in round_.event.rounds if other.id == until), None)
    if last is None or last.starts_at <= round_.starts_at or not last.is_chosen_from:
        raise Misplaced(_("A workshop goes on in a later round of this event."), field="until")
