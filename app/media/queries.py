"""Reading pictures and files; what they hold is read only where it is asked for."""

from collections.abc import Sequence

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload, undefer

from app.core.database import db
from app.core.links import link
from app.events.models import Event
from app.media.models import Attachment, Picture, PictureFile, PictureFormat


def find_picture(event: Event) -> Picture | None:
    """The picture of an event, with its sizes."""
    found = sa.select(Picture).where(Picture.event_id == event.id).options(joinedload(Picture.files))
    return db.session.scalars(found).unique().one_or_none()


def address_of(picture: Picture | None) -> str:
    """The full address of a picture for programs elsewhere: the largest size, in the format that all of them read."""
    if picture is None:
        return ""
    largest = picture.files_in(PictureFormat.JPEG)[-1]
    return link("pictures.file", slug=picture.event.slug, fingerprint=picture.fingerprint, width=largest.width, file_format=largest.format.value)


def picture_file_or_404(slug: str, fingerprint: str, width: int, file_format: str) -> tuple[Event, bytes]:
    """A picture in one size and format, and the event that it is of."""
    files = sa.select(Event, PictureFile.content).join(Picture, Picture.event_id == Event.id).join(Picture.files)
    of_event = files.where(Event.slug == slug, Picture.fingerprint == fingerprint)
    found = db.session.execute(of_event.where(PictureFile.width == width, PictureFile.format == PictureFormat(file_format))).one_or_none()
    return tuple(found) if found else abort(404)  # type: ignore[return-value]


def attachments_of(event: Event) -> Sequence[Attachment]:
    """The files of an event by title, without what is in them."""
    return db.session.scalars(sa.select(Attachment).where(Attachment.event_id == event.id).order_by(Attachment.title, Attachment.id)).all()


def attachment_or_404(event: Event, attachment_id: int) -> Attachment:
    """A file of this event, and of no other."""
    found = sa.select(Attachment).where(Attachment.event_id == event.id, Attachment.id == attachment_id)
    return db.session.scalar(found) or abort(404)


def file_or_404(slug: str, attachment_id: int, filename: str) -> tuple[Event, Attachment]:
    """A file under the address at which it is offered, with what is in it, and the event that it goes with."""
    files = sa.select(Event, Attachment).join(Attachment, Attachment.event_id == Event.id).options(undefer(Attachment.content))
    found = db.session.execute(files.where(Event.slug == slug, Attachment.id == attachment_id, Attachment.filename == filename)).one_or_none()
    return tuple(found) if found else abort(404)  # type: ignore[return-value]
