"""What an administrator decides about the region."""

from functools import cache
from typing import Any, cast

from flask_babel import lazy_gettext as _

from app.core.forms import Count, Form, Line, MailAddress
from app.people.privacy import Holding, holdings, kept_for


class RegionForm(Form):
    """Who is responsible for this site, and whom to ask."""

    name = Line(_("Name of the region"), description=_("Stands in the privacy statement as who is responsible."))
    contact = MailAddress(_("Mail address for questions"), required=False, description=_("Empty: the address that mail is sent from."))


def decided() -> list[Holding]:
    """What a region decides about: those with bounds."""
    return [holding for holding in holdings() if holding.is_decided_here]


def retention_form() -> Any:
    """The form with a number of days for each kind of data, as they are now."""
    days = {holding.key: period.days for holding in decided() if (period := kept_for(holding)) is not None}
    return _retention_form()(data=days)


@cache
def _retention_form() -> type[Form]:
    fields = {holding.key: Count(holding.label, least=holding.least, most=holding.most) for holding in decided()}
    return cast(type[Form], type("RetentionForm", (Form,), fields))
