"""What this package keeps about people."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import lazy_gettext as _

from app.accounts.models import BrowserSession, Identity, Passkey, SignIn
from app.core.database import db
from app.people.models import Person
from app.people.privacy import Holding, Rows, declare, deleting, forget, needed
from app.people.queries import addresses_of


def _sign_ins(person: Person) -> Rows:
    found = sa.select(SignIn).where(SignIn.email.in_(addresses_of(person))).order_by(SignIn.id.desc())
    return [{str(_("Asked")): request.created_at, str(_("Used")): request.used_at} for request in db.session.scalars(found)]


def _erase_sign_ins(person: Person, _at: datetime) -> None:
    db.session.execute(sa.delete(SignIn).where(SignIn.email.in_(addresses_of(person))))


def _expire_sign_ins(before: datetime, *, at: datetime, at_most: int) -> int:
    return forget(SignIn, SignIn.expires_at < before, at_most=at_most)


def _sessions(person: Person) -> Rows:
    found = sa.select(BrowserSession).where(BrowserSession.person_id == person.id).order_by(BrowserSession.id.desc())
    return [
        {
            str(_("Browser")): session.browser,
            str(_("Signed in")): session.signed_in_at,
            str(_("Used last")): session.seen_at,
            str(_("Ends")): session.expires_at,
        }
        for session in db.session.scalars(found)
    ]


def _expire_sessions(before: datetime, *, at: datetime, at_most: int) -> int:
    return forget(BrowserSession, BrowserSession.expires_at < before, at_most=at_most)


@needed
def _is_signed_in() -> sa.ColumnElement[bool]:
    return sa.exists().where(BrowserSession.person_id == Person.id)


def _identities(person: Person) -> Rows:
    found = sa.select(Identity).where(Identity.person_id == person.id).order_by(Identity.id.desc())
    return [
        {
            str(_("Account at")): identity.issuer,
            str(_("Known there as")): identity.subject,
            str(_("Since")): identity.created_at,
            str(_("Used last")): identity.used_at,
        }
        for identity in db.session.scalars(found)
    ]


def _passkeys(person: Person) -> Rows:
    found = sa.select(Passkey).where(Passkey.person_id == person.id).order_by(Passkey.id.desc())
    return [
        {str(_("Name")): passkey.name, str(_("Since")): passkey.created_at, str(_("Used last")): passkey.used_at}
        for passkey in db.session.scalars(found)
    ]


declare(
    Holding(
        key="sign-ins",
        label=_("Requests to sign in"),
        purpose=_("To check the link or the code that was mailed to you."),
        shown=_sign_ins,
        erase=_erase_sign_ins,
        expire=_expire_sign_ins,
        kept_for=timedelta(days=1),
        since=_("after the link and the code ended"),
    )
)
declare(
    Holding(
        key="sessions",
        label=_("Browsers in which you are signed in"),
        purpose=_("To keep you signed in, and to let you end that from elsewhere."),
        shown=_sessions,
        erase=deleting(BrowserSession.person_id),
        expire=_expire_sessions,
        kept_for=timedelta(0),
        since=_("until you sign out, or it ends by itself"),
    )
)
declare(
    Holding(
        key="identities",
        label=_("Accounts elsewhere that sign you in"),
        purpose=_("To let you sign in with the account of your school."),
        shown=_identities,
        erase=deleting(Identity.person_id),
    )
)
declare(
    Holding(
        key="passkeys",
        label=_("Passkeys"),
        purpose=_("To let you sign in with your device. The secret half never leaves it."),
        shown=_passkeys,
        erase=deleting(Passkey.person_id),
    )
)
