"""Where an event is in its life at a moment: worked out of its status and its times, never kept."""

import enum
from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from app.events.kinds import Unit
from app.events.models import Event, EventStatus


class Phase(enum.StrEnum):
    """What can be said of an event now. Whether it is full is for its seats to say: one can still wait."""

    DRAFT = "draft"
    PLANNED = "planned"  # a draft that goes public by itself
    ANNOUNCED = "announced"  # public; nobody can register yet, or persons never can
    OPEN = "open"
    CLOSED = "closed"
    RUNNING = "running"
    FINISHED = "finished"
    CALLED_OFF = "called_off"

    @property
    def look(self) -> "Look":
        """How it is shown."""
        return LOOKS[self]


@dataclass(frozen=True)
class Look:
    """A word, with an icon and a tone beside it: never colour alone."""

    label: LazyString
    icon: str
    tone: str


LOOKS = {
    Phase.DRAFT: Look(_("Draft"), "pencil", "info"),
    Phase.PLANNED: Look(_("Goes public by itself"), "clock", "info"),
    Phase.ANNOUNCED: Look(_("Published"), "calendar", "info"),
    Phase.OPEN: Look(_("Registration open"), "door", "ok"),
    Phase.CLOSED: Look(_("Registration closed"), "lock", "off"),
    Phase.RUNNING: Look(_("Going on"), "people", "ok"),
    Phase.FINISHED: Look(_("Finished"), "check", "off"),
    Phase.CALLED_OFF: Look(_("Called off"), "cross", "off"),
}
IN_PLAN = Look(_("Called off, in the plan"), "cross", "off")
ARCHIVED = Look(_("Archived"), "archive", "off")


def phase_of(event: Event, at: datetime) -> Phase:
    """Where an event is at that moment, for everybody: putting it in the archive tidies the lists of organisers only."""
    if event.status is EventStatus.DRAFT:
        return Phase.PLANNED if event.publishes_at else Phase.DRAFT
    if event.is_called_off:
        return Phase.CALLED_OFF
    if at >= event.starts_at:
        return Phase.FINISHED if at >= event.ends_at else Phase.RUNNING
    return _before(event, at)


def looks_of(event: Event, at: datetime) -> list[Look]:
    """What organisers see of it: its phase, whether it counts in the plan, and whether it is in the archive."""
    phase = phase_of(event, at)
    look = IN_PLAN if phase is Phase.CALLED_OFF and event.stays_in_plan else phase.look
    return [look, ARCHIVED] if event.archived_at else [look]


def _before(event: Event, at: datetime) -> Phase:
    if event.profile.registers is not Unit.PERSON:
        return Phase.ANNOUNCED
    if event.takes_registrations(at):
        return Phase.OPEN
    return Phase.CLOSED if at >= event.registration_closes_at else Phase.ANNOUNCED
