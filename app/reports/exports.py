"""What reports list, row by row."""

from collections.abc import Iterable, Sequence

from flask_babel import gettext as _

from app.core import clock
from app.events.models import Session
from app.people.labels import ROLE_LABELS
from app.registrations.models import Registration


def attendance_rows(registrations: Iterable[Registration], *, with_addresses: bool) -> Iterable[Sequence[str]]:
    """A heading and a row for everybody with a seat; mail addresses only for who may write to people."""
    addresses = [_("Mail address")] if with_addresses else []
    yield (_("Name"), _("School"), _("Role"), *addresses, _("Workshops"), _("Present"), _("Checked in at"))
    for registration in registrations:
        here = registration.checked_in_at
        workshops = ", ".join(_workshop(choice.session) for choice in registration.current_choices if not choice.is_waiting)
        time = f"{clock.local(here):%H:%M}" if here else ""
        person, role = registration.person, str(ROLE_LABELS[registration.role])
        address = [person.email] if with_addresses else []
        yield (person.name, registration.school.name, role, *address, workshops, _("yes") if here else _("no"), time)


def _workshop(session: Session) -> str:
    """15:15-17:20 Bouw een lesbot: the whole stretch of a workshop that goes on."""
    return f"{clock.local(session.starts_at):%H:%M}-{clock.local(session.ends_at):%H:%M} {session.title}"
