"""What changes people."""

from datetime import datetime

from app.core.database import db, insert_unless_there
from app.core.errors import DomainError
from app.log.actions import Action
from app.log.operations import Thing, record
from app.people import search_words
from app.people.models import Access, Person, Role
from app.people.queries import find_by_email
from app.schools.models import School


def thing(person: Person) -> Thing:
    """A person as the log knows her: by number."""
    return Thing("person", person.id)


def meet(*, email: str, name: str, role: Role, school: School | None, language: str = "nl") -> Person:
    """The person with this address: as we know her already, else new, with these facts."""
    return recognise(email=email, name=name, role=role, school=school, language=language)[0]


def recognise(*, email: str, name: str, role: Role, school: School | None, language: str = "nl") -> tuple[Person, bool]:
    """The person with this address, and whether we meet her only now. Of two who come at once, one is new."""
    school_id = school.id if school else None
    is_new = insert_unless_there(Person, email=email.lower(), name=name, role=role, school_id=school_id, language=language)
    person = find_by_email(email)
    if person is None:
        raise DomainError(f"{email!r} could not be kept.", field="email")
    if is_new:
        search_words.write(db.session.connection(), person)
    return person, is_new


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
