"""Headers on every kind of answer, and the edges that are easy to get wrong."""

import pytest
from flask import Flask, request

from app import create_app
from app.core.security import own_path
from config import from_environment
from tests.browsing import Browser
from tests.conftest import BASE_URL, SETTINGS
from tests.factories import make_event

OTHERWISE = "/otherwise"


@pytest.mark.parametrize("target", ["/", "/me", "/events/x?past=1&page=2", "/me#past", "/%2f%2fevil.example", "/a//b", "/caf%C3%A9", "/@evil"])
def test_own_paths_are_followed(target: str) -> None:
    assert own_path(target, otherwise=OTHERWISE) == target


@pytest.mark.parametrize(
    "target",
    [
        None,
        "",
        "me",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/a\\b",
        "https://evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        " /me",
        "/ /evil.example",
        "/\t/evil.example",
        "\t//evil.example",
        "/\n/evil.example",
        "/me\r\nSet-Cookie: a=b",
        "/\0",
        "?next=//evil.example",
        "/" + "x" * 500,
    ],
)
def test_every_other_target_is_not(target: str | None) -> None:
    assert own_path(target, otherwise=OTHERWISE) == OTHERWISE


@pytest.mark.parametrize("target", ["//evil.example", "/\\evil.example", "https://evil.example", "/%09/evil.example", "/\t/evil.example"])
def test_choosing_a_language_never_leads_elsewhere(browser: Browser, target: str) -> None:
    answer = browser.post("/language", {"language": "en", "next": target})

    assert answer.status_code == 302
    assert answer.headers["Location"] in ("/", "/%09/evil.example")


def test_every_kind_of_answer_carries_the_headers(app: Flask, browser: Browser, organiser: Browser) -> None:
    event = make_event()
    answers = [
        browser.get("/"),
        browser.get(f"/events/{event.slug}"),
        browser.get(f"/events/{event.slug}.ics"),
        browser.get("/calendar.ics"),
        browser.get("/nowhere"),
        browser.get("/me"),
        browser.post("/sign-out"),
        browser.client.post("/sign-out", base_url=BASE_URL),
        browser.get("/sign-out"),
        browser.get("/api/door"),
        browser.get("/api/nowhere"),
        browser.get("/healthz"),
        browser.get("/robots.txt"),
        organiser.get("/organise/"),
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 404, 302, 302, 400, 405, 401, 404, 200, 200, 200]
    for answer in answers:
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert "charset=utf-8" in answer.headers["Content-Type"] or answer.headers["Content-Type"].startswith("application/")
        policy = dict(part.split(" ", 1) for part in answer.headers["Content-Security-Policy"].split("; "))
        assert policy["default-src"] == policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"


def test_pages_are_kept_by_nobody_and_feeds_by_everybody(browser: Browser, organiser: Browser) -> None:
    kept = [answer.headers["Cache-Control"] for answer in (browser.get("/"), organiser.get("/me"), organiser.get("/organise/"), browser.get("/x"))]
    feed = browser.get("/calendar.ics")

    assert kept == ["no-store"] * 4
    assert feed.headers["Cache-Control"] == "public, max-age=60"
    assert "Cookie" not in feed.headers.get("Vary", "")
    assert "Set-Cookie" not in feed.headers


def test_built_files_are_kept_for_ever_and_open_to_no_other_site(browser: Browser) -> None:
    page = browser.get("/").text
    style = page[page.index("/static/dist/app-") :].partition('"')[0]

    answer = browser.get(style)

    assert (answer.status_code, answer.headers["X-Content-Type-Options"]) == (200, "nosniff")
    assert answer.headers["Cache-Control"] == "max-age=315360000, public, immutable"
    assert "Access-Control-Allow-Origin" not in answer.headers
    answer.close()


@pytest.mark.parametrize("path", ["/static/../config.py", "/static/%2e%2e/%2e%2e/config.py", "/static/dist/../../demo.py", "/.git/config"])
def test_nothing_but_static_files_is_served(browser: Browser, path: str) -> None:
    with browser.get(path) as answer:
        assert answer.status_code == 404


@pytest.mark.parametrize("host", ["evil.example", "inloop.test.evil.example", "inloop.test@evil.example", "", "xinloop.test"])
@pytest.mark.parametrize("path", ["/", "/sign-in", "/nowhere", "/api/door", "/calendar.ics"])
def test_an_unknown_host_is_refused(app: Flask, path: str, host: str) -> None:
    answer = app.test_client().get(path, base_url=BASE_URL, headers={"Host": host})

    assert answer.status_code == 400
    assert host == "" or host not in answer.text


