"""Signing in through a provider of identities (OpenID Connect): discovery, code flow with PKCE, state and nonce.

Authlib speaks the protocol and keeps state, nonce and verifier in the session; what of the answer we believe is here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import FlaskOAuth2App, OAuth
from email_validator import EmailNotValidError
from flask import current_app
from flask_babel import gettext as _
from joserfc.errors import JoseError
from requests import RequestException

from app.accounts import queries
from app.accounts.models import Identity
from app.accounts.operations import note_verified
from app.core.database import db
from app.core.errors import DomainError
from app.core.forms import normal_address
from app.people.models import Person
from app.people.queries import find_by_email

PATIENCE = 5  # seconds, for each question to the provider
LONGEST = 255
# Whatever a provider may send, or not send: nothing of it may become an error of ours.
BROKEN = (AuthlibBaseError, JoseError, RequestException, ValueError, TypeError, KeyError, AttributeError, RuntimeError)


class ProviderSilent(DomainError):
    """The provider does not answer, or nothing that we understand."""


class NotBelieved(DomainError):
    """The provider's answer does not tell us who this is."""


@dataclass(frozen=True)
class Claims:
    """What a provider says about somebody, as far as we use it. Without an address that it vouches for, `email` is empty."""

    issuer: str
    subject: str
    email: str


def is_set_up() -> bool:
    """Whether this installation has a provider."""
    return bool(current_app.config["OIDC_ISSUER"])


def way_to_provider(redirect_uri: str, *, once_more: bool) -> Any:
    """The redirect that sends somebody there; `once_more` lets the provider ask for proof anew. Raises ProviderSilent."""
    more = {"prompt": "login"} if once_more else {}
    try:
        return _client().authorize_redirect(redirect_uri, **more)
    except BROKEN as error:
        current_app.logger.warning("the provider does not answer: %s", error)
        raise ProviderSilent(_("The other site does not answer. Sign in by mail, or try again later.")) from error


def claims_of_answer() -> Claims:
    """Who comes back with this request, checked against the provider's keys. Raises NotBelieved."""
    issuer, client_id = current_app.config["OIDC_ISSUER"], current_app.config["OIDC_CLIENT_ID"]
    expected = {"iss": {"essential": True, "value": issuer}, "aud": {"essential": True, "value": client_id}}
    try:
        token = _client().authorize_access_token(claims_options=expected)
        return _read(token["userinfo"], issuer)
    except OAuthError as error:
        current_app.logger.warning("signing in through the provider was broken off: %s", error)
        raise NotBelieved(_("Signing in was broken off. Try once more.")) from error
    except BROKEN as error:
        current_app.logger.warning("the provider's answer is not believed: %s %s", type(error).__name__, error)
        raise NotBelieved(_("The other site's answer is not right, so we don't know who you are. Sign in by mail, or try once more.")) from error


def person_of(claims: Claims, *, at: datetime) -> Person:
    """Whom the provider means: known from before, else the person with the address it vouches for. Raises NotBelieved.

    Nobody is made here: strangers register for something first.
    """
    known = queries.find_identity(claims.issuer, claims.subject)
    if known is not None:
        known.used_at = at
        return _noted(_followed(known.person), claims, at=at)
    person = find_by_email(claims.email) if claims.email else None
    if person is None:
        raise NotBelieved(_refusal(claims))
    db.session.add(Identity(person_id=person.id, issuer=claims.issuer, subject=claims.subject, created_at=at, used_at=at))
    return _noted(person, claims, at=at)


def _noted(person: Person, claims: Claims, *, at: datetime) -> Person:
    note_verified(person, claims.email, at=at)
    return person


def _followed(person: Person) -> Person:
    """The person that this one was merged into."""
    return (db.session.get(Person, person.merged_into_id) or person) if person.merged_into_id else person


def _refusal(claims: Claims) -> str:
    if not claims.email:
        return str(_("The other site does not vouch for your mail address. Sign in by mail."))
    stranger = _("Nobody here has the address %(email)s. Register for an event first, sign in by mail with another address, or ask the organisers.")
    return str(stranger) % {"email": claims.email}


def _read(said: Mapping[str, Any], issuer: str) -> Claims:
    """Raises ValueError for a subject that can be none."""
    subject = said["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST or not subject.isprintable():
        raise ValueError("the subject can be none")
    return Claims(issuer, subject, _vouched_address(said))


def _vouched_address(said: Mapping[str, Any]) -> str:
    """The address, when the provider says that it has seen the person read mail there, or the settings say so for it."""
    email, is_verified = said.get("email"), said.get("email_verified")
    if not isinstance(email, str) or not (is_verified is True or (is_verified is None and current_app.config["OIDC_TRUST_EMAIL"])):
        return ""
    try:
        return normal_address(email)
    except EmailNotValidError:
        return ""


def _client() -> FlaskOAuth2App:
    config = current_app.config
    return _client_of(config["OIDC_ISSUER"], config["OIDC_CLIENT_ID"], config["OIDC_CLIENT_SECRET"])


@lru_cache(maxsize=4)
def _client_of(issuer: str, client_id: str, client_secret: str) -> FlaskOAuth2App:
    """Kept, for what it has learnt of the provider: its addresses and keys."""
    settings = {"scope": "openid email profile", "code_challenge_method": "S256", "default_timeout": PATIENCE}
    return OAuth(current_app).register(
        "provider",
        client_id=client_id,
        client_secret=client_secret,
        server_metadata_url=f"{issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs=settings,
    )
