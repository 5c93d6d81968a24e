"""What browsers are called."""

import pytest
from flask import Flask

from app.accounts.browsers import name_of

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox op Windows"),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/142.0.0.0 Safari/537.36", "Chrome op Windows"),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0", "Edge op Windows"),
        (f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {WEBKIT} Version/18.5 Safari/605.1.15", "Safari op macOS"),
        (f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) {WEBKIT} Version/18.5 Mobile/15E148 Safari/604.1", "Safari op iPhone"),
        (f"Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) {WEBKIT} CriOS/142.0 Mobile/15E148 Safari/604.1", "Chrome op iPad"),
        (f"Mozilla/5.0 (Linux; Android 10; K) {WEBKIT} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36", "Samsung Internet op Android"),
        (f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {WEBKIT} Chrome/142.0.0.0 Safari/537.36", "Chrome op ChromeOS"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox op Linux"),
        ("curl/8.5.0", "Een onbekende browser"),
        ("", "Een onbekende browser"),
        ("<script>" * 10_000, "Een onbekende browser"),
        ("something on Linux", "Linux"),
    ],
)
def test_a_browser_is_called_what_people_call_it(app: Flask, said: str, name: str) -> None:
    assert name_of(said) == name
