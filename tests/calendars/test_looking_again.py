"""A server asked by thousands of calendars asks its database a few times a second."""

import pytest
from flask import Flask

from app.calendars import views
from app.core import clock
from app.core.database import db
from tests.browsing import Browser
from tests.factories import make_event
from tests.observing import statements


def test_within_a_moment_the_database_is_asked_once(app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "LOOK_AGAIN", 3600)
    make_event()
    db.session.commit()
    views._edition.cache_clear()
    etag = browser.get("/calendar.ics").headers["ETag"]

    with statements() as asked:
        answers = [browser.get("/calendar.ics", headers={"If-None-Match": etag}).status_code for _ in range(5)]

    assert (answers, asked) == ([304] * 5, [])


def test_a_change_is_seen_a_moment_later(app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    make_event("Eerst")
    db.session.commit()
    before = browser.get("/calendar.ics").headers["ETag"]
    make_event("Daarna")
    db.session.commit()

    after = browser.get("/calendar.ics", headers={"If-None-Match": before})

    assert (after.status_code, after.headers["ETag"] != before) == (200, True)
