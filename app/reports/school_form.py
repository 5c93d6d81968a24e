"""What a school contact fills in about the own school and its people."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.forms import REQUIRED, Form, Line, MailAddress
from app.people.colleagues import may_change_address
from app.people.labels import ROLE_LABELS
from app.people.models import Person, Role, Tag, TagKind
from app.schools.forms import SchoolForm
from app.schools.models import School

ROLES = [SelectChoice("", _("Choose")), *(SelectChoice(role.value, label) for role, label in ROLE_LABELS.items())]
OWN_DETAILS = ("city", "lesson_ends", "contact_name", "contact_email", "contact_phone")


class OwnSchoolForm(SchoolForm):
    """What a school knows best about itself; its name, kind and part in the programme are for organisers."""

    name = short_name = kind = participation = brin = holiday_region = domains = None  # type: ignore[assignment]

    def facts(self) -> dict[str, Any]:
        """What was filled in, by the names of the model."""
        return {"lesson_ends": self.times()} | {name: self[name].data for name in OWN_DETAILS if name != "lesson_ends"}


class ColleagueForm(Form):
    """Somebody of the own school."""

    name = Line(_("Name"))
    email = MailAddress(_("Work mail address"))
    role = SelectField(_("Role"), choices=ROLES, validators=[InputRequired(REQUIRED)])
    school = RadioField(_("School"), validators=[InputRequired(REQUIRED)])
    tags = SelectMultipleField(_("Subjects and profiles"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput())

    offered: Sequence[Tag] = ()
    schools: Sequence[School] = ()

    @classmethod
    def adding(cls, contact: Person, tags: Sequence[Tag]) -> "ColleagueForm":
        """An empty form; the school is asked for only when there are two."""
        form = cls(school=str(contact.schools[0].id)) if len(contact.schools) == 1 else cls()
        return form._offering(tags, contact.schools)

    @classmethod
    def showing(cls, person: Person, tags: Sequence[Tag]) -> "ColleagueForm":
        """A form with what is known of somebody; the address only when it may be changed."""
        kept = [str(tag.id) for tag in person.tags]
        form = cls(name=person.name, email=person.email, role=person.role.value, tags=kept)._offering(tags, [])
        if not may_change_address(person):
            del form.email
        return form

    def facts(self) -> dict[str, Any]:
        """What was filled in, by the names of the operation, but for school and tags."""
        return {"name": self.name.data, "role": Role(self.role.data), "email": self.email.data if "email" in self else None}

    def chosen_school(self) -> School:
        """One of the schools offered."""
        return next(school for school in self.schools if len(self.schools) == 1 or str(school.id) == self.school.data)

    def chosen_tags(self, person: Person | None = None) -> list[Tag]:
        """The tags that were ticked, and what organisers have tagged somebody with besides."""
        others = [tag for tag in person.tags if tag.kind is TagKind.OTHER] if person else []
        return [tag for tag in self.offered if str(tag.id) in (self.tags.data or ())] + others

    def _offering(self, tags: Sequence[Tag], schools: Sequence[School]) -> "ColleagueForm":
        self.offered = [tag for tag in tags if tag.kind is not TagKind.OTHER]
        self.schools = schools
        self.tags.choices = [SelectChoice(str(tag.id), tag.name) for tag in self.offered]
        self.school.choices = [SelectChoice(str(school.id), school.name) for school in schools]
        if len(schools) < 2:
            del self.school
        if not self.offered:
            self.tags.choices = []
        return self
