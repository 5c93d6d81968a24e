"""Taking people over from a file: send it, see what would happen, decide, take over."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.exc import IntegrityError

from app.core import clock
from app.core.database import db
from app.core.errors import DomainError
from app.core.forms import tidy
from app.core.limits import limited
from app.core.spreadsheets import as_csv, as_xlsx
from app.core.templating import page_asked
from app.core.uploads import make_room
from app.people import imports
from app.people.columns import COLUMNS, HEADINGS, MOST_ROWS, sample_rows
from app.people.forms import ImportForm
from app.people.permissions import Permission, requires, somebody
from app.people.verdicts import VERDICT_LABELS, Verdict, choices, sentence

bp = Blueprint("people_imports", __name__, url_prefix="/organise/people/imports")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
make_room(bp, {"add": imports.LARGEST})


@bp.route("/", methods=["GET", "POST"])
@limited("60/hour")
@requires(Permission.MANAGE_PEOPLE)
def add() -> ResponseReturnValue:
    """Send a file; it is read in the background."""
    form = ImportForm()
    if form.validate_on_submit():
        name = "".join(character for character in tidy(form.file.data.filename) if character.isprintable())
        coming = imports.add(filename=name or _("File"), content=form.content, by=somebody().id, at=clock.now())
        db.session.commit()
        return redirect(url_for(".show", import_id=coming.id))
    about = {"columns": COLUMNS, "headings": HEADINGS, "most": MOST_ROWS}
    return render_template("people_imports/add.html", form=form, recent=imports.recent(), **about)


@bp.get("/<int:import_id>")
@requires(Permission.MANAGE_PEOPLE)
def show(import_id: int) -> ResponseReturnValue:
    """How far it is, and then what would happen to every row."""
    coming, page = imports.import_or_404(import_id), page_asked()
    verdict = next((verdict for verdict in Verdict if verdict.value == request.args.get("verdict")), None)
    rows = imports.rows_on_page(coming, verdict, page)
    return render_template(
        "people_imports/show.html",
        coming=coming,
        counts=imports.counts(coming),
        undecided=imports.undecided(coming),
        rows=rows[: imports.PAGE],
        has_more=len(rows) > imports.PAGE,
        page=page,
        verdict=verdict,
        labels=VERDICT_LABELS,
        sentence=sentence,
        choices=choices,
    )


@bp.post("/<int:import_id>/decide")
@requires(Permission.MANAGE_PEOPLE)
def decide(import_id: int) -> ResponseReturnValue:
    """Keep what was decided about the doubtful rows on a page."""
    coming = imports.import_or_404(import_id)
    imports.decide(coming, {int(name.removeprefix("row-")): value for name, value in request.form.items() if _is_row(name)})
    db.session.commit()
    flash(_("Saved."))
    return redirect(url_for(".show", import_id=import_id, verdict=Verdict.DOUBTFUL.value, page=page_asked()))


@bp.post("/<int:import_id>/apply")
@requires(Permission.MANAGE_PEOPLE)
def apply(import_id: int) -> ResponseReturnValue:
    """Take everything over that is new or has changed, and what was decided so: all or nothing, once."""
    try:
        count = imports.apply(imports.import_or_404(import_id), by=somebody().id, at=clock.now())
        db.session.commit()
    except DomainError as refusal:
        db.session.rollback()
        flash(str(refusal), "error")
    except IntegrityError:
        db.session.rollback()
        flash(_("Somebody changed the address book at the same moment. Nothing was taken over; do it once more."), "error")
    else:
        flash(ngettext("%(num)s person has been taken over.", "%(num)s people have been taken over.", count))
    return redirect(url_for(".show", import_id=import_id))


@bp.get("/sample.csv")
@requires(Permission.MANAGE_PEOPLE)
def sample_csv() -> ResponseReturnValue:
    """A file to begin with, for Excel."""
    headers = {"Content-Disposition": 'attachment; filename="sample.csv"'}
    return Response(as_csv(sample_rows()), content_type="text/csv; charset=utf-8", headers=headers)


@bp.get("/sample.xlsx")
@requires(Permission.MANAGE_PEOPLE)
def sample_xlsx() -> ResponseReturnValue:
    """The same as an XLSX file."""
    return Response(as_xlsx(sample_rows()), content_type=XLSX, headers={"Content-Disposition": 'attachment; filename="sample.xlsx"'})


def _is_row(name: str) -> bool:
    number = name.removeprefix("row-")
    return name.startswith("row-") and number.isascii() and number.isdecimal() and len(number) < 8
