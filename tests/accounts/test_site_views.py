"""What every site has: a language, signs of life, and word for robots."""

import pytest
from flask import Flask

from tests.browsing import Browser
from tests.factories import make_event


def language_of(browser: Browser, path: str = "/", **more: object) -> str:
    """The language that a page says it is in."""
    page = browser.get(path, **more).text
    return page.partition('<html lang="')[2][:2]


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("", "nl"),
        ("nl", "nl"),
        ("en", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("de,en;q=0.5", "en"),
        ("fr", "nl"),
        ("*", "nl"),
        ("x" * 3000, "nl"),
        ("en;q=banana", "nl"),
        ("\x00", "nl"),
    ],
)
def test_dutch_first_english_for_who_asks(browser: Browser, asked: str, language: str) -> None:
    if "\x00" in asked:
        asked = "%00"
    assert language_of(browser, headers={"Accept-Language": asked}) == language


def test_the_switch_stays_and_leads_back(browser: Browser) -> None:
    event = make_event()

    answer = browser.post("/language", {"language": "en", "next": f"/events/{event.slug}"})

    assert answer.headers["Location"] == f"/events/{event.slug}"
    assert language_of(browser, headers={"Accept-Language": "nl"}) == "en"


@pytest.mark.parametrize("chosen", ["", "de", "../nl", "nl\0", "NL"])
def test_a_language_we_do_not_speak_changes_nothing(browser: Browser, chosen: str) -> None:
    browser.post("/language", {"language": "en"})

    browser.post("/language", {"language": chosen})

    assert language_of(browser) == "en"


def test_robots_may_fetch_the_feeds_and_nothing_private(browser: Browser) -> None:
    lines = browser.get("/robots.txt").text.splitlines()

    assert lines[:2] == ["User-agent: *", "Allow: /calendar.ics"]
    assert {line.removeprefix("Disallow: ") for line in lines[2:]} == {"/organise/", "/tickets/", "/sign-in/", "/door/", "/me"}
    assert not any("/events/x.ics".startswith(line.removeprefix("Disallow: ")) for line in lines[2:])


def test_ready_when_the_tables_are_of_this_version(app: Flask, browser: Browser) -> None:
    assert (browser.get("/readyz").text, browser.get("/healthz").text) == ("ok\n", "ok\n")
