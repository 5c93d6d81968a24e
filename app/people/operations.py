"""What changes people and schools."""

from app.core.database import db, insert_numbered, insert_unless_there
from app.core.errors import DomainError
from app.people.models import Access, Person, Role, School
from app.people.queries import Contact, find_by_email, find_contact, find_school, find_school_id, school_key


def school_named(name: str) -> School:
    """The school of that name; an unknown one is proposed, for an organiser to accept or merge."""
    school = find_school(name)
    if school is None:
        insert_unless_there(School, name=name, name_key=school_key(name), short_name="", city="", mail_domain="", is_proposed=True)
        school = find_school(name)
    if school is None:
        raise DomainError(f"School {name!r} could not be kept.", field="school")
    return school


def school_id_named(name: str) -> int:
    """The id of the school of that name; an unknown one is proposed."""
    known = find_school_id(name)
    return school_named(name).id if known is None else known


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
    new = insert_numbered(Person, email=email, name=name, role=role, school_id=school_id, language=language, access=Access.PARTICIPANT)
    if new is not None:
        return Contact(new, name, email, language), True
    known = find_contact(email)
    if known is None:
        raise DomainError(f"{email!r} could not be kept.", field="email")
    return known, False


def make_organiser(*, email: str, name: str) -> Person:
    """Let somebody organise: known or new."""
    person = find_by_email(email) or meet(email=email, name=name, role=Role.OTHER, school=None)
    person.access = Access.ORGANISER
    db.session.flush()
    return person
