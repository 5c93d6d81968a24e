"""The places where events are held."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.database import db
from app.core.watching import is_sent
from app.people.editing import authors
from app.people.permissions import Permission, requires, somebody
from app.venues import operations, queries
from app.venues.forms import VenueForm

bp = Blueprint("venues", __name__, url_prefix="/organise/venues")


@bp.get("/")
@requires(Permission.ORGANISE_EVENTS)
def index() -> ResponseReturnValue:
    """All venues."""
    return render_template("venues/index.html", venues=queries.venues(), rooms=queries.rooms_by_venue())


@bp.route("/add", methods=["GET", "POST"])
@requires(Permission.ORGANISE_EVENTS)
def add() -> ResponseReturnValue:
    """Add a venue."""
    form = VenueForm()
    if form.validate_on_submit():
        venue = operations.add(**form.facts(), by=somebody().id, at=clock.now())
        db.session.commit()
        flash(_("Saved. Add its rooms, and workshops can choose from them."))
        return redirect(url_for("rooms.index", venue_id=venue.id))
    return render_template("venues/add.html", form=form)


@bp.route("/<int:venue_id>/edit", methods=["GET", "POST"])
@requires(Permission.ORGANISE_EVENTS)
def edit(venue_id: int) -> ResponseReturnValue:
    """Change a venue; calendars that show it are told."""
    venue, me = queries.venue_or_404(venue_id, hold=is_sent()), somebody().id
    form = VenueForm(obj=venue).watched()
    if form.validate_on_submit() and not form.is_overtaken(authors("venue", venue.id, me=me)):
        operations.edit(venue, **form.facts(), by=me, at=clock.now())
        db.session.commit()
        flash(_("Saved."))
        return redirect(url_for(".index"))
    return render_template("venues/edit.html", form=form, venue=venue)
