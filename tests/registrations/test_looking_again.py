"""A crowd that registers asks for the programme a few times a second; what is decided is asked of the tables."""

import re

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import clock
from app.core.database import db
from app.events import operations as events
from app.events import queries
from app.events.models import Event
from app.registrations.models import Registration
from tests.browsing import Browser
from tests.factories import eve_of, make_event
from tests.observing import mails, statements

JAN = {"email": "jan@school.nl", "name": "Jan Smit", "school": "Thamen", "role": "teacher"}
pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def event(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Event:
    """An event whose programme has been looked at this moment; the moment lasts an hour."""
    monkeypatch.setattr(clock, "LOOK_AGAIN", 3600)
    queries.offer_or_404.cache_clear()
    event = make_event(seats=2)
    db.session.commit()
    queries.offer_or_404(event.slug, clock.moment())
    return event


def send(browser: Browser, event: Event, email: str) -> int:
    return browser.post(f"/events/{event.slug}/register", JAN | {"email": email}).status_code


def test_within_a_moment_the_programme_is_asked_for_once(event: Event, browser: Browser) -> None:
    send(browser, event, "eerst@school.nl")  # the school has been met by now
    path, form = f"/events/{event.slug}/register", JAN | browser._any_token()

    with statements() as seen:
        answer = browser._send(path, method="POST", data=form)

    tables = [re.findall(r"(?:FROM|INTO|UPDATE) (\w+)", statement)[0] for statement in seen]
    assert (answer.status_code, tables) == (302, ["schools", "persons", "person_words", "events", "registrations", "mails"])


def test_who_comes_after_the_last_seat_waits(event: Event, browser: Browser) -> None:
    answers = [send(browser, event, f"p{number}@school.nl") for number in range(3)]

    assert answers == [302, 302, 302]
    assert [kind for kind, _email in mails()] == ["confirmation", "confirmation", "waiting"]


def test_for_an_event_that_has_just_been_called_off_nobody_registers(event: Event, browser: Browser) -> None:
    events.call_off(event, reason="Storm", at=eve_of(event))
    db.session.commit()

    answer = send(browser, event, "jan@school.nl")

    assert (answer, db.session.scalars(sa.select(Registration)).all()) == (200, [])
