"""Small forms of the door."""

from flask_babel import lazy_gettext as _

from app.core.forms import Form, Line


class StationForm(Form):
    """A name for a station."""

    name = Line(_("Where, or whose phone"), most=80)


class PinForm(Form):
    """The four digits that go with the link."""

    pin = Line(_("Pin"), most=10)
