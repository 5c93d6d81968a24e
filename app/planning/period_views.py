"""The calendars of schools: holidays, exams, busy weeks; typed or imported."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.utils import secure_filename

from app.core import clock
from app.core.database import db
from app.core.errors import DomainError
from app.core.watching import is_sent
from app.people.editing import authors
from app.people.permissions import Permission, requires, somebody
from app.planning import imports, operations, queries
from app.planning.forms import ImportForm, PeriodForm
from app.planning.labels import PERIOD_LABELS, REGION_LABELS
from app.planning.models import Period, PeriodKind
from app.region.school_years import SchoolYear

bp = Blueprint("periods", __name__, url_prefix="/organise/periods")


@bp.get("/<int(min=2000, max=2098):year>")
@requires(Permission.SEE_EVENTS)
def index(year: int) -> ResponseReturnValue:
    """All days of a school year that somebody entered."""
    school_year = SchoolYear(year)
    found = queries.periods(school_year.first_day, school_year.last_day)
    return render_template("periods/index.html", year=school_year, periods=found, kind_labels=PERIOD_LABELS, region_labels=REGION_LABELS)


@bp.route("/add", methods=["GET", "POST"])
@requires(Permission.ORGANISE_EVENTS)
def add() -> ResponseReturnValue:
    """Add days."""
    form = PeriodForm(whose=request.args.get("school"))
    form.offering(queries.participating())
    if form.validate_on_submit():
        period = operations.add_period(by=somebody().id, at=clock.now(), **form.facts())
        return _saved(period)
    return render_template("periods/add.html", form=form)


@bp.route("/<int:period_id>/edit", methods=["GET", "POST"])
@requires(Permission.ORGANISE_EVENTS)
def edit(period_id: int) -> ResponseReturnValue:
    """Change days."""
    period, me = queries.period_or_404(period_id, hold=is_sent()), somebody().id
    form = PeriodForm.showing(period).watched()
    form.offering(queries.participating())
    if form.validate_on_submit() and not form.is_overtaken(authors("period", period.id, me=me)):
        operations.edit_period(period, by=me, at=clock.now(), **form.facts())
        return _saved(period)
    return render_template("periods/edit.html", form=form, period=period)


@bp.post("/<int:period_id>/remove")
@requires(Permission.ORGANISE_EVENTS)
def remove(period_id: int) -> ResponseReturnValue:
    """Take days out."""
    period = queries.period_or_404(period_id)
    year = SchoolYear.of(period.starts_on)
    operations.remove_period(period, by=somebody().id, at=clock.now())
    db.session.commit()
    flash(_("Removed."))
    return redirect(url_for(".index", year=year.starts_in))


@bp.route("/import", methods=["GET", "POST"])
@requires(Permission.ORGANISE_EVENTS)
def take_over() -> ResponseReturnValue:
    """Import a file, in place of what the same file brought before."""
    form = ImportForm()
    form.offering(queries.participating())
    if form.validate_on_submit():
        try:
            found = imports.read(form.file.data.read())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            return _taken_over(found, form)
    return render_template("periods/take_over.html", form=form)


@bp.post(f"/import/<any({', '.join(imports.KNOWN)}):known>")
@requires(Permission.ORGANISE_EVENTS)
def take_over_known(known: str) -> ResponseReturnValue:
    """Import a file that comes with Inloop: school holidays, exams, soft dates."""
    path, kind = imports.KNOWN[known]
    found = imports.read(path.read_bytes())
    count = operations.take_over(found, kind=kind, region=None, school=None, source=path.name, by=somebody().id, at=clock.now())
    return _imported(found, count)


def _taken_over(found: list[imports.Found], form: ImportForm) -> ResponseReturnValue:
    source = secure_filename(form.file.data.filename or "")[:120] or "file"
    count = operations.take_over(
        found, kind=PeriodKind(form.kind.data), region=form.region, school=form.school, source=source, by=somebody().id, at=clock.now()
    )
    return _imported(found, count)


def _imported(found: list[imports.Found], count: int) -> ResponseReturnValue:
    db.session.commit()
    flash(ngettext("%(num)s period has been imported.", "%(num)s periods have been imported.", count))
    return redirect(url_for(".index", year=SchoolYear.of(found[0].starts_on).starts_in))


def _saved(period: Period) -> ResponseReturnValue:
    db.session.commit()
    flash(_("Saved."))
    return redirect(url_for(".index", year=SchoolYear.of(period.starts_on).starts_in))
