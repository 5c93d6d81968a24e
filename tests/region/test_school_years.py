"""School years, their weeks and quarters."""

from datetime import date

import pytest

from app.region.school_years import SchoolYear


@pytest.mark.parametrize(
    ("day", "starts_in"), [(date(2026, 7, 31), 2025), (date(2026, 8, 1), 2026), (date(2026, 12, 31), 2026), (date(2027, 1, 1), 2026)]
)
def test_a_school_year_runs_from_august_to_july(day: date, starts_in: int) -> None:
    assert SchoolYear.of(day) == SchoolYear(starts_in)


@pytest.mark.parametrize("starts_in", range(2020, 2034))
def test_its_weeks_hold_every_day_once_and_begin_on_monday(starts_in: int) -> None:
    year = SchoolYear(starts_in)

    days = [day for _number, week in year.weeks() for day in week]

    assert {week[0].weekday() for _number, week in year.weeks()} == {0}
    assert len(set(days)) == len(days)
    assert days[0] <= year.first_day <= days[6]
    assert days[-7] <= year.last_day <= days[-1]


def test_week_53_is_there_when_the_calendar_has_one() -> None:
    assert [number for number, _week in SchoolYear(2026).weeks()][20:24] == [51, 52, 53, 1]


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2026, 8, 1), date(2026, 8, 1), date(2026, 10, 31)),
        (date(2026, 12, 31), date(2026, 11, 1), date(2027, 1, 31)),
        (date(2027, 1, 1), date(2026, 11, 1), date(2027, 1, 31)),
        (date(2028, 2, 29), date(2028, 2, 1), date(2028, 4, 30)),
        (date(2027, 7, 31), date(2027, 5, 1), date(2027, 7, 31)),
    ],
)
def test_a_school_quarter_is_three_whole_months(day: date, first: date, last: date) -> None:
    assert SchoolYear.of(day).days_of_quarter(day) == (first, last)


@pytest.mark.parametrize(("month", "quarter"), [(8, 1), (10, 1), (11, 2), (12, 2), (1, 2), (2, 3), (4, 3), (5, 4), (7, 4)])
def test_school_quarters(month: int, quarter: int) -> None:
    day = date(2026 if month >= 8 else 2027, month, 15)

    assert SchoolYear.of(day).quarter(day) == quarter
