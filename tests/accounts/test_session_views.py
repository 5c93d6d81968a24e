"""Where one is signed in, and ending that."""

import pytest
import sqlalchemy as sa
from flask import Flask
from time_machine import travel

from app.accounts import sessions
from app.accounts.models import BrowserSession, Passkey
from app.core.database import db
from app.log.actions import Action
from app.log.models import LogEntry
from app.people.models import Person
from tests.browsing import Browser, words
from tests.factories import LONG_AGO, NOW, make_person
from tests.observing import statements

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def bram(app: Flask) -> Person:
    return make_person("Bram de Vries")


@pytest.fixture
def laptop(app: Flask, bram: Person) -> Browser:
    return Browser(app).sign_in(bram)


@pytest.fixture
def phone(app: Flask, bram: Person) -> Browser:
    return Browser(app).sign_in(bram)


def are_signed_in(*browsers: Browser) -> list[bool]:
    return [browser.get("/me").status_code == 200 for browser in browsers]


def numbers(person: Person) -> list[int]:
    """The sessions of somebody, in order of beginning."""
    return list(db.session.scalars(sa.select(BrowserSession.id).where(BrowserSession.person_id == person.id).order_by(BrowserSession.id)))


def test_the_own_sessions_are_shown_this_one_marked_and_no_others(laptop: Browser, bram: Person) -> None:
    sessions.begin_session(bram, browser="Firefox op Windows", at=NOW)
    sessions.begin_session(bram, browser="Een oude browser", at=LONG_AGO)
    sessions.begin_session(make_person("Somebody else"), browser="Safari op iPhone", at=NOW)

    page = words(laptop.get("/me/sessions"))

    shown = [name in page for name in ("Firefox op Windows", "Een onbekende browser deze", "Een oude browser", "Safari op iPhone")]
    assert shown == [True, True, False, False]
    assert page.count("deze Sinds") + page.count("browser deze") == 1


def test_names_of_browsers_and_passkeys_are_only_text(laptop: Browser, bram: Person) -> None:
    sessions.begin_session(bram, browser="<b>é</b>", at=NOW)
    db.session.add(Passkey(person=bram, name="<i>ë</i>", credential_id="x", public_key=b"x", created_at=NOW))

    page = laptop.get("/me/sessions").text

    assert ["<b>é" in page, "<i>ë" in page, "&lt;b&gt;é" in page, "&lt;i&gt;ë" in page] == [False, False, True, True]


def test_one_is_ended_from_another(laptop: Browser, phone: Browser, bram: Person) -> None:
    first, _second = numbers(bram)

    answer = phone.post(f"/me/sessions/{first}/end", page="/me/sessions")

    assert answer.headers["Location"] == "/me/sessions"
    assert are_signed_in(laptop, phone) == [False, True]
    assert db.session.scalars(sa.select(LogEntry.action)).all() == [Action.SESSION_ENDED]


def test_ending_this_one_is_signing_out(laptop: Browser, phone: Browser, bram: Person) -> None:
    first, _second = numbers(bram)

    answer = laptop.post(f"/me/sessions/{first}/end", page="/me/sessions")

    assert answer.headers["Location"] == "/"
    assert are_signed_in(laptop, phone) == [False, True]


def test_all_others_are_ended_at_once(app: Flask, laptop: Browser, phone: Browser, bram: Person) -> None:
    somebody_else = Browser(app).sign_in(make_person("Somebody else"))

    phone.post("/me/sessions/end-others", page="/me/sessions")

    assert are_signed_in(laptop, phone, somebody_else) == [False, True, True]


def test_a_session_of_somebody_else_is_not_found(app: Flask, laptop: Browser) -> None:
    other = make_person("Somebody else")
    theirs = Browser(app).sign_in(other)

    answers = [laptop.post(f"/me/sessions/{number}/end", page="/me/sessions").status_code for number in (*numbers(other), 0, 999_999)]

    assert answers == [404] * 3
    assert are_signed_in(theirs) == [True]


def test_ended_twice_is_not_found(laptop: Browser, phone: Browser, bram: Person) -> None:
    first, _second = numbers(bram)

    answers = [phone.post(f"/me/sessions/{first}/end", page="/me/sessions").status_code for _time in range(2)]

    assert answers == [302, 404]


def test_thirty_sessions_cost_as_much_as_one(laptop: Browser, bram: Person) -> None:
    counts = []
    for number in (0, 29):
        for _ in range(number):
            sessions.begin_session(bram, at=NOW)
            db.session.add(Passkey(person=bram, name="Laptop", credential_id=f"x{_}", public_key=b"x", created_at=NOW))
        db.session.commit()
        with statements() as sent:
            laptop.get("/me/sessions")
        counts.append(len(sent))

    assert counts[0] == counts[1] <= 4


def test_a_session_is_shown_until_it_ends(laptop: Browser, bram: Person) -> None:
    sessions.begin_session(bram, browser="Korte", at=NOW)

    with travel(NOW + sessions.OTHERWISE_FOR, tick=False):
        assert "Korte" not in words(laptop.get("/me/sessions"))
