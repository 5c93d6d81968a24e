"""What organisers fill in about people."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, ValidationError
from wtforms.widgets import CheckboxInput

from app.core.errors import DomainError
from app.core.forms import REQUIRED, Form, Line, MailAddress
from app.core.languages import LANGUAGES
from app.people.columns import LONGEST_TAG, several
from app.people.imports import LARGEST
from app.people.labels import ROLE_LABELS
from app.people.models import Person, Role, Tag, TagKind
from app.people.operations import Facts
from app.people.tags import KIND_LABELS, PROFILES, tag_key, tags_named
from app.schools.models import School
from app.schools.queries import find_school

ROLES = [SelectChoice("", _("Choose")), *(SelectChoice(role.value, label) for role, label in ROLE_LABELS.items())]
SEPARATED = _("With ; or , between them.")


def short_tags(_form: object, field: Any) -> None:
    """Refuses names that are too long for a tag, or hold no letter or digit."""
    for name in several(field.data or ""):
        if len(name) > LONGEST_TAG:
            raise ValidationError(_("Each at most 60 characters."))
        if not tag_key(name):
            raise ValidationError(_("A tag has at least one letter or digit."))


class Tags(Line):
    """Names of tags, separated by semicolons or commas."""

    def __init__(self, label: Any, **more: Any) -> None:
        super().__init__(label, most=600, required=False, description=SEPARATED, **more)
        self.validators: list[Any] = [*self.validators, short_tags]


class PersonForm(Form):
    """Somebody in the address book."""

    name = Line(_("Name"))
    email = MailAddress(_("Work mail address"))
    role = SelectField(_("Role"), choices=ROLES)
    school = Line(_("School or organisation"), required=False)
    second_school = Line(_("Second school"), required=False)
    language = SelectField(_("Language of mail"), choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()])
    profiles = SelectMultipleField(_("Profiles"), choices=[SelectChoice(name, name) for name in PROFILES], option_widget=CheckboxInput())
    subjects = Tags(_("Subjects"))
    other_tags = Tags(_("Other tags"))

    def validate_role(self, field: Any) -> None:
        """One of the roles."""
        InputRequired(REQUIRED)(self, field)

    def facts(self) -> Facts:
        """What was filled in; new tags are made. Raises DomainError for a school that we don't know."""
        return Facts(
            name=self.name.data or "",
            email=self.email.data or "",
            role=Role(self.role.data),
            school=self._school("school"),
            second_school=self._school("second_school"),
            language=self.language.data,
            tags=self._tags(),
        )

    def _school(self, field: str) -> School | None:
        typed = self[field].data
        school = find_school(typed) if typed else None
        if typed and school is None:
            raise DomainError(_("We don't know this school. Choose one from the list, or add it under Schools first."), field=field)
        return school

    def _tags(self) -> Sequence[Tag]:
        names = [(name, TagKind.PROFILE) for name in self.profiles.data or []]
        names += [(name, TagKind.SUBJECT) for name in several(self.subjects.data or "")]
        names += [(name, TagKind.OTHER) for name in several(self.other_tags.data or "")]
        return list(tags_named(names).values())


def as_filled_in(person: Person) -> dict[str, Any]:
    """What the form shows of somebody."""
    names = {kind: [tag.name for tag in person.tags if tag.kind is kind] for kind in TagKind}
    own = [name for name in names[TagKind.PROFILE] if name not in PROFILES]  # a profile that is not one of the ten
    return {
        "name": person.name,
        "email": person.email,
        "role": person.role.value,
        "language": person.language,
        "school": person.school.name if person.school else "",
        "second_school": person.second_school.name if person.second_school else "",
        "profiles": names[TagKind.PROFILE],
        "subjects": "; ".join(names[TagKind.SUBJECT]),
        "other_tags": "; ".join([*names[TagKind.OTHER], *own]),
    }


class TagForm(Form):
    """A tag for many people at once."""

    tag = Line(_("Tag"), most=LONGEST_TAG)
    kind = SelectField(_("Kind"), choices=[SelectChoice(kind.value, label) for kind, label in KIND_LABELS.items()], default=TagKind.OTHER.value)
    everybody = BooleanField(_("Everybody found"))
    person = SelectMultipleField(_("People"), coerce=int, validate_choice=False)


class ImportForm(Form):
    """A file of people."""

    file = FileField(_("File"), validators=[FileRequired(_("Choose a file."))])

    def validate_file(self, _field: Any) -> None:
        """A file with something in it, that is not too large."""
        if len(self.content) > LARGEST:
            raise ValidationError(_("This file is larger than 5 MB. Divide it into several files."))
        if not self.content:
            raise ValidationError(_("This file is empty."))

    @cached_property
    def content(self) -> bytes:
        """What is in the file; of one that is too large, no more than shows that."""
        content: bytes = self.file.data.stream.read(LARGEST + 1)
        self.file.data.close()
        return content


class MergeForm(Form):
    """Which of two stays."""

    keep = RadioField(_("Which mail address stays?"), validators=[InputRequired(REQUIRED)])
