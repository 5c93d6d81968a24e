"""Registering, the ticket, changing and withdrawing; the organiser's list."""

from typing import cast

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from app.core import clock
from app.core.database import db
from app.core.errors import DomainError
from app.core.languages import language
from app.core.limits import limited
from app.events.models import Event
from app.events.queries import event_or_404, offer_or_404, public_event_or_404
from app.people.models import Person, Role
from app.people.operations import recognise
from app.people.own_data import may_choose_school
from app.people.permissions import Permission, requires, signed_in, somebody
from app.registrations import operations, queries, tickets
from app.registrations.arrivals import Attendee
from app.registrations.forms import ChoiceForm, RegisterForm, SignedInForm, programme_form
from app.registrations.models import Registration
from app.registrations.operations import AlreadyRegistered
from app.registrations.queries import KnownOfForm
from app.schools.operations import school_id_named
from app.schools.queries import offered_schools

bp = Blueprint("registrations", __name__)


@bp.route("/events/<slug>/register", methods=["GET", "POST"])
@limited("300 per 10 minutes", alone=True)  # a whole school sits behind one address
@requires(Permission.PUBLIC)
def register(slug: str) -> ResponseReturnValue:
    """Register: in full for strangers, the choices only for who is signed in."""
    event = offer_or_404(slug, clock.moment()) if request.method == "POST" else public_event_or_404(slug)
    person = signed_in()
    form = _form(event, person)
    is_complete = form.validate_on_submit()
    known = _known(event, form, is_complete=is_complete) if form.is_submitted() else None
    if known and known.token:
        return _to_ticket(event, known.token, may_see=known.may_see)
    if known and is_complete:
        try:
            return _surely_registered(event, form, person, known.school_id)
        except DomainError as refusal:
            db.session.rollback()
            form.refuse(refusal)
    if form.is_submitted():
        form.event = event = public_event_or_404(slug)  # with the seats that are left now
    is_open = event.takes_registrations(clock.now())
    return render_template("registrations/register.html", event=event, form=form, person=person, schools=offered_schools(), is_open=is_open)


@bp.get("/events/<slug>/register/sent")
@requires(Permission.PUBLIC)
def sent(slug: str) -> ResponseReturnValue:
    """The ticket went to the address that was given, not to this browser: anybody can type an address."""
    return render_template("registrations/sent.html", event=public_event_or_404(slug))


