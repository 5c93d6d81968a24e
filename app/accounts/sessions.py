"""Beginning, renewing and ending what keeps somebody signed in."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _

from app.accounts import queries
from app.accounts.models import BrowserSession
from app.core import tokens
from app.core.database import db
from app.core.errors import DomainError
from app.log.actions import Action
from app.log.operations import Thing, record
from app.people.models import Person

TRUSTED_FOR = timedelta(days=60)  # since it was last used
AT_MOST = timedelta(days=180)  # since it began
OTHERWISE_FOR = timedelta(hours=12)
LATELY = timedelta(minutes=15)  # so long after signing in one may do what can't be undone
SEEN_EVERY = timedelta(minutes=5)


class NobodyHere(DomainError):
    """This person no longer exists, so can't sign in."""


def enter(person: Person, *, way: str, here: BrowserSession | None, browser: str, trusted: bool, at: datetime) -> tuple[str, bool]:
    """Sign somebody in, or once more in a session that is hers; gives the key for the cookie and whether to keep it.

    Whoever was signed in here before no longer is. Raises NobodyHere.
    """
    if person.is_gone:
        raise NobodyHere(_("We no longer know anybody with this address. Ask the organisers."))
    person.seen_at = at
    record(Action.SIGNED_IN, Thing("person", person.id), by=person.id, at=at, way=way)
    if here is not None and here.person_id == person.id:
        return _renew(here, at=at), here.is_trusted
    if here is not None:
        db.session.delete(here)
    return begin_session(person, browser=browser, trusted=trusted, at=at), trusted


def begin_session(person: Person, *, at: datetime, browser: str = "", trusted: bool = False) -> str:
    """Keep a person signed in in one browser; gives the key for its cookie."""
    key = tokens.url_token()
    person.seen_at = at
    session = BrowserSession(
        key_fingerprint=tokens.fingerprint(key),
        person=person,
        browser=browser[:80],
        is_trusted=trusted,
        created_at=at,
        signed_in_at=at,
        seen_at=at,
        expires_at=at + (TRUSTED_FOR if trusted else OTHERWISE_FOR),
    )
    db.session.add(session)
    db.session.flush()
    return key


def note_seen(session: BrowserSession, *, at: datetime) -> None:
    """Remember that it is used, which keeps one's own device signed in. Own transaction: a page that reads stays a reader."""
    due = sa.update(BrowserSession).where(BrowserSession.id == session.id, BrowserSession.seen_at <= at - SEEN_EVERY)
    until = min(at + TRUSTED_FOR, session.created_at + AT_MOST) if session.is_trusted else session.expires_at
    with db.engine.begin() as connection:
        connection.execute(due.values(seen_at=at, expires_at=until))


def end(session: BrowserSession, *, by: Person, at: datetime) -> None:
    """End a session, wherever its browser is."""
    db.session.delete(session)
    record(Action.SESSION_ENDED, Thing("person", session.person_id), by=by.id, at=at)
    db.session.flush()


def end_others(person: Person, *, but: BrowserSession | None, at: datetime) -> int:
    """Let somebody end all her sessions but the one in which she asks for it; gives how many."""
    ended = [session for session in queries.sessions_of(person, at=at) if session is not but]
    for session in ended:
        end(session, by=person, at=at)
    return len(ended)


def _renew(session: BrowserSession, *, at: datetime) -> str:
    """Who has shown once more who she is gets a new key: the old one is worth nothing any longer."""
    key = tokens.url_token()
    session.key_fingerprint, session.signed_in_at, session.seen_at = tokens.fingerprint(key), at, at
    session.expires_at = min(at + TRUSTED_FOR, session.created_at + AT_MOST) if session.is_trusted else at + OTHERWISE_FOR
    db.session.flush()
    return key
