"""Deciding what others may do."""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from app.core.database import db
from app.core.errors import DomainError
from app.log.actions import Action
from app.log.operations import record
from app.people import emails
from app.people.models import Access, Person, Role
from app.people.operations import meet, thing
from app.people.permissions import ALLOWED
from app.people.queries import find_by_email


class AccessRefused(DomainError):
    """These rights can't be given like this."""


def grant(person: Person, access: Access, *, by: Person, is_meant: bool = False, at: datetime) -> None:
    """Change what somebody may do, and tell her by mail. The own rights are lowered only when that `is_meant`.

    Raises AccessRefused when nobody would be left to decide about rights, and for a school contact without a school.
    """
    if person.access is access:
        return
    if person.is_gone:
        raise AccessRefused(_("This person is no longer in the address book."))
    if access is Access.SCHOOL_CONTACT and not person.schools:
        raise AccessRefused(_("We don't know the school of this person. Put it in the address book first."), field="access")
    if person is by and ALLOWED[person.access] - ALLOWED[access] and not is_meant:
        raise AccessRefused(_("These are your own rights: afterwards you can't give them back to yourself. Tick that you mean it."), field="is_meant")
    if person.access is Access.ADMINISTRATOR:
        keep_another_administrator(person)
    _change(person, access, by=by.id, at=at)
    emails.access_changed(person, at=at)


def keep_another_administrator(person: Person) -> None:
    """See to it that somebody else remains who decides about rights, also when two leave at once. Raises AccessRefused."""
    administrators = sa.select(Person.id).where(Person.access == Access.ADMINISTRATOR, Person.erased_at.is_(None), Person.merged_into_id.is_(None))
    held = db.session.scalars(administrators.order_by(Person.id).with_for_update()).all()
    if not set(held) - {person.id}:
        raise AccessRefused(_("This is the last administrator. Make somebody else administrator first."), field="access")


def make_organiser(*, email: str, name: str, at: datetime) -> Person:
    """Let somebody organise, known or new; the very first becomes administrator. Nobody loses rights by it."""
    person = find_by_email(email) or meet(email=email, name=name, role=Role.OTHER, school=None)
    organising = sa.select(Person.id).where(Person.access.in_((Access.ORGANISER, Access.ADMINISTRATOR)), Person.erased_at.is_(None)).limit(1)
    access = Access.ORGANISER if db.session.scalar(organising) else Access.ADMINISTRATOR
    if person.access not in (access, Access.ADMINISTRATOR):
        _change(person, access, by=None, at=at)
    return person


def _change(person: Person, access: Access, *, by: int | None, at: datetime) -> None:
    record(Action.ACCESS_CHANGED, thing(person), by=by, at=at, changes={"access": [person.access, access]})
    person.access = access
    db.session.flush()
