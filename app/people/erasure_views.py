"""Erasing people, for organisers: who asked, what would go, and doing it."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.core import clock
from app.core.database import db
from app.core.errors import DomainError
from app.core.forms import Form, Paragraphs
from app.people import erasure, queries
from app.people.permissions import Permission, requires, somebody
from app.people.privacy import holdings

bp = Blueprint("erasures", __name__, url_prefix="/organise/erasures")


class AnswerForm(Form):
    """Why somebody is not erased."""

    answer = Paragraphs(lazy_gettext("Why not, or not yet"), most=300, required=True)


@bp.get("/")
@requires(Permission.ERASE_PEOPLE)
def index() -> ResponseReturnValue:
    """Who asked to be erased, and what became of earlier requests."""
    return render_template("erasures/index.html", waiting=queries.requests(settled=False), settled=queries.requests(settled=True))


@bp.route("/people/<int:person_id>/erase", methods=["GET", "POST"])
@requires(Permission.ERASE_PEOPLE, lately=True)
def erase(person_id: int) -> ResponseReturnValue:
    """Erase somebody for good, after seeing what goes and what stays as a count."""
    person, form = queries.person_or_404(person_id), Form()
    if form.validate_on_submit():
        try:
            erasure.erase(person, by=somebody().id, at=clock.now())
        except DomainError as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(_("Erased. What counts has stayed, without a name."))
            return redirect(url_for(".index"))
    held = [(holding, len(holding.shown(person))) for holding in holdings()]
    return render_template("erasures/erase.html", person=person, form=form, held=held, asked=queries.find_request(person))


@bp.route("/<int:request_id>/answer", methods=["GET", "POST"])
@requires(Permission.ERASE_PEOPLE)
def answer(request_id: int) -> ResponseReturnValue:
    """Write to somebody why not."""
    asked, form = queries.request_or_404(request_id), AnswerForm()
    if form.validate_on_submit():
        try:
            erasure.decline(asked, answer=form.answer.data or "", by=somebody().id, at=clock.now())
        except DomainError as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(_("Answered by mail."))
            return redirect(url_for(".index"))
    return render_template("erasures/answer.html", asked=asked, form=form)
