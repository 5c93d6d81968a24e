"""The agenda and the event page for everybody; making, publishing and calling off for organisers."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.database import db
from app.core.errors import DomainError
from app.core.templating import page_asked
from app.events import copying, operations, queries
from app.events.forms import CallOffForm, CopyForm, EventForm
from app.events.kinds import Kind, find_kind
from app.events.labels import STOP_LABELS
from app.people.permissions import Permission, requires, signed_in, somebody
from app.registrations.queries import find_active, waiting_by_session, waiting_counts, waiting_for

bp = Blueprint("events", __name__)


@bp.get("/")
@requires(Permission.PUBLIC)
def agenda() -> ResponseReturnValue:
    """Coming events, or past ones; filters live in the address."""
    kind, past, page = find_kind(request.args.get("kind")), request.args.get("past") == "1", page_asked()
    found = queries.agenda(at=clock.now(), kind=kind, past=past, page=page)
    events, has_more = found[: queries.PAGE], len(found) > queries.PAGE
    return render_template(
        "events/agenda.html", events=events, waiting=waiting_counts(events), kinds=list(Kind), kind=kind, past=past, page=page, has_more=has_more
    )


@bp.get("/events/<slug>")
@requires(Permission.PUBLIC)
def show(slug: str) -> ResponseReturnValue:
    """What, when, where, and seats left."""
    event, at = queries.public_event_or_404(slug), clock.now()
    person = signed_in()
    mine = find_active(event, person) if person else None
    return render_template(
        "events/show.html",
        event=event,
        mine=mine,
        at=at,
        waiting=waiting_for(event),
        waiting_by_session=waiting_by_session(event),
        is_open=event.takes_registrations(at),
        stop_labels=STOP_LABELS,
    )


@bp.get("/events/<slug>/seats")
@requires(Permission.PUBLIC)
def seats(slug: str) -> ResponseReturnValue:
    """The seats alone, for pages that stay open."""
    event = queries.public_event_or_404(slug)
    return render_template("events/seats.html", event=event, waiting=waiting_for(event))


@bp.get("/organise/")
@requires(Permission.SEE_EVENTS)
def organise() -> ResponseReturnValue:
    """All events with their seats and lines, drafts too."""
    past, page = request.args.get("past") == "1", page_asked()
    found = queries.organised(at=clock.now(), past=past, page=page)
    events, has_more = found[: queries.PAGE], len(found) > queries.PAGE
    return render_template(
        "events/organise.html", events=events, kinds=list(Kind), waiting=waiting_counts(events), past=past, page=page, has_more=has_more
    )


@bp.route("/organise/events/add", methods=["GET", "POST"])
@requires(Permission.ORGANISE_EVENTS)
def add() -> ResponseReturnValue:
    """Make a draft; its programme comes next."""
    kind = find_kind(request.args.get("kind")) or Kind.STUDY_AFTERNOON
    form = EventForm.blank(kind.profile, on=request.args.get("on"))
    if form.validate_on_submit():
        try:
            event = operations.add(form.plan(), kind=kind, by=somebody().id, at=clock.now())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            db.session.commit()
            return redirect(url_for("programme.show", slug=event.slug))
    return render_template("events/add.html", form=form, kind=kind)


@bp.route("/organise/events/<slug>/edit", methods=["GET", "POST"])
@requires(Permission.ORGANISE_EVENTS)
def edit(slug: str) -> ResponseReturnValue:
    """Change what is said about an event."""
    event = queries.event_or_404(slug)
    form = EventForm.showing(event)
    if form.validate_on_submit():
        try:
            operations.edit(event, form.plan(), by=somebody().id, at=clock.now())
        except DomainError as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(_("Saved."))
            return redirect(url_for("programme.show", slug=event.slug))
    return render_template("events/edit.html", form=form, event=event)


@bp.post("/organise/events/<slug>/publish")
@requires(Permission.ORGANISE_EVENTS)
def publish(slug: str) -> ResponseReturnValue:
    """Show it to everybody."""
    event = queries.event_or_404(slug)
    try:
        operations.publish(event, by=somebody().id, at=clock.now())
    except DomainError as refusal:
        db.session.rollback()
        flash(str(refusal), "error")
    else:
        db.session.commit()
        flash(_("Published. Everybody can see it and register now; nobody has been written to."))
    return redirect(url_for("programme.show", slug=slug))


@bp.route("/organise/events/<slug>/call-off", methods=["GET", "POST"])
@requires(Permission.ORGANISE_EVENTS)
def call_off(slug: str) -> ResponseReturnValue:
    """Call it off, after saying how many people will be told."""
    event, form = queries.event_or_404(slug), CallOffForm()
    if form.validate_on_submit():
        try:
            operations.call_off(event, reason=form.reason.data, by=somebody().id, at=clock.now())
        except DomainError as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(_("Called off. Everybody who registered gets a mail."))
            return redirect(url_for("programme.show", slug=slug))
    return render_template("events/call_off.html", form=form, event=event, told=event.seats_taken + waiting_for(event))


@bp.route("/organise/events/<slug>/copy", methods=["GET", "POST"])
@requires(Permission.ORGANISE_EVENTS)
def copy(slug: str) -> ResponseReturnValue:
    """Make the next edition: a draft with the same programme on another day."""
    event = queries.event_or_404(slug)
    form = CopyForm(title=event.title, on=copying.next_edition(event))
    if form.validate_on_submit():
        try:
            made = copying.copy(event, title=form.title.data, to=form.on.data, by=somebody().id, at=clock.now())
        except DomainError as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(_("This is the copy, a draft. Look through its days, names and rooms."))
            return redirect(url_for("programme.show", slug=made.slug))
    return render_template("events/copy.html", form=form, event=event)
