"""The workshops of a programme, side by side in its rounds."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from app.core.database import db
from app.core.errors import DomainError
from app.events import queries, signals
from app.events.models import Event, EventStatus, Round, Session
from app.events.operations import NotPossible, check_planned, note_programme, too_few_seats
from app.log.operations import differences
from app.people.own_data import HIDDEN
from app.people.queries import named


class Misplaced(DomainError):
    """A workshop can't run there."""


def add(round_: Round, *, by: int | None = None, at: datetime, **facts: Any) -> Session:
    """Add a workshop to a round; the facts by the names of the columns. A leader whose name is in the address book is that person."""
    check_planned(round_.event)
    check_span(round_, facts)
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
    check_span(session.round, facts)
    check_length(session, facts)
    check_seats(session, facts["seats"])
    gains = facts["seats"] > session.seats
    facts |= _leader(facts, session)
    note_programme(event, by=by, at=at, changes=changes_of(session, facts))
    for name, value in facts.items():
        setattr(session, name, value)
    db.session.flush()
    db.session.expire(session, ["until_round", "leading"])
    if gains:
        signals.seats_added.send(event, at=at)


def remove(session: Session, *, by: int | None = None, at: datetime) -> None:
    """Remove a workshop of a draft."""
    event = queries.locked(session.round.event)
    check_removable(event)
    session.round.sessions.remove(session)
    note_programme(event, by=by, at=at, changes={"workshop": [session.title, ""]})
    db.session.flush()


def leading(typed: Collection[str]) -> dict[str, dict[str, Any]]:
    """Leader and leader_id by what was typed: who is in the address book by that name is that person. One query."""
    names = {name for name in typed if name}
    people = named(names) if names else {}
    found = {name: {"leader": person.name, "leader_id": person.id} for name, person in people.items()}
    return {name: {"leader": name, "leader_id": None} for name in typed} | found


def check_seats(session: Session, seats: int) -> None:
    """Raises TooFewSeats, with the number, when more have been taken."""
    if seats < session.seats_taken:
        raise too_few_seats(session, field="seats")


def check_removable(event: Event) -> None:
    """Raises NotPossible when people may have chosen the workshops of this event."""
    if event.status is not EventStatus.DRAFT:
        raise NotPossible(_("People may have chosen this workshop. Only workshops of a draft can be removed."))


def check_length(session: Session, facts: Mapping[str, Any]) -> None:
    """Raises NotPossible: when a workshop is stays as it is once people have chosen it, for the rest of what they chose fits around it."""
    when = {"round_id": session.round_id, "until_round_id": session.until_round_id}
    if not any(facts.get(name, was) != was for name, was in when.items()):
        return
    event = session.round.event
    if session.seats_taken:
        reason = _("%(taken)d seats have been taken; when it is can't change any more.", taken=session.seats_taken)
        raise NotPossible(reason, field="until")
    if event.is_public and event.seats_left <= 0:  # who waits for the event has chosen too, without a seat
        raise NotPossible(_("People wait for this event and may have chosen it; when it is can't change any more."), field="until")


def changes_of(session: Session, facts: Mapping[str, Any]) -> dict[str, list[Any]]:
    """What giving these facts to a workshop changes, for the log: of the leader only that she is another."""
    changes = differences(session, {name: value for name, value in facts.items() if name != "leader_id"})
    return changes | ({"leader": HIDDEN} if "leader" in changes else {})


def _leader(facts: Mapping[str, Any], session: Session | None = None) -> dict[str, Any]:
    """Who leads by now stays who it is while the name is left alone, even when it has come to fit two people."""
    typed = facts.get("leader", "")
    if session is not None and typed == session.leader:
        return {"leader": session.leader, "leader_id": session.leader_id}
    return leading([typed])[typed]


def check_span(round_: Round, facts: Mapping[str, Any]) -> None:
    """Raises Misplaced: a workshop runs where there are workshops, and goes on in a later round of the same event only."""
    if not round_.is_chosen_from:
        raise Misplaced(_("There are no workshops in %(round)s.", round=round_.title))
    until = facts.get("until_round_id")
    if until is None:
        return
    last = next((other for other in round_.event.rounds if other.id == until), None)
    if last is None or last.starts_at <= round_.starts_at or not last.is_chosen_from:
        raise Misplaced(_("A workshop goes on in a later round of this event."), field="until")
