"""Signing in."""

from flask_babel import lazy_gettext as _

from app.core.forms import Form, Line, MailAddress


class SignInForm(Form):
    """Whose link to mail."""

    email = MailAddress(_("Your work mail address"))


class CodeForm(Form):
    """The six digits from the mail; blanks and dashes are fine."""

    code = Line(_("The code of 6 digits from the mail"), most=20)


class OrganiserForm(Form):
    """Who may organise, as typed on the command line."""

    class Meta:
        csrf = False

    email = MailAddress("EMAIL")
    name = Line("--name")
