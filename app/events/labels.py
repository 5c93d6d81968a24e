"""What one does at a stop, and what happens in a stretch of time, in words."""

from flask_babel import lazy_gettext as _

from app.events.models import RoundKind, StopKind

STOP_LABELS = {
    StopKind.PICK_UP: _("Getting on"),
    StopKind.TRAVEL: _("Travel"),
    StopKind.VISIT: _("Visit"),
    StopKind.SESSION: _("Working session"),
    StopKind.MEAL: _("Meal"),
    StopKind.NIGHT: _("Night"),
}

ROUND_LABELS = {
    RoundKind.WORKSHOPS: _("Workshops side by side"),
    RoundKind.PLENARY: _("Everybody together"),
    RoundKind.BREAK: _("Break"),
    RoundKind.OPEN: _("Open to everybody"),
}
