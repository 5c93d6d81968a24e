"""What needs no database is tested without one."""

import pytest
from flask import Flask

from app import create_app
from config import from_environment
from tests.conftest import SETTINGS


@pytest.fixture(scope="session")
def site() -> Flask:
    """The application, whatever the database."""
    return create_app(from_environment(SETTINGS | {"DATABASE_URL": "sqlite://"}))