@bp.get("/tickets/<token>")
@requires(Permission.PUBLIC)
def ticket(token: str) -> ResponseReturnValue:
    """The ticket: QR, short code, choices, and what one can still do."""
    registration, at = queries.by_token_or_404(token), clock.now()
    place = queries.place_in_line(registration) if registration.is_waiting else None
    page = render_template(
        "registrations/ticket.html", registration=registration, event=registration.event, qr=tickets.svg(registration.code), place=place, at=at
    )
    return page, {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


@bp.get("/tickets/<token>/qr.svg")
@requires(Permission.PUBLIC)
def qr_svg(token: str) -> ResponseReturnValue:
    """The QR symbol as SVG."""
    return Response(tickets.svg(queries.by_token_or_404(token).code), mimetype="image/svg+xml")


@bp.get("/tickets/<token>/qr.png")
@requires(Permission.PUBLIC)
def qr_png(token: str) -> ResponseReturnValue:
    """The QR symbol as PNG."""
    return Response(tickets.png(queries.by_token_or_404(token).code), mimetype="image/png")


@bp.route("/tickets/<token>/change", methods=["GET", "POST"])
@requires(Permission.PUBLIC)
def change(token: str) -> ResponseReturnValue:
    """Choose other workshops."""
    registration = queries.by_token_or_404(token)
    event = public_event_or_404(registration.event.slug)
    held = {round_id: str(choice.session_id) for round_id, choice in registration.choice_by_round.items()}
    chosen = {f"session-{number}": held.get(round_.id) for number, round_ in enumerate(event.offered_rounds, start=1)}
    form = programme_form(ChoiceForm, event, **chosen)
    form.held = {choice.session_id for choice in registration.current_choices if not choice.is_waiting}
    if form.validate_on_submit():
        try:
            operations.change(registration, form.choices(), at=clock.now())
        except DomainError as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(_("Your choice has been changed."))
            return redirect(url_for(".ticket", token=token))
    return render_template("registrations/change.html", registration=registration, event=event, form=form)


@bp.post("/tickets/<token>/withdraw")
@requires(Permission.PUBLIC)
def withdraw(token: str) -> ResponseReturnValue:
    """One tap; the seat goes to the first in line."""
    registration = queries.by_token_or_404(token)
    try:
        operations.withdraw(registration, at=clock.now())
    except DomainError as refusal:
        db.session.rollback()
        flash(str(refusal), "error")
    else:
        db.session.commit()
        flash(_("You have withdrawn. Thank you for telling us: somebody else may have your seat."))
    return redirect(url_for(".ticket", token=token))


@bp.get("/organise/events/<slug>/registrations")
@requires(Permission.ORGANISE_EVENTS)
def index(slug: str) -> ResponseReturnValue:
    """Who comes and who waits."""
    event = event_or_404(slug)
    return render_template("registrations/index.html", event=event, registrations=queries.for_event(event))


def _form(event: Event, person: Person | None) -> RegisterForm | SignedInForm:
    if person is not None and person.school is not None:
        return cast(SignedInForm, programme_form(SignedInForm, event))
    known = {"email": person.email, "name": person.name, "role": person.role.value} if person else {}
    return cast(RegisterForm, programme_form(RegisterForm, event, **known))


def _known(event: Event, form: RegisterForm | SignedInForm, *, is_complete: bool = False) -> KnownOfForm:
    """What this very form has made before: a second tap or the back button changes nothing. Of a complete one its school, too."""
    school = form.school.data if is_complete and isinstance(form, RegisterForm) else ""
    return queries.known_of_form(event, form.form_key.data or "", school=school)


def _surely_registered(event: Event, form: RegisterForm | SignedInForm, person: Person | None, school_id: int | None) -> ResponseReturnValue:
    """Register; once more when the school was merged into another at that very moment. Raises DomainError."""
    try:
        return _registered(event, form, person, school_id)
    except IntegrityError:
        db.session.rollback()
        return _registered(event, form, person, None)


def _registered(event: Event, form: RegisterForm | SignedInForm, person: Person | None, school_id: int | None) -> ResponseReturnValue:
    """Register, commit, and go to the ticket, or to a page that says it has been mailed. Raises DomainError."""
    at = clock.now()
    attendee, is_new = _attendee(form, person, school_id)
    may_see = is_new or person is not None
    form_key = queries.kept_key(event, form.form_key.data, may_see=may_see) if form.form_key.data else None
    try:
        arrival = operations.register(event, attendee, form.choices(), form_key=form_key, at=at)
    except AlreadyRegistered as refusal:
        made = _known(event, form)
        return _to_ticket(event, made.token, may_see=made.may_see) if made.token else _already(event, refusal.registration, person)
    db.session.commit()
    return _to_ticket(event, arrival.token, may_see=may_see)


def _attendee(form: RegisterForm | SignedInForm, person: Person | None, school_id: int | None) -> tuple[Attendee, bool]:
    """Who registers, and whether we meet them only now. What a stranger types never changes somebody we know.

    `school_id`: the school that the form names, as far as that is known.
    """
    if isinstance(form, SignedInForm):
        known = somebody()
        assert known.school_id is not None  # noqa: S101 - _form offers this form to nobody else
        return Attendee(known, known.school_id, known.role), False
    school_id, role = school_id or school_id_named(form.school.data), Role(form.role.data)
    if person is not None:
        if may_choose_school(person):
            person.school_id = school_id
        return Attendee(person, school_id, role), False
    who, is_new = recognise(email=form.email.data, name=form.name.data, role=role, school_id=school_id, language=language())
    return Attendee(who, school_id, role), is_new


def _already(event: Event, registration: Registration, person: Person | None) -> ResponseReturnValue:
    """Send the ticket once more to its owner."""
    if person is None:
        operations.send_ticket_again(registration, at=clock.now())
    answer = _to_ticket(event, registration.token, may_see=person is not None)
    db.session.commit()
    return answer


def _to_ticket(event: Event, token: str, *, may_see: bool) -> ResponseReturnValue:
    if may_see:
        return redirect(url_for("registrations.ticket", token=token))
    return redirect(url_for("registrations.sent", slug=event.slug))
