"""How often one may try: counted exactly, by all together, and nowhere it would cost."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from limits.errors import StorageError
from limits.storage import Storage
from time_machine import travel

from app import create_app
from app.core import limits
from app.core.database import db
from app.core.limits import Counter as Limits
from app.core.limits import RateLimit, limited
from app.people.permissions import Permission, requires
from config import from_environment
from tests.browsing import Browser, words
from tests.conftest import SETTINGS
from tests.factories import NOW, make_event, make_person
from tests.observing import mails, statements
from tests.parts.server import serve, settings
from tests.test_rush import Crowd
from tests.together import at_once

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def counting(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application with limits, as in production."""
    monkeypatch.setitem(app.extensions, limits.EXTENSION, Limits(limits.IN_DATABASE))
    return app


@pytest.fixture
def browser(counting: Flask) -> Browser:
    return Browser(counting)


@pytest.fixture
def put(counting: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Callable[[], object]], None]:
    """Puts a view of the test in the place of one of ours."""
    return partial(monkeypatch.setitem, counting.view_functions)


def ask(browser: Browser, email: str = "b.devries@waterrand.example", **more: Any) -> int:
    return browser.post("/sign-in", {"email": email}, **more).status_code


def test_a_client_asks_twenty_times_an_hour_and_is_told_how_long_to_wait(browser: Browser) -> None:
    statuses = [ask(browser, f"p{number}@school.example") for number in range(21)]
    with travel(NOW + timedelta(minutes=59, seconds=30), tick=False):
        answer = browser.post("/sign-in", {"email": "b.devries@waterrand.example"})
    with travel(NOW + timedelta(hours=1), tick=False):
        statuses.append(ask(browser))

    assert statuses == [302] * 20 + [429, 302]
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "30")
    assert "Dat was wel heel vaak Wacht even en probeer het dan opnieuw." in words(answer)


def test_guessing_codes_ends_after_thirty_in_whatever_browser(counting: Flask) -> None:
    make_person(email="b.devries@waterrand.example")
    statuses = []
    for _asked in range(7):
        thief = Browser(counting)
        ask(thief)
        statuses += [thief.post("/sign-in/code", {"code": "000000"}).status_code for _try in range(5)]

    assert statuses == [200] * 30 + [429] * 5


def test_opening_pages_is_counted_nowhere(browser: Browser) -> None:
    event = make_event()
    paths = ["/sign-in", "/sign-in/code", f"/events/{event.slug}", f"/events/{event.slug}/register", "/calendar.ics", "/"]

    for _time in range(40):
        assert browser.get("/sign-in").status_code == 200
    with statements() as sent:
        for path in paths:
            browser.get(path)

    assert [statement for statement in sent if "rate_limits" in statement] == []
    assert db.session.scalars(sa.select(RateLimit)).all() == []


def test_registering_costs_no_statement_and_stops_after_three_hundred(browser: Browser) -> None:
    event = make_event()
    path = f"/events/{event.slug}/register"
    token = browser._any_token()

    with statements() as sent:
        first = browser._send(path, method="POST", data=token).status_code
    statuses = {browser._send(path, method="POST", data=token).status_code for _time in range(299)}
    last = browser._send(path, method="POST", data=token)

    assert [statement for statement in sent if "rate_limits" in statement] == []
    assert (first, statuses, last.status_code, int(last.headers["Retry-After"]) <= 600) == (200, {200}, 429, True)


@pytest.mark.parametrize("storage", [limits.DatabaseStorage("database://"), limits.ProcessStorage()], ids=["database", "process"])
def test_counts_are_exact_though_they_come_at_once(counting: Flask, storage: Storage) -> None:
    storage.reset()

    errors = at_once(counting, lambda _number: [storage.incr("key", 60) for _time in range(5)], times=8)

    assert errors == []
    assert (storage.get("key"), storage.get_expiry("key")) == (40, NOW.timestamp() + 60)


@pytest.mark.parametrize("storage", [limits.DatabaseStorage("database://"), limits.ProcessStorage()], ids=["database", "process"])
@pytest.mark.usefixtures("counting")
def test_a_count_begins_anew_when_it_has_run_out(storage: Storage) -> None:
    storage.clear("key")
    counts = [storage.incr("key", 60), storage.incr("key", 60)]

    with travel(NOW + timedelta(seconds=60), tick=False):
        assert [*counts, storage.get("key"), storage.incr("key", 60)] == [1, 2, 0, 1]


def test_a_process_forgets_what_has_run_out_before_it_knows_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_KEYS", 3)
    storage = limits.ProcessStorage()
    for key in "abc":
        storage.incr(key, 60)

    with travel(NOW + timedelta(seconds=60), tick=False):
        storage.incr("d", 60)
        assert [storage.reset(), storage.get("d")] == [1, 0]


