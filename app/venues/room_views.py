"""The rooms of a venue, from which the workshops of its events choose."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.database import db
from app.core.errors import DomainError
from app.people.permissions import Permission, requires, somebody
from app.venues import queries, rooms
from app.venues.forms import RoomForm

bp = Blueprint("rooms", __name__, url_prefix="/organise/venues/<int:venue_id>/rooms")


@bp.get("/")
@requires(Permission.ORGANISE_EVENTS)
def index(venue_id: int) -> ResponseReturnValue:
    """All rooms of a venue."""
    return render_template("rooms/index.html", venue=queries.venue_or_404(venue_id))


@bp.route("/add", methods=["GET", "POST"])
@requires(Permission.ORGANISE_EVENTS)
def add(venue_id: int) -> ResponseReturnValue:
    """Add a room."""
    venue, form = queries.venue_or_404(venue_id), RoomForm()
    if form.validate_on_submit():
        try:
            rooms.add(venue, **form.facts(), by=somebody().id, at=clock.now())
        except DomainError as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            return _saved(venue_id)
    return render_template("rooms/add.html", form=form, venue=venue)


@bp.route("/<int:room_id>/edit", methods=["GET", "POST"])
@requires(Permission.ORGANISE_EVENTS)
def edit(venue_id: int, room_id: int) -> ResponseReturnValue:
    """Change a room; coming events call it by its new name."""
    venue = queries.venue_or_404(venue_id)
    room = queries.room_or_404(venue, room_id)
    form = RoomForm(obj=room)
    if form.validate_on_submit():
        try:
            rooms.edit(room, **form.facts(), by=somebody().id, at=clock.now())
        except DomainError as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            return _saved(venue_id)
    return render_template("rooms/edit.html", form=form, venue=venue, room=room)


@bp.post("/<int:room_id>/remove")
@requires(Permission.ORGANISE_EVENTS)
def remove(venue_id: int, room_id: int) -> ResponseReturnValue:
    """Take a room off the list, unless a coming event uses it."""
    room = queries.room_or_404(queries.venue_or_404(venue_id), room_id)
    try:
        rooms.remove(room, by=somebody().id, at=clock.now())
    except DomainError as refusal:
        db.session.rollback()
        flash(str(refusal), "error")
        return redirect(url_for(".index", venue_id=venue_id))
    return _saved(venue_id)


def _saved(venue_id: int) -> ResponseReturnValue:
    db.session.commit()
    flash(_("Saved."))
    return redirect(url_for(".index", venue_id=venue_id))
