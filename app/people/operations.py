"""What changes people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from app.core.database import db, insert_numbered
from app.core.errors import DomainError
from app.log.actions import Action
from app.log.operations import Thing, differences, record
from app.people import search_words
from app.people.models import Access, Person, Role, Tag
from app.people.permissions import Permission, may
from app.people.queries import Contact, find_by_email, find_contact
from app.schools import signals as schools
from app.schools.models import School

ADDRESS_IS_ORDINARY = (Access.PARTICIPANT, Access.SCHOOL_CONTACT)
HIDDEN = ["", ""]  # the log says that a name changed, not from what into what: an erased name is erased there, too


def thing(person: Person) -> Thing:
    """A person as the log knows her: by number."""
    return Thing("person", person.id)


def meet(*, email: str, name: str, role: Role, school: School | None, language: str = "nl") -> Person:
    """The person with this address: as we know her already, else new, with these facts."""
    recognise(email=email, name=name, role=role, school_id=school.id if school else None, language=language)
    person = find_by_email(email)
    if person is None:
        raise DomainError(f"{email!r} could not be kept.", field="email")
    return person


def recognise(*, email: str, name: str, role: Role, school_id: int | None, language: str = "nl") -> tuple[Contact, bool]:
    """The person with this address, and whether we meet her only now. Of two who come at once, one is new."""
    email = email.lower()
    new = insert_numbered(Person, email=email, name=name, role=role, school_id=school_id, language=language)
    if new is not None:
        search_words.write(db.session.connection(), new, f"{name} {email}")
        return Contact(new, name, email, language), True
    known = find_contact(email)
    if known is None:
        raise DomainError(_("This address is no longer in use: it was joined with another one. Use that one, or ask the organisers."), field="email")
    return known, False


@dataclass(frozen=True)
class Facts:
    """What organisers note down about somebody."""

    name: str
    email: str
    role: Role
    school: School | None
    second_school: School | None
    language: str
    tags: Sequence[Tag]


class AddressTaken(DomainError):
    """Somebody has this address already."""


def add(facts: Facts, *, by: Person, at: datetime) -> Person:
    """Put somebody into the address book. Raises AddressTaken."""
    _check_free(facts.email)
    person = Person(**_columns(facts), email=facts.email, tags=list(facts.tags), created_at=at)
    db.session.add(person)
    _flush()
    record(Action.PERSON_ADDED, thing(person), by=by.id, at=at)
    return person


def edit(person: Person, facts: Facts, *, by: Person, at: datetime) -> None:
    """Change what is known of somebody; a new address has to be shown to be hers again. Raises AddressTaken, or DomainError without the right."""
    changes = differences(person, _columns(facts)) | _retagged(person, facts.tags)
    if facts.email != person.email:
        _check_address(person, by=by)
        _check_free(facts.email)
        person.email, person.verified_at = facts.email, None
        changes["email"] = HIDDEN
    if not changes:
        return
    for name, value in _columns(facts).items():
        setattr(person, name, value)
    person.tags = list(facts.tags)
    _flush()
    if "name" in changes:
        changes["name"] = HIDDEN
    record(Action.PERSON_CHANGED, thing(person), by=by.id, at=at, changes=changes)
    db.session.refresh(person, ["school", "second_school"])


def _columns(facts: Facts) -> dict[str, Any]:
    school, second = facts.school or facts.second_school, facts.second_school
    return {
        "name": facts.name,
        "role": facts.role,
        "school_id": school.id if school else None,
        "second_school_id": second.id if second and second is not school else None,
        "language": facts.language,
    }


def _retagged(person: Person, tags: Sequence[Tag]) -> dict[str, list[Any]]:
    before, after = (sorted(tag.name for tag in each) for each in (person.tags, tags))
    return {} if before == after else {"tags": [before, after]}


def _check_address(person: Person, *, by: Person) -> None:
    """Who reads mail at the address has the rights of the person: those of organisers are not for organisers to give."""
    if person.access not in ADDRESS_IS_ORDINARY and person is not by and not may(by, Permission.MANAGE_ACCESS):
        raise DomainError(_("This person may organise or look on. Only an administrator changes the address."), field="email")


def _check_free(email: str) -> None:
    if db.session.scalar(sa.select(Person.id).where(Person.email == email.lower())) is not None:
        raise _taken()


def _flush() -> None:
    """Of two who take an address at once, one is told."""
    try:
        db.session.flush()
    except IntegrityError as error:
        raise _taken() from error


def _taken() -> AddressTaken:
    return AddressTaken(_("Somebody has this address already."), field="email")


@schools.merged.connect
def follow_school(school: School, *, into: School) -> None:
    """Everybody of a school that goes up in another works there from now on; who worked at both is there once."""
    for column in (Person.school_id, Person.second_school_id):
        db.session.execute(sa.update(Person).where(column == school.id).values({column: into.id}))
    db.session.execute(sa.update(Person).where(Person.school_id == into.id, Person.second_school_id == into.id).values(second_school_id=None))
