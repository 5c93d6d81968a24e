"""Signing in and out, and one's own page."""

from flask import Blueprint, abort, current_app, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import LoginManager

from app.accounts import operations, queries
from app.accounts.demo import person_of_demo
from app.accounts.forms import CodeForm, SignInForm
from app.core import clock
from app.core.database import db
from app.core.errors import DomainError
from app.core.forms import Form
from app.core.security import own_path
from app.people.models import Person
from app.people.permissions import Permission, requires, somebody
from app.registrations.queries import for_person

bp = Blueprint("accounts", __name__)
login_manager = LoginManager()
login_manager.session_protection = None  # sessions are kept on the server; a browser needs no fingerprint
COOKIE_KEY, REQUEST_KEY = "browser", "sign_in"


@login_manager.request_loader
def person_of_request(_request: object) -> Person | None:
    """Who sends this request: read from the server's own list of sessions, so that signing out is final."""
    key, at = session.get(COOKIE_KEY), clock.now()
    here = queries.find_session(key, at=at) if key else None
    g.signed_in_lately = here is not None and at - here.signed_in_at < operations.LATELY
    return here.person if here else None


@bp.route("/sign-in", methods=["GET", "POST"])
@requires(Permission.PUBLIC)
def sign_in() -> ResponseReturnValue:
    """Ask for a link and a code."""
    form = SignInForm()
    next_path = own_path(request.args.get("next"), otherwise="")
    if form.validate_on_submit():
        request_key = operations.ask(email=form.email.data, next_path=next_path, key=_secret(), at=clock.now())
        db.session.commit()
        session[REQUEST_KEY] = request_key
        return redirect(url_for(".enter_code"))
    return render_template("accounts/sign_in.html", form=form, demo=current_app.config["DEMO"])


@bp.route("/sign-in/code", methods=["GET", "POST"])
@requires(Permission.PUBLIC)
def enter_code() -> ResponseReturnValue:
    """Type the code from the mail in the browser that asked for it."""
    form, at = CodeForm(), clock.now()
    asked = queries.find_by_request(session.get(REQUEST_KEY, ""), at=at)
    if form.validate_on_submit():
        try:
            key = operations.use_code(asked, form.code.data, key=_secret(), at=at)
        except DomainError as refusal:
            form.refuse(refusal)
            db.session.commit()  # the try counts
        else:
            return _welcome(key, asked.next_path if asked else "")
    return render_template("accounts/enter_code.html", form=form)


@bp.route("/sign-in/<token>", methods=["GET", "POST"])
@requires(Permission.PUBLIC)
def follow_link(token: str) -> ResponseReturnValue:
    """The link from the mail. Opening it does nothing yet: mail scanners open links, people click the button."""
    form, at = Form(), clock.now()
    asked = queries.find_by_token(token, at=at)
    if asked is not None and form.validate_on_submit():
        try:
            key = operations.use(asked, at=at)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            return _welcome(key, asked.next_path)
    page = render_template("accounts/follow_link.html", form=form, email=asked.email if asked else None)
    return page, 200 if asked else 404, {"Referrer-Policy": "no-referrer"}


@bp.post("/sign-out")
@requires(Permission.PUBLIC)
def sign_out() -> ResponseReturnValue:
    """End the session, here and on the server."""
    operations.end_session(session.get(COOKIE_KEY, ""))
    db.session.commit()
    _new_session()
    flash(_("You have signed out."))
    return redirect(url_for("events.agenda"))


@bp.post("/demo/sign-in")
@requires(Permission.PUBLIC)
def demo_sign_in() -> ResponseReturnValue:
    """Demo only: become one of its people, to see every side."""
    if not current_app.config["DEMO"]:
        abort(404)
    person = person_of_demo(request.form.get("as", "")) or abort(400)
    return _welcome(operations.begin_session(person, at=clock.now()), request.form.get("next", ""))


@bp.get("/me")
@requires(Permission.OWN_PAGE)
def me() -> ResponseReturnValue:
    """One's own registrations."""
    person, at = somebody(), clock.now()
    registrations = for_person(person)
    coming = [registration for registration in reversed(registrations) if registration.event.ends_at >= at]
    past = [registration for registration in registrations if registration.event.ends_at < at]
    return render_template("accounts/me.html", person=person, coming=coming, past=past)


def _welcome(key: str, next_path: str) -> ResponseReturnValue:
    """A new session for the new person; nothing of the old one stays but the language, here or on the server."""
    operations.end_session(session.get(COOKIE_KEY, ""))
    db.session.commit()
    _new_session()
    session[COOKIE_KEY] = key
    session.permanent = True
    return redirect(own_path(next_path, otherwise=url_for("accounts.me")))


def _new_session() -> None:
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])
