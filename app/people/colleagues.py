"""What a school contact changes about the people of the own school; that they are of that school, has been seen to before."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from app.core.database import db
from app.core.errors import DomainError
from app.log.actions import Action
from app.log.operations import differences, record
from app.people.models import Access, Person, Role, Tag
from app.people.operations import recognise, thing
from app.people.queries import find_by_email
from app.schools.models import School


class AddressKnown(DomainError):
    """The mail address is somebody's: whose, a school contact may not learn."""


def may_change_address(person: Person) -> bool:
    """Whether the address may be corrected: not once somebody has shown to read mail there, nor that of who may do more or
    works at another school too, as whoever reads mail at the new address signs in as this person."""
    return person.verified_at is None and person.access is Access.PARTICIPANT and len(person.schools) == 1


def add_colleague(*, name: str, email: str, role: Role, school: School, tags: Sequence[Tag], by: Person, at: datetime) -> Person:
    """Put somebody of the own school into the address book. Raises AddressKnown; who is known is left as she is."""
    contact, is_new = recognise(email=email, name=name, role=role, school_id=school.id)
    if not is_new:
        raise _known()
    person = db.session.get_one(Person, contact.id)
    person.tags = list(tags)
    record(Action.PERSON_ADDED, thing(person), by=by.id, at=at)
    db.session.flush()
    return person


def edit_colleague(person: Person, *, name: str, role: Role, tags: Sequence[Tag], email: str | None, by: Person, at: datetime) -> None:
    """Change what is known of somebody of the own school; the address only while it may be, None: as it was. Raises AddressKnown."""
    facts: dict[str, object] = {"name": name, "role": role}
    if email is not None and may_change_address(person) and email != person.email:
        if find_by_email(email) is not None:
            raise _known()
        facts["email"] = email
    changes = differences(person, facts) | _retagged(person, tags)
    if not changes:
        return
    try:
        with db.session.begin_nested():
            for field, value in facts.items():
                setattr(person, field, value)
            person.tags = list(tags)
            db.session.flush()
    except IntegrityError as error:
        raise _known() from error
    nameless = {field: [None, None] if field in ("name", "email") else change for field, change in changes.items()}
    record(Action.PERSON_CHANGED, thing(person), by=by.id, at=at, changes=nameless)


def _retagged(person: Person, tags: Sequence[Tag]) -> dict[str, list[object]]:
    before, after = (sorted(tag.name for tag in each) for each in (person.tags, tags))
    return {} if before == after else {"tags": [before, after]}


def _known() -> AddressKnown:
    return AddressKnown(_("This address is known already. Ask the organisers to put this person at your school."), field="email")
