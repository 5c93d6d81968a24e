"""What changes schools."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from app.core.database import db, insert_unless_there
from app.core.errors import DomainError
from app.log.actions import Action
from app.log.operations import Thing, differences, record
from app.schools import signals
from app.schools.models import FormerName, School, SchoolDomain, SchoolKind, school_key
from app.schools.queries import find_by_brin, find_school, find_school_id


class NameTaken(DomainError):
    """Another school is called so."""


class SchoolGone(DomainError):
    """A school has been merged into another while somebody was looking at it."""


def thing(school: School) -> Thing:
    """A school as the log knows it."""
    return Thing("school", school.id, school.name)


def school_named(name: str) -> School:
    """The school of that name; an unknown one is proposed, for an organiser to accept or merge."""
    school = find_school(name)
    if school is None:
        insert_unless_there(School, name=name, name_key=school_key(name), is_proposed=True)
        school = find_school(name)
    if school is None:
        raise DomainError(f"School {name!r} could not be kept.", field="school")
    return school


def school_id_named(name: str) -> int:
    """The id of the school of that name; an unknown one is proposed."""
    known = find_school_id(name)
    return school_named(name).id if known is None else known


def add(facts: Mapping[str, Any], *, domains: Sequence[str] = (), by: int | None, at: datetime) -> School:
    """Add an accepted school. Raises NameTaken, or DomainError for a BRIN that another has."""
    _check_brin(facts.get("brin", ""), None)
    if not insert_unless_there(School, **facts, name_key=school_key(facts["name"])):
        raise _taken(facts["name"])
    school = db.session.scalars(sa.select(School).where(School.name_key == school_key(facts["name"]))).one()
    school.domains = [SchoolDomain(domain=domain) for domain in domains]
    _no_longer_former(school)
    record(Action.SCHOOL_ADDED, thing(school), by=by, at=at)
    db.session.flush()
    return school


def edit(school: School, facts: Mapping[str, Any], *, domains: Sequence[str], by: int | None, at: datetime) -> None:
    """Change what is known of a school; who types its old name still finds it. Raises NameTaken, SchoolGone or DomainError."""
    _hold(school)
    _check_brin(facts["brin"], school)
    changes = _without_people(differences(school, facts)) | _give_domains(school, sorted(domains))
    before = school.name_key
    _give_facts(school, facts)
    if school.name_key != before:
        _remember(before, school)
        _no_longer_former(school)
    if changes:
        record(Action.SCHOOL_CHANGED, thing(school), by=by, at=at, changes=changes)
    db.session.flush()


def accept(school: School, *, kind: SchoolKind | None = None, city: str = "", by: int | None, at: datetime) -> None:
    """Take a proposed school over as it is, with its kind and place when these are known. Once is enough. Raises SchoolGone."""
    _hold(school)
    if not school.is_proposed:
        return
    facts = {"is_proposed": False, "kind": kind or school.kind, "city": city or school.city}
    changes = differences(school, facts)
    for name, value in facts.items():
        setattr(school, name, value)
    record(Action.SCHOOL_ACCEPTED, thing(school), by=by, at=at, changes=changes)
    db.session.flush()


def merge(school: School, *, into: School, by: int | None, at: datetime) -> None:
    """Let one school go up in another: all that pointed at it follows, and its names lead there. Raises SchoolGone or DomainError."""
    if school.id == into.id:
        raise DomainError(_("A school can't be merged into itself."))
    _hold(school, into)
    if into.is_proposed:
        raise DomainError(_("Accept %(name)s first, then merge into it.", name=into.name))
    _move_domains(school, into)
    db.session.execute(sa.update(FormerName).where(FormerName.school_id == school.id).values(school_id=into.id))
    signals.merged.send(school, into=into)
    for name in filter(None, (school.name, school.short_name)):
        if school_key(name) not in (into.name_key, school_key(into.short_name)):
            _remember(school_key(name), into)
    record(Action.SCHOOLS_MERGED, thing(into), by=by, at=at, other=school.name, other_id=school.id)
    db.session.flush()
    db.session.expire_all()  # nothing in this session still points at what goes
    db.session.delete(school)
    db.session.flush()


def _hold(*schools: School) -> None:
    """Keep others away from these schools until the commit, in one order for everybody. Raises SchoolGone when one has gone meanwhile."""
    numbers = sorted(school.id for school in schools)
    held = sa.select(School).where(School.id.in_(numbers)).order_by(School.id)
    found = db.session.scalars(held.with_for_update().execution_options(populate_existing=True)).all()
    if len(found) < len(numbers):
        raise SchoolGone(_("This school has just been merged into another. Look at the list once more."))


def _without_people(changes: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """The log names nobody: of a contact it says only that it changed."""
    kept = {name: change for name, change in changes.items() if not name.startswith("contact_")}
    return kept if len(kept) == len(changes) else kept | {"contact": [None, None]}


def _give_domains(school: School, domains: list[str]) -> dict[str, list[Any]]:
    """Give a school these domains; tells what that changed, for the log."""
    had = sorted(known.domain for known in school.domains)
    if had == domains:
        return {}
    school.domains = [known for known in school.domains if known.domain in domains]
    school.domains += [SchoolDomain(domain=domain) for domain in domains if domain not in had]
    return {"domains": [had, domains]}


def _give_facts(school: School, facts: Mapping[str, Any]) -> None:
    try:
        with db.session.begin_nested():
            for name, value in facts.items():
                setattr(school, name, value)
            db.session.flush()
    except IntegrityError as error:
        raise _taken(facts["name"]) from error


def _taken(name: str) -> NameTaken:
    other = db.session.scalar(sa.select(School).where(School.name_key == school_key(name)))
    if other is not None and other.is_proposed:
        return NameTaken(_("Somebody proposed this school already. Accept or merge it in the list."), field="name")
    return NameTaken(_("There is a school of this name already."), field="name")


def _check_brin(brin: str, school: School | None) -> None:
    other = find_by_brin(brin) if brin else None
    if other is not None and other is not school:
        raise DomainError(_("%(name)s has this BRIN already.", name=other.name), field="brin")


def _remember(name_key: str, school: School) -> None:
    """From now on this name means that school."""
    if not insert_unless_there(FormerName, name_key=name_key, school_id=school.id):
        db.session.execute(sa.update(FormerName).where(FormerName.name_key == name_key).values(school_id=school.id))


def _no_longer_former(school: School) -> None:
    """A name that a school has now is no former name."""
    db.session.execute(sa.delete(FormerName).where(FormerName.name_key == school.name_key))


def _move_domains(school: School, into: School) -> None:
    had = sa.select(SchoolDomain.domain).where(SchoolDomain.school_id == into.id)
    db.session.execute(sa.delete(SchoolDomain).where(SchoolDomain.school_id == school.id, SchoolDomain.domain.in_(had)))
    db.session.execute(sa.update(SchoolDomain).where(SchoolDomain.school_id == school.id).values(school_id=into.id))
