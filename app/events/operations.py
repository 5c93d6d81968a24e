"""What changes events."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from flask_babel import gettext as _
from slugify import slugify
from sqlalchemy.exc import IntegrityError

from app.core import clock
from app.core.database import db
from app.core.errors import DomainError
from app.events import queries, signals
from app.events.kinds import Kind
from app.events.models import TRANSITIONS, Event, EventStatus, Session
from app.log.actions import Action
from app.log.operations import Thing, differences, record
from app.region import signals as region
from app.region import themes
from app.region.models import ProgrammeLine, Theme
from app.schools import signals as schools
from app.schools.models import School
from app.venues import signals as venues
from app.venues.models import Venue

LONGEST_SLUG = 80
MOST_SLUGS = 5
IN_CALENDARS = ("title", "summary", "venue_id", "starts_at", "ends_at", "doors_open_at", "status")
TIMES = ("doors_open_at", "starts_at", "ends_at", "registration_opens_at", "registration_closes_at")
NAMED = {"venue": "name", "host": "name", "line": "title"}
MATERIAL = ("venue_id", "starts_at", "ends_at", "status")


class NotPossible(DomainError):
    """The event is not in a state in which this can be done."""


class TimesClash(DomainError):
    """The times contradict each other."""


class TooFewSeats(DomainError):
    """More seats have been taken than would remain."""


def too_few_seats(place: Event | Session, *, field: str) -> TooFewSeats:
    """The refusal of fewer seats than have been taken, with the numbers: who has one, and who waits."""
    waiting = sum(number for _receiver, number in signals.line_asked.send(place))
    facts = {"taken": place.seats_taken, "waiting": waiting}
    return TooFewSeats(_("Taken: %(taken)d. On the waiting list: %(waiting)d. There can't be fewer than %(taken)d seats.", **facts), field=field)


@dataclass(frozen=True)
class Plan:
    """What an organiser says about an event."""

    title: str
    theme: str  # found by its name, or added
    summary: str
    description: str
    venue: Venue
    doors_open_at: datetime
    starts_at: datetime
    ends_at: datetime
    capacity: int
    registration_opens_at: datetime | None
    registration_closes_at: datetime
    host: School | None = None
    line: ProgrammeLine | None = None
    minutes_per_day: int | None = None
    host_minutes: int | None = None


def thing(event: Event) -> Thing:
    """An event as the log knows it."""
    return Thing("event", event.id, event.title)


def add(plan: Plan, *, kind: Kind, by: int | None = None, at: datetime) -> Event:
    """Make a draft."""
    _check_times(plan)
    for attempt in range(1, MOST_SLUGS + 1):
        event = Event(
            kind=kind, slug=_free_slug(plan), uid=f"{uuid4()}@inloop", calendar_changed_at=at, created_at=at, seats_taken=0, **_columns(plan)
        )
        try:
            with db.session.begin_nested():
                db.session.add(event)
            break
        except IntegrityError:  # somebody took this address a moment ago
            if attempt == MOST_SLUGS:
                raise
    record(Action.EVENT_ADDED, thing(event), by=by, at=at)
    return event


def edit(event: Event, plan: Plan, *, by: int | None = None, at: datetime) -> None:
    """Change an event. Rounds move along when it moves; calendars are told only of what they show, and people when it moves."""
    event = queries.locked(event)
    check_planned(event)
    _check_times(plan, event.publishes_at)
    if plan.capacity < event.seats_taken:
        raise too_few_seats(event, field="capacity")
    before, stood, had_seats = _face(event, IN_CALENDARS + MATERIAL), _face(event, MATERIAL), event.capacity
    was = {name: getattr(event, name) for name in ("starts_at", "ends_at")} | {"place": event.venue.line}
    changes = _changes(event, plan)
    _move_rounds(event, plan)
    for name, value in _columns(plan).items():
        setattr(event, name, value)
    _note_change(event, before, at=at)
    if changes:
        record(Action.EVENT_CHANGED, thing(event), by=by, at=at, changes=changes)
    db.session.flush()
    db.session.expire(event, ["theme"])
    if event.capacity > had_seats:
        signals.seats_added.send(event, at=at)
    if event.is_public and _face(event, MATERIAL) != stood:
        signals.moved.send(event, at=at, before=was)


def move(event: Event, *, to: date, by: int | None = None, at: datetime) -> None:
    """Hold the event on another day, at the same times on the clock. Raises DomainError when the clock skips one of them."""
    event = queries.locked(event)
    days = (to - clock.local_day(event.starts_at)).days
    if not days:
        return
    try:
        times: dict[str, Any] = {name: clock.days_after(moment, days) for name in TIMES if (moment := getattr(event, name)) is not None}
    except clock.NoSuchTime as error:
        raise TimesClash(_("This time does not exist: the clock goes forward that night."), field="on") from error
    edit(event, replace(plan_of(event), **times), by=by, at=at)


def publish(event: Event, *, by: int | None = None, at: datetime) -> None:
    """Show the event to everybody and open its registration. Sends nothing."""
    event = queries.locked(event)
    check_ready(event)
    event.publishes_at = None
    _go(event, EventStatus.PUBLISHED, at=at)
    record(Action.EVENT_PUBLISHED, thing(event), by=by, at=at)


def call_off(event: Event, *, reason: str, stays_in_plan: bool = True, by: int | None = None, at: datetime) -> None:
    """Call the event off: it stays visible, and everybody who registered is told. In the plan it counts as planned, not held, or not at all."""
    event = queries.locked(event)
    if at >= event.ends_at:
        raise NotPossible(_("This event is over."))
    facts = {"call_off_reason": reason, "stays_in_plan": stays_in_plan}
    changes = differences(event, facts)
    event.call_off_reason, event.stays_in_plan = reason, stays_in_plan
    _go(event, EventStatus.CALLED_OFF, at=at)
    record(Action.EVENT_CALLED_OFF, thing(event), by=by, at=at, changes=changes)
    signals.called_off.send(event, at=at)


def note_programme(event: Event, *, by: int | None, at: datetime, changes: Mapping[str, list[object]]) -> None:
    """Write in the log what was changed in a programme, if anything was."""
    if changes:
        event.programme_version = Event.programme_version + 1  # counted by the database: no two changes share a number
        record(Action.PROGRAMME_CHANGED, thing(event), by=by, at=at, changes=changes)


def plan_of(event: Event) -> Plan:
    """What an organiser has said about an event until now."""
    facts = {name: getattr(event, name) for name in Plan.__dataclass_fields__}
    return Plan(**facts | {"theme": event.theme.title if event.theme else ""})


def _columns(plan: Plan) -> dict[str, object]:
    facts = {name: getattr(plan, name) for name in Plan.__dataclass_fields__ if name != "theme"}
    numbers = {"venue_id": plan.venue.id, "host_id": plan.host.id if plan.host else None, "line_id": plan.line.id if plan.line else None}
    return facts | numbers | {"theme_id": themes.find_or_add(plan.theme)}


def _changes(event: Event, plan: Plan) -> dict[str, list[object]]:
    """What the plan changes, for the log: things by their names."""
    before = plan_of(event)
    facts = {name: getattr(plan, name) for name in Plan.__dataclass_fields__ if name not in NAMED}
    changes = differences(before, facts)
    for name, title in NAMED.items():
        was, becomes = (getattr(getattr(each, name), title, "") for each in (before, plan))
        if was != becomes:
            changes[name] = [was, becomes]
    return changes


def _face(event: Event, names: Iterable[str]) -> Mapping[str, object]:
    return {name: getattr(event, name) for name in names}


def _note_change(event: Event, before: Mapping[str, object], *, at: datetime) -> None:
    """SEQUENCE moves with time, place and status; LAST-MODIFIED with everything that calendars show."""
    changed = {name for name, value in before.items() if getattr(event, name) != value}
    if not changed & set(IN_CALENDARS):
        return
    event.calendar_version += 1
    event.calendar_changed_at = max(at, event.calendar_changed_at)
    if changed & set(MATERIAL) and event.is_public:
        event.calendar_sequence += 1


def _go(event: Event, status: EventStatus, *, at: datetime) -> None:
    if status not in TRANSITIONS[event.status]:
        raise NotPossible(_("This can't be done with an event that is not a draft, or has been called off."))
    was_public, before = event.is_public, _face(event, IN_CALENDARS)
    event.status = status
    _note_change(event, before, at=at)
    if not was_public:
        event.calendar_sequence = 0
    db.session.flush()


def _check_times(plan: Plan, publishes_at: datetime | None = None) -> None:
    if plan.ends_at <= plan.starts_at:
        raise TimesClash(_("The end must come after the start."), field="ends")
    if plan.doors_open_at > plan.starts_at:
        raise TimesClash(_("The doors can't open after the start."), field="doors_open")
    if plan.registration_closes_at > plan.ends_at:
        raise TimesClash(_("Registration can't close after the event has ended."), field="registration_closes")
    if plan.registration_opens_at and plan.registration_opens_at >= plan.registration_closes_at:
        raise TimesClash(_("Registration must open before it closes."), field="registration_opens")
    if publishes_at and publishes_at >= plan.registration_closes_at:
        reason = _("Registration would close before the event goes public. Choose another moment for that first.")
        raise TimesClash(reason, field="registration_closes")


def touch(event: Event, *, at: datetime) -> None:
    """Let calendars look again: what they show of the days has changed."""
    event.calendar_version += 1
    event.calendar_changed_at = max(at, event.calendar_changed_at)
    db.session.flush()


def check_planned(event: Event) -> None:
    """Raises NotPossible when the event can no longer be changed."""
    if event.is_called_off:
        raise NotPossible(_("This event has been called off and can no longer be changed."))
    if event.archived_at is not None:
        raise NotPossible(_("This event has been archived. Bring it back to change it."))


def check_ready(event: Event) -> None:
    """Raises DomainError when something is missing that people need, as this package or one to the right sees it."""
    _check_programme(event)
    signals.publishing.send(event)


def _check_programme(event: Event) -> None:
    empty = next((round_ for round_ in event.rounds if round_.is_chosen_from and not event.running_in(round_)), None)
    if empty is not None:
        raise NotPossible(_("%(round)s has no workshops yet. Add one, or remove the round.", round=empty.title))


def _move_rounds(event: Event, plan: Plan) -> None:
    """Keep every round and stop at its time on the wall. Raises TimesClash when one falls outside, or in an hour that the clock skips."""
    days = (clock.local_day(plan.starts_at) - clock.local_day(event.starts_at)).days
    parts: list[Any] = [*event.rounds, *event.stops]
    for part in parts:
        try:
            part.starts_at = clock.days_after(part.starts_at, days)
            part.ends_at = clock.days_after(part.ends_at, days) if part.ends_at else None
        except clock.NoSuchTime as error:
            reason = _("This time does not exist: the clock goes forward that night.")
            raise TimesClash(f"{part.title}: {reason}", field="on") from error
    for round_ in event.rounds:
        if round_.starts_at < plan.starts_at or round_.ends_at > plan.ends_at:
            raise TimesClash(_("%(round)s would fall outside the event. Change the round first.", round=round_.title), field="starts")


def _free_slug(plan: Plan) -> str:
    """Title and day as an address; a number follows when it is taken."""
    stem = slugify(f"{plan.title} {clock.local_day(plan.starts_at)}", max_length=LONGEST_SLUG)
    taken = queries.slugs_like(stem)
    return next(slug for slug in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)


@schools.merged.connect
def follow_school(school: School, *, into: School) -> None:
    """Whoever hosted under the name of a school or company that goes up in another, hosts under the other's."""
    for model in (Event, Session):
        db.session.execute(sa.update(model).where(model.host_id == school.id).values(host_id=into.id))


@region.themes_merged.connect
def follow_theme(theme: Theme, *, into: Theme) -> None:
    """The events of a theme that goes up in another get the other."""
    db.session.execute(sa.update(Event).where(Event.theme_id == theme.id).values(theme_id=into.id))


@venues.changed.connect
def show_venue(venue: Venue, *, at: datetime) -> None:
    """Tell the calendars of a venue's events that the line they show has changed."""
    shown = sa.update(Event).where(Event.venue_id == venue.id, Event.status != EventStatus.DRAFT)
    step = {"calendar_sequence": Event.calendar_sequence + 1, "calendar_version": Event.calendar_version + 1, "calendar_changed_at": at}
    db.session.execute(shown.values(**step))
