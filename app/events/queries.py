"""Reading events."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

import sqlalchemy as sa
from flask import abort
from sqlalchemy import orm
from sqlalchemy.orm import joinedload, selectinload

from app.core.database import db
from app.events.kinds import Kind
from app.events.models import PUBLIC_STATUSES, Event, Round, Session, Stop, Zone

_PROGRAMME = selectinload(Event.rounds).joinedload(Round.sessions)
PAGE = 50


def agenda(*, at: datetime, kind: Kind | None = None, past: bool = False, page: int = 1) -> Sequence[Event]:
    """Public events: the coming ones in order, or the past ones, latest first; at most PAGE + 1 of them."""
    found = sa.select(Event).where(Event.status.in_(PUBLIC_STATUSES))
    if kind is not None:
        found = found.where(Event.kind == kind)
    if past:
        found = found.where(Event.ends_at < at).order_by(Event.starts_at.desc(), Event.id)
    else:
        found = found.where(Event.ends_at >= at).order_by(Event.starts_at, Event.id)
    return db.session.scalars(found.offset((page - 1) * PAGE).limit(PAGE + 1)).all()


def organised(*, at: datetime, past: bool = False, page: int = 1) -> Sequence[Event]:
    """All events, drafts too, for organisers; at most PAGE + 1 of them."""
    found = sa.select(Event).where(Event.ends_at < at if past else Event.ends_at >= at)
    order = Event.starts_at.desc() if past else Event.starts_at
    return db.session.scalars(found.order_by(order, Event.id).offset((page - 1) * PAGE).limit(PAGE + 1)).all()


_BY_SLUG = sa.select(Event).where(Event.slug == sa.bindparam("slug")).options(_PROGRAMME, joinedload(Event.theme))
_PUBLIC_BY_SLUG = _BY_SLUG.where(Event.status.in_(PUBLIC_STATUSES))


def public_event_or_404(slug: str) -> Event:
    """An event that everybody may see, with its programme."""
    return db.session.scalar(_PUBLIC_BY_SLUG, {"slug": slug}) or abort(404)


_ALL_OF_IT = _PUBLIC_BY_SLUG.options(_PROGRAMME.immediateload(Session.round))


@lru_cache(maxsize=64)
def offer_or_404(slug: str, _moment: int) -> Event:
    """An event that everybody may see, with its programme, as it is this moment: asked for once, however many register.

    Shared by threads and of no session: to look at, not to change. Its seats are those of that moment.
    """
    with orm.Session(db.engine) as apart:
        return apart.scalar(_ALL_OF_IT, {"slug": slug}) or abort(404)


def event_or_404(slug: str) -> Event:
    """Any event with its programme, for organisers."""
    return db.session.scalar(_BY_SLUG, {"slug": slug}) or abort(404)


def round_or_404(event: Event, round_id: int) -> Round:
    """A round of this event, and of no other."""
    return next((round_ for round_ in event.rounds if round_.id == round_id), None) or abort(404)


def session_or_404(event: Event, session_id: int) -> Session:
    """A session of this event, and of no other."""
    sessions = (session for round_ in event.rounds for session in round_.sessions)
    return next((session for session in sessions if session.id == session_id), None) or abort(404)


def stop_or_404(event: Event, stop_id: int) -> Stop:
    """A stop of this event, and of no other."""
    return next((stop for stop in event.stops if stop.id == stop_id), None) or abort(404)


def zone_or_404(event: Event, zone_id: int) -> Zone:
    """A zone of this event, and of no other."""
    return next((zone for zone in event.zones if zone.id == zone_id), None) or abort(404)


def slugs_like(stem: str) -> set[str]:
    """Slugs in use that begin with this one."""
    return set(db.session.scalars(sa.select(Event.slug).where(Event.slug.startswith(stem, autoescape=True))))


_HELD = sa.select(Event).where(Event.id == sa.bindparam("event")).options(orm.lazyload("*")).with_for_update()
_HELD = _HELD.execution_options(populate_existing=True)


def held(event_id: int) -> Event:
    """The event as it is now, held until the transaction ends; in one statement for who has not loaded it here."""
    return db.session.scalars(_HELD, {"event": event_id}).one()


def locked(event: Event) -> Event:
    """The event as it is now, held until the transaction ends: what is decided next, nobody else decides at once."""
    db.session.refresh(event, Event.__mapper__.column_attrs.keys(), with_for_update=True)
    return event
