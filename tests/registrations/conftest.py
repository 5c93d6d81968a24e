"""After every test of this folder the seats must add up."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.registrations.invariants import check_counters


@pytest.fixture(autouse=True)
def seats_add_up(app: Flask) -> Iterator[None]:
    """The seats counted are the seats that people have."""
    yield
    check_counters()
