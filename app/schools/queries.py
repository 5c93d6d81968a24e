"""Finding schools."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import load_only, selectinload

from app.core.database import db
from app.core.words import folded
from app.schools.likeness import Known, compared, likeliest
from app.schools.mail_domains import normal_domain
from app.schools.models import FormerName, Participation, School, SchoolDomain, SchoolKind, school_key

PAGE = 100
MOST_PROPOSED = 25
MOST_OFFERED = 60  # above this a form has no list of all schools, but searches them
MOST_WORDS = 8
HIGHEST_ID = 2**31 - 1  # of the databases' integers

# On the path of every registration, so made once: building a statement takes longer than running it.
_key = sa.bindparam("key", type_=sa.String())
_has_short_name = sa.and_(School.short_name != "", sa.func.lower(School.short_name) == _key)
_had_name = School.id.in_(sa.select(FormerName.school_id).where(FormerName.name_key == _key))
_by_name = sa.select(School).where((School.name_key == _key) | _has_short_name | _had_name)
_BY_NAME = _by_name.order_by(School.is_proposed, School.name_key != _key, sa.not_(_has_short_name), School.id).limit(1)
ID_BY_NAME = _BY_NAME.with_only_columns(School.id)
_to_choose = sa.select(School).options(load_only(School.name, School.city)).where(~School.is_proposed)
_OFFERED = _to_choose.order_by(School.search_key).limit(MOST_OFFERED + 1)


@dataclass(frozen=True)
class Sought:
    """What a list of schools is narrowed down to."""

    typed: str = ""
    kind: SchoolKind | None = None
    participation: Participation | None = None


def schools() -> Sequence[School]:
    """All schools that an organiser has accepted, by name."""
    return db.session.scalars(sa.select(School).where(~School.is_proposed).order_by(School.name)).all()


def find_school_id(name: str) -> int | None:
    """The id of the school that somebody means."""
    found: int | None = db.session.connection().execute(ID_BY_NAME, {"key": school_key(name)}).scalar()
    return found


def offered_schools() -> Sequence[School]:
    """The schools that a form lists in full; none when they are so many that the form had better search them."""
    found = db.session.scalars(_OFFERED).all()
    return found if len(found) <= MOST_OFFERED else []


def school_or_404(number: int, *, hold: bool = False) -> School:
    """The school with this number; held, as it is now, for who is about to change it."""
    if number > HIGHEST_ID:
        abort(404)
    return db.session.get(School, number, with_for_update={"of": School, "key_share": True} if hold else None, populate_existing=hold) or abort(404)


def find_accepted(number: int) -> School | None:
    """The accepted school with this number."""
    school = db.session.get(School, number) if 0 < number <= HIGHEST_ID else None
    return school if school is not None and not school.is_proposed else None


def hosts() -> Sequence[School]:
    """Companies and institutions, by name."""
    found = sa.select(School).where(School.kind.in_((SchoolKind.COMPANY, SchoolKind.INSTITUTION)), ~School.is_proposed)
    return db.session.scalars(found.order_by(School.name)).all()


def find_school(name: str) -> School | None:
    """The school that somebody means by this name, short name or former name."""
    return db.session.scalar(_BY_NAME, {"key": school_key(name)})


def find_by_brin(brin: str) -> School | None:
    """The accepted school with this number of the ministry."""
    return db.session.scalar(sa.select(School).where(School.brin == brin, ~School.is_proposed).order_by(School.id).limit(1))


def search(typed: str, *, most: int = 20) -> Sequence[School]:
    """Accepted schools whose names or place have all these words, in any order; first those that begin with them."""
    begins = School.search_key.startswith(folded(typed)[:100], autoescape=True)
    return db.session.scalars(_with_words(typed).order_by(sa.not_(begins), School.search_key, School.id).limit(most)).all()


def listed(sought: Sought, *, page: int) -> Sequence[School]:
    """One page of the accepted schools by name, and one more when there are further pages."""
    return db.session.scalars(_narrowed(sought).limit(PAGE + 1).offset((page - 1) * PAGE)).all()


def exported(sought: Sought) -> Sequence[School]:
    """All accepted schools that are sought, with their mail domains; two queries."""
    return db.session.scalars(_narrowed(sought).options(selectinload(School.domains))).all()


def proposed() -> Sequence[School]:
    """The schools that wait for an organiser, the longest waiting first; not more than one can look at."""
    return db.session.scalars(sa.select(School).where(School.is_proposed).order_by(School.id).limit(MOST_PROPOSED)).all()


def count_proposed() -> int:
    """How many schools wait for an organiser."""
    return db.session.scalar(sa.select(sa.func.count(School.id)).where(School.is_proposed)) or 0


def likely_meant(names: Mapping[int, str]) -> Mapping[int, Sequence[Known]]:
    """For every proposed name, by number, the accepted schools that it probably means; one query."""
    if not names:
        return {}
    rows = db.session.execute(sa.select(School.id, School.name, School.short_name, School.city).where(~School.is_proposed))
    known = [compared(Known(*row)) for row in rows]
    return {number: likeliest(name, known) for number, name in names.items()}


def former_names(school: School) -> Sequence[str]:
    """The names that meant this school once, as they are compared."""
    return db.session.scalars(sa.select(FormerName.name_key).where(FormerName.school_id == school.id).order_by(FormerName.name_key)).all()


def of_mail_address(email: str) -> Sequence[School]:
    """The accepted schools with the mail domain of this address, however it is written."""
    domain = normal_domain(email.rpartition("@")[2])
    if domain is None:
        return []
    found = sa.select(School).join(SchoolDomain).where(SchoolDomain.domain == domain, ~School.is_proposed)
    return db.session.scalars(found.order_by(School.search_key)).all()


def _narrowed(sought: Sought) -> sa.Select[Any]:
    found = _with_words(sought.typed)
    if sought.kind is not None:
        found = found.where(School.kind == sought.kind)
    if sought.participation is not None:
        found = found.where(School.participation == sought.participation)
    return found.order_by(School.search_key, School.id)


def _with_words(typed: str) -> sa.Select[Any]:
    """Accepted schools that are or were called so, or lie there."""
    found = sa.select(School).where(~School.is_proposed)
    for word in folded(typed).split()[:MOST_WORDS]:
        was_called = School.id.in_(sa.select(FormerName.school_id).where(FormerName.name_key.contains(word, autoescape=True)))
        found = found.where(School.search_key.contains(word, autoescape=True) | was_called)
    return found
