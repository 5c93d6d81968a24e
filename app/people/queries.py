"""Finding people and schools."""

from collections.abc import Sequence

import sqlalchemy as sa

from app.core.database import db
from app.people.models import Person, School


def find_by_email(email: str) -> Person | None:
    """The person with this address, however it is capitalised."""
    return db.session.scalar(sa.select(Person).where(Person.email == email.lower()))


def schools() -> Sequence[School]:
    """All schools that an organiser has accepted, by name."""
    return db.session.scalars(sa.select(School).where(~School.is_proposed).order_by(School.name)).all()


def find_school(name: str) -> School | None:
    """The school that somebody means by this name or short name."""
    by_name = School.name_key == school_key(name)
    by_short_name = sa.func.lower(School.short_name) == school_key(name)
    return db.session.scalar(sa.select(School).where(by_name | by_short_name).order_by(School.is_proposed, School.id).limit(1))


def school_key(name: str) -> str:
    """Names that differ only in capitals and blanks are one school."""
    return " ".join(name.casefold().split())
