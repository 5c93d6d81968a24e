"""Public holidays."""

from datetime import date

import pytest

from app.planning.years import public_holiday


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2027, 3, 29), "Tweede paasdag"),
        (date(2027, 4, 27), "Koningsdag"),
        (date(2027, 5, 5), "Bevrijdingsdag"),
        (date(2027, 5, 6), "Hemelvaartsdag"),
        (date(2027, 3, 26), "Goede vrijdag"),
        (date(2026, 11, 26), None),
    ],
)
def test_public_holidays_come_from_a_library(day: date, name: str | None) -> None:
    assert public_holiday(day, "nl") == name


def test_public_holidays_have_english_names_too() -> None:
    assert public_holiday(date(2027, 4, 27), "en") == "King's Day"
