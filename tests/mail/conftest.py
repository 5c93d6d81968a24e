"""A mail server for the tests of mail."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.parts.smtp import Postbox, smtp


@pytest.fixture(scope="session")
def mail_server() -> Iterator[Postbox]:
    """One mail server for all tests."""
    with smtp() as postbox:
        yield postbox


@pytest.fixture
def postbox(mail_server: Postbox, app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Postbox]:
    """An empty postbox to which the application sends its mail."""
    monkeypatch.setitem(app.config, "MAIL_URL", mail_server.url)
    yield mail_server
    mail_server.clear()
