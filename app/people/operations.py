"""What changes people and schools."""

from app.core.database import db, insert_unless_there
from app.core.errors import DomainError
from app.people.models import Access, Person, Role, School
from app.people.queries import find_by_email, find_school, school_key


def school_named(name: str) -> School:
    """The school of that name; an unknown one is proposed, for an organiser to accept or merge."""
    school = find_school(name)
    if school is None:
        insert_unless_there(School, name=name, name_key=school_key(name), short_name="", city="", mail_domain="", is_proposed=True)
        school = find_school(name)
    if school is None:
        raise DomainError(f"School {name!r} could not be kept.", field="school")
    return school


def meet(*, email: str, name: str, role: Role, school: School | None, language: str = "nl") -> Person:
    """The person with this address: as we know her already, else new, with these facts."""
    return recognise(email=email, name=name, role=role, school=school, language=language)[0]


def recognise(*, email: str, name: str, role: Role, school: School | None, language: str = "nl") -> tuple[Person, bool]:
    """The person with this address, and whether we meet her only now. Of two who come at once, one is new."""
    school_id = school.id if school else None
    is_new = insert_unless_there(Person, email=email.lower(), name=name, role=role, school_id=school_id, language=language, access=Access.PARTICIPANT)
    person = find_by_email(email)
    if person is None:
        raise DomainError(f"{email!r} could not be kept.", field="email")
    return person, is_new


def make_organiser(*, email: str, name: str) -> Person:
    """Let somebody organise: known or new."""
    person = find_by_email(email) or meet(email=email, name=name, role=Role.OTHER, school=None)
    person.access = Access.ORGANISER
    db.session.flush()
    return person
