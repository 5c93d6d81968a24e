"""Into the archive and out of it: gone from the lists of organisers, there for everybody else, and read-only."""

from datetime import timedelta

import pytest
from flask import Flask
from time_machine import travel

from app.core.database import db
from app.events import archiving, operations, rounds
from app.events.models import Event
from app.events.operations import NotPossible
from app.events.queries import organised
from app.log.actions import Action
from app.log.queries import find_last
from tests.browsing import Browser, words
from tests.factories import DAY, NOW, make_draft, make_event, make_organiser

AFTER = DAY + timedelta(days=3)


def make_called_off(title: str = "Afgelast") -> Event:
    """A coming event that will not take place."""
    event = make_event(title)
    operations.call_off(event, reason="Sneeuw", at=NOW)
    return event


def test_what_is_over_or_called_off_can_be_archived(app: Flask) -> None:
    finished, called_off, by = make_event(), make_called_off(), make_organiser().id

    archiving.archive(finished, by=by, at=AFTER)
    archiving.archive(called_off, by=by, at=NOW)
    archiving.archive(called_off, by=by, at=AFTER)

    assert (finished.archived_at, called_off.archived_at) == (AFTER, NOW)
    entry = find_last("event", finished.id, [Action.EVENT_ARCHIVED])
    assert entry is not None
    assert entry.by_id == by


def test_nothing_else_can(app: Flask) -> None:
    for event, at in ((make_draft(), NOW), (make_draft(), AFTER), (make_event(), NOW), (make_event(), DAY)):
        with pytest.raises(NotPossible):
            archiving.archive(event, at=at)

        assert event.archived_at is None


def test_in_the_archive_nothing_changes_until_it_is_brought_back(app: Flask) -> None:
    event = make_event()
    archiving.archive(event, at=AFTER)
    asked = operations.plan_of(event)

    with pytest.raises(NotPossible, match="archief"):
        operations.edit(event, asked, at=AFTER)
    with pytest.raises(NotPossible, match="archief"):
        rounds.add(event, title="Ronde", starts_at=DAY, ends_at=DAY + timedelta(hours=1), at=AFTER)
    for _time in range(2):
        archiving.bring_back(event, at=AFTER)
    operations.edit(event, asked, at=AFTER)

    assert event.archived_at is None


def test_it_leaves_the_lists_and_has_one_of_its_own(app: Flask) -> None:
    finished, called_off = make_event("Voorbij"), make_called_off()
    other, coming = make_event("Ook voorbij"), make_event("Komt nog", starts_at=DAY + timedelta(days=30))
    for event in (finished, called_off):
        archiving.archive(event, at=AFTER)

    lists = [organised(at=at, **asked) for at, asked in ((NOW, {}), (AFTER, {}), (AFTER, {"past": True}), (AFTER, {"archived": True}))]

    assert [[event.title for event in events] for events in lists] == [
        [other.title, coming.title],
        [coming.title],
        [other.title],
        [finished.title, called_off.title],
    ]


def test_for_everybody_else_nothing_changes(app: Flask, browser: Browser) -> None:
    event = make_event("Voorbij")
    paths = ("/?past=1", f"/events/{event.slug}", "/calendar.ics", f"/events/{event.slug}.ics")

    with travel(AFTER, tick=False):
        before = [browser.get(path).data for path in paths]
        archiving.archive(event, at=AFTER)
        db.session.commit()
        after = [browser.get(path).data for path in paths]

    assert [b"Voorbij" in page for page in before] == [True] * 4
    assert after == before


@pytest.mark.usefixtures("today")
def test_the_list_of_the_archive_is_reached_by_its_tab(organiser: Browser) -> None:
    archiving.archive(make_called_off("Weggelegd"), at=NOW)

    listed, archived = words(organiser.get("/organise/")), words(organiser.get("/organise/?archived=1"))

    assert ["Weggelegd" in page for page in (listed, archived)] == [False, True]
    assert "Afgelast, wel in plan Gearchiveerd" in archived