def test_the_count_does_not_wait_for_the_request_nor_goes_with_it(browser: Browser, put: Callable[[str, Callable[[], object]], None]) -> None:
    """A view that writes and fails: its work is undone, the try is not, and neither has waited for the other."""

    @limited("2/hour", methods=("GET", "POST"))
    @requires(Permission.PUBLIC)
    def failing() -> object:
        make_person(email="undone@school.example")
        db.session.flush()
        db.session.rollback()
        return "done"

    put("site.healthz", failing)
    statuses = [browser.get("/healthz").status_code for _time in range(3)]

    assert statuses == [200, 200, 429]
    assert mails() == []


def test_a_post_that_writes_does_not_wait_for_its_own_count(browser: Browser) -> None:
    make_person(email="b.devries@waterrand.example")

    with statements() as sent:
        ask(browser)

    counted = [number for number, statement in enumerate(sent) if "rate_limits" in statement]
    written = [number for number, statement in enumerate(sent) if "INSERT INTO sign_ins" in statement]
    assert (len(counted), counted < written) == (1, True)


def test_all_processes_count_together_however_fast_it_comes(app: Flask, database_url: str, tmp_path: Path) -> None:
    """Sixteen at once against two processes of the real server: exactly as many pass as may."""
    with serve(settings(database_url, WEB_CONCURRENCY="2", RATE_LIMIT_STORAGE=limits.IN_DATABASE), log=tmp_path / "log") as site:
        crowd = Crowd(site, "/sign-in")
        answers = crowd.post([("/sign-in", {"email": f"p{number}@school.example"}) for number in range(60)])

    assert Counter(answers) == {302: 20, 429: 40}


def test_the_api_says_it_as_json(browser: Browser, put: Callable[[str, Callable[[], object]], None]) -> None:
    @limited("1/minute", methods=("GET",))
    @requires(Permission.PUBLIC)
    def overview() -> object:
        return {}

    put("door_api.overview", overview)
    answers = [browser.get("/api/door") for _time in range(2)]

    assert [answer.status_code for answer in answers] == [200, 429]
    assert answers[1].headers["Content-Type"] == "application/problem+json"
    assert (answers[1].json or {})["status"] == 429
    assert answers[1].headers["Retry-After"] == "60"


def test_clients_are_told_apart_by_address_and_by_network(counting: Flask) -> None:
    seen = []
    for address in ("192.0.2.7", "192.0.2.8", "::ffff:192.0.2.7", "2001:db8::1", "2001:db8::ffff:2", "2001:db8:0:1::1", "", "unix:"):
        with counting.test_request_context(environ_overrides={"REMOTE_ADDR": address}):
            seen.append(limits.client_network())

    assert seen == ["192.0.2.7", "192.0.2.8", "192.0.2.7", "2001:db8::/64", "2001:db8::/64", "2001:db8:0:1::/64", "somebody", "somebody"]


def test_no_address_is_kept(counting: Flask, browser: Browser) -> None:
    ask(browser, environ_overrides={"REMOTE_ADDR": "192.0.2.7"})

    assert [key for key in db.session.scalars(sa.select(RateLimit.key)) if "192.0.2" in key] == []


@pytest.mark.parametrize(("hops", "statuses"), [("0", {429}), ("1", {429}), ("2", {302})])
def test_a_forged_address_does_not_dodge_the_limit(database_url: str, app: Flask, hops: str, statuses: set[int]) -> None:
    """Behind one proxy, which appends the true address, what the client writes before it counts for nothing."""
    given = SETTINGS | {"DATABASE_URL": database_url, "TRUSTED_PROXIES": hops, "RATE_LIMIT_STORAGE": "memory://"}
    behind = create_app(from_environment(given))
    browser = Browser(behind)
    token = browser._any_token()

    data = token | {"email": "x@school.example"}
    forged = [{"X-Forwarded-For": f"203.0.113.{number}, 198.51.100.9"} for number in range(22)]
    answers = [browser._send("/sign-in", method="POST", data=data, headers=headers) for headers in forged]

    assert {answer.status_code for answer in answers[20:]} == statuses
    with behind.app_context():
        db.session.remove()
        db.engine.dispose()


def test_what_may_happen_once_happens_once(counting: Flask) -> None:
    until = NOW + timedelta(minutes=5)

    assert [limits.only_once(secret, until=until) for secret in ("a", "a", "b")] == [True, False, True]


def test_without_a_storage_nothing_is_counted(app: Flask) -> None:
    browser = Browser(app)

    assert {ask(browser, f"p{number}@school.example") for number in range(25)} == {302}


def test_a_storage_elsewhere_that_is_away_stops_nobody(counting: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_arguments: object, **_more: object) -> bool:
        raise StorageError(ConnectionError("redis is away"))

    counter: Limits = counting.extensions[limits.EXTENSION]
    monkeypatch.setattr(counter.together, "hit", away)

    assert ask(browser) == 302


def test_limits_are_on_unless_said_otherwise() -> None:
    given = {name: value for name, value in SETTINGS.items() if name != "RATE_LIMIT_STORAGE"}

    assert from_environment(given | {"DATABASE_URL": "sqlite://"})["RATE_LIMIT_STORAGE"] == "database"
