"""What is kept about people, and for how long: every kind of data is declared once, by the package that keeps it.

From these declarations come the privacy statement, the page with one's own data, erasure, and the retention job.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel.speaklater import LazyString

from app.people.models import Person
from app.region.queries import setting

Rows = Sequence[Mapping[str, Any]]
_holdings: dict[str, "Holding"] = {}


@dataclass(frozen=True)
class Holding:
    """One kind of data about people.

    `shown` gives what is kept about somebody, as plain rows {field label: value}. `erase` takes it away or makes it
    nameless, at once. `expire` does so for everybody's rows that ended before a moment, and counts them; with
    `kept_for` it says for how long by default (days can be set per region). Neither changes counts.
    """

    key: str
    label: LazyString
    purpose: LazyString
    shown: Callable[[Person], Rows]
    erase: Callable[[Person, datetime], None]
    expire: Callable[[datetime], int] | None = None
    kept_for: timedelta | None = None

    @property
    def setting_key(self) -> str:
        """The name of the setting that says how long."""
        return f"retention.{self.key}"


def declare(holding: Holding) -> Holding:
    """Say that this is kept."""
    _holdings[holding.key] = holding
    return holding


def holdings() -> Sequence[Holding]:
    """All that is kept, in order of declaration."""
    return list(_holdings.values())


def kept_for(holding: Holding) -> timedelta | None:
    """How long this region keeps it after its end; None: until somebody asks."""
    if holding.kept_for is None:
        return None
    return timedelta(days=setting(holding.setting_key, otherwise=holding.kept_for.days))
