"""A school contact's own school: its people, its details, who comes, and how many came."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.database import db
from app.core.errors import DomainError
from app.core.templating import page_asked
from app.people.colleagues import add_colleague, edit_colleague
from app.people.permissions import Permission, requires, somebody
from app.people.tags import tags
from app.reports import own_school
from app.reports.school_form import ColleagueForm, OwnSchoolForm
from app.schools import operations as schools

bp = Blueprint("own_school", __name__, url_prefix="/school")


@bp.get("")
@requires(Permission.OWN_SCHOOL)
def show() -> ResponseReturnValue:
    """What is coming and who goes there, and the figures of what is over."""
    contact, at = somebody(), clock.now()
    events = own_school.coming(contact, at=at)
    figures = {"attended": own_school.attended(contact, at=at), "totals": own_school.totals(contact, at=at)}
    return render_template("own_school/show.html", contact=contact, events=events, registrations=own_school.registrations(contact, events), **figures)


@bp.get("/people")
@requires(Permission.OWN_SCHOOL)
def people() -> ResponseReturnValue:
    """Who works there."""
    contact, page = somebody(), page_asked()
    found = own_school.people(contact, page=page)
    shown, has_more = found[: own_school.PAGE], len(found) > own_school.PAGE
    return render_template("own_school/people.html", contact=contact, people=shown, page=page, has_more=has_more)


@bp.route("/people/add", methods=["GET", "POST"])
@requires(Permission.OWN_SCHOOL)
def add_person() -> ResponseReturnValue:
    """Put a colleague on the list."""
    contact = somebody()
    if not contact.schools:
        return redirect(url_for(".show"))
    form = ColleagueForm.adding(contact, tags())
    if form.validate_on_submit():
        try:
            add_colleague(**form.facts(), school=form.chosen_school(), tags=form.chosen_tags(), by=contact, at=clock.now())
        except DomainError as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            return _saved(".people")
    return render_template("own_school/add_person.html", contact=contact, form=form)


@bp.route("/people/<int:person_id>/edit", methods=["GET", "POST"])
@requires(Permission.OWN_SCHOOL)
def edit_person(person_id: int) -> ResponseReturnValue:
    """Change what is known of a colleague."""
    contact = somebody()
    person = own_school.person_or_404(contact, person_id)
    form = ColleagueForm.showing(person, tags())
    if form.validate_on_submit():
        try:
            edit_colleague(person, **form.facts(), tags=form.chosen_tags(person), by=contact, at=clock.now())
        except DomainError as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            return _saved(".people")
    return render_template("own_school/edit_person.html", contact=contact, form=form, person=person)


@bp.route("/<int:school_id>/edit", methods=["GET", "POST"])
@requires(Permission.OWN_SCHOOL)
def edit(school_id: int) -> ResponseReturnValue:
    """Change what a school knows best about itself."""
    contact = somebody()
    school = own_school.school_or_404(contact, school_id)
    form = OwnSchoolForm.showing(school)
    if form.validate_on_submit():
        facts = {"name": school.name, "brin": school.brin} | form.facts()
        try:
            schools.edit(school, facts, domains=[known.domain for known in school.domains], by=contact.id, at=clock.now())
        except DomainError as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            return _saved(".show")
    return render_template("own_school/edit.html", contact=contact, form=form, school=school)


def _saved(endpoint: str) -> ResponseReturnValue:
    db.session.commit()
    flash(_("Saved."))
    return redirect(url_for(endpoint))
