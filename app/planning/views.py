"""The year planner: the year on the wall, one day looked at closely, and moving an event to another."""

from datetime import date
from functools import lru_cache

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from app.core import clock
from app.core.database import db
from app.core.errors import DomainError
from app.core.languages import language
from app.core.templating import page_asked
from app.events import operations as events
from app.events.models import Event
from app.events.queries import event_or_404
from app.people.permissions import Permission, can, requires, somebody
from app.planning import queries, wall
from app.planning.forms import DayForm
from app.planning.labels import LAYERS
from app.planning.warnings import Calendars, Planned, Question, nearest_days, warnings_for
from app.region.school_years import SchoolYear
from app.registrations.queries import waiting_for

bp = Blueprint("planner", __name__, url_prefix="/organise/years")
YEAR = "<int(min=2000, max=2098):year>"
FIRST_YEAR, LAST_YEAR = 2000, 2098
PAGE = 50


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
    asked = request.args.getlist("layer")
    layers = tuple(name for name in LAYERS if name in asked or not asked)
    calendars = queries.calendars(school_year.first_day, school_year.last_day)
    return render_template(
        "planner/show.html",
        year=school_year,
        table=_drawn(calendars, school_year, layers, can("organise_events"), language(), clock.local_day(clock.now())),
        quarters=wall.quarters(school_year, calendars),
        layers=layers,
        layer_labels=LAYERS,
    )


@bp.get(f"/{YEAR}/list")
@requires(Permission.SEE_EVENTS)
def index(year: int) -> ResponseReturnValue:
    """The year's events in a row, each with what there is to know about its day."""
    school_year = SchoolYear(year)
    calendars, page = queries.calendars(school_year.first_day, school_year.last_day), page_asked()
    held = [event for event in calendars.events if event.last_day >= school_year.first_day and event.first_day <= school_year.last_day]
    shown = tuple(held[(page - 1) * PAGE : page * PAGE])
    rows = _listed(calendars, shown, can("organise_events"), language(), clock.local_day(clock.now()))
    return render_template("planner/index.html", year=school_year, rows=rows, has_any=bool(shown), page=page, has_more=len(held) > page * PAGE)


@bp.get("/days/<on>")
@requires(Permission.SEE_EVENTS)
def day(on: str) -> ResponseReturnValue:
    """One day: what there is to know, the nearest days without a conflict, and a new event on it."""
    chosen = _day(on) or abort(404)
    calendars = queries.calendars(chosen, chosen)
    question = Question(chosen, today=clock.local_day(clock.now()))
    return render_template(
        "planner/day.html",
        year=SchoolYear.of(chosen),
        day=chosen,
        day_url=lambda near: url_for(".day", on=near),
        found=warnings_for(question, calendars),
        nearest=nearest_days(question, calendars),
        events=[event for event in calendars.events if chosen in event.days],
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
    question = _question(event, to)
    calendars = queries.calendars(question.day, question.last_day)
    return render_template(
        "planner/move.html",
        event=event,
        form=form,
        year=SchoolYear.of(to),
        day=to,
        last_day=question.last_day,
        is_elsewhere=to != clock.local_day(event.starts_at),
        move_url=lambda near: url_for(".move", slug=slug, on=near),
        found=warnings_for(question, calendars),
        nearest=nearest_days(question, calendars),
        told=event.seats_taken + waiting_for(event) if event.is_public else 0,
    )


@lru_cache(maxsize=32)
def _drawn(calendars: Calendars, year: SchoolYear, layers: tuple[str, ...], may_move: bool, _language: str, today: date) -> Markup:
    """The year's table: drawn once, and again when something in it has changed. `calendars` are the same as long as nothing has."""
    weeks, weekdays = wall.weeks(year, calendars, layers), wall.weekdays()
    return Markup(render_template("planner/_wall.html", weeks=weeks, weekdays=weekdays, may_move=may_move, today=today))  # noqa: S704


@lru_cache(maxsize=32)
def _listed(calendars: Calendars, shown: tuple[Planned, ...], may_move: bool, _language: str, today: date) -> Markup:
    """Some events with what there is to know about their days; likewise."""
    rows = [(event, [] if event.is_called_off else warnings_for(_about(event, today), calendars)) for event in shown]
    return Markup(render_template("planner/_rows.html", rows=rows, may_move=may_move))  # noqa: S704


def _question(event: Event, to: date) -> Question:
    today = None if event.is_public else clock.local_day(clock.now())
    return Question(to, clock.local(event.starts_at).time(), event.id, len(event.days), today)


def _about(event: Planned, today: date) -> Question:
    return Question(event.first_day, event.starts, event.id, len(event.days), today if event.is_draft else None)


def _day(typed: str) -> date | None:
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None
