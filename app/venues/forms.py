"""What organisers fill in about venues and their rooms."""

from typing import Any

from flask_babel import lazy_gettext as _

from app.core.forms import Count, Form, Line, Paragraphs

TEXTS = ("name", "address", "city", "arrival_notes", "by_public_transport", "by_bike", "by_car", "accessibility")


class VenueForm(Form):
    """A place, how to get there, and who can get in."""

    name = Line(_("Name"))
    address = Line(_("Street and number"), most=160, required=False)
    city = Line(_("Place"), most=80, required=False)
    by_public_transport = Paragraphs(_("By public transport"), most=600, description=_("Which stop or station, which line, how far to walk."))
    by_bike = Paragraphs(_("By bike"), most=600, description=_("Where bikes can stand."))
    by_car = Paragraphs(_("By car"), most=600, description=_("Where to park, and where not."))
    arrival_notes = Paragraphs(_("On arrival"), most=2000, description=_("Which entrance, where to report. For everybody, however they come."))
    accessibility = Paragraphs(
        _("Accessibility"), most=600, description=_("Steps and lifts, the nearest toilet for wheelchairs, where to get out of a car or a taxi.")
    )

    def facts(self) -> dict[str, str]:
        """What was filled in."""
        return {name: self[name].data for name in TEXTS}


class RoomForm(Form):
    """A room of a venue."""

    name = Line(_("Name"), most=60, description=_("As it stands on the door, such as lokaal 012."))
    seats = Count(_("Seats"), least=1, required=False)
    equipment = Line(
        _("Equipment"), most=300, required=False, description=_("What is there for good: a digital board, sockets, twelve welding booths.")
    )

    def facts(self) -> dict[str, Any]:
        """What was filled in, by the names of the columns."""
        return {name: self[name].data for name in ("name", "seats", "equipment")}
