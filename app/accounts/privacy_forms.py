"""What somebody fills in about the own data."""

from flask_babel import lazy_gettext as _
from wtforms import SelectField, SelectMultipleField
from wtforms.fields import SelectChoice
from wtforms.widgets import CheckboxInput

from app.core.forms import Form, Line
from app.core.languages import LANGUAGES
from app.people import opt_outs
from app.people.labels import ROLE_LABELS
from app.people.models import Person, Role
from app.people.own_data import Facts, may_choose_school
from app.people.queries import opt_outs_of
from app.schools.operations import school_named


class OwnDataForm(Form):
    """What is known about oneself, and which invitations one does not want."""

    name = Line(_("Name"))
    role = SelectField(_("Role"), choices=[SelectChoice(role.value, label) for role, label in ROLE_LABELS.items()])
    school = Line(_("School or company"), required=False)
    second_school = Line(_("Second school"), required=False, description=_("Only when you work at two."))
    language = SelectField(_("Language of mail to you"), choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()])
    opt_outs = SelectMultipleField(
        _("I do not want invitations for"),
        option_widget=CheckboxInput(),
        description=_("What you have registered for is not an invitation: you keep getting mail about that."),
    )

    @classmethod
    def showing(cls, person: Person) -> "OwnDataForm":
        """The form with what is known now."""
        known = {
            "name": person.name,
            "role": person.role.value,
            "school": person.school.name if person.school else "",
            "second_school": person.second_school.name if person.second_school else "",
            "language": person.language,
            "opt_outs": sorted(opt_outs_of(person)),
        }
        form = cls(data=known)
        form.opt_outs.choices = [SelectChoice(kind, label) for kind, label in opt_outs.kinds().items()]
        if not may_choose_school(person):
            del form.school, form.second_school
        return form

    def facts(self) -> Facts:
        """What was filled in; a school that nobody knows yet is proposed."""
        typed = (self.school.data, self.second_school.data) if "school" in self else ("", "")
        schools = [school_named(name) if name else None for name in typed]
        first, second = schools if schools[0] else reversed(schools)
        return Facts(name=self.name.data or "", role=Role(self.role.data), school=first, second_school=second, language=self.language.data)
