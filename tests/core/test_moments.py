"""Pages made once for all who ask at the same moment."""

import pytest
from flask import Flask

from app.core import clock
from app.core.moments import for_a_moment
from tests.browsing import Browser


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A view that remembers its calls, at a moment that does not pass."""
    monkeypatch.setattr(clock, "moment", lambda: 1)
    return []


def test_who_brings_no_cookie_shares_the_page_of_the_moment(site: Flask, counted: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    @for_a_moment
    def page(name: str) -> str:
        counted.append(name)
        return f"{name} {len(counted)}"

    def ask(path: str, name: str, **headers: str) -> object:
        with site.test_request_context(path, headers=headers):
            return page(name=name)

    first = [ask("/a?x=1", "a"), ask("/a?x=1", "a"), ask("/a?x=2", "a"), ask("/b", "b"), ask("/a?x=1", "a", Accept_Language="en")]
    signed_in = ask("/a?x=1", "a", Cookie="session=x")
    monkeypatch.setattr(clock, "moment", lambda: 2)
    later = ask("/a?x=1", "a")

    assert first == ["a 1", "a 1", "a 2", "b 3", "a 4"]
    assert (signed_in, later) == ("a 5", "a 6")


def test_a_shared_page_holds_nothing_of_a_session(browser: Browser) -> None:
    answer = browser.get("/")

    assert ("Set-Cookie" in answer.headers, "csrf_token" in answer.text) == (False, False)
