"""The picture of an event: put there, described, taken away; copied along, and asked for when an event is published."""

import hashlib
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from app.core.database import db
from app.core.errors import DomainError
from app.events import queries as events
from app.events import signals
from app.events.models import Event
from app.events.operations import check_planned, thing
from app.log.actions import Action
from app.log.operations import record
from app.media import pixels
from app.media.models import Picture, PictureFile
from app.media.queries import find_picture

FINGERPRINT = 32  # characters


class NotDescribed(DomainError):
    """Everybody would see the picture, but for those who don't see."""


def keep(event: Event, *, content: bytes, alt: str, by: int | None = None, at: datetime) -> Picture:
    """Give an event this picture, in place of the one it has. Raises Unreadable, NotDescribed, or NotPossible."""
    _check_words(event, alt)
    rendered = pixels.render(content)
    event = events.locked(event)
    check_planned(event)
    _check_words(event, alt)  # somebody may have published it meanwhile
    before = _remove(event)
    largest = rendered[-1]
    files = [PictureFile(format=each.format, width=each.width, content=each.content) for each in rendered]
    fingerprint = hashlib.sha256(content).hexdigest()[:FINGERPRINT]
    picture = Picture(event_id=event.id, alt=alt, fingerprint=fingerprint, width=largest.width, height=largest.height, added_at=at, files=files)
    db.session.add(picture)
    db.session.flush()
    _note(event, before, _named(picture), by=by, at=at)
    return picture


def describe(event: Event, *, alt: str, by: int | None = None, at: datetime) -> None:
    """Say what is on the picture of an event. Raises NotDescribed, NotPossible, or DomainError when the picture has gone."""
    event = events.locked(event)
    check_planned(event)
    _check_words(event, alt)
    picture = find_picture(event)
    if picture is None:
        raise DomainError(_("There is no picture any more. Choose one."), field="file")
    before = _named(picture)
    picture.alt = alt
    db.session.flush()
    _note(event, before, _named(picture), by=by, at=at)


def remove(event: Event, *, by: int | None = None, at: datetime) -> None:
    """Take the picture of an event away, if it has one: whoever is on it may ask for that long after the event."""
    event = events.locked(event)
    _note(event, _remove(event), "", by=by, at=at)


@signals.publishing.connect
def refuse_undescribed(event: Event) -> None:
    """An event goes public with a picture that is described, or without one. Raises NotDescribed."""
    picture = find_picture(event)
    if picture is not None and not picture.alt:
        raise NotDescribed(_("Say first what is on the picture, for people who don't see it."))


@signals.copied.connect
def copy_picture(event: Event, *, from_: Event, at: datetime) -> None:
    """The next edition begins with the same picture; what is in its files is copied inside the database."""
    picture = find_picture(from_)
    if picture is None:
        return
    facts = {name: getattr(picture, name) for name in ("alt", "fingerprint", "width", "height")}
    copied = Picture(event_id=event.id, added_at=at, **facts)
    db.session.add(copied)
    db.session.flush()
    columns = (PictureFile.format, PictureFile.width, PictureFile.content)
    files = sa.select(sa.literal(copied.id), *columns).where(PictureFile.picture_id == picture.id)
    db.session.execute(sa.insert(PictureFile).from_select(["picture_id", "format", "width", "content"], files))


def _check_words(event: Event, alt: str) -> None:
    if event.is_public and not alt:
        raise NotDescribed(_("Say what is on the picture, for people who don't see it: everybody can see this event."), field="alt")


def _remove(event: Event) -> str:
    """Delete the picture of an event, if there is one; gives what it was."""
    picture = find_picture(event)
    if picture is None:
        return ""
    before = _named(picture)
    db.session.delete(picture)
    db.session.flush()
    return before


def _named(picture: Picture) -> str:
    """A picture as the log tells it from others."""
    return f"{picture.alt} ({picture.fingerprint[:8]})".strip()


def _note(event: Event, before: str, after: str, *, by: int | None, at: datetime) -> None:
    if before != after:
        record(Action.EVENT_PICTURE_CHANGED, thing(event), by=by, at=at, changes={"picture": [before, after]})
