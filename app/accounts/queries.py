"""Finding sign-ins and the people behind browsers."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from flask import abort

from app.accounts.models import BrowserSession, Identity, Passkey, SignIn
from app.core import tokens
from app.core.database import db
from app.people.models import Person

_BY_KEY = sa.select(BrowserSession).where(BrowserSession.key_fingerprint == sa.bindparam("key"), BrowserSession.expires_at > sa.bindparam("at"))


def find_session(key: str, *, at: datetime) -> BrowserSession | None:
    """The session of the browser with this key, while it lasts."""
    return db.session.scalar(_BY_KEY, {"key": tokens.fingerprint(key), "at": at})


def sessions_of(person: Person, *, at: datetime) -> Sequence[BrowserSession]:
    """Where somebody is signed in, the browser used last first."""
    lasting = sa.select(BrowserSession).where(BrowserSession.person_id == person.id, BrowserSession.expires_at > at)
    return db.session.scalars(lasting.order_by(BrowserSession.seen_at.desc(), BrowserSession.id.desc())).all()


def session_or_404(person: Person, session_id: int) -> BrowserSession:
    """One of somebody's own sessions."""
    mine = sa.select(BrowserSession).where(BrowserSession.person_id == person.id, BrowserSession.id == session_id)
    return db.session.scalar(mine) or abort(404)


def passkeys_of(person: Person) -> Sequence[Passkey]:
    """Somebody's passkeys, the newest first."""
    return db.session.scalars(sa.select(Passkey).where(Passkey.person_id == person.id).order_by(Passkey.id.desc())).all()


def passkey_or_404(person: Person, passkey_id: int) -> Passkey:
    """One of somebody's own passkeys."""
    mine = sa.select(Passkey).where(Passkey.person_id == person.id, Passkey.id == passkey_id)
    return db.session.scalar(mine) or abort(404)


def find_passkey(credential_id: str) -> Passkey | None:
    """The passkey that a device names."""
    return db.session.scalar(sa.select(Passkey).where(Passkey.credential_id == credential_id))


def find_identity(issuer: str, subject: str) -> Identity | None:
    """Whom a provider means."""
    return db.session.scalar(sa.select(Identity).where(Identity.issuer == issuer, Identity.subject == subject))


def find_by_request(request_key: str, *, at: datetime) -> SignIn | None:
    """The sign-in that this browser asked for, while it is good."""
    return db.session.scalar(_good(at).where(SignIn.request_key == request_key))


def find_by_token(token: str, *, at: datetime) -> SignIn | None:
    """The sign-in whose link this is, while it is good."""
    return db.session.scalar(_good(at).where(SignIn.token_fingerprint == tokens.fingerprint(token)))


def find_ended(token: str) -> SignIn | None:
    """The sign-in whose link this was, used or too old; gone a day after."""
    return db.session.scalar(sa.select(SignIn).where(SignIn.token_fingerprint == tokens.fingerprint(token)))


def asked_since(email: str, since: datetime) -> int:
    """How often somebody asked to sign in with this address."""
    return db.session.scalar(sa.select(sa.func.count(SignIn.id)).where(SignIn.email == email, SignIn.created_at > since)) or 0


def count_sessions(person: Person, *, at: datetime) -> int:
    """In how many browsers somebody is signed in."""
    found = sa.select(sa.func.count(BrowserSession.id)).where(BrowserSession.person_id == person.id, BrowserSession.expires_at > at)
    return db.session.scalar(found) or 0


def _good(at: datetime) -> sa.Select[SignIn]:
    return sa.select(SignIn).where(SignIn.expires_at > at, SignIn.used_at.is_(None))
