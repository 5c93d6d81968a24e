"""The people one can be in the demo."""

from app.people.models import Person
from app.people.queries import find_by_email

DEMO_PEOPLE = {
    "organiser": "organisator@sto-plassenland.example",
    "administrator": "beheerder@sto-plassenland.example",
    "school-contact": "s.molenaar@waterrand.example",
    "teacher": "b.devries@waterrand.example",
    "viewer": "controleur@sto-plassenland.example",
}


def person_of_demo(part: str) -> Person | None:
    """The demo person who plays this part."""
    return find_by_email(DEMO_PEOPLE[part]) if part in DEMO_PEOPLE else None
