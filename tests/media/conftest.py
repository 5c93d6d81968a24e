"""An application that is asked for nothing but words, and what the large bodies of tests leave behind."""

import gc
from collections.abc import Iterator

import pytest
from flask_babel import force_locale

from app import create_app
from config import from_environment


@pytest.fixture(scope="module")
def words() -> Iterator[None]:
    """Refusals find their words, in English; no database is asked."""
    app = create_app(from_environment({"SECRET_KEY": "x" * 40, "BASE_URL": "https://inloop.test", "DATABASE_URL": "sqlite://"}))
    with app.app_context(), force_locale("en"):
        yield


@pytest.fixture
def swept() -> Iterator[None]:
    """A body that is refused half-way leaves its temporary file to the garbage collector: let that come while we still know of it."""
    yield
    gc.collect()
