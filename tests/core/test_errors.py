"""Every error is a page that says what to do now, or problem+json for machines; never a trace, never half a change."""

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from app import create_app
from app.accounts.browsers import COOKIE_KEY
from app.core.database import db
from app.core.errors import DomainError
from app.schools.models import School
from config import from_environment
from tests.browsing import Browser, words
from tests.conftest import BASE_URL, SETTINGS
from tests.factories import make_school


@pytest.fixture(params=["postgresql+psycopg://nobody@/none?host=/nonexistent", "sqlite:////nonexistent/inloop.sqlite3"])
def app_without_database(request: pytest.FixtureRequest) -> Flask:
    """The application while its database is away."""
    return create_app(from_environment(SETTINGS | {"DATABASE_URL": request.param}))


def english(browser: Browser) -> Browser:
    """A browser that reads English."""
    with browser.client.session_transaction(base_url=BASE_URL) as session:
        session["language"] = "en"
    return browser


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/nowhere", 404, "This page does not exist The link may be old, or cut in two by a mail program. The agenda has all events."),
        ("/sign-out", 405, "This can't be opened by itself Go back and use the button on the page."),
        ("/organise/", 403, "This is not for you to see Sign in as somebody who may, or ask the organisers."),
    ],
)
def test_error_pages_say_what_to_do(teacher: Browser, path: str, status: int, said: str) -> None:
    answer = english(teacher).get(path)

    assert (answer.status_code, answer.mimetype) == (status, "text/html")
    assert said in words(answer)
    assert f"Code {status}" in words(answer)


def test_a_form_from_an_old_page_is_refused_kindly(browser: Browser) -> None:
    answer = english(browser).client.post("/sign-in", base_url=BASE_URL, data={"email": "a@b.example"})

    assert answer.status_code == 400
    assert "That did not work The page was open for a long time, or in another tab. Go back, reload it and try again." in words(answer)


@pytest.mark.parametrize(
    ("kind", "data"),
    [("application/x-www-form-urlencoded", {"email": "x" * 2_200_000}), ("multipart/form-data", {f"field{number}": "" for number in range(501)})],
)
def test_too_much_at_once_is_refused(browser: Browser, kind: str, data: dict[str, str]) -> None:
    answer = english(browser).client.post("/sign-in", base_url=BASE_URL, data=data, content_type=kind)

    assert answer.status_code == 413
    assert "That is too much at once Send a smaller file or a shorter text." in words(answer)


def test_an_error_of_ours_is_a_page_without_a_trace(app: Flask, teacher: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setitem(app.view_functions, "site.healthz", fail)
    monkeypatch.setitem(app.config, "TESTING", False)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    answer = english(teacher).get("/healthz")

    assert answer.status_code == 500
    assert "Something went wrong here It is our mistake, not yours. Try again in a moment." in words(answer)
    assert "secret detail" not in answer.text
    assert "RuntimeError" not in answer.text


@pytest.mark.parametrize(
    ("method", "path", "status", "title"),
    [
        ("GET", "/api/nowhere", 404, "Not Found"),
        ("GET", "/api/door/scans", 405, "Method Not Allowed"),
        ("GET", "/api/door", 401, "unauthorized"),
    ],
)
def test_machines_get_problem_json(browser: Browser, method: str, path: str, status: int, title: str) -> None:
    answer = browser.client.open(path, method=method, base_url=BASE_URL)

    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    assert answer.get_json()["status"] == status
    assert answer.get_json()["title"] == title


@pytest.mark.parametrize("is_signed_in", [False, True])
@pytest.mark.parametrize("path", ["/", "/events/x", "/calendar.ics", "/tickets/x", "/sign-in/x"])
def test_a_database_that_is_away_is_a_page_and_a_time_to_come_back(app_without_database: Flask, path: str, is_signed_in: bool) -> None:
    browser = english(Browser(app_without_database))
    if is_signed_in:
        with browser.client.session_transaction(base_url=BASE_URL) as session:
            session[COOKIE_KEY] = "somebody"

    answer = browser.get(path)

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert "Inloop can't be reached for a moment Nothing has been lost. Try again in ten seconds." in words(answer)


def test_a_database_that_is_away_is_problem_json_for_the_door(app_without_database: Flask) -> None:
    answer = Browser(app_without_database).get("/api/door", headers={"Authorization": "Bearer x"})

    assert (answer.status_code, answer.content_type, answer.headers["Retry-After"]) == (503, "application/problem+json", "10")


@pytest.mark.parametrize("error", [OperationalError("x", None, Exception("the disk is full")), NoConnectionFree()])
def test_what_fails_half_way_leaves_nothing_behind(app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fail() -> None:
        make_school("Half a school")
        raise error

    monkeypatch.setitem(app.view_functions, "site.healthz", fail)
    answer = browser.get("/healthz")

    assert answer.status_code == 503
    assert "disk" not in answer.text
    assert db.session.scalars(sa.select(School)).all() == []


def test_signs_of_life(app: Flask, app_without_database: Flask, browser: Browser) -> None:
    away = Browser(app_without_database)

    assert [here.get(path).status_code for here in (browser, away) for path in ("/healthz", "/readyz")] == [200, 200, 200, 503]


def test_a_refusal_is_its_sentence() -> None:
    refusal = DomainError("It is full.", field="email")

    assert (str(refusal), refusal.field) == ("It is full.", "email")
