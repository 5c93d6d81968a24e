"""Kinds of periods, holiday regions and levels in words."""

from flask_babel import lazy_gettext as _

from app.planning.models import PeriodKind
from app.planning.warnings import Level
from app.schools.models import HolidayRegion

PERIOD_LABELS = {
    PeriodKind.HOLIDAY: _("Holiday"),
    PeriodKind.EXAM: _("Exams"),
    PeriodKind.BUSY: _("Busy: test week, report meetings, project week"),
}
REGION_LABELS = {
    HolidayRegion.NORTH: _("Region North"),
    HolidayRegion.MIDDLE: _("Region Middle"),
    HolidayRegion.SOUTH: _("Region South"),
}
LEVEL_LABELS = {Level.STOP: _("Don't"), Level.WARN: _("Mind"), Level.HINT: _("Note")}
LAYERS = {"event": _("Events"), "holiday": _("Holidays"), "exam": _("Exams"), "busy": _("Busy weeks")}
EVERYBODY = _("Everybody")
