"""Finding people."""

from collections.abc import Collection, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.core.database import db
from app.people.models import Person

# On the path of every registration, so made once: building a statement takes longer than running it.
_named = aliased(Person)
_meant = sa.select(sa.func.coalesce(_named.merged_into_id, _named.id)).where(_named.email == sa.bindparam("email"))
_BY_EMAIL = sa.select(Person).where(Person.id == _meant.scalar_subquery())


def find_by_email(email: str) -> Person | None:
    """The person with this address, however it is capitalised, also when it was merged into another."""
    return db.session.scalar(_BY_EMAIL, {"email": email.lower()})


def names_of(ids: Collection[int]) -> Mapping[int, str]:
    """Names by number, of those who still have one."""
    rows = db.session.execute(sa.select(Person.id, Person.name).where(Person.id.in_(ids), Person.erased_at.is_(None)))
    return dict(rows.tuples().all())
