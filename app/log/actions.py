"""Everything that is logged, a sentence each. `who` did it, `thing` is what it was done to."""

import enum

from flask_babel import lazy_gettext as _


class Action(enum.StrEnum):
    """Something that somebody did."""

    EVENT_ADDED = "event_added"
    EVENT_CHANGED = "event_changed"
    EVENT_PUBLISHED = "event_published"
    EVENT_CALLED_OFF = "event_called_off"
    EVENT_PICTURE_CHANGED = "event_picture_changed"
    EVENT_FILES_CHANGED = "event_files_changed"
    EVENT_PLANNED = "event_planned"
    EVENT_STAYS_DRAFT = "event_stays_draft"
    EVENT_NOT_PUBLISHED = "event_not_published"
    EVENT_ARCHIVED = "event_archived"
    EVENT_BROUGHT_BACK = "event_brought_back"
    PROGRAMME_CHANGED = "programme_changed"
    STATION_OPENED = "station_opened"
    STATION_CLOSED = "station_closed"
    ATTENDANCE_CORRECTED = "attendance_corrected"
    SCHOOL_ADDED = "school_added"
    SCHOOL_CHANGED = "school_changed"
    SCHOOL_ACCEPTED = "school_accepted"
    SCHOOLS_MERGED = "schools_merged"
    PERSON_ADDED = "person_added"
    PERSON_CHANGED = "person_changed"
    PERSON_ERASED = "person_erased"
    PERSONS_MERGED = "persons_merged"
    PERSONS_PARTED = "persons_parted"
    PEOPLE_TAGGED = "people_tagged"
    PEOPLE_UNTAGGED = "people_untagged"
    PEOPLE_IMPORTED = "people_imported"
    PEOPLE_EXPORTED = "people_exported"
    ACCESS_CHANGED = "access_changed"
    SIGNED_IN = "signed_in"
    SESSION_ENDED = "session_ended"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    ERASURE_ASKED = "erasure_asked"
    ERASURE_TAKEN_BACK = "erasure_taken_back"
    ERASURE_DECLINED = "erasure_declined"
    OPT_OUTS_CHANGED = "opt_outs_changed"
    DATA_DOWNLOADED = "data_downloaded"
    SETTING_CHANGED = "setting_changed"
    RETENTION_APPLIED = "retention_applied"
    LOG_EXPORTED = "log_exported"
    CALENDAR_CHANGED = "calendar_changed"
    LINE_ADDED = "line_added"
    LINE_CHANGED = "line_changed"
    LINE_RETIRED = "line_retired"
    LINE_BROUGHT_BACK = "line_brought_back"
    TARGETS_CHANGED = "targets_changed"
    THEME_RENAMED = "theme_renamed"
    THEMES_MERGED = "themes_merged"
    VENUE_ADDED = "venue_added"
    VENUE_CHANGED = "venue_changed"


