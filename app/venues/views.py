"""The places where events are held."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.database import db
from app.people.permissions import Permission, requires
from app.venues import operations, queries
from app.venues.forms import VenueForm

bp = Blueprint("venues", __name__, url_prefix="/organise/venues")


@bp.get("/")
@requires(Permission.ORGANISE_EVENTS)
def index() -> ResponseReturnValue:
    """All venues."""
    return render_template("venues/index.html", venues=queries.venues())


@bp.route("/add", methods=["GET", "POST"])
@requires(Permission.ORGANISE_EVENTS)
def add() -> ResponseReturnValue:
    """Add a venue."""
    form = VenueForm()
    if form.validate_on_submit():
        operations.add(**form.facts())
        db.session.commit()
        flash(_("Saved."))
        return redirect(url_for(".index"))
    return render_template("venues/add.html", form=form)


@bp.route("/<int:venue_id>/edit", methods=["GET", "POST"])
@requires(Permission.ORGANISE_EVENTS)
def edit(venue_id: int) -> ResponseReturnValue:
    """Change a venue; calendars that show it are told."""
    venue = queries.venue_or_404(venue_id)
    form = VenueForm(obj=venue)
    if form.validate_on_submit():
        operations.edit(venue, at=clock.now(), **form.facts())
        db.session.commit()
        flash(_("Saved."))
        return redirect(url_for(".index"))
    return render_template("venues/edit.html", form=form, venue=venue)
