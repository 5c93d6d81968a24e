"""The zones of a hall."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.database import db
from app.core.errors import DomainError
from app.core.watching import is_sent
from app.events import queries, zones
from app.events.programme_forms import ZoneForm
from app.people.editing import authors
from app.people.permissions import Permission, requires, somebody

bp = Blueprint("zones", __name__, url_prefix="/organise/events/<slug>/zones")


@bp.route("/add", methods=["GET", "POST"])
@requires(Permission.ORGANISE_EVENTS)
def add(slug: str) -> ResponseReturnValue:
    """Add a zone."""
    event, form = queries.event_or_404(slug), ZoneForm()
    if form.validate_on_submit():
        try:
            zones.add(event, title=form.title.data, description=form.description.data, by=somebody().id, at=clock.now())
        except DomainError as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            return redirect(url_for("programme.show", slug=slug))
    return render_template("zones/add.html", form=form, event=event)


@bp.route("/<int:zone_id>/edit", methods=["GET", "POST"])
@requires(Permission.ORGANISE_EVENTS)
def edit(slug: str, zone_id: int) -> ResponseReturnValue:
    """Change a zone."""
    event, me = queries.event_or_404(slug, hold=is_sent()), somebody().id
    zone = queries.zone_or_404(event, zone_id)
    form = ZoneForm(obj=zone).watched()
    if form.validate_on_submit() and not form.is_overtaken(authors("event", event.id, me=me)):
        try:
            zones.edit(zone, title=form.title.data, description=form.description.data, by=me, at=clock.now())
        except DomainError as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            return redirect(url_for("programme.show", slug=slug))
    return render_template("zones/edit.html", form=form, event=event, zone=zone)
