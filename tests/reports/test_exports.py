"""Lists for spreadsheets: read back as they were, and never a formula."""

import csv
import io
from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reports.exports import as_csv, attendance_rows, harmless
from app.reports.queries import attendance
from tests.factories import DAY, make_event, make_person, make_school, register, second_choices

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


def read_back(body: bytes) -> list[list[str]]:
    """The rows as a spreadsheet reads them."""
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), delimiter=";"))


@pytest.mark.parametrize("start", FORMULA_STARTS)
@pytest.mark.parametrize("blanks", ["", " ", "  \u00a0", "\u3000", " \t", "\u200b"])
def test_what_could_be_a_formula_is_text(start: str, blanks: str) -> None:
    cell = f"{blanks}{start}HYPERLINK(A1)"

    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Jan", "'t Hart", "Jan-Willem", "a=b", "1", "jan@school.nl", "Zoë 👩🏽‍🔧", "; rm", '"'])
def test_ordinary_names_stay_as_they_are(cell: str) -> None:
    assert harmless(cell) == cell


cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"))


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(st.lists(st.lists(cells, min_size=2, max_size=4), max_size=4))
def test_every_cell_comes_back_and_none_is_a_formula(rows: list[list[str]]) -> None:
    found = read_back(as_csv(rows))

    assert [[cell.removeprefix("'") for cell in row] for row in found] == [[cell.removeprefix("'") for cell in row] for row in rows]
    assert [cell for row in found for cell in row if cell.lstrip().startswith(FORMULA_STARTS)] == []


def test_the_bytes_are_what_a_dutch_excel_opens() -> None:
    assert as_csv([("Naam", "Zoë"), ("a;b", 'c"d')]) == b'\xef\xbb\xbfNaam;Zo\xc3\xab\r\n"a;b";"c""d"\r\n'


def test_everybody_with_a_seat_has_a_row_in_order_of_name(app: Flask) -> None:
    event, school = make_event(seats=3, rounds=2), make_school("Zuiderzee; Noord")
    zoe = register(event, make_person("zoë van Dam", email="zoe@school.nl", school=school))
    register(event, make_person("=1+1", email="+jan@school.nl", school=school), event.rounds[0].sessions[0], second_choices(event)[1])
    register(event, make_person("Anna", email="anna@school.nl", school=school))
    register(event, make_person("Wacht", email="wacht@school.nl", school=school))
    zoe.checked_in_at = DAY - timedelta(minutes=5)

    rows = read_back(as_csv(attendance_rows(attendance(event))))

    assert rows == [
        ["Naam", "School", "Functie", "Mailadres", "Workshops", "Aanwezig", "Ingecheckt om"],
        ["'=1+1", "Zuiderzee; Noord", "Docent", "'+jan@school.nl", "Workshop 1A, Workshop 2B", "nee", ""],
        ["Anna", "Zuiderzee; Noord", "Docent", "anna@school.nl", "Workshop 1A, Workshop 2A", "nee", ""],
        ["zoë van Dam", "Zuiderzee; Noord", "Docent", "zoe@school.nl", "Workshop 1A, Workshop 2A", "ja", "14:55"],
    ]


def test_a_workshop_that_is_waited_for_is_not_in_the_list(app: Flask) -> None:
    event = make_event(rounds=1, session_seats=1)
    register(event, make_person("Anna")), register(event, make_person("Bert"))

    rows = read_back(as_csv(attendance_rows(attendance(event))))

    assert [(row[0], row[4]) for row in rows[1:]] == [("Anna", "Workshop 1A"), ("Bert", "")]
