"""What targets count, in words."""

from flask_babel import lazy_gettext as _

from app.region.models import Measure

MEASURE_LABELS = {
    Measure.ACTIVITIES: _("Activities"),
    Measure.PARTICIPATIONS: _("Participations"),
    Measure.PEOPLE: _("People"),
    Measure.HOURS: _("Contact hours"),
}
