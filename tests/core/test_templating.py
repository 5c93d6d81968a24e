"""Dates in words, and Markdown that can do no harm."""

from collections.abc import Callable
from datetime import UTC, datetime

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
    ("written", "shown"),
    [
        ("", ""),
        ("**vet** en *schuin*", "<p><strong>vet</strong> en <em>schuin</em></p>\n"),
        ("- een\n- twee", "<ul>\n<li>een</li>\n<li>twee</li>\n</ul>\n"),
        ("# Groot", "<h2>Groot</h2>\n"),
        ("###### Klein", "<h4>Klein</h4>\n"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ('<img src=x onerror="alert(1)">', '<p>&lt;img src=x onerror="alert(1)"&gt;</p>\n'),
        ("![foto](https://evil.example/x.png)", "<p></p>\n"),
        ("[klik](javascript:alert(1))", "<p>[klik](javascript:alert(1))</p>\n"),
        ("[klik](JaVaScRiPt:alert(1))", "<p>[klik](JaVaScRiPt:alert(1))</p>\n"),
        ("[klik](data:text/html;base64,PHNjcmlwdD4=)", "<p>[klik](data:text/html;base64,PHNjcmlwdD4=)</p>\n"),
        ("[klik](vbscript:x)", "<p>[klik](vbscript:x)</p>\n"),
        ("&lt;script&gt;", "<p>&lt;script&gt;</p>\n"),
        ("[x]: javascript:alert(1)\n\n[x]", "<p>[x]: javascript:alert(1)</p>\n<p>[x]</p>\n"),
    ],
)
def test_markdown_is_harmless(written: str, shown: str) -> None:
    assert templating.markdown(written) == shown


@pytest.mark.parametrize(
    ("written", "href"),
    [
        ("[site](https://sto.example/a?b=1&c=2)", "https://sto.example/a?b=1&amp;c=2"),
        ("https://sto.example", "https://sto.example"),
        ("<mailto:a@b.example>", "mailto:a@b.example"),
        ('[x](https://sto.example/"onclick="alert)', "https://sto.example/%22onclick=%22alert"),
    ],
)
def test_links_lead_outside_and_tell_nothing(written: str, href: str) -> None:
    shown = templating.markdown(written)

    assert shown.startswith(f'<p><a href="{href}" rel="noopener nofollow noreferrer">')


@pytest.mark.parametrize("bad", ["[" * 5000, "*" * 5000, "`" * 5001, "> " * 500, "- " * 500, "|a" * 2000 + "\n" + "|-" * 2000, "<" * 5000])
def test_strange_markdown_is_quick(bad: str) -> None:
    assert len(templating.markdown(bad)) > 0


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
