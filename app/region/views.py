"""The lines of the region's plan, with their targets per school year."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core import clock
from app.core.database import db
from app.core.errors import DomainError
from app.events.queries import planned_by_line
from app.people.permissions import Permission, requires, somebody
from app.region import programme_lines, queries
from app.region.forms import LineForm, TargetsForm
from app.region.labels import MEASURE_LABELS
from app.region.school_years import SchoolYear

bp = Blueprint("programme_lines", __name__, url_prefix="/organise/programme-lines")
YEAR = "<int(min=2000, max=2098):year>"


@bp.get("/")
@requires(Permission.SEE_EVENTS)
def now() -> ResponseReturnValue:
    """The lines in the school year it is."""
    return redirect(url_for(".index", year=SchoolYear.of(clock.local_day(clock.now())).starts_in))


@bp.get(f"/{YEAR}")
@requires(Permission.SEE_EVENTS)
def index(year: int) -> ResponseReturnValue:
    """All lines, with what they mean to reach in a school year."""
    school_year, found = SchoolYear(year), queries.programme_lines(with_targets=True)
    targets = {line.id: programme_lines.targets_of(line, school_year) for line in found}
    return render_template(
        "programme_lines/index.html",
        year=school_year,
        lines=[line for line in found if not line.is_retired or targets[line.id]],
        retired=[line for line in found if line.is_retired],
        targets=targets,
        planned=planned_by_line(school_year.first_day, school_year.last_day),
        measures=MEASURE_LABELS,
    )


@bp.route("/add", methods=["GET", "POST"])
@requires(Permission.ORGANISE_EVENTS)
def add() -> ResponseReturnValue:
    """Add a line."""
    form = LineForm()
    if form.validate_on_submit():
        try:
            programme_lines.add(by=somebody().id, at=clock.now(), **form.facts())
        except DomainError as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            return _saved()
    return render_template("programme_lines/add.html", form=form)


@bp.route("/<int:line_id>/edit", methods=["GET", "POST"])
@requires(Permission.ORGANISE_EVENTS)
def edit(line_id: int) -> ResponseReturnValue:
    """Change a line."""
    line = queries.line_or_404(line_id)
    form = LineForm(obj=line)
    if form.validate_on_submit():
        try:
            programme_lines.edit(line, by=somebody().id, at=clock.now(), **form.facts())
        except DomainError as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            return _saved()
    return render_template("programme_lines/edit.html", form=form, line=line)


@bp.post("/<int:line_id>/retire")
@requires(Permission.ORGANISE_EVENTS)
def retire(line_id: int) -> ResponseReturnValue:
    """No longer offer it to new events."""
    programme_lines.retire(queries.line_or_404(line_id), by=somebody().id, at=clock.now())
    return _saved()


@bp.post("/<int:line_id>/bring-back")
@requires(Permission.ORGANISE_EVENTS)
def bring_back(line_id: int) -> ResponseReturnValue:
    """Offer it to new events again."""
    programme_lines.bring_back(queries.line_or_404(line_id), by=somebody().id, at=clock.now())
    return _saved()


@bp.route(f"/<int:line_id>/targets/{YEAR}", methods=["GET", "POST"])
@requires(Permission.ORGANISE_EVENTS)
def targets(line_id: int, year: int) -> ResponseReturnValue:
    """What a line means to reach in a school year."""
    line, school_year = queries.line_or_404(line_id), SchoolYear(year)
    form = TargetsForm(data={measure.value: number for measure, number in programme_lines.targets_of(line, school_year).items()})
    if form.validate_on_submit():
        programme_lines.aim(line, school_year, form.numbers(), by=somebody().id, at=clock.now())
        return _saved(year)
    return render_template("programme_lines/targets.html", form=form, line=line, year=school_year)


@bp.post(f"/{YEAR}/copy-targets")
@requires(Permission.ORGANISE_EVENTS)
def copy_targets(year: int) -> ResponseReturnValue:
    """Aim for what was aimed for the year before."""
    copied = programme_lines.copy_targets(SchoolYear(year), by=somebody().id, at=clock.now())
    db.session.commit()
    flash(ngettext("Targets copied for %(num)s line.", "Targets copied for %(num)s lines.", copied) if copied else _("There was nothing to copy."))
    return redirect(url_for(".index", year=year))


def _saved(year: int | None = None) -> ResponseReturnValue:
    db.session.commit()
    flash(_("Saved."))
    return redirect(url_for(".index", year=year or SchoolYear.of(clock.local_day(clock.now())).starts_in))
