"""Signing in."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, StringField
from wtforms.validators import DataRequired, Length

from app.core.forms import REQUIRED, Form, Line, MailAddress, tidy

OWN_DEVICE = _("This is my own device: keep me signed in here for two months")


class SignInForm(Form):
    """Whose link to mail."""

    email = MailAddress(_("Your work mail address"))


class CodeForm(Form):
    """The six digits from the mail; what is pasted around and between them, seen or not, is kept on the page and counts for nothing."""

    code = StringField(
        _("The code of 6 digits from the mail"),
        filters=[tidy],
        validators=[DataRequired(REQUIRED), Length(max=40, message=_("At most %(max)d characters."))],
    )
    trusted = BooleanField(OWN_DEVICE)


class LinkForm(Form):
    """The one button behind the link."""

    trusted = BooleanField(OWN_DEVICE)


class PasskeyForm(Form):
    """What somebody calls a passkey."""

    name = Line(_("Name of this passkey"), most=60)


class OrganiserForm(Form):
    """Who may organise, as typed on the command line."""

    class Meta:
        csrf = False

    email = MailAddress("EMAIL")
    name = Line("--name")
