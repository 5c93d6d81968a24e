"""Schools, companies and institutions as organisers keep them, and the search that every form asks."""

from enum import StrEnum
from typing import Any, TypeVar

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.database import db
from app.core.errors import DomainError
from app.core.forms import tidy
from app.core.limits import limited
from app.core.spreadsheets import as_csv
from app.core.templating import page_asked
from app.core.watching import is_sent
from app.people.permissions import Permission, requires, somebody
from app.people.queries import count_by_school as count_people
from app.registrations.queries import count_by_school as count_registrations
from app.schools import operations, queries
from app.schools.exports import school_rows
from app.schools.forms import AcceptForm, MergeForm, SchoolForm
from app.schools.labels import KIND_LABELS, PARTICIPATION_LABELS
from app.schools.models import Participation, School, SchoolKind
from app.schools.queries import Sought

bp = Blueprint("schools", __name__)
LONGEST_SEARCH = 120
MOST_SUGGESTED, MOST_FOUND = 8, 20
Choice = TypeVar("Choice", bound=StrEnum)


@bp.get("/schools/search")
@limited("600/minute", methods=("GET",), alone=True)
@requires(Permission.PUBLIC)
def search() -> ResponseReturnValue:
    """Accepted schools by name or place, or the only one with the domain of a mail address: names and places, as JSON."""
    email = _asked("email")
    if email:
        of_address = queries.of_mail_address(email)
        found = of_address if len(of_address) == 1 else []
    else:
        found = queries.search(_asked("q"), most=MOST_SUGGESTED)
    answer = jsonify(schools=[{"name": school.name, "city": school.city} for school in found])
    answer.cache_control.private, answer.cache_control.max_age = True, 60
    return answer


@bp.get("/organise/schools/")
@requires(Permission.MANAGE_SCHOOLS)
def index() -> ResponseReturnValue:
    """What has been proposed, and all schools, narrowed down by what the address says."""
    sought, page = _sought(), page_asked()
    found, proposed = queries.listed(sought, page=page), queries.proposed()
    shown = [school.id for school in (*found, *proposed)]
    return render_template(
        "schools/index.html",
        schools=found[: queries.PAGE],
        proposed=proposed,
        proposed_in_all=queries.count_proposed(),
        likely=queries.likely_meant({school.id: school.name for school in proposed}),
        people=count_people(shown),
        registrations=count_registrations([school.id for school in proposed]),
        sought=sought,
        kinds=KIND_LABELS,
        participations=PARTICIPATION_LABELS,
        page=page,
        has_more=len(found) > queries.PAGE,
    )


@bp.get("/organise/schools.csv")
@limited("60/hour", methods=("GET",))
@requires(Permission.MANAGE_SCHOOLS)
def index_csv() -> ResponseReturnValue:
    """The schools that the list shows, for a spreadsheet."""
    schools = queries.exported(_sought())
    body = as_csv(school_rows(schools, count_people([school.id for school in schools])))
    filename = _("schools")
    headers = {"Content-Disposition": f'attachment; filename="{filename}.csv"'}
    return Response(body, content_type="text/csv; charset=utf-8", headers=headers)


@bp.route("/organise/schools/add", methods=["GET", "POST"])
@requires(Permission.MANAGE_SCHOOLS)
def add() -> ResponseReturnValue:
    """Add a school, company or institution."""
    form = SchoolForm()
    if form.validate_on_submit():
        try:
            operations.add(form.facts(), domains=form.mail_domains(), by=somebody().id, at=clock.now())
        except DomainError as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            return _done(_("Saved."))
    return render_template("schools/add.html", form=form)


@bp.route("/organise/schools/<int:school_id>/edit", methods=["GET", "POST"])
@requires(Permission.MANAGE_SCHOOLS)
def edit(school_id: int) -> ResponseReturnValue:
    """Change what is known of a school."""
    school = queries.school_or_404(school_id, hold=is_sent())
    form = SchoolForm.showing(school).watched()
    if form.validate_on_submit() and not form.is_overtaken():
        try:
            operations.edit(school, form.facts(), domains=form.mail_domains(), by=somebody().id, at=clock.now())
        except operations.SchoolGone as refusal:
            return _gone(refusal)
        except DomainError as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            return _done(_("Saved."))
    return render_template("schools/edit.html", form=form, school=school, former=queries.former_names(school))


@bp.route("/organise/schools/<int:school_id>/accept", methods=["GET", "POST"])
@requires(Permission.MANAGE_SCHOOLS)
def accept(school_id: int) -> ResponseReturnValue:
    """Take a proposed school over."""
    school = queries.school_or_404(school_id)
    form = AcceptForm(kind="", city=school.city)
    if form.validate_on_submit():
        try:
            operations.accept(school, **form.facts(), by=somebody().id, at=clock.now())
        except operations.SchoolGone as refusal:
            return _gone(refusal)
        return _done(_("%(name)s is one of the schools now.", name=school.name))
    return render_template("schools/accept.html", form=form, school=school)


@bp.route("/organise/schools/<int:school_id>/merge", methods=["GET", "POST"])
@requires(Permission.MANAGE_SCHOOLS)
def merge(school_id: int) -> ResponseReturnValue:
    """Choose the school that this one goes up in, see what moves, and do it."""
    school, form = queries.school_or_404(school_id), MergeForm()
    into = queries.find_accepted(form.into.data or 0 if form.is_submitted() else request.args.get("into", 0, type=int))
    if into is not None and form.validate_on_submit():
        message = _("All that was of %(name)s is of %(into)s now.", name=school.name, into=into.name)
        try:
            operations.merge(school, into=into, by=somebody().id, at=clock.now())
        except DomainError as refusal:
            return _gone(refusal)
        return _done(message)
    return render_template("schools/merge.html", school=school, into=into, form=form, **_merging(school, into))


def _merging(school: School, into: School | None) -> dict[str, Any]:
    """What moves with a school, and where it could go."""
    typed, ids = _asked("q"), [school.id]
    likely = queries.likely_meant({school.id: school.name})[school.id]
    found = queries.search(typed, most=MOST_FOUND) if typed else likely
    return {
        "people": count_people(ids).get(school.id, 0),
        "registrations": count_registrations(ids).get(school.id, 0),
        "former": queries.former_names(school),
        "found": [other for other in found if other.id != school.id],
        "typed": typed,
    }


def _sought() -> Sought:
    return Sought(_asked("q"), _one_of(SchoolKind, "kind"), _one_of(Participation, "participation"))


def _asked(name: str) -> str:
    return tidy(request.args.get(name, ""))[:LONGEST_SEARCH]


def _one_of(choices: type[Choice], name: str) -> Choice | None:
    """What the address asks for, when it is one of these."""
    return next((choice for choice in choices if choice.value == request.args.get(name)), None)


def _done(message: str) -> ResponseReturnValue:
    """Keep it, say so, and back to the list."""
    db.session.commit()
    flash(message)
    return redirect(url_for(".index"))


def _gone(refusal: DomainError) -> ResponseReturnValue:
    """Somebody else was first: nothing is changed; the list says how it is now."""
    db.session.rollback()
    flash(str(refusal), "error")
    return redirect(url_for(".index"))
