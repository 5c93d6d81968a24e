"""What everybody may know: what is kept about people, and how usable the site is."""

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from app.mail.message import sender
from app.people.permissions import Permission, requires
from app.people.privacy import holdings, kept_for
from app.region.queries import region_contact, region_name

bp = Blueprint("statements", __name__)


@bp.get("/privacy")
@requires(Permission.PUBLIC)
def privacy() -> ResponseReturnValue:
    """What is kept, why, for how long, and what one can do about it: made of the declarations that the jobs work with."""
    held = [(holding, kept_for(holding)) for holding in holdings()]
    return render_template("statements/privacy.html", held=held, region=region_name(), contact=_contact())


@bp.get("/accessibility")
@requires(Permission.PUBLIC)
def accessibility() -> ResponseReturnValue:
    """How usable the site is for everybody, how that is tested, and where to complain."""
    return render_template("statements/accessibility.html", region=region_name(), contact=_contact())


def _contact() -> str:
    return region_contact(otherwise=current_app.config["MAIL_REPLY_TO"] or sender())
