"""Saving what was built in a timetable: all of it, in one transaction, or nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

import sqlalchemy as sa
from flask_babel import gettext as _

from app.core.database import db
from app.core.errors import DomainError
from app.events import queries, signals, workshops
from app.events.models import Event, Session
from app.events.operations import check_planned, note_programme

OF_SESSION = ("round_id", "until_round_id", "zone_id", "room", "title", "leader", "leader_id", "seats")
ALIKE = ("description", "equipment", "host_id")  # what a copy has, too, though a timetable does not show it
FACTS: Mapping[str, Any] = {"until_round_id": None, "zone_id": None, "room": "", "leader": "", "description": "", "equipment": "", "host_id": None}
NEEDED = ("round_id", "title", "seats")
IN_LOG = ("title", "seats", "room", "zone_id", "round_id", "until_round_id")
MOST_LOGGED = 60
Names: TypeAlias = Mapping[str, Mapping[int, str]]


@dataclass(frozen=True)
class Edit:
    """What becomes of one workshop: new when it has no `id`, then with the texts of the one it is `like`. Facts by the names of the columns."""

    key: str  # by which the page knows it
    id: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    like: int | None = None
    is_removed: bool = False


@dataclass(frozen=True)
class Fault:
    """What is wrong with one workshop, in a sentence."""

    key: str
    text: str
    field: str | None = None


class Outdated(DomainError):
    """Somebody else has changed the programme since it was looked at."""


class NotSaved(DomainError):
    """Nothing was saved; `faults` say why, workshop by workshop."""

    def __init__(self, message: object, faults: Sequence[Fault] = ()) -> None:
        super().__init__(message)
        self.faults = faults


@dataclass(frozen=True)
class _Step:
    """An edit beside the workshop it is about, with all facts as they become."""

    edit: Edit
    session: Session | None
    facts: dict[str, Any]

    @property
    def is_change(self) -> bool:
        return self.session is None or self.edit.is_removed or any(getattr(self.session, name) != value for name, value in self.facts.items())


def save(event: Event, edits: Sequence[Edit], *, stood: int, by: int | None = None, at: datetime) -> None:
    """Add, change, move, stretch and remove workshops; a fixed number of statements, however many.

    `stood` is the version of the programme that was looked at. Raises Outdated when it is another by now, NotSaved with
    what is wrong per workshop; more seats go to those who wait for them.
    """
    event = queries.programme_held(event)
    check_planned(event)
    if stood != event.programme_version:
        raise Outdated(_("Somebody else has changed this programme meanwhile."))
    steps = [step for step in _steps(event, edits) if step.is_change]
    _lead(steps)
    changes = _changes(event, steps)
    gains = any(step.session is not None and step.facts["seats"] > step.session.seats for step in steps if not step.edit.is_removed)
    _write(steps)
    note_programme(event, by=by, at=at, changes=changes)
    db.session.flush()
    queries.programme_anew(event)
    if gains:
        signals.seats_added.send(event, at=at)


def _steps(event: Event, edits: Sequence[Edit]) -> list[_Step]:
    """Every edit, held to the rules. Raises NotSaved with all that is wrong."""
    known = {session.id: session for session in event.sessions}
    steps, faults = [], []
    for edit in edits:
        try:
            step = _step(event, edit, known)
            _check(event, step)
        except DomainError as refusal:
            faults.append(Fault(edit.key, str(refusal), refusal.field))
        else:
            steps.append(step)
    if faults:
        raise NotSaved(_("Nothing has been saved yet: something is wrong with the workshops that are marked."), faults)
    return steps


def _step(event: Event, edit: Edit, known: dict[int, Session]) -> _Step:
    if edit.id is None:
        like = known.get(edit.like or 0)
        alike = {name: getattr(like, name) for name in ALIKE} if like else {}
        return _Step(edit, None, {**FACTS, **alike, **edit.facts})
    session = known.get(edit.id)
    if session is None:
        raise workshops.Misplaced(_("This workshop is no longer there."))
    return _Step(edit, session, {**{name: getattr(session, name) for name in OF_SESSION}, **edit.facts})


def _check(event: Event, step: _Step) -> None:
    """The rules for one workshop. Raises a DomainError."""
    session, facts = step.session, step.facts
    if step.edit.is_removed:
        workshops.check_removable(event)
        return
    if any(facts.get(name) is None for name in NEEDED):
        raise workshops.Misplaced(_("A workshop has a title, seats and a round."))
    round_ = next((round_ for round_ in event.rounds if round_.id == facts["round_id"]), None)
    if round_ is None:
        raise workshops.Misplaced(_("This round is no longer there."), field="round")
    workshops.check_span(round_, facts)
    if facts["zone_id"] is not None and facts["zone_id"] not in {zone.id for zone in event.zones}:
        raise workshops.Misplaced(_("This zone is no longer there."), field="zone")
    if session is not None:
        workshops.check_seats(session, facts["seats"])
        workshops.check_length(session, facts)


def _lead(steps: Iterable[_Step]) -> None:
    """Find the leaders in the address book, all at once; whose name was left alone stays who it is."""
    typed = [step for step in steps if not step.edit.is_removed and (step.session is None or step.facts["leader"] != step.session.leader)]
    people = workshops.leading({step.facts["leader"] for step in typed})
    for step in typed:
        step.facts.update(people[step.facts["leader"]])


def _write(steps: Iterable[_Step]) -> None:
    removed = [step.session.id for step in steps if step.session and step.edit.is_removed]
    changed = [{"id": step.session.id} | step.facts for step in steps if step.session and not step.edit.is_removed]
    added = [{"seats_taken": 0} | step.facts for step in steps if step.session is None]
    if removed:
        db.session.execute(sa.delete(Session).where(Session.id.in_(removed)))
    if changed:
        db.session.execute(sa.update(Session), changed)
    if added:
        db.session.execute(sa.insert(Session), added)


def _changes(event: Event, steps: Sequence[_Step]) -> dict[str, list[Any]]:
    """For the log: every workshop that changed, by its title and round, up to a number of them that one still reads."""
    rounds = {round_.id: round_.title for round_ in event.rounds}
    names = {"round_id": rounds, "until_round_id": rounds, "zone_id": {zone.id: zone.title for zone in event.zones}}
    found: dict[str, list[Any]] = {}
    for step in steps[:MOST_LOGGED]:
        title, round_id = (step.session.title, step.session.round_id) if step.session else (step.facts["title"], step.facts["round_id"])
        label = f"{title} ({rounds.get(round_id, '')})"
        while label in found:
            label += "'"
        found[label] = _change(step, names)
    if len(steps) > MOST_LOGGED:
        found["..."] = ["", f"+{len(steps) - MOST_LOGGED}"]
    return found


def _change(step: _Step, names: Names) -> list[Any]:
    """What was, and what becomes, in words; of a leader only that she is another."""
    after = {name: step.facts[name] for name in IN_LOG if name in step.facts}
    if step.session is None:
        return ["", _words(after, names)]
    before = {name: getattr(step.session, name) for name in after}
    if step.edit.is_removed:
        return [_words(before, names), ""]
    differing = [name for name in after if before[name] != after[name]]
    return [_words({name: values[name] for name in differing}, names) for values in (before, after)]


def _words(facts: Mapping[str, Any], names: Names) -> str:
    return ", ".join(str(names[name].get(value, "") if name in names else value) for name, value in facts.items() if value)
