"""Building the programme: rounds, and the workshops that run side by side in them."""

from dataclasses import asdict
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.database import db
from app.core.errors import DomainError
from app.core.templating import moment
from app.core.watching import is_sent
from app.events import publishing, queries, rounds, timetable_form, timetable_saving, workshops
from app.events.forms import NOBODY
from app.events.labels import ROUND_LABELS, STOP_LABELS
from app.events.meanwhile import Deed, done_since
from app.events.models import Event
from app.events.programme_checks import Check, checks
from app.events.programme_forms import RoundForm, SessionForm
from app.events.timetable import plain
from app.events.timetable import timetable as as_table
from app.people.editing import authors
from app.people.permissions import Permission, requires, somebody
from app.planning.queries import about_draft

bp = Blueprint("programme", __name__, url_prefix="/organise/events/<slug>")


@bp.get("/")
@requires(Permission.SEE_EVENTS)
def show(slug: str) -> ResponseReturnValue:
    """An event as organisers see it: what to do next, programme, seats."""
    event = queries.event_or_404(slug)
    found = _checks(event)
    hindrance = publishing.find_hindrance(event)
    return render_template(
        "programme/show.html",
        event=event,
        stop_labels=STOP_LABELS,
        round_labels=ROUND_LABELS,
        checks=found,
        hindrance=hindrance,
        about_days=about_draft(event, today=clock.local_day(clock.now())),
    )


@bp.get("/timetable")
@requires(Permission.SEE_EVENTS)
def timetable(slug: str) -> ResponseReturnValue:
    """The programme as a table, in which organisers build it."""
    event = queries.event_or_404(slug)
    if not event.profile.has_rounds:
        abort(404)
    return render_template("programme/timetable.html", event=event, table=as_table(event), checks=_checks(event))


@bp.post("/timetable")
@requires(Permission.ORGANISE_EVENTS)
def save_timetable(slug: str) -> ResponseReturnValue:
    """Save what was built, all of it or nothing; answers with the programme as it is now."""
    event = queries.event_or_404(slug)
    try:
        sent = timetable_form.read(_body())
        timetable_saving.save(event, sent.edits, stood=sent.stood, by=somebody().id, at=clock.now())
    except timetable_form.Malformed:
        return {"reason": _("This page is too old to save. Reload it: what you changed is kept.")}, 400
    except timetable_saving.Outdated as refusal:
        return {"reason": str(refusal), "deeds": [_deed(deed) for deed in done_since(event, sent.stood)], **_state(event)}, 409
    except DomainError as refusal:
        db.session.rollback()
        return {"reason": str(refusal), "faults": [asdict(fault) for fault in getattr(refusal, "faults", ())]}, 422
    answer = _state(event)
    db.session.commit()
    return answer


@bp.route("/rounds/add", methods=["GET", "POST"])
@requires(Permission.ORGANISE_EVENTS)
def add_round(slug: str) -> ResponseReturnValue:
    """Add a round, of the kind that the address may name."""
    event = queries.event_or_404(slug)
    form = RoundForm.blank(event, request.args.get("kind"))
    if form.validate_on_submit():
        try:
            rounds.add(event, by=somebody().id, at=clock.now(), **form.facts(event))
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
    event, me = queries.event_or_404(slug, hold=is_sent()), somebody().id
    round_ = queries.round_or_404(event, round_id)
    form = RoundForm.showing(round_).watched()
    if form.validate_on_submit() and not form.is_overtaken(authors("event", event.id, me=me)):
        try:
            rounds.edit(round_, by=me, at=clock.now(), **form.facts(event))
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
    """Add a workshop to a round, in the room or zone that the address may name."""
    event = queries.event_or_404(slug)
    round_ = queries.round_or_404(event, round_id)
    form = SessionForm.of(round_, room=request.args.get("room", ""), zone=request.args.get("zone", NOBODY, type=int))
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
    event, me = queries.event_or_404(slug, hold=is_sent()), somebody().id
    session = queries.session_or_404(event, session_id)
    form = SessionForm.of(session.round, session).watched()
    if form.validate_on_submit() and not form.is_overtaken(authors("event", event.id, me=me)):
        try:
            workshops.edit(session, by=me, at=clock.now(), **form.facts())
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


def _checks(event: Event) -> list[Check]:
    return [] if event.is_called_off or event.archived_at else checks(event, queries.beside(event))


def _state(event: Event) -> dict[str, Any]:
    found = [{"round": check.round.title if check.round else "", "text": check.text} for check in _checks(event)]
    return plain(event) | {"checks": found}


def _deed(deed: Deed) -> dict[str, Any]:
    return {"who": deed.who, "at": moment(deed.at), "lines": deed.lines}


def _body() -> object:
    try:
        return request.get_json(silent=True)
    except RecursionError:  # brackets a thousand deep
        return None


def _saved(slug: str) -> ResponseReturnValue:
    db.session.commit()
    return redirect(url_for(".show", slug=slug))


def _refused(slug: str, refusal: DomainError) -> ResponseReturnValue:
    db.session.rollback()
    flash(str(refusal), "error")
    return redirect(url_for(".show", slug=slug))
