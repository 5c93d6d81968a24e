"""School years, their weeks and quarters, and the public holidays in them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import holidays

FIRST_MONTH = 8
WEEK = timedelta(days=7)
QUARTERS = (8, 11, 2, 5)  # the months in which school quarters begin: Aug-Oct, Nov-Jan, Feb-Apr, May-Jul


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
        return (day.month - FIRST_MONTH) % 12 // 3 + 1


@cache
def public_holidays(year: int, language: str) -> Mapping[date, str]:
    """Days on which schools are closed all over the country in a calendar year, by name."""
    return dict(holidays.country_holidays("NL", years=year, language={"nl": "nl", "en": "en_US"}[language], categories=("public", "optional")))


def public_holiday(day: date, language: str) -> str | None:
    """The name of the public holiday on that day, if it is one."""
    return public_holidays(day.year, language).get(day)
