"""What organisers fill in about venues."""

from flask_babel import lazy_gettext as _

from app.core.forms import Form, Line, Paragraphs


class VenueForm(Form):
    """A place and how to get there."""

    name = Line(_("Name"))
    address = Line(_("Street and number"), most=160, required=False)
    city = Line(_("Place"), most=80, required=False)
    arrival_notes = Paragraphs(_("How to get there"), most=2000, description=_("Parking, bus stop, which entrance."))

    def facts(self) -> dict[str, str]:
        """What was filled in."""
        return {name: self[name].data for name in ("name", "address", "city", "arrival_notes")}
