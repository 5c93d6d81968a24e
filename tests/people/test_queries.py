"""People are found by address, schools by name or short name, however they are written."""

import pytest
from flask import Flask

from app.people import queries
from tests.factories import make_person


@pytest.mark.parametrize("typed", ["b.devries@waterrand.example", "B.deVries@Waterrand.EXAMPLE"])
def test_people_are_found_by_address_in_any_capitals(app: Flask, typed: str) -> None:
    bram = make_person(email="b.devries@waterrand.example")
    make_person("Somebody else")

    assert queries.find_by_email(typed) is bram


@pytest.mark.parametrize("typed", ["", "devries@waterrand.example", "b.devries@waterrand.example ", "%", "b_devries@waterrand.example"])
def test_nobody_is_found_by_part_of_an_address(app: Flask, typed: str) -> None:
    make_person(email="b.devries@waterrand.example")

    assert queries.find_by_email(typed) is None
