"""The own data: see all of it, take it along, correct it, ask for it to go."""

import json
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.privacy_forms import OwnDataForm
from app.core import clock
from app.core.database import db
from app.core.errors import DomainError
from app.core.forms import Form
from app.log.actions import Action
from app.log.operations import Thing, record
from app.people import erasure, own_data
from app.people.models import Person
from app.people.permissions import Permission, requires, somebody
from app.people.privacy import Holding, Rows, holdings, kept_for
from app.people.queries import find_request
from app.schools.queries import offered_schools

bp = Blueprint("privacy", __name__, url_prefix="/me")
SHOWN = 10  # rows of one kind on the page; a download has them all


@bp.get("/data")
@requires(Permission.OWN_PAGE)
def data() -> ResponseReturnValue:
    """All that is kept about oneself, why, and for how long."""
    person = somebody()
    return render_template("privacy/data.html", held=_held(person), most=SHOWN, asked=find_request(person))


@bp.get("/data.json")
@requires(Permission.OWN_PAGE)
def data_json() -> ResponseReturnValue:
    """All of it as a file for programs."""
    held = [
        {
            "key": holding.key,
            "label": str(holding.label),
            "purpose": str(holding.purpose),
            "days_kept": period.days if period is not None else None,
            "counted": str(holding.since),
            "rows": [dict(row) for row in rows],
        }
        for holding, rows, period in _held(somebody())
    ]
    body = json.dumps({"made_at": clock.now(), "data": held}, default=_as_text, ensure_ascii=False, indent=2)
    return _download(body, "application/json", "json")


@bp.get("/data.html")
@requires(Permission.OWN_PAGE)
def data_html() -> ResponseReturnValue:
    """All of it as a file for people."""
    page = render_template("privacy/data_html.html", held=_held(somebody()), at=clock.now())
    return _download(page, "text/html", "html")


@bp.route("/data/edit", methods=["GET", "POST"])
@requires(Permission.OWN_PAGE)
def edit() -> ResponseReturnValue:
    """Correct what is known, and choose which invitations not to get."""
    person, at = somebody(), clock.now()
    form = OwnDataForm.showing(person)
    if form.validate_on_submit():
        try:
            own_data.correct(person, form.facts(), at=at)
            own_data.opt_out(person, form.opt_outs.data or [], at=at)
        except DomainError as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(_("Saved."))
            return redirect(url_for(".data"))
    return render_template("privacy/edit.html", form=form, schools=offered_schools())


@bp.route("/data/erase", methods=["GET", "POST"])
@requires(Permission.OWN_PAGE)
def erase() -> ResponseReturnValue:
    """Ask to be erased, after reading what goes and what stays."""
    person, form = somebody(), Form()
    if form.validate_on_submit():
        erasure.ask(person, at=clock.now())
        db.session.commit()
        flash(_("The organisers have your request. You get a mail only if something stands in the way."))
        return redirect(url_for(".data"))
    return render_template("privacy/erase.html", form=form, held=_held(person), asked=find_request(person))


@bp.post("/data/erase/take-back")
@requires(Permission.OWN_PAGE)
def take_back() -> ResponseReturnValue:
    """Stay after all."""
    erasure.take_back(somebody(), at=clock.now())
    db.session.commit()
    flash(_("You stay. Your request has been taken back."))
    return redirect(url_for(".data"))


def _held(person: Person) -> list[tuple[Holding, Rows, Any]]:
    return [(holding, holding.shown(person), kept_for(holding)) for holding in holdings()]


def _download(body: str, media_type: str, ending: str) -> Response:
    """The file, and a line in the log: written in a transaction of its own, as the page only read."""
    number = somebody().id
    db.session.commit()
    record(Action.DATA_DOWNLOADED, Thing("person", number), by=number, at=clock.now())
    db.session.commit()
    headers = {"Content-Disposition": f'attachment; filename="inloop.{ending}"', "Cache-Control": "no-store"}
    return Response(body, content_type=f"{media_type}; charset=utf-8", headers=headers)


def _as_text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
