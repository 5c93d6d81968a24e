"""Who may do what, and who decided so: for administrators."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.queries import count_sessions
from app.core import clock
from app.core.database import db
from app.core.errors import DomainError
from app.core.words import folded
from app.people import access, queries
from app.people.address_book import Search, on_page
from app.people.labels import ACCESS_LABELS, ACCESS_SENTENCES
from app.people.models import Access
from app.people.permissions import ALLOWED, SENTENCES, Permission, requires, somebody
from app.people.rights_form import RightsForm

bp = Blueprint("rights", __name__, url_prefix="/organise/rights")


@bp.get("/")
@requires(Permission.MANAGE_ACCESS)
def index() -> ResponseReturnValue:
    """Everybody who may do more than a participant, and the table of rights."""
    table = {"labels": ACCESS_LABELS, "sentences": SENTENCES, "allowed": ALLOWED}
    return render_template("rights/index.html", people=queries.with_rights(), **table)


@bp.get("/find")
@requires(Permission.MANAGE_ACCESS)
def find() -> ResponseReturnValue:
    """Find somebody in the address book, to give rights to."""
    typed = request.args.get("q", "")[:200].replace("\0", "").strip()
    return render_template("rights/find.html", typed=typed, people=on_page(Search(words=typed), 1)[0] if folded(typed) else [])


@bp.route("/<int:person_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_ACCESS, lately=True)
def change(person_id: int) -> ResponseReturnValue:
    """Give somebody other rights."""
    person, by, at = queries.person_or_404(person_id), somebody(), clock.now()
    form = RightsForm(access=person.access.value)
    if form.validate_on_submit():
        try:
            access.grant(person, form.chosen, by=by, is_meant=form.is_meant.data, at=at)
        except DomainError as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            return _saved()
    shown = {"person": person, "is_own": person is by, "sessions": count_sessions(person, at=at)}
    return render_template("rights/change.html", form=form, sentences=ACCESS_SENTENCES, **shown)


@bp.post("/<int:person_id>/take-away")
@requires(Permission.MANAGE_ACCESS, lately=True)
def take_away(person_id: int) -> ResponseReturnValue:
    """Leave somebody the rights of a participant."""
    person = queries.person_or_404(person_id)
    try:
        access.grant(person, Access.PARTICIPANT, by=somebody(), at=clock.now())
    except DomainError as refusal:
        db.session.rollback()
        flash(str(refusal), "error")
        return redirect(url_for(".change", person_id=person_id))
    return _saved()


def _saved() -> ResponseReturnValue:
    db.session.commit()
    flash(_("Saved. A mail tells what has changed."))
    may_still = somebody().access is Access.ADMINISTRATOR
    return redirect(url_for(".index") if may_still else url_for("accounts.me"))
