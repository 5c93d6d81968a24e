"""Ending the sessions of others: for administrators."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from app.accounts.endings import end_all_sessions
from app.core import clock
from app.core.database import db
from app.people.permissions import Permission, requires, somebody
from app.people.queries import person_or_404

bp = Blueprint("access", __name__, url_prefix="/organise/rights")


@bp.post("/<int:person_id>/end-sessions")
@requires(Permission.MANAGE_ACCESS, lately=True)
def end_sessions(person_id: int) -> ResponseReturnValue:
    """Sign somebody out everywhere, now."""
    ended = end_all_sessions(person_or_404(person_id), by=somebody(), at=clock.now())
    db.session.commit()
    flash(ngettext("Signed out in %(num)s browser.", "Signed out in %(num)s browsers.", ended))
    return redirect(url_for("rights.change", person_id=person_id))
