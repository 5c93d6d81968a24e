"""Correcting what is known about oneself."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.core.database import db
from app.log.actions import Action
from app.log.operations import Thing, differences, record
from app.people import opt_outs
from app.people.models import Access, OptOut, Person, Role
from app.people.queries import opt_outs_of
from app.schools.models import School

HIDDEN = ["", ""]  # the log says that a name changed, not from what into what: an erased name is erased there, too


@dataclass(frozen=True)
class Facts:
    """What somebody may correct about herself."""

    name: str
    role: Role
    school: School | None
    second_school: School | None
    language: str


def may_choose_school(person: Person) -> bool:
    """Whether somebody decides herself where she works: a school contact would reach another school with it."""
    return person.access is not Access.SCHOOL_CONTACT


def correct(person: Person, facts: Facts, *, at: datetime) -> None:
    """Put right what is known about somebody, by herself. What was registered before stays as it was."""
    second = None if facts.second_school is facts.school else facts.second_school
    columns: dict[str, object] = {
        "name": facts.name,
        "role": facts.role,
        "school_id": facts.school.id if facts.school else None,
        "second_school_id": second.id if second else None,
        "language": facts.language,
    }
    if not may_choose_school(person):
        del columns["school_id"], columns["second_school_id"]
    changes = differences(person, columns)
    if not changes:
        return
    if "name" in changes:
        changes["name"] = HIDDEN
    for name, value in columns.items():
        setattr(person, name, value)
    record(Action.PERSON_CHANGED, Thing("person", person.id), by=person.id, at=at, changes=changes)
    db.session.flush()
    db.session.refresh(person, ["school", "second_school"])


def opt_out(person: Person, kinds: Collection[str], *, at: datetime) -> None:
    """Decide for which kinds somebody gets no invitations; kinds that do not exist are left out."""
    wanted, held = set(kinds) & opt_outs.kinds().keys(), opt_outs_of(person)
    if wanted == held:
        return
    db.session.execute(sa.delete(OptOut).where(OptOut.person_id == person.id, OptOut.kind.in_(held - wanted)))
    db.session.add_all(OptOut(person_id=person.id, kind=kind) for kind in sorted(wanted - held))
    changes = {"opt_outs": [sorted(held), sorted(wanted)]}
    record(Action.OPT_OUTS_CHANGED, Thing("person", person.id), by=person.id, at=at, changes=changes)
    db.session.flush()
