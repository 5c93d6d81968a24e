"""What changes people."""

from datetime import datetime

from app.core.database import db, insert_numbered
from app.core.errors import DomainError
from app.log.actions import Action
from app.log.operations import Thing, record
from app.people import search_words
from app.people.models import Access, Person, Role
from app.people.queries import Contact, find_by_email, find_contact
from app.schools.models import School


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
        raise DomainError(f"{email!r} could not be kept.", field="email")
    return known, False


def grant(person: Person, access: Access, *, by: int | None, at: datetime) -> None:
    """Change what somebody may do."""
    if person.access is access:
        return
    record(Action.ACCESS_CHANGED, thing(person), by=by, at=at, changes={"access": [person.access, access]})
    person.access = access
    db.session.flush()


def make_organiser(*, email: str, name: str) -> Person:
    """Let somebody organise: known or new."""
    person = find_by_email(email) or meet(email=email, name=name, role=Role.OTHER, school=None)
    person.access = Access.ORGANISER
    db.session.flush()
    return person
