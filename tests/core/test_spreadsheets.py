"""Lists for spreadsheets: read back as they were, and never a formula."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.spreadsheets import as_csv, harmless
from tests.spreadsheets import read_back

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


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
