"""Kinds, holiday regions and participation in words."""

from flask_babel import lazy_gettext as _

from app.schools.models import HolidayRegion, Participation, SchoolKind

KIND_LABELS = {
    SchoolKind.VMBO: _("vmbo"),
    SchoolKind.PRO: _("pro (praktijkonderwijs)"),
    SchoolKind.VO: _("vo, with other kinds besides vmbo"),
    SchoolKind.VSO: _("vso"),
    SchoolKind.PO: _("po (primary school)"),
    SchoolKind.MBO: _("mbo"),
    SchoolKind.COMPANY: _("Company"),
    SchoolKind.INSTITUTION: _("Institution"),
    SchoolKind.OTHER: _("Other"),
}
HOLIDAY_LABELS = {
    HolidayRegion.NORTH: _("North"),
    HolidayRegion.MIDDLE: _("Middle"),
    HolidayRegion.SOUTH: _("South"),
}
PARTICIPATION_LABELS = {
    Participation.PARTICIPATING: _("Participating"),
    Participation.PREPARING: _("Preparing"),
    Participation.OTHER: _("Not a participating school"),
}
