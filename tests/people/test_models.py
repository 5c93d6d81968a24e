"""What a volunteer sees of a name, and what colleagues call a school."""

import pytest

from app.people.models import name_at_the_door
from app.schools.models import School


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("Bram de Vries", "Bram V."),
        ("Jan van den Berg-de Wit", "Jan B."),
        ("Özlem Şahin", "Özlem Ş."),
        ("Fatima El Amrani", "Fatima A."),
        ("Arjan van 't Veer", "Arjan V."),
        ("Arjan van ’t Veer", "Arjan V."),
        ("Anna Maria de Wit", "Anna M."),
        ("Ng", "Ng"),
        ("'t Hart", "'t Hart"),
        ("Van Gogh", "Van Gogh"),
        ("Vincent van", "Vincent van"),
        ("  Bram   Vries ", "Bram V."),
        ("陳大文", "陳大文"),
        ("", ""),
    ],
)
def test_a_volunteer_sees_no_more_than_needed(name: str, seen: str) -> None:
    assert name_at_the_door(name) == seen


@pytest.mark.parametrize(("short_name", "label"), [("Waterrand", "Waterrand"), ("", "Waterrand College")])
def test_a_school_is_called_by_its_short_name(short_name: str, label: str) -> None:
    assert School(name="Waterrand College", short_name=short_name).label == label