SENTENCES = {
    Action.EVENT_ADDED: _("%(who)s made the event %(thing)s."),
    Action.EVENT_CHANGED: _("%(who)s changed the event %(thing)s."),
    Action.EVENT_PUBLISHED: _("%(who)s published the event %(thing)s."),
    Action.EVENT_CALLED_OFF: _("%(who)s called off the event %(thing)s."),
    Action.EVENT_PLANNED: _("%(who)s chose when the event %(thing)s goes public."),
    Action.EVENT_STAYS_DRAFT: _("%(who)s decided that the event %(thing)s stays a draft."),
    Action.EVENT_NOT_PUBLISHED: _("The event %(thing)s could not go public: %(reason)s"),
    Action.EVENT_ARCHIVED: _("%(who)s archived the event %(thing)s."),
    Action.EVENT_BROUGHT_BACK: _("%(who)s brought the event %(thing)s back from the archive."),
    Action.EVENT_PICTURE_CHANGED: _("%(who)s changed the picture of %(thing)s."),
    Action.EVENT_FILES_CHANGED: _("%(who)s changed the files of %(thing)s."),
    Action.PROGRAMME_CHANGED: _("%(who)s changed the programme of %(thing)s."),
    Action.STATION_OPENED: _("%(who)s opened a station at the door of %(thing)s."),
    Action.STATION_CLOSED: _("%(who)s closed a station at the door of %(thing)s."),
    Action.ATTENDANCE_CORRECTED: _("%(who)s corrected the attendance of %(person)s at %(thing)s."),
    Action.SCHOOL_ADDED: _("%(who)s added the school %(thing)s."),
    Action.SCHOOL_CHANGED: _("%(who)s changed the school %(thing)s."),
    Action.SCHOOL_ACCEPTED: _("%(who)s accepted the proposed school %(thing)s."),
    Action.SCHOOLS_MERGED: _("%(who)s merged the school %(other)s into %(thing)s."),
    Action.PERSON_ADDED: _("%(who)s added %(thing)s to the address book."),
    Action.PERSON_CHANGED: _("%(who)s changed what is known of %(thing)s."),
    Action.PERSON_ERASED: _("%(who)s erased %(thing)s."),
    Action.PERSONS_MERGED: _("%(who)s merged %(person)s into %(thing)s."),
    Action.PERSONS_PARTED: _("%(who)s undid the merging of %(person)s into %(thing)s."),
    Action.PEOPLE_TAGGED: _("%(who)s tagged %(count)s people with %(tag)s."),
    Action.PEOPLE_UNTAGGED: _("%(who)s took the tag %(tag)s from %(count)s people."),
    Action.PEOPLE_IMPORTED: _("%(who)s imported %(count)s people."),
    Action.PEOPLE_EXPORTED: _("%(who)s exported the address book, %(count)s people."),
    Action.ACCESS_CHANGED: _("%(who)s changed what %(thing)s may do."),
    Action.SIGNED_IN: _("%(who)s signed in (%(way)s)."),
    Action.SESSION_ENDED: _("%(who)s ended a session of %(thing)s."),
    Action.PASSKEY_ADDED: _("%(who)s added a passkey."),
    Action.PASSKEY_REMOVED: _("%(who)s removed a passkey."),
    Action.ERASURE_ASKED: _("%(who)s asked to be erased."),
    Action.ERASURE_TAKEN_BACK: _("%(who)s no longer asks to be erased."),
    Action.ERASURE_DECLINED: _("%(who)s answered why %(thing)s is not erased."),
    Action.OPT_OUTS_CHANGED: _("%(who)s chose which invitations to get."),
    Action.DATA_DOWNLOADED: _("%(who)s downloaded the own data."),
    Action.SETTING_CHANGED: _("%(who)s changed the setting %(thing)s."),
    Action.RETENTION_APPLIED: _("Retention erased %(count)s of %(thing)s."),
    Action.CALENDAR_CHANGED: _("%(who)s changed the calendar of the schools: %(thing)s."),
    Action.LINE_ADDED: _("%(who)s added the programme line %(thing)s."),
    Action.LINE_CHANGED: _("%(who)s changed the programme line %(thing)s."),
    Action.LINE_RETIRED: _("%(who)s retired the programme line %(thing)s."),
    Action.LINE_BROUGHT_BACK: _("%(who)s brought back the programme line %(thing)s."),
    Action.TARGETS_CHANGED: _("%(who)s changed the targets %(year)s of %(thing)s."),
    Action.THEME_RENAMED: _("%(who)s renamed the theme %(thing)s."),
    Action.THEMES_MERGED: _("%(who)s merged the theme %(other)s into %(thing)s."),
    Action.VENUE_ADDED: _("%(who)s added the venue %(thing)s."),
    Action.VENUE_CHANGED: _("%(who)s changed the venue %(thing)s."),
    Action.LOG_EXPORTED: _("%(who)s exported the log, %(count)s entries."),
}
