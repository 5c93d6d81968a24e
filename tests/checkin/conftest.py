"""Stations under test are looked up for every request; what is remembered for a moment has a test of its own."""

import pytest

from app.checkin import api


@pytest.fixture(autouse=True)
def always_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """No station is remembered from one moment to the next."""
    monkeypatch.setattr(api, "LOOK_AGAIN", 1e-9)
