"""Choosing what somebody may do."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from app.core.forms import REQUIRED, Form
from app.people.labels import ACCESS_LABELS
from app.people.models import Access

CHOICES = [SelectChoice(access.value, label) for access, label in ACCESS_LABELS.items()]


class RightsForm(Form):
    """One access for one person."""

    access = RadioField(_("Rights"), choices=CHOICES, validators=[InputRequired(REQUIRED)])
    is_meant = BooleanField(_("I mean it: these are my own rights"))

    @property
    def chosen(self) -> Access:
        """The access, once the form has been found in order."""
        return Access(self.access.data)
