"""Drafts whose moment has come go public, one in a transaction."""

from datetime import datetime

import sqlalchemy as sa
from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError

from app.core import clock
from app.core.database import db
from app.core.errors import DomainError
from app.events import emails, publishing
from app.events.models import Event, EventStatus
from app.people.models import Person


def publish_due() -> int:
    """Publish what is due, longest waiting first; gives the number of drafts handled. Safe to run twice, side by side, and to kill."""
    handled = 0
    while (event := _claim(clock.now())) is not None:
        _publish(event, clock.now())
        db.session.commit()
        handled += 1
    db.session.rollback()
    return handled


def _claim(at: datetime) -> Event | None:
    """Take the moment from one draft, so that no other worker finds it. Killed before the commit, everything is as it was."""
    due = sa.select(Event.id).where(Event.status == EventStatus.DRAFT, Event.publishes_at <= at)
    first = due.order_by(Event.publishes_at, Event.id).limit(1).with_for_update(skip_locked=True).scalar_subquery()
    claimed = sa.update(Event).where(Event.id == first, Event.publishes_at <= at).values(publishes_at=None).returning(Event.id)
    number = db.session.scalar(claimed.execution_options(synchronize_session=False))
    return db.session.get_one(Event, number, populate_existing=True) if number is not None else None


def _publish(event: Event, at: datetime) -> None:
    planner = publishing.find_planner(event)
    with force_locale(planner.language if planner else "nl"):
        reason = _try(event, at)
    if reason:
        publishing.give_up(event, reason=reason, at=at)
        _tell(event, planner, reason, at)


def _try(event: Event, at: datetime) -> str:
    """Publish it; gives what stood in the way. One draft that can't never stops the others."""
    try:
        with db.session.begin_nested():
            publishing.publish_planned(event, at=at)
    except DomainError as refusal:
        return str(refusal)
    except OperationalError:
        raise  # the database is away: everything is as it was, and done when it is back
    except Exception:
        current_app.logger.exception("event %s could not be published", event.id)
        return str(_("Something went wrong here. Publish it by hand, or choose another moment."))
    return ""


def _tell(event: Event, planner: Person | None, reason: str, at: datetime) -> None:
    if planner is not None and planner.erased_at is None:
        emails.not_published(event, to=planner, reason=reason, at=at)
