"""What every site has: a language, signs of life, and word for robots."""

from functools import cache
from pathlib import Path

import sqlalchemy as sa
from alembic.script import ScriptDirectory
from flask import Blueprint, current_app, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from app.core.database import db
from app.core.languages import LANGUAGES
from app.core.security import csrf, own_path
from app.people.permissions import Permission, requires

bp = Blueprint("site", __name__)
PLAIN = {"Content-Type": "text/plain; charset=utf-8"}
PRIVATE = ("/organise/", "/tickets/", "/sign-in/", "/door/", "/me")


@bp.post("/language")
@csrf.exempt
@requires(Permission.PUBLIC)
def language() -> ResponseReturnValue:
    """Choose the language of this browser."""
    chosen = request.form.get("language", "")
    if chosen in LANGUAGES:
        session["language"] = chosen
    return redirect(own_path(request.form.get("next"), otherwise=url_for("events.agenda")))


@bp.get("/healthz")
@requires(Permission.PUBLIC)
def healthz() -> ResponseReturnValue:
    """The process answers."""
    return "ok\n", PLAIN


@bp.get("/readyz")
@requires(Permission.PUBLIC)
def readyz() -> ResponseReturnValue:
    """The database answers and has exactly the tables of this version."""
    try:
        present = set(db.session.scalars(sa.text("SELECT version_num FROM alembic_version")))
    except sa.exc.SQLAlchemyError:
        return "the database does not answer, or is empty\n", 503, PLAIN
    if present != _revisions():
        return "the tables are of another version: run flask db upgrade\n", 503, PLAIN
    return "ok\n", PLAIN


@bp.get("/robots.txt")
@requires(Permission.PUBLIC)
def robots() -> ResponseReturnValue:
    """Feeds must stay allowed, or Google refuses to subscribe."""
    lines = ["User-agent: *", "Allow: /calendar.ics", *(f"Disallow: {path}" for path in PRIVATE)]
    return "\n".join(lines) + "\n", PLAIN | {"Cache-Control": "public, max-age=3600"}


@cache
def _revisions() -> set[str]:
    return set(ScriptDirectory(str(Path(current_app.root_path).parent / "migrations")).get_heads())
