"""Building the programme: rounds, and the workshops that run side by side in them."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.database import db
from app.core.errors import DomainError
from app.events import queries, rounds, workshops
from app.events.forms import RoundForm, SessionForm
from app.events.labels import STOP_LABELS
from app.events.programme_checks import checks
from app.people.permissions import Permission, requires, somebody

bp = Blueprint("programme", __name__, url_prefix="/organise/events/<slug>")


@bp.get("/")
@requires(Permission.SEE_EVENTS)
def show(slug: str) -> ResponseReturnValue:
    """An event as organisers see it: what to do next, programme, seats."""
    event = queries.event_or_404(slug)
    return render_template("programme/show.html", event=event, stop_labels=STOP_LABELS, checks=[] if event.is_called_off else checks(event))


@bp.route("/rounds/add", methods=["GET", "POST"])
@requires(Permission.ORGANISE_EVENTS)
def add_round(slug: str) -> ResponseReturnValue:
    """Add a round."""
    event = queries.event_or_404(slug)
    form = RoundForm.blank(event)
    if form.validate_on_submit():
        try:
            rounds.add(event, title=form.title.data, by=somebody().id, at=clock.now(), **form.times(event))
        except DomainError as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            return _saved(slug)
    return render_template("programme/add_round.html", form=form, event=event)


@bp.route("/rounds/<int:round_id>/edit", methods=["GET", "POST"])
@requires(Permission.ORGANISE_EVENTS)
def edit_round(slug: str, round_id: int) -> ResponseReturnValue:
    """Change a round."""
    event = queries.event_or_404(slug)
    round_ = queries.round_or_404(event, round_id)
    form = RoundForm.showing(round_)
    if form.validate_on_submit():
        try:
            rounds.edit(round_, title=form.title.data, by=somebody().id, at=clock.now(), **form.times(event))
        except DomainError as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            return _saved(slug)
    return render_template("programme/edit_round.html", form=form, event=event, round=round_)


@bp.post("/rounds/<int:round_id>/remove")
@requires(Permission.ORGANISE_EVENTS)
def remove_round(slug: str, round_id: int) -> ResponseReturnValue:
    """Remove a round from a draft."""
    try:
        rounds.remove(queries.round_or_404(queries.event_or_404(slug), round_id), by=somebody().id, at=clock.now())
    except DomainError as refusal:
        return _refused(slug, refusal)
    return _saved(slug)


@bp.route("/rounds/<int:round_id>/sessions/add", methods=["GET", "POST"])
@requires(Permission.ORGANISE_EVENTS)
def add_session(slug: str, round_id: int) -> ResponseReturnValue:
    """Add a workshop to a round."""
    event = queries.event_or_404(slug)
    round_, form = queries.round_or_404(event, round_id), SessionForm.of(event)
    if form.validate_on_submit():
        try:
            workshops.add(round_, by=somebody().id, at=clock.now(), **form.facts())
        except DomainError as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            return _saved(slug)
    return render_template("programme/add_session.html", form=form, event=event, round=round_)


@bp.route("/sessions/<int:session_id>/edit", methods=["GET", "POST"])
@requires(Permission.ORGANISE_EVENTS)
def edit_session(slug: str, session_id: int) -> ResponseReturnValue:
    """Change a workshop."""
    event = queries.event_or_404(slug)
    session = queries.session_or_404(event, session_id)
    form = SessionForm.of(event, session)
    if form.validate_on_submit():
        try:
            workshops.edit(session, by=somebody().id, at=clock.now(), **form.facts())
        except DomainError as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            return _saved(slug)
    return render_template("programme/edit_session.html", form=form, event=event, session=session)


@bp.post("/sessions/<int:session_id>/remove")
@requires(Permission.ORGANISE_EVENTS)
def remove_session(slug: str, session_id: int) -> ResponseReturnValue:
    """Remove a workshop from a draft."""
    try:
        workshops.remove(queries.session_or_404(queries.event_or_404(slug), session_id), by=somebody().id, at=clock.now())
    except DomainError as refusal:
        return _refused(slug, refusal)
    return _saved(slug)


def _saved(slug: str) -> ResponseReturnValue:
    db.session.commit()
    return redirect(url_for(".show", slug=slug))


def _refused(slug: str, refusal: DomainError) -> ResponseReturnValue:
    db.session.rollback()
    flash(str(refusal), "error")
    return redirect(url_for(".show", slug=slug))
