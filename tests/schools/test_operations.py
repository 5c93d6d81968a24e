"""Meeting schools, also two at the same moment."""

import sqlalchemy as sa
from flask import Flask

from app.core.database import db
from app.schools import operations
from app.schools.models import School
from tests.factories import make_school
from tests.together import at_once


def test_an_unknown_school_is_proposed_once_however_it_is_written(app: Flask) -> None:
    first, second = operations.school_named("Vakcollege Polderlicht"), operations.school_named("vakcollege  POLDERLICHT")

    assert second is first
    assert (first.name, first.is_proposed) == ("Vakcollege Polderlicht", True)


def test_a_known_school_is_not_proposed_again(app: Flask) -> None:
    known = make_school("Waterrand College", short_name="Waterrand")

    assert operations.school_named("waterrand") is known
    assert db.session.scalar(sa.select(sa.func.count(School.id))) == 1


def test_one_unknown_school_named_by_many_at_once_is_one_school(app: Flask) -> None:
    errors = at_once(app, lambda number: operations.school_named("Nieuwe School" if number % 2 else "NIEUWE SCHOOL"))

    assert errors == []
    assert db.session.scalars(sa.select(School.name_key)).all() == ["nieuwe school"]


def test_the_longest_name_of_a_school_is_kept(app: Flask) -> None:
    school = operations.school_named("ŉ" * 120)

    assert operations.school_named("ŉ" * 120) is school
