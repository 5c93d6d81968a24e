"""Where somebody is signed in, and with which keys."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts import browsers, queries, sessions
from app.core import clock
from app.core.database import db
from app.people.permissions import Permission, requires, somebody

bp = Blueprint("sessions", __name__, url_prefix="/me/sessions")


@bp.get("")
@requires(Permission.OWN_PAGE)
def index() -> ResponseReturnValue:
    """All browsers in which one is signed in, and all passkeys."""
    person, at = somebody(), clock.now()
    shown = {"sessions": queries.sessions_of(person, at=at), "passkeys": queries.passkeys_of(person)}
    return render_template("sessions/index.html", here=browsers.session_here(at=at), **shown)


@bp.post("/<int:session_id>/end")
@requires(Permission.OWN_PAGE)
def end(session_id: int) -> ResponseReturnValue:
    """End one, wherever it is."""
    person, at = somebody(), clock.now()
    session = queries.session_or_404(person, session_id)
    is_here = session is browsers.session_here(at=at)
    sessions.end(session, by=person, at=at)
    db.session.commit()
    if is_here:
        browsers.clear()
    flash(_("That browser has been signed out."))
    return redirect(url_for("events.agenda" if is_here else ".index"))


@bp.post("/end-others")
@requires(Permission.OWN_PAGE)
def end_others() -> ResponseReturnValue:
    """End all but this one."""
    person, at = somebody(), clock.now()
    sessions.end_others(person, but=browsers.session_here(at=at), at=at)
    db.session.commit()
    flash(_("All other browsers have been signed out."))
    return redirect(url_for(".index"))
