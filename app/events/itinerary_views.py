"""The stops of a trip."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.database import db
from app.core.errors import DomainError
from app.core.watching import is_sent
from app.events import queries, stops
from app.events.programme_forms import StopForm
from app.people.editing import authors
from app.people.permissions import Permission, requires, somebody

bp = Blueprint("itinerary", __name__, url_prefix="/organise/events/<slug>/stops")


@bp.route("/add", methods=["GET", "POST"])
@requires(Permission.ORGANISE_EVENTS)
def add(slug: str) -> ResponseReturnValue:
    """Add a stop."""
    event = queries.event_or_404(slug)
    form = StopForm.of(event)
    if form.validate_on_submit():
        try:
            stops.add(event, by=somebody().id, at=clock.now(), **form.facts())
        except DomainError as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            return _saved(slug)
    return render_template("itinerary/add.html", form=form, event=event)


@bp.route("/<int:stop_id>/edit", methods=["GET", "POST"])
@requires(Permission.ORGANISE_EVENTS)
def edit(slug: str, stop_id: int) -> ResponseReturnValue:
    """Change a stop."""
    event, me = queries.event_or_404(slug, hold=is_sent()), somebody().id
    stop = queries.stop_or_404(event, stop_id)
    form = StopForm.of(event, stop).watched()
    if form.validate_on_submit() and not form.is_overtaken(authors("event", event.id, me=me)):
        try:
            stops.edit(stop, by=me, at=clock.now(), **form.facts())
        except DomainError as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            return _saved(slug)
    return render_template("itinerary/edit.html", form=form, event=event, stop=stop)


@bp.post("/<int:stop_id>/remove")
@requires(Permission.ORGANISE_EVENTS)
def remove(slug: str, stop_id: int) -> ResponseReturnValue:
    """Take a stop out."""
    try:
        stops.remove(queries.stop_or_404(queries.event_or_404(slug), stop_id), by=somebody().id, at=clock.now())
    except DomainError as refusal:
        db.session.rollback()
        flash(str(refusal), "error")
        return redirect(url_for("programme.show", slug=slug))
    return _saved(slug)


def _saved(slug: str) -> ResponseReturnValue:
    db.session.commit()
    return redirect(url_for("programme.show", slug=slug))
