"""Schools are found by name, short name or former name, however they are written."""

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.database import db
from app.schools import queries
from app.schools.models import School
from tests.factories import make_school


@pytest.mark.parametrize(
    "typed", ["Waterrand College", "WATERRAND COLLEGE", "waterrand  college", " Waterrand\u00a0College ", "Waterrand", "waterRAND"]
)
def test_schools_are_found_by_name_or_short_name(app: Flask, typed: str) -> None:
    make_school("Scholengemeenschap De Kade", short_name="De Kade")
    waterrand = make_school("Waterrand College", short_name="Waterrand")

    assert queries.find_school(typed) is waterrand


@pytest.mark.parametrize("typed", ["École Élan", "ÉCOLE ÉLAN", "éCOLE éLAN", "ÉLAN", "élan"])
def test_letters_with_accents_have_capitals_too(app: Flask, typed: str) -> None:
    elan = make_school("École Élan", short_name="Élan")

    assert queries.find_school(typed) is elan


def test_no_school_is_found_by_an_empty_short_name(app: Flask) -> None:
    make_school("Waterrand College", short_name="")

    assert queries.find_school("") is None


def test_an_accepted_school_comes_before_a_proposed_one(app: Flask) -> None:
    make_school("Kade", is_proposed=True)
    accepted = make_school("Scholengemeenschap De Kade", short_name="Kade")

    assert queries.find_school("kade") is accepted


def test_only_accepted_schools_are_offered_in_order_of_name(app: Flask) -> None:
    for name, is_proposed in (("Waterrand", False), ("Proposed", True), ("De Kade", False)):
        make_school(name, is_proposed=is_proposed)

    assert [school.name for school in queries.schools()] == ["De Kade", "Waterrand"]


def test_the_longest_names_fit_their_key(app: Flask) -> None:
    """Some letters become two or three when capitals are left out of account."""
    school = make_school("ΐ" * 120)
    db.session.commit()

    assert queries.find_school("ΐ" * 120) is school
    assert db.session.scalar(sa.select(sa.func.length(School.name_key))) == 120
