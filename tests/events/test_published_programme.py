"""A programme that grows after the event was published, and one that is over."""

from datetime import timedelta

import pytest
from flask import Flask

from app.core.database import db
from app.events import operations, rounds
from app.events.models import Event
from app.events.operations import NotPossible
from tests.browsing import Browser
from tests.factories import LONG_AGO, make_event, register


def add_empty_round(event: Event) -> None:
    """A third round without workshops."""
    starts_at = event.starts_at + timedelta(hours=2)
    rounds.add(event, title="Ronde 3", starts_at=starts_at, ends_at=starts_at + timedelta(minutes=20), at=LONG_AGO)


def test_a_round_without_workshops_is_not_chosen_from(app: Flask) -> None:
    event = make_event(rounds=2)
    chosen = [round_.sessions[0] for round_ in event.rounds]
    add_empty_round(event)

    registration = register(event, None, *chosen)

    assert [choice.session for choice in registration.current_choices] == chosen


def test_a_round_without_workshops_is_not_asked_for(app: Flask, browser: Browser) -> None:
    event = make_event(rounds=2)
    add_empty_round(event)
    db.session.commit()

    page = browser.get(f"/events/{event.slug}/register").text

    assert ['name="session-2"' in page, 'name="session-3"' in page] == [True, False]


@pytest.mark.parametrize("path", ["rounds/add", "rounds/1/edit", "rounds/1/sessions/add", "sessions/1/edit"])
def test_the_programme_of_a_called_off_event_stays_as_it_was(app: Flask, organiser: Browser, path: str) -> None:
    event = make_event(rounds=1)
    operations.call_off(event, reason="Sneeuw", at=LONG_AGO)
    db.session.commit()
    typed = {"title": "Nieuw", "starts": "16:00", "ends": "16:30", "seats": "40"}

    answer = organiser.post(f"/organise/events/{event.slug}/{path}", typed)

    assert (answer.status_code, "Deze activiteit is afgelast" in answer.text) == (200, True)
    assert [(round_.title, [session.title for session in round_.sessions]) for round_ in event.rounds] == [
        ("Ronde 1", ["Workshop 1A", "Workshop 1B"])
    ]


def test_a_round_of_a_called_off_event_can_not_be_added(app: Flask) -> None:
    event = make_event()
    operations.call_off(event, reason="Sneeuw", at=LONG_AGO)

    with pytest.raises(NotPossible):
        add_empty_round(event)
