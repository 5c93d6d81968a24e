"""Going public at a moment: planned, taken back, and done when the moment has come."""

from datetime import datetime

from flask_babel import gettext as _

from app.core.database import db
from app.events import queries
from app.events.models import Event, EventStatus
from app.events.operations import NotPossible, TimesClash, check_ready, publish, thing
from app.log.actions import Action
from app.log.operations import differences, record
from app.log.queries import find_last
from app.people.models import Person


def publish_later(event: Event, *, moment: datetime, by: int | None, at: datetime) -> None:
    """Let a draft go public by itself at a moment. Raises TimesClash for one that has passed or comes too late, else why it isn't ready."""
    event = queries.locked(event)
    _check_draft(event)
    if moment <= at:
        raise TimesClash(_("This moment has passed. Choose a later one, or publish it now."), field="moment")
    if moment >= event.registration_closes_at:
        raise TimesClash(_("Registration has closed by then. Choose an earlier moment."), field="moment")
    check_ready(event)
    record(Action.EVENT_PLANNED, thing(event), by=by, at=at, changes=differences(event, {"publishes_at": moment}))
    event.publishes_at = moment
    db.session.flush()


def stay_draft(event: Event, *, by: int | None, at: datetime) -> None:
    """Take back that a draft goes public by itself. Doing it twice changes nothing; raises NotPossible once it is public."""
    event = queries.locked(event)
    _check_draft(event)
    if event.publishes_at is None:
        return
    record(Action.EVENT_STAYS_DRAFT, thing(event), by=by, at=at, changes=differences(event, {"publishes_at": None}))
    event.publishes_at = None
    db.session.flush()


def publish_planned(event: Event, *, at: datetime) -> None:
    """Publish a draft whose moment has come, everything looked at once more. Raises DomainError with what stands in the way."""
    if at >= event.registration_closes_at:
        raise TimesClash(_("Registration had closed by then."))
    publish(event, at=at)


def give_up(event: Event, *, reason: str, at: datetime) -> None:
    """Write down why a draft did not go public at its moment."""
    record(Action.EVENT_NOT_PUBLISHED, thing(event), by=None, at=at, reason=reason)


def find_planner(event: Event) -> Person | None:
    """Who chose the moment at which a draft goes public, if that is known."""
    entry = find_last("event", event.id, (Action.EVENT_PLANNED,))
    return db.session.get(Person, entry.by_id) if entry and entry.by_id else None


def find_hindrance(event: Event) -> str | None:
    """Why a draft did not go public at its moment, as long as nobody has chosen another."""
    if event.status is not EventStatus.DRAFT or event.publishes_at is not None:
        return None
    entry = find_last("event", event.id, (Action.EVENT_PLANNED, Action.EVENT_NOT_PUBLISHED))
    return str(entry.facts.get("reason", "")) if entry and entry.action is Action.EVENT_NOT_PUBLISHED else None


def _check_draft(event: Event) -> None:
    if event.status is not EventStatus.DRAFT:
        raise NotPossible(_("This event is public already."))
