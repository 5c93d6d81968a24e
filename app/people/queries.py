"""Finding people."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.core.database import db
from app.people.models import Person

# On the path of every registration, so made once: building a statement takes longer than running it.
_named = aliased(Person)
_meant = sa.select(sa.func.coalesce(_named.merged_into_id, _named.id)).where(_named.email == sa.bindparam("email")).scalar_subquery()
_BY_EMAIL = sa.select(Person).where(Person.id == _meant)
_CONTACT = sa.select(Person.id, Person.name, Person.email, Person.language).where(Person.id == _meant)


class Contact(NamedTuple):
    """Whom to write to: a person as four columns, where somebody waits for it."""

    id: int
    name: str
    email: str
    language: str


def find_by_email(email: str) -> Person | None:
    """The person with this address, however it is capitalised, also when it was merged into another."""
    return db.session.scalar(_BY_EMAIL, {"email": email.lower()})


def find_contact(email: str) -> Contact | None:
    """The person with this address, as plain columns."""
    row = db.session.connection().execute(_CONTACT, {"email": email.lower()}).one_or_none()
    return Contact(*row) if row else None


def names_of(ids: Collection[int]) -> Mapping[int, str]:
    """Names by number, of those who still have one."""
    rows = db.session.execute(sa.select(Person.id, Person.name).where(Person.id.in_(ids), Person.erased_at.is_(None)))
    return dict(rows.tuples().all())
