"""Passkeys: a key on somebody's device, opened by finger, face or pin, that signs for this site alone."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext as _
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialCreationOptions,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialRequestOptions,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.accounts import queries
from app.accounts.models import Passkey
from app.core import limits, tokens
from app.core.database import db
from app.core.errors import DomainError
from app.log.actions import Action
from app.log.operations import Thing, record
from app.people.models import Person

GOOD_FOR = timedelta(minutes=5)
MOST = 20  # passkeys of one person
LONGEST_ID = 1400
# Whatever a device may send: the library reads JSON, CBOR and keys of any kind.
BROKEN = (WebAuthnException, ValueError, TypeError, KeyError, AttributeError, IndexError)


class PasskeyRefused(DomainError):
    """The passkey is not one that we can believe."""


def offer(person: Person, *, base_url: str, key: str) -> PublicKeyCredentialCreationOptions:
    """What a device needs to make a passkey for somebody; `key` seals who that is."""
    known = [PublicKeyCredentialDescriptor(id=base64url_to_bytes(passkey.credential_id)) for passkey in queries.passkeys_of(person)]
    return generate_registration_options(
        rp_id=_site(base_url),
        rp_name="Inloop",
        user_id=_handle(person, key).encode(),
        user_name=person.email,
        user_display_name=person.name,
        exclude_credentials=known,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
    )


def ask_for_one(*, base_url: str) -> PublicKeyCredentialRequestOptions:
    """What a device needs to sign in with any passkey that it has for us."""
    return generate_authentication_options(rp_id=_site(base_url), user_verification=UserVerificationRequirement.REQUIRED)


def add(person: Person, credential: Mapping[str, Any], *, name: str, challenge: bytes, base_url: str, at: datetime) -> Passkey:
    """Keep the public half of a key that a device has just made. Raises PasskeyRefused."""
    _use_up(challenge, at=at)
    try:
        made = verify_registration_response(
            credential=dict(credential),
            expected_challenge=challenge,
            expected_rp_id=_site(base_url),
            expected_origin=_origin(base_url),
            require_user_verification=True,
        )
    except BROKEN as error:
        raise PasskeyRefused(_("Your device gave no passkey that we can use. Try once more.")) from error
    credential_id = bytes_to_base64url(made.credential_id)
    if len(credential_id) > LONGEST_ID or queries.find_passkey(credential_id) or len(queries.passkeys_of(person)) >= MOST:
        raise PasskeyRefused(_("This passkey is known already, or you have very many. Remove one first."))
    passkey = Passkey(
        person_id=person.id, name=name, credential_id=credential_id, public_key=made.credential_public_key, sign_count=made.sign_count, created_at=at
    )
    db.session.add(passkey)
    record(Action.PASSKEY_ADDED, Thing("person", person.id), by=person.id, at=at)
    db.session.flush()
    return passkey


def use(credential: Mapping[str, Any], *, challenge: bytes, base_url: str, key: str, at: datetime) -> Person:
    """Who signs in with this passkey. Its count must grow, or it is a copy. Raises PasskeyRefused."""
    _use_up(challenge, at=at)
    named = credential.get("id")
    passkey = queries.find_passkey(named) if isinstance(named, str) and named.isprintable() else None
    if passkey is None:
        raise PasskeyRefused(_("We don't know this passkey. It may have been removed here; sign in by mail."))
    try:
        _check_handle(credential, _handle(passkey.person, key))
        proof = verify_authentication_response(
            credential=dict(credential),
            expected_challenge=challenge,
            expected_rp_id=_site(base_url),
            expected_origin=_origin(base_url),
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except BROKEN as error:
        raise PasskeyRefused(_("This passkey did not sign you in. Try once more, or sign in by mail.")) from error
    passkey.sign_count, passkey.used_at = proof.new_sign_count, at
    return passkey.person


def remove(passkey: Passkey, *, by: Person, at: datetime) -> None:
    """Forget a passkey; the device keeps its half, which opens nothing any longer."""
    db.session.delete(passkey)
    record(Action.PASSKEY_REMOVED, Thing("person", passkey.person_id), by=by.id, at=at)
    db.session.flush()


def _use_up(challenge: bytes, *, at: datetime) -> None:
    """A challenge counts once, whatever comes of it: the cookie that held it may have been kept."""
    if not limits.only_once(f"passkey/{challenge.hex()}", until=at + GOOD_FOR):
        raise PasskeyRefused(_("That took long, or was sent twice. Try once more."))


def _check_handle(credential: Mapping[str, Any], expected: str) -> None:
    handle = credential["response"].get("userHandle")
    if handle and not tokens.same(base64url_to_bytes(handle).decode(), expected):
        raise ValueError("the passkey belongs to somebody else")


def _handle(person: Person, key: str) -> str:
    """What devices know somebody by; it says nothing to anybody else."""
    return tokens.sealed(key, "passkey", person.id)


def _site(base_url: str) -> str:
    return urlsplit(base_url).hostname or ""


def _origin(base_url: str) -> str:
    parts = urlsplit(base_url)
    return f"{parts.scheme}://{parts.netloc}"
