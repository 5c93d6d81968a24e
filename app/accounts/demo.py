"""The people one can be in the demo."""

from app.people.models import Person
from app.people.queries import find_by_email

DEMO_PEOPLE = {"organiser": "organisator@sto-plassenland.example", "teacher": "b.devries@waterrand.example"}


def person_of_demo(part: str) -> Person | None:
    """The demo person who plays this part."""
    return find_by_email(DEMO_PEOPLE[part]) if part in DEMO_PEOPLE else None
