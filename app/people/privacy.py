"""What is kept about people, and for how long: every kind of data is declared once, by the package that keeps it.

From these declarations come the privacy statement, the page with one's own data, erasure, and the retention job.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import sqlalchemy as sa
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from app.core.database import Base, db
from app.people.models import Person
from app.region.queries import setting

Rows = Sequence[Mapping[str, Any]]
UNTIL_ASKED = _("until you take it away or ask to be erased")
Reason = Callable[[], sa.ColumnElement[bool]]
_holdings: dict[str, "Holding"] = {}
_reasons: list[Reason] = []


class Expire(Protocol):
    """Takes away, or makes nameless, at most so many rows whose time ended before a moment; gives how many."""

    def __call__(self, before: datetime, *, at: datetime, at_most: int) -> int:
        """Called again until it gives 0."""


@dataclass(frozen=True)
class Holding:
    """One kind of data about people.

    `shown` gives what is kept about somebody, latest first, as rows {field label: text, number, moment or list}. `erase`
    takes it away at once; without it the data lose their name with the person, and count on. `expire` does either for
    everybody's rows that ended before a moment; `since` says in words from when the time counts. Neither changes counts.
    `kept_for` is the default; a region may decide on another number of days from `least` to `most`, when these are given.
    `place` is where it stands in lists.
    """

    key: str
    label: LazyString
    purpose: LazyString
    shown: Callable[[Person], Rows]
    erase: Callable[[Person, datetime], None] | None = None
    expire: Expire | None = None
    kept_for: timedelta | None = None
    since: LazyString = UNTIL_ASKED
    least: int = 0
    most: int = 0
    place: int = 50

    @property
    def setting_key(self) -> str:
        """The name of the setting that says how long."""
        return f"retention.{self.key}"

    @property
    def is_decided_here(self) -> bool:
        """Whether the region decides how long."""
        return self.most > 0

    @property
    def stays_as_count(self) -> bool:
        """Whether erasure leaves it without a name, so that figures stay right."""
        return self.erase is None


def declare(holding: Holding) -> Holding:
    """Say that this is kept."""
    _holdings[holding.key] = holding
    return holding


def holdings() -> Sequence[Holding]:
    """All that is kept, what matters most to people first."""
    return sorted(_holdings.values(), key=lambda holding: (holding.place, holding.key))


def find_holding(key: str) -> Holding | None:
    """The holding with this key."""
    return _holdings.get(key)


def kept_for(holding: Holding) -> timedelta | None:
    """How long this region keeps it after its end; None: until somebody asks."""
    if holding.kept_for is None or not holding.is_decided_here:
        return holding.kept_for
    return timedelta(days=setting(holding.setting_key, otherwise=holding.kept_for.days))


def needed(reason: Reason) -> Reason:
    """Say for which persons, as a condition of SQL, something is kept that needs their name: these don't expire."""
    _reasons.append(reason)
    return reason


def is_needed() -> sa.ColumnElement[bool]:
    """Whether any package still needs a person's name."""
    return sa.or_(sa.false(), *(reason() for reason in _reasons))


def deleting(owner: Any) -> Callable[[Person, datetime], None]:
    """How to erase rows that are somebody's alone: those whose column `owner` has the person's number."""

    def erase(person: Person, _at: datetime) -> None:
        db.session.execute(sa.delete(owner.class_).where(owner == person.id))

    return erase


def forget(model: type[Base], *conditions: sa.ColumnElement[bool], at_most: int) -> int:
    """Delete at most so many rows of a table, in the order of its key; gives how many."""
    key = sa.inspect(model).primary_key
    found = sa.select(*key).where(*conditions).order_by(*key).limit(at_most)
    chosen = (sa.tuple_(*key) if len(key) > 1 else key[0]).in_(found)
    db.session.flush()
    return db.session.connection().execute(sa.delete(model).where(chosen)).rowcount
