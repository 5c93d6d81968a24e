"""School years, their weeks and quarters: the year in which a region plans."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

FIRST_MONTH = 8
WEEK = timedelta(days=7)
MONTHS_IN_QUARTER = 3


@dataclass(frozen=True, order=True)
class SchoolYear:
    """1 August of `starts_in` up to and including 31 July of the next year."""

    starts_in: int

    @classmethod
    def of(cls, day: date) -> "SchoolYear":
        """The school year of a day."""
        return cls(day.year if day.month >= FIRST_MONTH else day.year - 1)

    def __str__(self) -> str:
        return f"{self.starts_in}-{self.starts_in + 1}"

    @property
    def first_day(self) -> date:
        """1 August."""
        return date(self.starts_in, FIRST_MONTH, 1)

    @property
    def last_day(self) -> date:
        """31 July."""
        return date(self.starts_in + 1, FIRST_MONTH, 1) - timedelta(days=1)

    def weeks(self) -> Iterator[tuple[int, list[date]]]:
        """ISO week numbers with their seven days, from Monday; the first and last week may reach outside the year."""
        monday = self.first_day - timedelta(days=self.first_day.weekday())
        while monday <= self.last_day:
            yield monday.isocalendar().week, [monday + timedelta(days=ahead) for ahead in range(7)]
            monday += WEEK

    def quarter(self, day: date) -> int:
        """Which school quarter (1 to 4) a day of this year lies in."""
        return (day.month - FIRST_MONTH) % 12 // MONTHS_IN_QUARTER + 1

    def days_of_quarter(self, day: date) -> tuple[date, date]:
        """The first and the last day of the school quarter that a day of this year lies in."""
        starts = _month(self.starts_in, FIRST_MONTH + MONTHS_IN_QUARTER * (self.quarter(day) - 1))
        return starts, _month(starts.year, starts.month + MONTHS_IN_QUARTER) - timedelta(days=1)


def _month(year: int, month: int) -> date:
    """The first day of a month; the thirteenth is the first of the next year."""
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)
