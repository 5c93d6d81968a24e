"""The roles in words."""

from flask_babel import lazy_gettext as _

from app.people.models import Role

ROLE_LABELS = {
    Role.TEACHER: _("Teacher"),
    Role.CAREERS_ADVISER: _("Careers adviser"),
    Role.TEACHING_ASSISTANT: _("Teaching assistant"),
    Role.TECHNICAL_ASSISTANT: _("Technical teaching assistant"),
    Role.INSTRUCTOR: _("Instructor"),
    Role.TEAM_LEADER: _("Team leader"),
    Role.SCHOOL_LEADER: _("School leader"),
    Role.SUPPORT_STAFF: _("Support staff"),
    Role.MBO_TEACHER: _("Teacher in mbo"),
    Role.COMPANY: _("Company"),
    Role.OTHER: _("Other"),
}
