"""The agenda and the event page for everybody; making, publishing and calling off for organisers."""

from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.database import db
from app.core.errors import DomainError
from app.core.links import link
from app.core.moments import for_a_moment
from app.core.templating import page_asked
from app.core.watching import is_sent
from app.events import copying, operations, queries, running_order, schema_org
from app.events.forms import CallOffForm, CopyForm, EventForm
from app.events.kinds import Kind, find_kind
from app.events.labels import ROUND_LABELS, STOP_LABELS
from app.events.models import Event
from app.media.queries import address_of, attachments_of, find_picture
from app.people.editing import authors
from app.people.permissions import Permission, may, requires, signed_in, somebody
from app.region.queries import region_name
from app.registrations.queries import find_active, waiting_by_session, waiting_counts, waiting_for

bp = Blueprint("events", __name__)


@bp.get("/")
@requires(Permission.PUBLIC)
@for_a_moment
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
    event, at = queries.shown_event_or_404(slug), clock.now()
    person, picture = signed_in(), find_picture(event)
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
        round_labels=ROUND_LABELS,
        programme_days=running_order.days(event),
        corners=running_order.corners(event) if event.profile.has_zones else [],
        pick_ups=running_order.pick_ups(event),
        picture=picture,
        attachments=attachments_of(event),
        **_for_machines(event, address_of(picture), at=at),
    )


def _for_machines(event: Event, image: str, *, at: datetime) -> dict[str, object]:
    """What search engines and programs that show a link read: the head of the page."""
    region = region_name()
    described = schema_org.described(event, organiser=region, at=at, image=image)
    return {"region": region, "image": image, "address": link("events.show", slug=event.slug), "described": described}


@bp.get("/events/<slug>/programme")
@requires(Permission.PUBLIC)
def programme(slug: str) -> ResponseReturnValue:
    """The programme on paper; of a draft for organisers only."""
    event = queries.shown_event_or_404(slug, drafts=may(signed_in(), Permission.SEE_EVENTS))
    return render_template(
        "events/programme.html",
        event=event,
        programme_days=running_order.days(event),
        by_zone=running_order.by_zone,
        stop_labels=STOP_LABELS,
        address=link("events.show", slug=slug),
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
    """All events with their seats and lines, drafts too; or what is in the archive."""
    asked, page = {name: request.args.get(name) == "1" for name in ("past", "archived")}, page_asked()
    found = queries.organised(at=clock.now(), page=page, **asked)
    events, has_more = found[: queries.PAGE], len(found) > queries.PAGE
    return render_template(
        "events/organise.html", events=events, kinds=list(Kind), waiting=waiting_counts(events), page=page, has_more=has_more, **asked
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
    event, me = queries.event_or_404(slug, hold=is_sent()), somebody().id
    form = EventForm.showing(event).watched()
    if form.validate_on_submit() and not form.is_overtaken(authors("event", event.id, me=me)):
        try:
            operations.edit(event, form.plan(), by=me, at=clock.now())
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
            operations.call_off(event, reason=form.reason.data, stays_in_plan=form.stays_in_plan.data, by=somebody().id, at=clock.now())
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
