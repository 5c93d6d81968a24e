"""To the provider of identities, and back."""

from flask import Blueprint, abort, current_app, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from app.accounts import browsers, oidc
from app.core import clock
from app.core.database import db
from app.core.errors import DomainError
from app.core.limits import limited
from app.core.links import link
from app.core.security import own_path
from app.people.permissions import Permission, requires, signed_in

bp = Blueprint("oidc", __name__, url_prefix="/sign-in/oidc")
NEXT_KEY, STATE = "oidc_next", "_state_provider_"


@bp.get("")
@limited("60/hour", methods=("GET",))
@requires(Permission.PUBLIC)
def start() -> ResponseReturnValue:
    """Go to the provider: a link and not a form, as browsers follow no form to another site under our policy."""
    if not oidc.is_set_up():
        abort(404)
    for name in [name for name in session if name.startswith(STATE)]:
        del session[name]  # an earlier attempt, broken off; the cookie has little room
    session[NEXT_KEY] = own_path(request.args.get("next"), otherwise="")
    try:
        answer: ResponseReturnValue = oidc.way_to_provider(link("oidc.back"), once_more=signed_in() is not None)
    except DomainError as refusal:
        return _refused(refusal)
    return answer


@bp.get("/back")
@limited("60/hour", methods=("GET",))
@requires(Permission.PUBLIC)
def back() -> ResponseReturnValue:
    """Come back from the provider with a code for us."""
    if not oidc.is_set_up():
        abort(404)
    at = clock.now()
    try:
        person = oidc.person_of(oidc.claims_of_answer(), at=at)
        answer = browsers.welcome(person, way=current_app.config["OIDC_NAME"], at=at, next_path=session.get(NEXT_KEY, ""))
    except DomainError as refusal:
        return _refused(refusal)
    db.session.commit()
    return answer


def _refused(refusal: DomainError) -> ResponseReturnValue:
    """Back to where one can sign in otherwise."""
    db.session.rollback()
    flash(str(refusal), "error")
    next_path = session.pop(NEXT_KEY, "")
    return redirect(url_for("accounts.sign_in_again" if signed_in() else "accounts.sign_in", next=next_path or None))
