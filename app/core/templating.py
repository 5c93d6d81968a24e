"""What every template can use: dates in words, hashed asset names."""

import json
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path
from urllib.parse import quote, urlencode

from babel.dates import format_date
from babel.numbers import format_decimal
from flask import Flask, request, url_for

from app.core import clock
from app.core.languages import LANGUAGES, language, speak
from app.core.markdown import markdown, plain
from app.core.words import isolated

DIST = Path(__file__).resolve().parents[1] / "static" / "dist"


def init_app(app: Flask) -> None:
    """Register filters and globals."""
    speak(app)
    of_instants = (day, day_short, weekday_short, day_number, month_short, time, moment, iso, week)
    others = (on, on_short, weekday, month, markdown, plain, on_map, in_digits, by_mail, by_whatsapp, isolated)
    app.jinja_env.filters.update({filter_.__name__: filter_ for filter_ in (*of_instants, *others)})
    app.jinja_env.globals.update(asset=asset, languages=LANGUAGES)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(lambda: {"language": language()})


def _in_words(instant: datetime, pattern: str) -> str:
    return _day_in_words(clock.local_day(instant), pattern, language())


@lru_cache(maxsize=8192)
def _day_in_words(when: date, pattern: str, code: str) -> str:
    """Kept: a list of events asks for the same few days again and again."""
    return format_date(when, pattern, locale=code)


def day(instant: datetime) -> str:
    """do 26 november 2026"""
    return _in_words(instant, "EEE d MMMM y")


def day_short(instant: datetime) -> str:
    """do 26 nov"""
    return _in_words(instant, "EEE d MMM").rstrip(".")


def weekday_short(instant: datetime) -> str:
    """do"""
    return _in_words(instant, "EEE")


def day_number(instant: datetime) -> str:
    """26"""
    return str(clock.local(instant).day)


def month_short(instant: datetime) -> str:
    """nov"""
    return _in_words(instant, "MMM").rstrip(".")


def time(instant: datetime) -> str:
    """14.30"""
    return f"{clock.local(instant):%H.%M}"


def moment(instant: datetime) -> str:
    """do 26 november 2026, 14.30"""
    return f"{day(instant)}, {time(instant)}"


def iso(instant: datetime) -> str:
    """2026-11-26T14:30:00+01:00"""
    return clock.local(instant).isoformat(timespec="seconds")


def on(when: date) -> str:
    """do 26 november 2026, of a day without a time"""
    return _day_in_words(when, "EEE d MMMM y", language())


def on_short(when: date) -> str:
    """do 26 nov, of a day without a time"""
    return _day_in_words(when, "EEE d MMM", language()).rstrip(".")


def weekday(when: date) -> str:
    """do, of a day without a time"""
    return _day_in_words(when, "EEEEEE", language())


def month(when: date) -> str:
    """nov, of a day without a time"""
    return _day_in_words(when, "MMM", language()).rstrip(".")


def week(instant: datetime) -> int:
    """The ISO number of the week in which it falls in Amsterdam."""
    return clock.local(instant).isocalendar().week


def in_digits(number: int) -> str:
    """1.400"""
    return format_decimal(number, locale=language())


def on_map(address: str) -> str:
    """Where a map shows this address: a link to follow, nothing that the page itself asks for."""
    return f"https://www.openstreetmap.org/search?{urlencode({'query': address})}"


def by_mail(address: str, title: str) -> str:
    """Opens a new mail about a page, to nobody yet."""
    return f"mailto:?{urlencode({'subject': title, 'body': f'{title} {address}'}, quote_via=quote)}"


def by_whatsapp(address: str, title: str) -> str:
    """Opens WhatsApp with a message about a page, to nobody yet: a link to follow, nothing that the page itself asks for."""
    return f"https://wa.me/?{urlencode({'text': f'{title} {address}'}, quote_via=quote)}"


@cache
def _manifest(changed_at: float) -> dict[str, str]:
    names: dict[str, str] = json.loads((DIST / "manifest.json").read_text())
    return names


def asset(name: str) -> str:
    """The address of a built file, with its hash in the name. Raises FileNotFoundError before the first build."""
    return url_for("static", filename=f"dist/{_manifest((DIST / 'manifest.json').stat().st_mtime)[name]}")


def page_asked() -> int:
    """The page of a list that the address asks for, from 1."""
    return max(1, min(request.args.get("page", 1, type=int), 10_000))
