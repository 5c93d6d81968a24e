"""Signing in and out, and one's own page."""

from flask import Blueprint, Response, abort, current_app, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import LoginManager

from app.accounts import browsers, operations, queries, sessions
from app.accounts.browsers import REQUEST_KEY
from app.accounts.demo import person_of_demo
from app.accounts.forms import CodeForm, LinkForm, SignInForm
from app.accounts.models import SignIn
from app.core import clock
from app.core.database import db
from app.core.errors import DomainError
from app.core.forms import Form
from app.core.limits import limited
from app.core.security import own_path
from app.people.models import Person
from app.people.permissions import Permission, requires, somebody
from app.registrations.queries import for_person

bp = Blueprint("accounts", __name__)
login_manager = LoginManager()
login_manager.session_protection = None  # sessions are kept on the server; a browser needs no fingerprint


@login_manager.request_loader
def person_of_request(_request: object) -> Person | None:
    """Who sends this request: read from the server's own list of sessions, so that signing out is final."""
    at = clock.now()
    here = browsers.session_here(at=at)
    if here is None or here.person.is_gone:
        return None
    g.signed_in_lately = at - here.signed_in_at < sessions.LATELY
    if request.method == "GET" and at - here.seen_at >= sessions.SEEN_EVERY:
        g.seen_session = here
    return here.person


@bp.after_app_request
def note_seen(response: Response) -> Response:
    """Once the page is made, so that it was read from one moment, remember that this browser is in use."""
    if here := g.pop("seen_session", None):
        sessions.note_seen(here, at=clock.now())
    return response


@bp.route("/sign-in", methods=["GET", "POST"])
@limited("20/hour")
@requires(Permission.PUBLIC)
def sign_in() -> ResponseReturnValue:
    """Ask for a link and a code, or choose another way."""
    form = SignInForm()
    next_path = own_path(request.args.get("next"), otherwise="")
    if form.validate_on_submit():
        session[REQUEST_KEY] = operations.ask(email=form.email.data, next_path=next_path, key=browsers.secret(), at=clock.now())
        db.session.commit()
        return redirect(url_for(".enter_code"))
    return render_template("accounts/sign_in.html", form=form, next_path=next_path, demo=current_app.config["DEMO"])


@bp.route("/sign-in/again", methods=["GET", "POST"])
@limited("20/hour")
@requires(Permission.OWN_PAGE)
def sign_in_again() -> ResponseReturnValue:
    """Show once more who one is, before what can't be undone; then go on where one was."""
    form, person, at = Form(), somebody(), clock.now()
    next_path = own_path(request.args.get("next"), otherwise="")
    if form.validate_on_submit() and current_app.config["DEMO"]:
        answer = browsers.welcome(person, way="demo", at=at, next_path=next_path)
        db.session.commit()
        return answer
    if form.validate_on_submit():
        session[REQUEST_KEY] = operations.ask(email=person.email, next_path=next_path, key=browsers.secret(), at=at)
        db.session.commit()
        return redirect(url_for(".enter_code"))
    return render_template("accounts/sign_in_again.html", form=form, next_path=next_path, demo=current_app.config["DEMO"])


@bp.route("/sign-in/code", methods=["GET", "POST"])
@limited("30/hour")
@requires(Permission.PUBLIC)
def enter_code() -> ResponseReturnValue:
    """Type the code from the mail in the browser that asked for it."""
    form, at = CodeForm(), clock.now()
    asked = queries.find_by_request(session.get(REQUEST_KEY, ""), at=at)
    if form.validate_on_submit():
        try:
            person = operations.use_code(asked, form.code.data, key=browsers.secret(), at=at)
            answer = browsers.welcome(person, way="code", at=at, next_path=asked.next_path if asked else "", trusted=form.trusted.data)
        except DomainError as refusal:
            form.refuse(refusal)
            db.session.commit()  # the try counts
        else:
            db.session.commit()
            return answer
    return render_template("accounts/enter_code.html", form=form)


@bp.route("/sign-in/<token>", methods=["GET", "POST"])
@requires(Permission.PUBLIC)
def follow_link(token: str) -> ResponseReturnValue:
    """The link from the mail. Opening it does nothing yet: mail scanners open links, people click the button."""
    form, at = LinkForm(), clock.now()
    asked = queries.find_by_token(token, at=at)
    if asked is not None and form.validate_on_submit():
        try:
            person = operations.use(asked, at=at)
            answer = browsers.welcome(person, way="link", at=at, next_path=asked.next_path, trusted=form.trusted.data)
        except DomainError as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            return answer
    ended = None if asked else queries.find_ended(token)
    page = render_template("accounts/follow_link.html", form=form, asked=asked, ended=ended, is_from_here=_is_from_here(asked))
    return page, 200 if asked else 404, {"Referrer-Policy": "no-referrer"}


@bp.post("/sign-out")
@requires(Permission.PUBLIC)
def sign_out() -> ResponseReturnValue:
    """End the session, here and on the server."""
    at = clock.now()
    if here := browsers.session_here(at=at):
        sessions.end(here, by=here.person, at=at)
        db.session.commit()
    browsers.clear()
    flash(_("You have signed out."))
    return redirect(url_for("events.agenda"))


@bp.post("/demo/sign-in")
@requires(Permission.PUBLIC)
def demo_sign_in() -> ResponseReturnValue:
    """Demo only: become one of its people, to see every side."""
    if not current_app.config["DEMO"]:
        abort(404)
    person = person_of_demo(request.form.get("as", "")) or abort(400)
    answer = browsers.welcome(person, way="demo", at=clock.now(), next_path=request.form.get("next", ""))
    db.session.commit()
    return answer


@bp.get("/me")
@requires(Permission.OWN_PAGE)
def me() -> ResponseReturnValue:
    """One's own registrations."""
    person, at = somebody(), clock.now()
    registrations = for_person(person)
    coming = [registration for registration in reversed(registrations) if registration.event.ends_at >= at]
    past = [registration for registration in registrations if registration.event.ends_at < at]
    return render_template("accounts/me.html", person=person, coming=coming, past=past)


def _is_from_here(asked: SignIn | None) -> bool:
    """Whether this very browser asked for the link, or it came from the command line, and nobody needs a warning."""
    return asked is not None and (not asked.is_mailed or asked.request_key == session.get(REQUEST_KEY))
