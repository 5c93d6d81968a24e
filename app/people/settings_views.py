"""Settings of the region: who is responsible, and how long data are kept."""

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.database import db
from app.mail.message import sender
from app.people import retention
from app.people.permissions import Permission, requires, somebody
from app.people.privacy import find_holding
from app.people.settings_form import RegionForm, decided, retention_form
from app.region.operations import decide
from app.region.queries import CONTACT, DEFAULT_NAME, NAME, region_name, setting

bp = Blueprint("settings", __name__, url_prefix="/organise/settings")


@bp.route("/region", methods=["GET", "POST"])
@requires(Permission.MANAGE_SETTINGS)
def region() -> ResponseReturnValue:
    """Who is responsible, and whom to ask."""
    form, by, at = RegionForm(data={"name": region_name(), "contact": setting(CONTACT, otherwise="")}), somebody().id, clock.now()
    if form.validate_on_submit():
        decide(NAME, form.name.data, otherwise=DEFAULT_NAME, by=by, at=at)
        decide(CONTACT, form.contact.data or "", otherwise="", by=by, at=at)
        db.session.commit()
        flash(_("Saved."))
        return redirect(url_for(".region"))
    return render_template("settings/region.html", form=form, sender=current_app.config["MAIL_REPLY_TO"] or sender())


@bp.route("/retention", methods=["GET", "POST"])
@requires(Permission.MANAGE_SETTINGS)
def retention_times() -> ResponseReturnValue:
    """How many days each kind of data is kept, and what went lately."""
    form, by, at = retention_form(), somebody().id, clock.now()
    if form.validate_on_submit():
        for holding in decided():
            retention.change(holding, form[holding.key].data, by=by, at=at)
        db.session.commit()
        flash(_("Saved."))
        return redirect(url_for(".retention_times"))
    runs = [(entry, find_holding(entry.thing_label)) for entry in retention.runs()]
    return render_template("settings/retention_times.html", form=form, holdings=decided(), runs=runs, last_run=retention.last_run())
