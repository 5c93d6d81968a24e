"""Dates in words, and Markdown that can do no harm."""

from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask_babel import force_locale

from app.core import templating

NOVEMBER, MARCH, MAY = datetime(2026, 11, 26, 13, 30, tzinfo=UTC), datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 5, 31, 22, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("filter_", "dutch", "english"),
    [
        (templating.day, "do 26 november 2026", "Thu 26 November 2026"),
        (templating.day_short, "do 26 nov", "Thu 26 Nov"),
        (templating.weekday_short, "do", "Thu"),
        (templating.day_number, "26", "26"),
        (templating.month_short, "nov", "Nov"),
        (templating.time, "14.30", "14.30"),
        (templating.moment, "do 26 november 2026, 14.30", "Thu 26 November 2026, 14.30"),
        (templating.iso, "2026-11-26T14:30:00+01:00", "2026-11-26T14:30:00+01:00"),
    ],
)
def test_dates_in_words(site: Flask, filter_: Callable[[datetime], str], dutch: str, english: str) -> None:
    said = []
    for language in ("nl", "en"):
        with site.test_request_context(), force_locale(language):
            said.append(filter_(NOVEMBER))

    assert said == [dutch, english]


@pytest.mark.parametrize(
    ("instant", "dutch"), [(MARCH, "zo 29 maart 2026, 03.00"), (MAY, "ma 1 juni 2026, 00.05"), (MARCH.replace(hour=0), "zo 29 maart 2026, 01.00")]
)
def test_days_and_times_are_those_of_amsterdam(site: Flask, instant: datetime, dutch: str) -> None:
    with site.test_request_context(), force_locale("nl"):
        assert templating.moment(instant) == dutch


@pytest.mark.parametrize("month", range(1, 13))
def test_short_months_end_without_a_dot(site: Flask, month: int) -> None:
    with site.test_request_context(), force_locale("nl"):
        assert not templating.month_short(NOVEMBER.replace(month=month)).endswith(".")


@pytest.mark.parametrize(
    ("asked", "page"),
    [
        ("", 1),
        ("page=3", 3),
        ("page=0", 1),
        ("page=-5", 1),
        ("page=x", 1),
        ("page=99999999999999999999999", 10_000),
        ("page=2&page=7", 2),
        ("page=%00", 1),
    ],
)
def test_the_page_of_a_list(site: Flask, asked: str, page: int) -> None:
    with site.test_request_context(f"/?{asked}"):
        assert templating.page_asked() == page


@pytest.mark.parametrize("title", ["Lassen & meer?", "50% korting #1", "Zoë 👩\u200d🔧", 'Praten "met" +elkaar'])
def test_an_address_is_sent_on_whole_whatever_the_title(title: str) -> None:
    address = "https://inloop.test/events/lassen?x=1&y=2"

    mail, message = (urlsplit(by(address, title)) for by in (templating.by_mail, templating.by_whatsapp))

    assert (mail.scheme, parse_qs(mail.query)) == ("mailto", {"subject": [title], "body": [f"{title} {address}"]})
    assert (message.netloc, parse_qs(message.query)) == ("wa.me", {"text": [f"{title} {address}"]})
    assert "+" not in mail.query  # mail programs show a plus as a plus
