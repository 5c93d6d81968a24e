"""What organisers send to go with an event."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms.validators import ValidationError

from app.core.forms import Form, Line
from app.core.uploads import Upload
from app.events.models import Event
from app.media import attachments, pixels
from app.media.models import Picture

CHOOSE = _("Choose a file.")


class PictureForm(Form):
    """A picture and what is on it; once there is one, the words alone can be changed."""

    file = Upload(_("Picture"), most=pixels.LARGEST)
    alt = Line(_("What is on it"), most=300, required=False)

    @classmethod
    def of(cls, event: Event, picture: Picture | None) -> "PictureForm":
        """A form for the picture of an event, which may have none yet."""
        form = cls(alt=picture.alt if picture else "")
        form.file.flags.required = picture is None
        if picture is not None:
            form.file.label.text = _("Another picture")
        form.alt.flags.required = event.is_public
        return form

    def validate_file(self, field: Any) -> None:
        """Needed when there is no picture yet."""
        if field.flags.required and not field.data:
            raise ValidationError(CHOOSE)


class TitleForm(Form):
    """What a file is called on the page of its event."""

    title = Line(_("Title"))


class AttachmentForm(TitleForm):
    """A file, and what it is called."""

    file = Upload(_("File"), most=attachments.LARGEST)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.file.flags.required = True

    def validate_file(self, field: Any) -> None:
        """Without a file there is nothing to add."""
        if not field.data:
            raise ValidationError(CHOOSE)
