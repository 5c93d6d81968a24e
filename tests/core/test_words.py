"""Text that is written from right to left, in a line that is not."""

import pytest

from app.core.words import isolated


@pytest.mark.parametrize("text", ["", "Lassen", "Zoë & co", "15.00", "陳大文", "👩🏽‍🔧", "<b>"])
def test_text_from_left_to_right_stays_as_it_is(text: str) -> None:
    assert isolated(text) == text


@pytest.mark.parametrize("text", ["ריתוך", "لحام", "Las \u202eom", "\u2067x", "Lassen ריתוך"])
def test_text_that_turns_the_line_is_set_apart(text: str) -> None:
    assert isolated(text) == f"\u2068{text}\u2069"
