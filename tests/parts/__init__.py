"""Real parts for the tests: PostgreSQL, a mail server, the web server, a browser and its camera."""

import os
from typing import NoReturn

import pytest


def do_without(part: Exception) -> NoReturn:
    """Skip a test whose part this machine cannot offer; in CI that is a failure."""
    if os.environ.get("CI", "").lower() in ("1", "true"):
        pytest.fail(f"{part} (in CI nothing is skipped)")
    pytest.skip(str(part))
