"""Passkeys: making one, signing in with one, removing one. What a device answers comes as JSON from static/js/passkeys.js."""

import json
from datetime import datetime
from typing import Any, cast

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from webauthn import base64url_to_bytes, options_to_json
from webauthn.helpers import bytes_to_base64url
from werkzeug.datastructures import MultiDict

from app.accounts import browsers, passkeys, queries
from app.accounts.forms import PasskeyForm
from app.accounts.passkeys import PasskeyRefused
from app.core import clock
from app.core.database import db
from app.core.errors import DomainError
from app.core.limits import limited
from app.people.permissions import Permission, requires, somebody

bp = Blueprint("passkeys", __name__)
CHALLENGE_KEY = "passkey_challenge"
SIGN_IN, ADD = "sign-in", "add"


@bp.get("/me/passkeys/add")
@requires(Permission.OWN_PAGE, lately=True)
def add() -> ResponseReturnValue:
    """Name a passkey, and let the device make it."""
    name = browsers.name_of(request.headers.get("User-Agent", ""))
    return render_template("passkeys/add.html", form=PasskeyForm(formdata=None, data={"name": name}))


@bp.post("/me/passkeys/<int:passkey_id>/remove")
@requires(Permission.OWN_PAGE, lately=True)
def remove(passkey_id: int) -> ResponseReturnValue:
    """Forget one."""
    person = somebody()
    passkeys.remove(queries.passkey_or_404(person, passkey_id), by=person, at=clock.now())
    db.session.commit()
    flash(_("The passkey has been removed. You can remove it from your device, too."))
    return redirect(url_for("sessions.index"))


@bp.post("/passkeys/add-options")
@limited("60/hour")
@requires(Permission.OWN_PAGE, lately=True)
def add_options() -> ResponseReturnValue:
    """What a device needs to make one."""
    options = passkeys.offer(somebody(), base_url=current_app.config["BASE_URL"], key=browsers.secret())
    _remember(options.challenge, ADD)
    return Response(options_to_json(options), content_type="application/json")


@bp.post("/passkeys/add")
@limited("60/hour")
@requires(Permission.OWN_PAGE, lately=True)
def register() -> ResponseReturnValue:
    """Take what the device has made."""
    body, at = _body(), clock.now()
    form = PasskeyForm(MultiDict({"name": str(body.get("name", ""))}), meta={"csrf": False})  # the header had the token
    if not form.validate():
        return _refused(" ".join(str(error) for error in form.name.errors))
    try:
        challenge = _challenge(ADD, at=at)
        passkeys.add(somebody(), _credential(body), name=form.name.data, challenge=challenge, base_url=current_app.config["BASE_URL"], at=at)
    except DomainError as refusal:
        db.session.commit()  # the challenge has been used
        return _refused(str(refusal))
    db.session.commit()
    flash(_("The passkey has been added. Next time you can sign in with it."))
    return {"location": url_for("sessions.index")}


@bp.post("/passkeys/sign-in-options")
@limited("60/hour")
@requires(Permission.PUBLIC)
def sign_in_options() -> ResponseReturnValue:
    """What a device needs to sign in."""
    options = passkeys.ask_for_one(base_url=current_app.config["BASE_URL"])
    _remember(options.challenge, SIGN_IN)
    return Response(options_to_json(options), content_type="application/json")


@bp.post("/passkeys/sign-in")
@limited("60/hour")
@requires(Permission.PUBLIC)
def sign_in() -> ResponseReturnValue:
    """Sign in with what the device has signed."""
    body, at = _body(), clock.now()
    next_path = body.get("next")
    try:
        challenge = _challenge(SIGN_IN, at=at)
        person = passkeys.use(_credential(body), challenge=challenge, base_url=current_app.config["BASE_URL"], key=browsers.secret(), at=at)
        answer = browsers.welcome(person, way="passkey", at=at, next_path=next_path if isinstance(next_path, str) else "")
    except DomainError as refusal:
        db.session.commit()  # the challenge has been used
        return _refused(str(refusal))
    db.session.commit()
    return {"location": cast(Response, answer).location}


def _remember(challenge: bytes, purpose: str) -> None:
    session[CHALLENGE_KEY] = [purpose, bytes_to_base64url(challenge), (clock.now() + passkeys.GOOD_FOR).timestamp()]


def _challenge(purpose: str, *, at: datetime) -> bytes:
    """The challenge that this browser was given, for this purpose and not long ago. Raises PasskeyRefused."""
    given, challenge, until = session.pop(CHALLENGE_KEY, ("", "", 0))
    if given != purpose or at.timestamp() > until:
        raise PasskeyRefused(_("That took long, or was sent twice. Try once more."))
    return base64url_to_bytes(challenge)


def _body() -> dict[str, Any]:
    try:
        body = request.get_json(silent=True)
    except RecursionError:  # brackets a thousand deep
        body = None
    return body if isinstance(body, dict) else {}


def _credential(body: dict[str, Any]) -> dict[str, Any]:
    """What the device said. Raises PasskeyRefused for what is no passkey at all."""
    credential = body.get("credential")
    if not isinstance(credential, dict):
        raise PasskeyRefused(_("Your device gave no passkey that we can use. Try once more."))
    return credential


def _refused(why: str) -> ResponseReturnValue:
    return Response(json.dumps({"refusal": why}), 422, content_type="application/json")
