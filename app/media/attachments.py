"""The files of an event: put there, renamed, taken away; copied along with the programme."""

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
from app.media import file_types
from app.media.models import Attachment
from app.media.queries import attachments_of

LARGEST = 10_000_000  # bytes
MOST = 20  # of one event
COPIED = ("title", "filename", "content_type", "size", "content")


class TooMany(DomainError):
    """The event has as many files as an event can have."""


def add(event: Event, *, title: str, filename: str, content: bytes, by: int | None = None, at: datetime) -> Attachment:
    """Let a file go with an event. Raises NotTaken, TooMany or NotPossible."""
    type_ = file_types.judge(filename, content)
    event = events.locked(event)
    check_planned(event)
    if len(attachments_of(event)) >= MOST:
        raise TooMany(_("An event has at most %(most)d files. Remove one first.", most=MOST))
    name = file_types.safe_name(filename, type_)
    attachment = Attachment(
        event_id=event.id, title=title, filename=name, content_type=type_.content_type, size=len(content), content=content, added_at=at
    )
    db.session.add(attachment)
    db.session.flush()
    _note(event, "", _named(attachment), by=by, at=at)
    return attachment


def rename(event: Event, attachment: Attachment, *, title: str, by: int | None = None, at: datetime) -> None:
    """Call a file of an event something else on its page; what is downloaded keeps its name. Raises NotPossible."""
    check_planned(event)
    before, attachment.title = _named(attachment), title
    db.session.flush()
    _note(event, before, _named(attachment), by=by, at=at)


def remove(event: Event, attachment: Attachment, *, by: int | None = None, at: datetime) -> None:
    """Take a file of an event away, also long after the event."""
    before = _named(attachment)
    db.session.delete(attachment)
    db.session.flush()
    _note(event, before, "", by=by, at=at)


@signals.copied.connect
def copy_attachments(event: Event, *, from_: Event, at: datetime) -> None:
    """The next edition begins with the same files, copied inside the database: lesson sheets belong to the programme."""
    columns = [Attachment.__table__.c[name] for name in COPIED]
    files = sa.select(sa.literal(event.id), sa.literal(at, Attachment.added_at.type), *columns).where(Attachment.event_id == from_.id)
    db.session.execute(sa.insert(Attachment).from_select(["event_id", "added_at", *COPIED], files))


def _named(attachment: Attachment) -> str:
    return f"{attachment.title} ({attachment.filename})"


def _note(event: Event, before: str, after: str, *, by: int | None, at: datetime) -> None:
    if before != after:
        record(Action.EVENT_FILES_CHANGED, thing(event), by=by, at=at, changes={"attachment": [before, after]})
