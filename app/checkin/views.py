"""The station's page, and the organiser's list of stations."""

from flask import Blueprint, current_app, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.checkin import operations, queries
from app.checkin.forms import PinForm, StationForm
from app.core import clock
from app.core.database import db
from app.core.errors import DomainError
from app.core.limits import limited
from app.core.links import link
from app.core.security import CONTENT_SECURITY_POLICY
from app.events.queries import event_or_404
from app.people.permissions import Permission, requires, somebody

bp = Blueprint("checkin", __name__)
UNLOCKED = "stations"
SCANNER_POLICY = CONTENT_SECURITY_POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'") + "; media-src 'self' blob:"


@bp.route("/door/<link_token>", methods=["GET", "POST"])
@limited("60/hour")
@requires(Permission.PUBLIC)  # the pin is the permission
def station(link_token: str) -> ResponseReturnValue:
    """The scanner, once the pin has been given in this browser."""
    found = queries.station_by_link_or_404(link_token, at=clock.now())
    unlocked = session.get(UNLOCKED, [])
    if found.id in unlocked:
        token = operations.api_token(link_token, key=current_app.config["SECRET_KEY"])
        page = render_template("checkin/station.html", station=found, event=found.event, token=token, counts=queries.presence(found.event_id))
        return page, {"Content-Security-Policy": SCANNER_POLICY, "Referrer-Policy": "no-referrer"}
    form = PinForm()
    if form.validate_on_submit():
        try:
            operations.unlock(found, form.pin.data)
        except DomainError as refusal:
            db.session.commit()  # a wrong pin counts
            form.refuse(refusal)
        else:
            session[UNLOCKED] = [*unlocked[-9:], found.id]
            return redirect(url_for(".station", link_token=link_token))
    return render_template("checkin/pin.html", form=form, station=found, event=found.event), {"Referrer-Policy": "no-referrer"}


@bp.route("/organise/events/<slug>/door", methods=["GET", "POST"])
@requires(Permission.RUN_DOOR)
def stations(slug: str) -> ResponseReturnValue:
    """Stations of an event: open one, see link and pin, close one."""
    event, form = event_or_404(slug), StationForm()
    if form.validate_on_submit():
        try:
            operations.open_station(event, name=form.name.data, key=current_app.config["SECRET_KEY"], by=somebody().id, at=clock.now())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            db.session.commit()
            return redirect(url_for(".stations", slug=slug))
    shown = {"stations": queries.stations(event), "counts": queries.presence(event.id), "at": clock.now(), "link": link}
    return render_template("checkin/stations.html", event=event, form=form, **shown)


@bp.post("/organise/events/<slug>/door/<int:station_id>/revoke")
@requires(Permission.RUN_DOOR)
def revoke(slug: str, station_id: int) -> ResponseReturnValue:
    """Close a station now."""
    operations.revoke(queries.station_or_404(event_or_404(slug), station_id), by=somebody().id, at=clock.now())
    db.session.commit()
    flash(_("The station has been closed."))
    return redirect(url_for(".stations", slug=slug))
