"""The list of schools for a spreadsheet."""

from collections.abc import Iterable, Mapping, Sequence

from flask_babel import gettext as _

from app.schools.labels import HOLIDAY_LABELS, KIND_LABELS, PARTICIPATION_LABELS
from app.schools.models import School


def school_rows(schools: Iterable[School], people: Mapping[int, int]) -> Iterable[Sequence[str]]:
    """A heading and a row for every school, with how many people work there."""
    yield (
        *(_("Name"), _("Short name"), _("Kind"), _("Place"), _("Part in the programme"), _("BRIN with site"), _("Holiday region")),
        *(_("Lessons end at"), _("Mail domains"), _("Name of the contact"), _("Mail address of the contact"), _("Phone of the contact")),
        _("People"),
    )
    for school in schools:
        region = str(HOLIDAY_LABELS[school.holiday_region]) if school.holiday_region else ""
        ends, domains = " ".join(school.lesson_ends), " ".join(known.domain for known in school.domains)
        yield (
            *(school.name, school.short_name, str(KIND_LABELS[school.kind]), school.city),
            *(str(PARTICIPATION_LABELS[school.participation]), school.brin, region, ends, domains),
            *(school.contact_name, school.contact_email, school.contact_phone, str(people.get(school.id, 0))),
        )
