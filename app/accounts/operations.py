"""Asking for a link and a code by mail, and using either."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.accounts import emails, queries
from app.accounts.models import GOOD_FOR, BrowserSession, Identity, SignIn
from app.core import limits, tokens
from app.core.database import db
from app.core.errors import DomainError
from app.people import signals as people
from app.people.models import Person
from app.people.queries import find_by_email

MOST_PER_HOUR = 5
MOST_TRIES = 5
OF_PERSON: dict[str, type[BrowserSession] | type[Identity]] = {"sessions": BrowserSession, "identities": Identity}


class SignInRefused(DomainError):
    """The link or the code does not sign anybody in."""


class _NobodyToMail(Exception):
    """Undoes the mail that was written to nobody."""


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
    _mail(person if asked < MOST_PER_HOUR else None, email, token=token, code=code, at=at)
    return request_key


def _mail(person: Person | None, email: str, *, token: str, code: str, at: datetime) -> None:
    """Write the mail; one to nobody is written as well and taken back, so that both take as long."""
    to = person or Person(name=email, email=email, language="nl")
    try:
        with db.session.begin_nested():
            emails.sign_in(to, token=token, code=code, at=at, good_for=GOOD_FOR)
            db.session.flush()
            if person is None:
                raise _NobodyToMail
    except _NobodyToMail:
        return


def new_link(person: Person, *, good_for: timedelta, key: str, at: datetime) -> str:
    """A token that signs the person in by link, without a mail: for the command line."""
    token = tokens.url_token()
    seal = tokens.sealed(key, token, tokens.six_digits())
    request = SignIn(email=person.email, request_key=tokens.url_token(), token_fingerprint=tokens.fingerprint(token), code_seal=seal, tries=0)
    request.created_at, request.expires_at = at, at + good_for
    db.session.add(request)
    db.session.flush()
    return token


def use_code(request: SignIn | None, code: str, *, key: str, at: datetime) -> Person:
    """Use a sign-in by its code; gives who signs in. Every try counts. Raises SignInRefused."""
    if request is None or not _count_try(request):
        raise SignInRefused(_("This code is no longer good. Ask for a new one."))
    digits = "".join(character for character in code if character.isdigit())
    if not tokens.same(tokens.sealed(key, request.request_key, digits), request.code_seal):
        raise SignInRefused(_("That is not the code in the latest mail. Look once more."), field="code")
    return use(request, at=at)


def use(request: SignIn, *, at: datetime) -> Person:
    """Use a sign-in, once; gives who signs in, and has shown to read mail at the address. Raises SignInRefused."""
    once = sa.update(SignIn).where(SignIn.id == request.id, SignIn.used_at.is_(None)).values(used_at=at)
    used = db.session.scalar(once.returning(SignIn.id))
    person = find_by_email(request.email)
    if used is None or person is None:
        raise SignInRefused(_("This link has been used already. Ask for a new one."))
    if request.is_mailed:
        note_verified(person, request.email, at=at)
    return person


def note_verified(person: Person, email: str, *, at: datetime) -> None:
    """Remember that somebody reads mail at the address that we know her by; not at one that was merged into her."""
    if person.email == email.lower() and person.verified_at is None:
        person.verified_at = at


def forget_old(*, at: datetime) -> None:
    """Delete sign-ins a day after they ended, browser sessions that have ended, and counts that have run out."""
    db.session.execute(sa.delete(SignIn).where(SignIn.expires_at < at - timedelta(days=1)))
    db.session.execute(sa.delete(BrowserSession).where(BrowserSession.expires_at < at))
    limits.forget_expired(at=at)


@people.merged.connect
def follow_person(person: Person, *, into: Person) -> dict[str, list[int]]:
    """Where somebody is signed in, and how providers know her, becomes the other's if she has shown to read mail at her
    address; else it ends. Gives the numbers. Passkeys stay behind: each is made for one person.
    """
    moved = {}
    for name, model in OF_PERSON.items():
        if person.verified_at is None:
            db.session.execute(sa.delete(model).where(model.person_id == person.id))
        else:
            turned = sa.update(model).where(model.person_id == person.id).values(person_id=into.id)
            moved[name] = list(db.session.scalars(turned.returning(model.id)))
    return moved


@people.parted.connect
def give_back(person: Person, *, from_: Person, moved: Mapping[str, Any]) -> None:
    """Sessions and identities that came with a merge, and are still there, go back."""
    for name, ids in moved.get("accounts", {}).items():
        model = OF_PERSON[name]
        db.session.execute(sa.update(model).where(model.id.in_(ids), model.person_id == from_.id).values(person_id=person.id))


def _count_try(request: SignIn) -> bool:
    counted = sa.update(SignIn).where(SignIn.id == request.id, SignIn.tries < MOST_TRIES).values(tries=SignIn.tries + 1)
    return db.session.scalar(counted.returning(SignIn.id)) is not None
