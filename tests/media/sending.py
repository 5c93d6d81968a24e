"""What goes with an event, put there as organisers do."""

import io

from werkzeug.test import TestResponse

from app.core.database import db
from app.events.models import Event
from app.media import attachments, pictures
from app.media.models import Attachment, Picture
from tests.browsing import Browser
from tests.factories import LONG_AGO
from tests.media.files import PDF, photo


def give_picture(event: Event, *, alt: str = "Twee leerlingen lassen een hek.", width: int = 200) -> Picture:
    """An event with a picture."""
    picture = pictures.keep(event, content=photo(width, width // 2), alt=alt, at=LONG_AGO)
    db.session.flush()
    return picture


def give_file(event: Event, title: str = "Lesblad lassen", filename: str = "lesblad.pdf", content: bytes = PDF) -> Attachment:
    """An event with one file more."""
    return attachments.add(event, title=title, filename=filename, content=content, at=LONG_AGO)


def picture_path(event: Event, picture: Picture, width: int | None = None, file_format: str = "jpeg") -> str:
    """Where a picture is."""
    return f"/events/{event.slug}/pictures/{picture.fingerprint}-{width or picture.width}.{file_format}"


def file_path(event: Event, attachment: Attachment) -> str:
    """Where a file is."""
    return f"/events/{event.slug}/attachments/{attachment.id}/{attachment.filename}"


def send_picture(browser: Browser, event: Event, content: bytes, *, alt: str = "Een hek", name: str = "foto.jpg") -> TestResponse:
    """Send the form with a picture."""
    data = {"file": (io.BytesIO(content), name), "alt": alt}
    return browser.post(f"/organise/events/{event.slug}/picture", data, content_type="multipart/form-data")


def send_file(browser: Browser, event: Event, content: bytes, *, title: str = "Lesblad", name: str = "lesblad.pdf") -> TestResponse:
    """Send the form with a file."""
    data = {"file": (io.BytesIO(content), name), "title": title}
    return browser.post(f"/organise/events/{event.slug}/attachments/add", data, content_type="multipart/form-data")
