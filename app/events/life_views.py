"""The life of an event after it has been made: going public at a moment, and into the archive and out of it again."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.database import db
from app.core.errors import DomainError
from app.core.templating import moment
from app.events import archiving, publishing, queries
from app.events.forms import PublishLaterForm
from app.events.models import Event
from app.events.phases import Look, Phase, looks_of, phase_of
from app.people.permissions import Permission, requires, somebody

bp = Blueprint("life", __name__, url_prefix="/organise/events/<slug>")


@bp.app_template_filter("phase")
def phase(event: Event) -> Phase:
    """Where an event is in its life now."""
    return phase_of(event, clock.now())


@bp.app_template_filter("looks")
def looks(event: Event) -> list[Look]:
    """How organisers see that."""
    return looks_of(event, clock.now())


@bp.route("/publish-later", methods=["GET", "POST"])
@requires(Permission.ORGANISE_EVENTS)
def publish_later(slug: str) -> ResponseReturnValue:
    """Choose the moment at which a draft goes public by itself."""
    event = queries.event_or_404(slug)
    form = PublishLaterForm(moment=event.publishes_at)
    if form.validate_on_submit():
        try:
            publishing.publish_later(event, moment=form.moment.data, by=somebody().id, at=clock.now())
        except DomainError as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            return _back(slug, _("It goes public by itself on %(moment)s.", moment=moment(form.moment.data)))
    return render_template("life/publish_later.html", form=form, event=event)


@bp.post("/stay-draft")
@requires(Permission.ORGANISE_EVENTS)
def stay_draft(slug: str) -> ResponseReturnValue:
    """Take back that it goes public by itself."""
    try:
        publishing.stay_draft(queries.event_or_404(slug), by=somebody().id, at=clock.now())
    except DomainError as refusal:
        return _refused(slug, refusal)
    db.session.commit()
    return _back(slug, _("It stays a draft until you publish it."))


@bp.post("/archive")
@requires(Permission.ORGANISE_EVENTS)
def archive(slug: str) -> ResponseReturnValue:
    """Put it away."""
    try:
        archiving.archive(queries.event_or_404(slug), by=somebody().id, at=clock.now())
    except DomainError as refusal:
        return _refused(slug, refusal)
    db.session.commit()
    return _back(slug, _("Archived. It is no longer in the lists, and can't be changed."))


@bp.post("/bring-back")
@requires(Permission.ORGANISE_EVENTS)
def bring_back(slug: str) -> ResponseReturnValue:
    """Take it out of the archive."""
    archiving.bring_back(queries.event_or_404(slug), by=somebody().id, at=clock.now())
    db.session.commit()
    return _back(slug, _("Brought back from the archive."))


def _back(slug: str, message: str) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for("programme.show", slug=slug))


def _refused(slug: str, refusal: DomainError) -> ResponseReturnValue:
    db.session.rollback()
    flash(str(refusal), "error")
    return redirect(url_for("programme.show", slug=slug))
