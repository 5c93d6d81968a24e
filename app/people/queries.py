"""Finding people and schools."""

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa

from app.core.database import db
from app.people.models import Person, School

LONGEST_KEY = 120


# On the path of every registration, so made once: building a statement takes longer than running it.
_BY_EMAIL = sa.select(Person).where(Person.email == sa.bindparam("email"))
_has_short_name = sa.and_(School.short_name != "", sa.func.lower(School.short_name) == sa.bindparam("key"))
_CONTACT = sa.select(Person.id, Person.name, Person.email, Person.language).where(Person.email == sa.bindparam("email"))
_BY_NAME = sa.select(School).where((School.name_key == sa.bindparam("key")) | _has_short_name).order_by(School.is_proposed, School.id).limit(1)
_ID_BY_NAME = _BY_NAME.with_only_columns(School.id)


class Contact(NamedTuple):
    """Whom to write to: a person as four columns, where somebody waits for it."""

    id: int
    name: str
    email: str
    language: str


def find_by_email(email: str) -> Person | None:
    """The person with this address, however it is capitalised."""
    return db.session.scalar(_BY_EMAIL, {"email": email.lower()})


def find_contact(email: str) -> Contact | None:
    """The person with this address, as plain columns."""
    row = db.session.connection().execute(_CONTACT, {"email": email.lower()}).one_or_none()
    return Contact(*row) if row else None


def schools() -> Sequence[School]:
    """All schools that an organiser has accepted, by name."""
    return db.session.scalars(sa.select(School).where(~School.is_proposed).order_by(School.name)).all()


def find_school(name: str) -> School | None:
    """The school that somebody means by this name or short name."""
    return db.session.scalar(_BY_NAME, {"key": school_key(name)})


def find_school_id(name: str) -> int | None:
    """The id of the school that somebody means."""
    found: int | None = db.session.connection().execute(_ID_BY_NAME, {"key": school_key(name)}).scalar()
    return found


def school_key(name: str) -> str:
    """Names that differ only in capitals and blanks are one school. As long as its column: some letters grow."""
    return " ".join(name.casefold().split())[:LONGEST_KEY]
