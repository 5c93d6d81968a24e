"""What changes schools."""

from app.core.database import insert_unless_there
from app.core.errors import DomainError
from app.schools.models import School, school_key
from app.schools.queries import find_school, find_school_id


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
