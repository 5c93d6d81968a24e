"""The public holidays of a year."""

from collections.abc import Mapping
from datetime import date
from functools import cache

import holidays


@cache
def public_holidays(year: int, language: str) -> Mapping[date, str]:
    """Days on which schools are closed all over the country in a calendar year, by name."""
    return dict(holidays.country_holidays("NL", years=year, language={"nl": "nl", "en": "en_US"}[language], categories=("public", "optional")))


def public_holiday(day: date, language: str) -> str | None:
    """The name of the public holiday on that day, if it is one."""
    return public_holidays(day.year, language).get(day)
