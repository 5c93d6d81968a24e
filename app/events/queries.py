"""Reading events."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

import sqlalchemy as sa
from flask import abort
from sqlalchemy import orm
from sqlalchemy.orm import joinedload, selectinload

from app.core import clock
from app.core.database import db
from app.events.kinds import Kind
from app.events.models import PUBLIC_STATUSES, Event, EventStatus, Round, Session, Stop, Zone

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


def organised(*, at: datetime, past: bool = False, archived: bool = False, page: int = 1) -> Sequence[Event]:
    """All events, drafts too, for organisers: the coming ones in order, or the past or archived ones, latest first; at most PAGE + 1."""
    if archived:
        found = sa.select(Event).where(Event.archived_at.is_not(None))
    else:
        found = sa.select(Event).where(Event.archived_at.is_(None), Event.ends_at < at if past else Event.ends_at >= at)
    order = Event.starts_at.desc() if past or archived else Event.starts_at
    return db.session.scalars(found.order_by(order, Event.id).offset((page - 1) * PAGE).limit(PAGE + 1)).all()


_BY_SLUG = sa.select(Event).where(Event.slug == sa.bindparam("slug")).options(_PROGRAMME, joinedload(Event.theme))
_PUBLIC_BY_SLUG = _BY_SLUG.where(Event.status.in_(PUBLIC_STATUSES))


def public_event_or_404(slug: str) -> Event:
    """An event that everybody may see, with its programme."""
    return db.session.scalar(_PUBLIC_BY_SLUG, {"slug": slug}) or abort(404)


_SHOWN = _BY_SLUG.options(joinedload(Event.host), joinedload(Event.line), _PROGRAMME.joinedload(Session.host))
_PUBLIC_SHOWN = _SHOWN.where(Event.status.in_(PUBLIC_STATUSES))


def shown_event_or_404(slug: str, *, drafts: bool = False) -> Event:
    """An event with everything its page says: its programme, who hosts what, its theme and line."""
    return db.session.scalar(_SHOWN if drafts else _PUBLIC_SHOWN, {"slug": slug}) or abort(404)


_ALL_OF_IT = _PUBLIC_BY_SLUG.options(
    selectinload(Event.rounds).immediateload(Round.event), _PROGRAMME.immediateload(Session.round), _PROGRAMME.immediateload(Session.until_round)
)


@lru_cache(maxsize=64)
def offer_or_404(slug: str, _moment: int) -> Event:
    """An event that everybody may see, with its programme, as it is this moment: asked for once, however many register.

    Shared by threads and of no session: to look at, not to change. Its seats are those of that moment.
    """
    with orm.Session(db.engine) as apart:
        return apart.scalar(_ALL_OF_IT, {"slug": slug}) or abort(404)


_ID_BY_SLUG = sa.select(Event.id).where(Event.slug == sa.bindparam("slug"))


def event_or_404(slug: str, *, hold: bool = False) -> Event:
    """Any event with its programme, for organisers; held, as it is now, for who is about to change it or anything in it."""
    if hold:
        db.session.execute(_ID_BY_SLUG.with_for_update(), {"slug": slug})
    return db.session.scalar(_BY_SLUG, {"slug": slug}) or abort(404)


def round_or_404(event: Event, round_id: int) -> Round:
    """A round of this event, and of no other."""
    return next((round_ for round_ in event.rounds if round_.id == round_id), None) or abort(404)


def session_or_404(event: Event, session_id: int) -> Session:
    """A session of this event, and of no other."""
    return next((session for session in event.sessions if session.id == session_id), None) or abort(404)


def stop_or_404(event: Event, stop_id: int) -> Stop:
    """A stop of this event, and of no other."""
    return next((stop for stop in event.stops if stop.id == stop_id), None) or abort(404)


def zone_or_404(event: Event, zone_id: int) -> Zone:
    """A zone of this event, and of no other."""
    return next((zone for zone in event.zones if zone.id == zone_id), None) or abort(404)


def slugs_like(stem: str) -> set[str]:
    """Slugs in use that begin with this one."""
    return set(db.session.scalars(sa.select(Event.slug).where(Event.slug.startswith(stem, autoescape=True))))


class Beside(NamedTuple):
    """A workshop, or something for everybody together, of another event at the same time."""

    event: str
    title: str
    leader_id: int | None
    venue_id: int
    room: str
    starts_at: datetime
    ends_at: datetime


def beside(event: Event) -> Sequence[Beside]:
    """What other events hold at the same venue, or with the same leaders, while this one lasts; one query."""
    until = orm.aliased(Round)
    ends_at = sa.func.coalesce(until.ends_at, Round.ends_at)
    title, room = sa.func.coalesce(Session.title, Round.title), sa.func.coalesce(Session.room, Round.place)
    leaders = {session.leader_id for session in event.sessions} - {None}
    found = sa.select(Event.title, title, Session.leader_id, Event.venue_id, room, Round.starts_at, ends_at).select_from(Round).join(Round.event)
    found = found.outerjoin(Session, Session.round_id == Round.id).outerjoin(until, until.id == Session.until_round_id)
    meanwhile = (Event.starts_at < event.ends_at, Event.ends_at > event.starts_at, Round.starts_at < event.ends_at, ends_at > event.starts_at)
    here = (Event.venue_id == event.venue_id) | Session.leader_id.in_(leaders)
    others = found.where(Event.id != event.id, Event.status != EventStatus.CALLED_OFF, *meanwhile, here)
    return [Beside(*row) for row in db.session.execute(others.order_by(Round.starts_at, Session.id))]


_HELD = sa.select(Event).where(Event.id == sa.bindparam("event")).options(orm.lazyload("*")).with_for_update()
_HELD = _HELD.execution_options(populate_existing=True)


def held(event_id: int) -> Event:
    """The event as it is now, held until the transaction ends; in one statement for who has not loaded it here."""
    return db.session.scalars(_HELD, {"event": event_id}).one()


def locked(event: Event) -> Event:
    """The event as it is now, held until the transaction ends: what is decided next, nobody else decides at once."""
    db.session.refresh(event, Event.__mapper__.column_attrs.keys(), with_for_update=True)
    return event


_ANEW = sa.select(Event).where(Event.id == sa.bindparam("event")).options(_PROGRAMME, selectinload(Event.zones))
_ANEW = _ANEW.execution_options(populate_existing=True)


def programme_anew(event: Event) -> Event:
    """The event with its programme and zones as they are in the database now; flush first."""
    return db.session.scalars(_ANEW, {"event": event.id}).one()


def programme_held(event: Event) -> Event:
    """The event with its programme as it is now, held until the transaction ends."""
    return programme_anew(locked(event))


def number_by_theme() -> dict[int, int]:
    """How many events each theme has, by its number."""
    found = sa.select(Event.theme_id, sa.func.count()).where(Event.theme_id.is_not(None)).group_by(Event.theme_id)
    return {theme: number for theme, number in db.session.execute(found) if theme}


def planned_by_line(first: date, last: date) -> dict[int, int]:
    """How many events of these days each programme line has, by its number; not those that went out of the plan."""
    starts, ends = clock.start_of_day(first), clock.start_of_day(last + timedelta(days=1))
    counts = (Event.status != EventStatus.CALLED_OFF) | Event.stays_in_plan
    found = sa.select(Event.line_id, sa.func.count()).where(Event.line_id.is_not(None), Event.starts_at >= starts, Event.starts_at < ends, counts)
    return {line: number for line, number in db.session.execute(found.group_by(Event.line_id)) if line}
