"""The address book, as organisers use it."""

from typing import Any

import sqlalchemy as sa
from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core import clock
from app.core.database import db
from app.core.errors import DomainError
from app.core.limits import limited
from app.core.spreadsheets import as_csv, as_xlsx
from app.core.templating import page_asked
from app.core.watching import is_sent
from app.log.actions import Action
from app.log.operations import record
from app.people import address_book, merging, operations, queries, tags
from app.people.address_book import Search
from app.people.columns import heading_row, row_of
from app.people.editing import authors
from app.people.forms import PersonForm, TagForm, as_filled_in
from app.people.history import history_of
from app.people.labels import ACCESS_LABELS
from app.people.models import Access, Role, TagKind
from app.people.permissions import Permission, requires, somebody
from app.registrations.queries import for_person
from app.schools.queries import offered_schools, schools

bp = Blueprint("people", __name__, url_prefix="/organise/people")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_SEARCH = 200
MOST_SUGGESTED = 8


@bp.get("/")
@requires(Permission.MANAGE_PEOPLE)
def index() -> ResponseReturnValue:
    """The people that the address asks for, 50 at a time."""
    search, page = _search(), page_asked()
    people, total = address_book.on_page(search, page)
    lists = {"schools": schools(), "tags": tags.tags(), "kinds": tags.KIND_LABELS, "accesses": ACCESS_LABELS}
    has_more = page * address_book.PAGE < total
    return render_template("people/index.html", people=people, total=total, search=search, asked=_asked(), page=page, has_more=has_more, **lists)


@bp.get("/search")
@requires(Permission.MANAGE_PEOPLE)
def search() -> ResponseReturnValue:
    """People by any part of their name or address, for a field that asks for somebody: name, school and what to type, as JSON."""
    found = address_book.suggested(request.args.get("q", "")[:LONGEST_SEARCH], most=MOST_SUGGESTED)
    people = [{"value": typed, "name": person.name, "school": person.school.name if person.school else ""} for person, typed in found]
    answer = jsonify(people=people)
    answer.cache_control.private, answer.cache_control.max_age = True, 60
    return answer


@bp.route("/add", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def add() -> ResponseReturnValue:
    """Put somebody into the address book."""
    form = PersonForm()
    if form.validate_on_submit():
        try:
            person = operations.add(form.facts(), by=somebody(), at=clock.now())
        except DomainError as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(_("Saved."))
            return redirect(url_for(".show", person_id=person.id))
    return render_template("people/add.html", form=form, schools=offered_schools())


@bp.get("/<int:person_id>")
@requires(Permission.MANAGE_PEOPLE)
def show(person_id: int) -> ResponseReturnValue:
    """All that organisers need to know about somebody."""
    person, at = queries.person_or_404(person_id), clock.now()
    merges = [(merge, merging.may_be_parted(merge, at=at)) for merge in merging.merges_into(person)]
    shown = {"registrations": for_person(person), "merges": merges, "history": history_of(person)}
    return render_template("people/show.html", person=person, accesses=ACCESS_LABELS, kinds=tags.KIND_LABELS, **shown)


@bp.route("/<int:person_id>/edit", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def edit(person_id: int) -> ResponseReturnValue:
    """Change what is known of somebody."""
    person = queries.person_or_404(person_id, hold=is_sent())
    form = PersonForm(data=as_filled_in(person)).watched()
    if form.validate_on_submit() and not form.is_overtaken(authors("person", person.id, me=somebody().id)):
        try:
            operations.edit(person, form.facts(), by=somebody(), at=clock.now())
        except DomainError as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(_("Saved."))
            return redirect(url_for(".show", person_id=person_id))
    return render_template("people/edit.html", form=form, person=person, schools=offered_schools())


@bp.post("/tag")
@requires(Permission.MANAGE_PEOPLE)
def tag() -> ResponseReturnValue:
    """Give a tag to the ticked people, or to everybody found."""
    form = TagForm()
    if _is_ready(form):
        try:
            count = tags.tag_people(_chosen(form), form.tag.data or "", TagKind(form.kind.data), by=somebody().id, at=clock.now())
        except DomainError as refusal:
            flash(str(refusal), "error")
        else:
            db.session.commit()
            flash(ngettext("%(num)s person has been tagged.", "%(num)s people have been tagged.", count))
    return redirect(_back())


@bp.post("/untag")
@requires(Permission.MANAGE_PEOPLE)
def untag() -> ResponseReturnValue:
    """Take a tag from the ticked people, or from everybody found."""
    form = TagForm()
    if _is_ready(form):
        try:
            count = tags.untag_people(_chosen(form), form.tag.data or "", by=somebody().id, at=clock.now())
        except DomainError as refusal:
            flash(str(refusal), "error")
        else:
            db.session.commit()
            flash(ngettext("The tag was taken from %(num)s person.", "The tag was taken from %(num)s people.", count))
    return redirect(_back())


@bp.get("/export.csv")
@limited("30/hour", methods=("GET",))
@requires(Permission.EXPORT_PEOPLE, lately=True)
def export_csv() -> ResponseReturnValue:
    """The people found, for a spreadsheet, in the columns that an import reads."""
    headers = {"Content-Disposition": 'attachment; filename="people.csv"'}
    return Response(as_csv(_exported()), content_type="text/csv; charset=utf-8", headers=headers)


@bp.get("/export.xlsx")
@limited("30/hour", methods=("GET",))
@requires(Permission.EXPORT_PEOPLE, lately=True)
def export_xlsx() -> ResponseReturnValue:
    """The same as an XLSX file."""
    headers = {"Content-Disposition": 'attachment; filename="people.xlsx"'}
    return Response(as_xlsx(_exported()), content_type=XLSX, headers=headers)


def _exported() -> list[list[str]]:
    people, by = address_book.everybody(_search()), somebody().id
    rows = [heading_row(), *map(row_of, people)]
    db.session.rollback()  # on SQLite who has read must begin anew to write
    record(Action.PEOPLE_EXPORTED, by=by, at=clock.now(), count=len(rows) - 1)
    db.session.commit()
    return rows


def _search() -> Search:
    """What the address asks for; what makes no sense is left out."""
    given = request.args
    return Search(
        words=given.get("q", "")[:LONGEST_SEARCH],
        school_id=_number(given.get("school", "")),
        role=next((role for role in Role if role.value == given.get("role")), None),
        tag_id=_number(given.get("tag", "")),
        access=next((access for access in Access if access.value == given.get("access")), None),
    )


def _asked() -> dict[str, Any]:
    """The same as it stands in the address."""
    search = _search()
    asked = {"q": search.words, "school": search.school_id, "role": search.role, "tag": search.tag_id, "access": search.access}
    return {name: str(value) for name, value in asked.items() if value}


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def _is_ready(form: TagForm) -> bool:
    """Whether there is a tag, and somebody to give it to; else says what is missing."""
    if not form.validate():
        flash(_("Choose a tag of at most 60 characters."), "error")
        return False
    if not form.everybody.data and not form.person.data:
        flash(_("Tick the people first, or choose everybody found."), "error")
        return False
    return True


def _chosen(form: TagForm) -> sa.Select[int]:
    return address_book.ids(_search()) if form.everybody.data else address_book.these(form.person.data[:LONGEST_SEARCH])


def _back() -> str:
    return url_for(".index", **_asked(), page=page_asked() if page_asked() > 1 else None)
