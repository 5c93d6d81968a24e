"""Who gave a field its value, as the log tells it."""

from typing import Any

import pytest
from flask import Flask

from app.core.database import db
from app.log.actions import Action
from app.log.operations import Thing, record
from app.people.editing import authors
from tests.factories import NOW, make_person
from tests.observing import statements


def change(by: int | None, changes: dict[str, list[Any]], *, number: int = 1) -> None:
    """An entry of the log about a thing."""
    record(Action.EVENT_CHANGED, Thing("event", number, "Lassen"), by=by, at=NOW, changes=changes)
    db.session.flush()


@pytest.mark.parametrize(
    ("field", "value", "changes"),
    [
        ("capacity", "50", {"capacity": [40, 50]}),
        ("host", "7", {"host_id": [None, 7]}),
        ("venue", "7", {"venue": ["Waterrand", "De Kade"]}),
        ("summary", "", {"summary": ["Een middag.", ""]}),
        ("minutes_per_day", "", {"minutes_per_day": [480, None]}),
        ("on", "2026-10-25", {"starts_at": ["2026-10-18T12:00:00+00:00", "2026-10-25T00:30:00+00:00"]}),
        ("starts", "02:30", {"starts_at": ["2026-10-18T12:00:00+00:00", "2026-10-25T00:30:00+00:00"]}),
        ("registration_opens", "2026-10-25T00:30", {"registration_opens_at": [None, "2026-10-25T00:30:00+00:00"]}),
    ],
)
def test_who_made_it_so_is_named(app: Flask, field: str, value: str, changes: dict[str, list[Any]]) -> None:
    marijke, me = make_person("Marijke Zandstra"), make_person("Ruben Okafor")

    change(marijke.id, changes)

    assert authors("event", 1, me=me.id)(field, value) == "Marijke Zandstra"


def test_the_latest_counts_and_others_things_and_values_do_not(app: Flask) -> None:
    first, second, other, me = (make_person(name) for name in ("Anna", "Bert", "Cees", "Dirk"))
    change(first.id, {"capacity": [40, 50]})
    change(second.id, {"capacity": [45, 50]})
    change(other.id, {"capacity": [50, 60]})
    change(other.id, {"capacity": [40, 50]}, number=2)

    author = authors("event", 1, me=me.id)

    assert (author("capacity", "50"), author("capacity", "41"), author("title", "50")) == ("Bert", "", "")


def test_oneself_inloop_and_who_was_erased_are_not_named(app: Flask) -> None:
    me, gone = make_person("Dirk"), make_person("Anna")
    change(me.id, {"capacity": [40, 50]})
    change(None, {"title": ["", "Lassen"]})
    change(gone.id, {"summary": ["", "Een middag."]})
    gone.erased_at = NOW
    db.session.flush()

    author = authors("event", 1, me=me.id)

    assert [author(*asked) for asked in (("capacity", "50"), ("title", "Lassen"), ("summary", "Een middag."))] == ["", "", ""]


def test_while_nobody_asks_the_log_is_not_read(app: Flask) -> None:
    with statements() as sent:
        authors("event", 1, me=1)

    assert sent == []
