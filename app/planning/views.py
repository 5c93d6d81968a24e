"""The year planner: the year on the wall, one day looked at closely, and moving an event to another."""

from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.database import db
from app.core.errors import DomainError
from app.events import operations as events
from app.events.models import Event
from app.events.queries import event_or_404
from app.people.permissions import Permission, requires, somebody
from app.planning import queries, wall
from app.planning.forms import DayForm
from app.planning.labels import LAYERS, LEVEL_LABELS
from app.planning.warnings import Question, nearest_days, warnings_for
from app.planning.years import SchoolYear
from app.registrations.queries import waiting_for

bp = Blueprint("planner", __name__, url_prefix="/organise/years")
YEAR = "<int(min=2000, max=2098):year>"
FIRST_YEAR, LAST_YEAR = 2000, 2098


@bp.get("/")
@requires(Permission.SEE_EVENTS)
def now() -> ResponseReturnValue:
    """The school year it is."""
    return redirect(url_for(".show", year=SchoolYear.of(clock.local_day(clock.now())).starts_in))


@bp.get(f"/{YEAR}")
@requires(Permission.SEE_EVENTS)
def show(year: int) -> ResponseReturnValue:
    """A school year, a row per week."""
    school_year = SchoolYear(year)
    layers = request.args.getlist("layer") or list(LAYERS)
    calendars, held = queries.calendars(school_year.first_day, school_year.last_day), queries.of_year(school_year)
    rows = list(wall.weeks(school_year, calendars, held, layers))
    today = clock.local_day(clock.now())
    return render_template("planner/show.html", year=school_year, weeks=rows, calendars=calendars, layers=layers, layer_labels=LAYERS, today=today)


@bp.get(f"/{YEAR}/list")
@requires(Permission.SEE_EVENTS)
def index(year: int) -> ResponseReturnValue:
    """The year's events in a row, each with what there is to know about its day."""
    school_year = SchoolYear(year)
    calendars = queries.calendars(school_year.first_day, school_year.last_day)
    rows = [(event, warnings_for(_question(event), calendars)) for event in queries.of_year(school_year)]
    return render_template("planner/index.html", year=school_year, rows=rows, level_labels=LEVEL_LABELS)


@bp.get("/days/<on>")
@requires(Permission.SEE_EVENTS)
def day(on: str) -> ResponseReturnValue:
    """One day: what there is to know, the nearest days without a conflict, and a new event on it."""
    chosen = _day(on) or abort(404)
    calendars = queries.calendars(chosen, chosen)
    question = Question(chosen)
    return render_template(
        "planner/day.html",
        year=SchoolYear.of(chosen),
        day=chosen,
        day_url=lambda near: url_for(".day", on=near),
        found=warnings_for(question, calendars),
        nearest=nearest_days(question, calendars),
        events=[event for event in calendars.events if event.first_day <= chosen <= event.last_day],
        level_labels=LEVEL_LABELS,
    )


@bp.route("/events/<slug>/move", methods=["GET", "POST"])
@requires(Permission.ORGANISE_EVENTS)
def move(slug: str) -> ResponseReturnValue:
    """Look at another day for an event; move it there when somebody says so, and tell everybody once."""
    event = event_or_404(slug)
    to = _day(request.args.get("on", "")) or clock.local_day(event.starts_at)
    form = DayForm(on=to)
    if form.validate_on_submit():
        try:
            events.move(event, to=form.on.data, by=somebody().id, at=clock.now())
        except DomainError as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(_("Moved."))
            return redirect(url_for(".show", year=SchoolYear.of(form.on.data).starts_in, _anchor=f"day-{form.on.data}"))
    calendars, question = queries.calendars(to, to), _question(event, to)
    return render_template(
        "planner/move.html",
        event=event,
        form=form,
        year=SchoolYear.of(to),
        day=to,
        is_elsewhere=to != clock.local_day(event.starts_at),
        move_url=lambda near: url_for(".move", slug=slug, on=near),
        found=warnings_for(question, calendars),
        nearest=nearest_days(question, calendars),
        told=event.seats_taken + waiting_for(event) if event.is_public else 0,
        level_labels=LEVEL_LABELS,
    )


def _question(event: Event, on: date | None = None) -> Question:
    starts = clock.local(event.starts_at)
    return Question(on or starts.date(), starts.time(), event.id)


def _day(typed: str) -> date | None:
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None
