"""What one does at a stop, in words."""

from flask_babel import lazy_gettext as _

from app.events.models import StopKind

STOP_LABELS = {
    StopKind.PICK_UP: _("Getting on"),
    StopKind.TRAVEL: _("Travel"),
    StopKind.VISIT: _("Visit"),
    StopKind.SESSION: _("Working session"),
    StopKind.MEAL: _("Meal"),
    StopKind.NIGHT: _("Night"),
}
