"""Kinds of periods and holiday regions in words."""

from flask_babel import lazy_gettext as _

from app.planning.models import PeriodKind
from app.schools.models import HolidayRegion

PERIOD_LABELS = {
    PeriodKind.HOLIDAY: _("Holiday"),
    PeriodKind.EXAM: _("Exams"),
    PeriodKind.BUSY: _("Busy: test week, report meetings, project week"),
    PeriodKind.SOFT: _("To bear in mind: feasts, Ramadan"),
}
REGION_LABELS = {
    HolidayRegion.NORTH: _("Region North"),
    HolidayRegion.MIDDLE: _("Region Middle"),
    HolidayRegion.SOUTH: _("Region South"),
}
LAYERS = {"event": _("Events"), "holiday": _("Holidays"), "exam": _("Exams"), "busy": _("Busy weeks"), "soft": _("To bear in mind")}
EVERYBODY = _("Everybody")
