"""Who changed what, for somebody who wants to save a page that others have changed meanwhile."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from app.core import clock
from app.core.watching import Author
from app.log.queries import changes_of
from app.people.queries import names_of

KEYS = {"on": ("starts_at", "starts_on"), "last_on": ("ends_at",), "starts": ("starts_at",), "ends": ("ends_at",)}


def authors(kind: str, number: int, *, me: int) -> Author:
    """Asks the log of a thing who gave a field its value; says nothing when that is not known, or when it was the reader."""

    def author(field: str, value: str) -> str:
        keys = KEYS.get(field, (field, f"{field}_at", f"{field}_id"))
        for entry in changes_of(kind, number):
            if any(_is(value, after) for key in keys for after in _after(entry.changes.get(key))):
                known = entry.by_id not in (None, me)
                return names_of([entry.by_id or 0]).get(entry.by_id or 0, "") if known else ""
        return ""

    return author


def _after(change: Any) -> Iterator[str]:
    """What a field became; nothing when the log does not say."""
    if isinstance(change, list) and len(change) > 1:
        yield str(change[1] if change[1] is not None else "")


def _is(value: str, after: str) -> bool:
    """Whether the log and the form mean the same; the log has instants where the form has a day and a time, and names where it has numbers."""
    return value in (after, *_of_instant(after)) or (value.isdigit() and not after.replace("-", "").isdigit() and after != "")


def _of_instant(text: str) -> list[str]:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return []
    if instant.tzinfo is None:
        return []
    there = clock.local(instant)
    return [f"{there:%Y-%m-%d}", f"{there:%H:%M}", f"{instant:%Y-%m-%dT%H:%M}"]
