"""Finding sign-ins and the people behind browsers."""

from datetime import datetime

import sqlalchemy as sa

from app.accounts.models import BrowserSession, SignIn
from app.core import tokens
from app.core.database import db


def find_session(key: str, *, at: datetime) -> BrowserSession | None:
    """The session of the browser with this key, while it lasts."""
    found = sa.select(BrowserSession).where(BrowserSession.key_fingerprint == tokens.fingerprint(key), BrowserSession.expires_at > at)
    return db.session.scalar(found)


def find_by_request(request_key: str, *, at: datetime) -> SignIn | None:
    """The sign-in that this browser asked for, while it is good."""
    return db.session.scalar(_good(at).where(SignIn.request_key == request_key))


def find_by_token(token: str, *, at: datetime) -> SignIn | None:
    """The sign-in whose link this is, while it is good."""
    return db.session.scalar(_good(at).where(SignIn.token_fingerprint == tokens.fingerprint(token)))


def asked_since(email: str, since: datetime) -> int:
    """How often somebody asked to sign in with this address."""
    return db.session.scalar(sa.select(sa.func.count(SignIn.id)).where(SignIn.email == email, SignIn.created_at > since)) or 0


def _good(at: datetime) -> sa.Select[SignIn]:
    return sa.select(SignIn).where(SignIn.expires_at > at, SignIn.used_at.is_(None))
