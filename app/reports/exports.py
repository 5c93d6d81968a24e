"""Lists for spreadsheets, in which no cell can be a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from flask_babel import gettext as _

from app.core import clock
from app.people.labels import ROLE_LABELS
from app.registrations.models import Registration

BYTE_ORDER_MARK = "\ufeff"  # Excel takes UTF-8 for something else without it
FORMULA = re.compile(r"[\s\u200b\ufeff]*[=+\-@\t\r\n\0＝＋－＠]")  # also after blanks, and after what nobody sees


def harmless(cell: str) -> str:
    """The cell, with a quote before anything that a spreadsheet might take for a formula."""
    return f"'{cell}" if FORMULA.match(cell) else cell


def as_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows as CSV for a Dutch Excel: UTF-8 with a mark, semicolons, harmless cells."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return (BYTE_ORDER_MARK + buffer.getvalue()).encode()


def attendance_rows(registrations: Iterable[Registration]) -> Iterable[Sequence[str]]:
    """A heading and a row for everybody with a seat."""
    yield (_("Name"), _("School"), _("Role"), _("Mail address"), _("Workshops"), _("Present"), _("Checked in at"))
    for registration in registrations:
        here = registration.checked_in_at
        workshops = ", ".join(choice.session.title for choice in registration.current_choices if not choice.is_waiting)
        time = f"{clock.local(here):%H:%M}" if here else ""
        person, role = registration.person, str(ROLE_LABELS[registration.role])
        yield (person.name, registration.school.name, role, person.email, workshops, _("yes") if here else _("no"), time)
