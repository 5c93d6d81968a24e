"""Calendar addresses. Never compressed (Outlook), never a cookie, and 304 whenever nothing has changed."""

import hashlib
from datetime import datetime, timedelta
from functools import lru_cache

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _
from werkzeug.http import quote_etag

from app.calendars import ics, queries
from app.calendars.queries import Edition
from app.core import clock
from app.events.kinds import Kind, find_kind
from app.events.queries import public_event_or_404
from app.people.permissions import Permission, requires

bp = Blueprint("calendars", __name__)
JUST_NOW = timedelta(minutes=1)  # longer than a change can take from its moment to its commit
CACHE_CONTROL = "public, max-age=60"  # seconds


@bp.get("/calendar.ics")
@requires(Permission.PUBLIC)
def feed() -> ResponseReturnValue:
    """The public feed; `?kind=` as in the agenda."""
    kind = find_kind(request.args.get("kind"))
    edition = _edition(kind, clock.moment())
    body, etag = _edition_body(kind, edition)
    return _answer(body, etag, modified_at=edition.modified_at, filename="agenda.ics")


@bp.get("/events/<slug>.ics")
@requires(Permission.PUBLIC)
def event(slug: str) -> ResponseReturnValue:
    """One event as a file."""
    shown = public_event_or_404(slug)
    body = ics.calendar([shown])
    return _answer(body, _fingerprint(body), modified_at=shown.calendar_changed_at, filename=f"{slug}.ics")


@lru_cache(maxsize=4)
def _edition(kind: Kind | None, _moment: int) -> Edition:
    """The state of the feed, asked of the database once a moment, however many calendars ask."""
    return queries.edition(kind=kind, at=clock.now())


@lru_cache(maxsize=16)
def _edition_body(kind: Kind | None, edition: Edition) -> tuple[bytes, str]:
    with force_locale("nl"):
        name = str(kind.profile.plural) if kind else _("Agenda")
    body = ics.calendar(queries.feed_events(kind=kind, at=clock.now()), name=f"{name} · Inloop")
    return body, _fingerprint(body)


def _fingerprint(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:32]


def _answer(body: bytes, etag: str, *, modified_at: datetime, filename: str) -> Response:
    if request.if_none_match.contains_weak(etag):  # what calendars ask nearly always
        return _unchanged(etag)
    response = Response(body, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'inline; filename="{filename}"'
    response.headers["Cache-Control"] = CACHE_CONTROL
    response.set_etag(etag)
    if clock.now() - modified_at > JUST_NOW:  # a date alone can't tell changes within one second, or committed out of order
        response.last_modified = modified_at
    response.make_conditional(request)
    return response


def _unchanged(etag: str) -> Response:
    return Response(status=304, headers={"ETag": quote_etag(etag), "Cache-Control": CACHE_CONTROL})
