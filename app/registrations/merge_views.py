"""Making one person of two, and undoing it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields import SelectChoice

from app.accounts.queries import count_sessions
from app.core import clock
from app.core.database import db
from app.core.errors import DomainError
from app.people import address_book, merging, queries
from app.people.forms import MergeForm
from app.people.models import Person
from app.people.permissions import Permission, requires, somebody
from app.registrations.queries import for_person, shared_events

bp = Blueprint("merges", __name__, url_prefix="/organise/people")


@bp.get("/<int:person_id>/merge")
@requires(Permission.MANAGE_PEOPLE)
def choose(person_id: int) -> ResponseReturnValue:
    """Find the other record of the same person; at first everybody of the same family name."""
    person = queries.person_or_404(person_id)
    typed = request.args.get("q", (person.name.split() or [""])[-1])[:200]
    people, _total = address_book.on_page(address_book.Search(words=typed), 1) if typed.strip() else ([], 0)
    return render_template("merges/choose.html", person=person, typed=typed, people=[other for other in people if other is not person])


@bp.route("/<int:person_id>/merge/<int:other_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def merge(person_id: int, other_id: int) -> ResponseReturnValue:
    """See what moves from both sides, choose which address stays, and do it."""
    both = [queries.person_or_404(person_id), queries.person_or_404(other_id)]
    form = MergeForm(keep=str(person_id))
    form.keep.choices = [SelectChoice(str(person.id), f"{person.name}, {person.email}") for person in both]
    if form.validate_on_submit():
        kept, gone = both if form.keep.data == str(person_id) else reversed(both)
        try:
            merging.merge(gone, kept, by=somebody(), at=clock.now())
        except DomainError as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(_("Merged. Both addresses get a mail about it."))
            return redirect(url_for("people.show", person_id=kept.id))
    return render_template("merges/merge.html", form=form, sides=[_side(person) for person in both], shared=shared_events(*both))


@bp.post("/merges/<int:merge_id>/undo")
@requires(Permission.MANAGE_PEOPLE)
def undo(merge_id: int) -> ResponseReturnValue:
    """Make two of one again."""
    merged = merging.merge_or_404(merge_id)
    kept_id = merged.kept_id
    try:
        merging.part(merged, by=somebody(), at=clock.now())
    except DomainError as refusal:
        db.session.rollback()
        flash(str(refusal), "error")
    else:
        db.session.commit()
        flash(_("Undone: they are two people again."))
    return redirect(url_for("people.show", person_id=kept_id))


def _side(person: Person) -> dict[str, object]:
    """What one of the two brings."""
    at = clock.now()
    held = {"registrations": for_person(person), "opt_outs": queries.opt_outs_of(person), "sessions": count_sessions(person, at=at)}
    return {"person": person, **held}
