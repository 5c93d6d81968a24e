"""Meeting people and schools, also two at the same moment."""

import sqlalchemy as sa
from flask import Flask

from app.core.database import db
from app.people import operations
from app.people.models import Access, Person, Role
from app.schools.models import School
from tests.factories import make_person, make_school
from tests.together import at_once


def test_a_new_person_is_a_participant_with_a_small_address(app: Flask) -> None:
    school = make_school()

    bram = operations.meet(email="B.deVries@Waterrand.example", name="Bram de Vries", role=Role.TEACHER, school=school, language="en")

    assert (bram.email, bram.name, bram.role, bram.school, bram.access, bram.language) == (
        "b.devries@waterrand.example",
        "Bram de Vries",
        Role.TEACHER,
        school,
        Access.PARTICIPANT,
        "en",
    )


def test_meeting_somebody_we_know_changes_nothing(app: Flask) -> None:
    bram = make_person("Bram de Vries", email="b.devries@waterrand.example", access=Access.ORGANISER)
    school = bram.school

    again = operations.meet(email="B.DEVRIES@waterrand.example", name="Mallory", role=Role.COMPANY, school=make_school())

    assert again is bram
    assert (bram.name, bram.role, bram.school, bram.access) == ("Bram de Vries", Role.TEACHER, school, Access.ORGANISER)


def test_two_people_with_one_new_address_at_once_are_one_person(app: Flask) -> None:
    school_id = make_school().id

    def register(number: int) -> None:
        school = db.session.get(School, school_id)
        operations.meet(email="new@school.example" if number % 2 else "NEW@School.example", name=f"Name {number}", role=Role.TEACHER, school=school)

    assert at_once(app, register) == []
    assert [person.email for person in db.session.scalars(sa.select(Person))] == ["new@school.example"]
