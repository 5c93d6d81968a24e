"""A client that behaves like a browser: it sends the hidden fields of the page it looks at."""

import html
import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.browsers import COOKIE_KEY
from app.accounts.sessions import begin_session
from app.core import clock
from app.core.database import db
from app.people.models import Person

HIDDEN = re.compile(r'<input[^>]*name="(csrf_token|form_key|made_of)"[^>]*value="([^"]*)"')


class Browser:
    """Opens pages and submits their forms, with CSRF protection on."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client: FlaskClient = app.test_client()
        self.base_url: str = app.config["BASE_URL"]

    def get(self, path: str, **more: Any) -> TestResponse:
        """Open a page."""
        return self._send(path, method="GET", **more)

    def post(self, path: str, data: dict[str, Any] | None = None, *, page: str | None = None, **more: Any) -> TestResponse:
        """Submit the form of a page (by default the one at the same path) with its hidden fields."""
        hidden = dict(HIDDEN.findall(self.get(page or path).text)) or self._any_token()
        return self._send(path, method="POST", data=hidden | (data or {}), **more)

    def sign_in(self, person: Person) -> "Browser":
        """Become somebody."""
        key = begin_session(person, trusted=True, at=clock.now())
        db.session.commit()
        with self.client.session_transaction(base_url=self.base_url) as session:
            session[COOKIE_KEY] = key
            session.permanent = True
        return self

    def _send(self, path: str, **more: Any) -> TestResponse:
        """Every request has a context and a database session of its own, as in production; the test's own is saved first."""
        db.session.commit()
        with self.app.app_context():
            return self.client.open(path, base_url=self.base_url, buffered=True, **more)

    def _any_token(self) -> dict[str, str]:
        return {name: value for name, value in HIDDEN.findall(self.get("/sign-in").text) if name == "csrf_token"}


def words(response: TestResponse) -> str:
    """What a page says, without its tags."""
    main = re.sub(r"<(script|style|svg|head)\b.*?</\1>", " ", response.text, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())
