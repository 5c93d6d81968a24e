"""Calendars under test look at the database on every request; how long they may wait has a test of its own."""

import pytest

from app.calendars import views


@pytest.fixture(autouse=True)
def always_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """No answer is remembered from one moment to the next."""
    monkeypatch.setattr(views, "LOOK_AGAIN", 1e-9)
