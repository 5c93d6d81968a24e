"""Asking for a link and a code, using either, and ending a session."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _

from app.accounts import emails, queries
from app.accounts.models import BrowserSession, SignIn
from app.core import tokens
from app.core.database import db
from app.core.errors import DomainError
from app.people.models import Person
from app.people.queries import find_by_email

GOOD_FOR = timedelta(minutes=10)
SIGNED_IN_FOR = timedelta(days=60)
LATELY = timedelta(minutes=15)  # so long after signing in one may do what can't be undone
MOST_PER_HOUR = 5
MOST_TRIES = 5


class SignInRefused(DomainError):
    """The link or the code does not sign anybody in."""


def ask(*, email: str, next_path: str, key: str, at: datetime) -> str:
    """Mail a link and a code to the person with this address, if there is one; gives the key of the request.

    Known and unknown addresses take the same path, so nobody learns which is which. `key` seals the code.
    """
    token, code, request_key = tokens.url_token(), tokens.six_digits(), tokens.url_token()
    person, asked = find_by_email(email), queries.asked_since(email, at - timedelta(hours=1))
    db.session.add(
        SignIn(
            email=email,
            request_key=request_key,
            token_fingerprint=tokens.fingerprint(token),
            code_seal=tokens.sealed(key, request_key, code),
            next_path=next_path,
            created_at=at,
            expires_at=at + GOOD_FOR,
            tries=0,
        )
    )
    db.session.flush()
    if person is not None and asked < MOST_PER_HOUR:
        emails.sign_in(person, token=token, code=code, at=at, good_for=GOOD_FOR)
    return request_key


def new_link(person: Person, *, good_for: timedelta, key: str, at: datetime) -> str:
    """A token that signs the person in by link, without a mail: for the command line."""
    token = tokens.url_token()
    seal = tokens.sealed(key, token, tokens.six_digits())
    request = SignIn(email=person.email, request_key=tokens.url_token(), token_fingerprint=tokens.fingerprint(token), code_seal=seal, tries=0)
    request.created_at, request.expires_at = at, at + good_for
    db.session.add(request)
    db.session.flush()
    return token


def use_code(request: SignIn | None, code: str, *, key: str, at: datetime) -> str:
    """Sign in by the code; gives the key of the browser session. Every try counts. Raises SignInRefused."""
    if request is None or not _count_try(request):
        raise SignInRefused(_("This code is no longer good. Ask for a new one."))
    digits = "".join(character for character in code if character.isdigit())
    if not tokens.same(tokens.sealed(key, request.request_key, digits), request.code_seal):
        raise SignInRefused(_("That is not the code in the latest mail. Look once more."), field="code")
    return use(request, at=at)


def use(request: SignIn, *, at: datetime) -> str:
    """Use a sign-in, once; gives the key of the new browser session. Raises SignInRefused."""
    once = sa.update(SignIn).where(SignIn.id == request.id, SignIn.used_at.is_(None)).values(used_at=at)
    used = db.session.scalar(once.returning(SignIn.id))
    person = find_by_email(request.email)
    if used is None or person is None:
        raise SignInRefused(_("This link has been used already. Ask for a new one."))
    return begin_session(person, at=at)


def begin_session(person: Person, *, at: datetime) -> str:
    """Sign a person in on one browser; gives the key for its cookie."""
    key = tokens.url_token()
    session = BrowserSession(
        key_fingerprint=tokens.fingerprint(key), person=person, created_at=at, signed_in_at=at, seen_at=at, expires_at=at + SIGNED_IN_FOR
    )
    db.session.add(session)
    db.session.flush()
    return key


def end_session(key: str) -> None:
    """Sign out, on the server too."""
    db.session.execute(sa.delete(BrowserSession).where(BrowserSession.key_fingerprint == tokens.fingerprint(key)))


def forget_old(*, at: datetime) -> None:
    """Delete sign-ins a day after they ended, and browser sessions that have ended."""
    db.session.execute(sa.delete(SignIn).where(SignIn.expires_at < at - timedelta(days=1)))
    db.session.execute(sa.delete(BrowserSession).where(BrowserSession.expires_at < at))


def _count_try(request: SignIn) -> bool:
    counted = sa.update(SignIn).where(SignIn.id == request.id, SignIn.tries < MOST_TRIES).values(tries=SignIn.tries + 1)
    return db.session.scalar(counted.returning(SignIn.id)) is not None
