"""Finding schools."""

from collections.abc import Sequence

import sqlalchemy as sa

from app.core.database import db
from app.core.words import folded
from app.schools.models import FormerName, School, SchoolDomain, SchoolKind, school_key

# On the path of every registration, so made once: building a statement takes longer than running it.
_key = sa.bindparam("key", type_=sa.String())
_has_short_name = sa.and_(School.short_name != "", sa.func.lower(School.short_name) == _key)
_had_name = School.id.in_(sa.select(FormerName.school_id).where(FormerName.name_key == _key))
_by_name = sa.select(School).where((School.name_key == _key) | _has_short_name | _had_name)
_BY_NAME = _by_name.order_by(School.is_proposed, School.name_key != _key, School.id).limit(1)
_ID_BY_NAME = _BY_NAME.with_only_columns(School.id)


def find_school_id(name: str) -> int | None:
    """The id of the school that somebody means."""
    found: int | None = db.session.connection().execute(_ID_BY_NAME, {"key": school_key(name)}).scalar()
    return found


def schools() -> Sequence[School]:
    """All schools that an organiser has accepted, by name."""
    return db.session.scalars(sa.select(School).where(~School.is_proposed).order_by(School.name)).all()


def hosts() -> Sequence[School]:
    """Companies and institutions, by name."""
    found = sa.select(School).where(School.kind.in_((SchoolKind.COMPANY, SchoolKind.INSTITUTION)), ~School.is_proposed)
    return db.session.scalars(found.order_by(School.name)).all()


def find_school(name: str) -> School | None:
    """The school that somebody means by this name, short name or former name."""
    return db.session.scalar(_BY_NAME, {"key": school_key(name)})


def search(typed: str, *, most: int = 20) -> Sequence[School]:
    """Accepted schools whose name, short name or place has all these words, in any order."""
    found = sa.select(School).where(~School.is_proposed)
    for word in folded(typed).split():
        found = found.where(School.search_key.contains(word, autoescape=True))
    return db.session.scalars(found.order_by(School.name).limit(most)).all()


def of_mail_address(email: str) -> Sequence[School]:
    """The schools with this mail domain."""
    domain = email.rpartition("@")[2].lower()
    found = sa.select(School).join(SchoolDomain).where(SchoolDomain.domain == domain, ~School.is_proposed)
    return db.session.scalars(found.order_by(School.name)).all()