def test_the_cookie_is_bound_to_this_host_and_to_our_pages(browser: Browser) -> None:
    answer = browser.get("/sign-in")

    name, *attributes = answer.headers["Set-Cookie"].split("; ")
    assert name.partition("=")[0] == "__Host-inloop"
    assert sorted(attributes) == ["HttpOnly", "Path=/", "SameSite=Lax", "Secure"]


def test_no_page_for_strangers_sets_a_cookie_without_a_form(browser: Browser) -> None:
    event = make_event()

    answers = [browser.get(path) for path in ("/", f"/events/{event.slug}", f"/events/{event.slug}/seats", "/healthz", "/nowhere")]

    assert [answer.headers.get("Set-Cookie") for answer in answers] == [None] * 5


@pytest.mark.parametrize("path", ["/sign-in", "/sign-in/code", "/sign-out", "/demo/sign-in", "/organise/events/add", "/organise/venues/add"])
def test_nothing_is_changed_without_a_token_of_our_own_pages(organiser: Browser, path: str) -> None:
    answer = organiser.client.post(path, base_url=BASE_URL, data={"csrf_token": "forged"})

    assert answer.status_code == 400


@pytest.mark.parametrize(("hops", "said"), [("0", "127.0.0.1"), ("1", "192.0.2.7"), ("2", "198.51.100.9")])
def test_forwarded_addresses_are_believed_for_exactly_the_hops_we_have(database_url: str, hops: str, said: str) -> None:
    app = create_app(from_environment(SETTINGS | {"DATABASE_URL": database_url, "TRUSTED_PROXIES": hops}))
    seen: list[str | None] = []
    app.before_request(lambda: seen.append(request.remote_addr))

    app.test_client().get("/healthz", base_url=BASE_URL, headers={"X-Forwarded-For": "203.0.113.1, 198.51.100.9, 192.0.2.7"})

    assert seen == [said]


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "PROPFIND", "DEBUG"])
@pytest.mark.parametrize("path", ["/", "/sign-in", "/me", "/api/door", "/static/dist/manifest.json"])
def test_methods_that_nobody_needs_are_not_answered(browser: Browser, method: str, path: str) -> None:
    with browser.client.open(path, method=method, base_url=BASE_URL, headers={"X-Secret": "echoed"}) as answer:
        assert answer.status_code == 405
        assert "echoed" not in answer.get_data(as_text=True)


@pytest.mark.parametrize(("hops", "said", "is_told"), [("1", "https", True), ("1", "http", False), ("0", "https", False)])
def test_browsers_are_told_to_stay_with_https_when_the_proxy_says_so(database_url: str, hops: str, said: str, is_told: bool) -> None:
    app = create_app(from_environment(SETTINGS | {"DATABASE_URL": database_url, "TRUSTED_PROXIES": hops}))

    answer = app.test_client().get("/healthz", base_url="http://inloop.test", headers={"X-Forwarded-Proto": said})

    assert ("Strict-Transport-Security" in answer.headers) is is_told


@pytest.mark.parametrize("forged", ["evil.example", "inloop.test, evil.example", "inloop.test.evil.example"])
def test_a_forwarded_host_that_is_not_ours_is_refused(database_url: str, forged: str) -> None:
    app = create_app(from_environment(SETTINGS | {"DATABASE_URL": database_url, "TRUSTED_PROXIES": "1"}))

    answer = app.test_client().get("/sign-in", base_url=BASE_URL, headers={"X-Forwarded-Host": forged})

    assert answer.status_code == 400


def test_everything_of_ones_own_is_kept_by_nobody(organiser: Browser) -> None:
    answers = [organiser.get(path) for path in ("/me", "/me/sessions", "/me/passkeys/add", "/sign-in/again", "/sign-in/code")]

    assert [(answer.status_code, answer.headers["Cache-Control"]) for answer in answers] == [(200, "no-store")] * 5


def test_the_cookie_that_is_kept_is_as_well_bound(organiser: Browser) -> None:
    name, *attributes = organiser.get("/me").headers["Set-Cookie"].split("; ")

    kinds = sorted(attribute.partition("=")[0] for attribute in attributes)
    assert (name.partition("=")[0], kinds) == ("__Host-inloop", ["Expires", "HttpOnly", "Path", "SameSite", "Secure"])


@pytest.mark.parametrize("path", ["/sign-in", "/passkeys/sign-in"])
def test_too_much_is_refused_before_it_is_read(browser: Browser, path: str) -> None:
    token = browser._any_token()["csrf_token"]

    answer = browser.client.post(
        path, base_url=BASE_URL, data=b"{" + b" " * 9_000_000, content_type="application/json", headers={"X-CSRFToken": token}
    )

    assert answer.status_code == 413
