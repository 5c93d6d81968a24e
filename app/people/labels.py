"""Roles and rights in words."""

from flask_babel import lazy_gettext as _

from app.people.models import Access, Role

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
ACCESS_LABELS = {
    Access.PARTICIPANT: _("Participant"),
    Access.SCHOOL_CONTACT: _("School contact"),
    Access.VIEWER: _("Viewer"),
    Access.ORGANISER: _("Organiser"),
    Access.ADMINISTRATOR: _("Administrator"),
}
ACCESS_SENTENCES = {
    Access.PARTICIPANT: _("Registers, and sees the own data."),
    Access.SCHOOL_CONTACT: _("Keeps the people of the own school up to date, and sees who of them comes."),
    Access.VIEWER: _("Sees all events and who was there, and changes nothing. For a steering group or an auditor."),
    Access.ORGANISER: _("Does all the work for events, people and schools."),
    Access.ADMINISTRATOR: _("May do all that an organiser may, and decides on rights and settings and reads the log."),
}
