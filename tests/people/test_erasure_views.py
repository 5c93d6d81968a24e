"""Erasing people, as organisers do it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.database import db
from app.people import erasure
from app.people.models import ErasureRequest, Person
from tests.browsing import Browser, words
from tests.factories import NOW, make_event, make_organiser, make_person, register
from tests.observing import mails, statements

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def asked(app: Flask) -> ErasureRequest:
    """Somebody who asked, and one who did not."""
    make_person("Fatima el Amrani")
    return erasure.ask(make_person("Özlem Şahin"), at=NOW)


def test_who_asked_is_listed(asked: ErasureRequest, organiser: Browser) -> None:
    said = words(organiser.get("/organise/erasures/"))

    assert [name in said for name in ("Özlem Şahin", "Fatima el Amrani")] == [True, False]


def test_the_list_asks_as_much_for_thirty_as_for_one(asked: ErasureRequest, organiser: Browser) -> None:
    def count() -> int:
        organiser.get("/organise/erasures/")
        with statements() as seen:
            organiser.get("/organise/erasures/")
        return len(seen)

    few = count()
    for _ in range(29):
        erasure.ask(make_person(), at=NOW)

    assert count() == few


def test_before_it_is_done_one_sees_what_goes_and_what_stays(asked: ErasureRequest, organiser: Browser) -> None:
    register(make_event(), asked.person)

    said = words(organiser.get(f"/organise/erasures/people/{asked.person_id}/erase"))

    assert ("Özlem Şahin" in said, db.session.get_one(Person, asked.person_id).erased_at) == (True, None)


def test_it_is_done_for_good(asked: ErasureRequest, organiser: Browser) -> None:
    number = asked.person_id

    answers = [organiser.post(f"/organise/erasures/people/{number}/erase", page="/organise/erasures/") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 404]
    assert (db.session.get_one(Person, number).name, "Özlem" in organiser.get("/organise/erasures/").text) == ("verwijderd", False)


def test_it_asks_for_a_fresh_sign_in(asked: ErasureRequest, organiser: Browser) -> None:
    db.session.execute(sa.text("UPDATE browser_sessions SET signed_in_at = :then"), {"then": (NOW - timedelta(hours=1)).isoformat(sep=" ")})

    answer = organiser.post(f"/organise/erasures/people/{asked.person_id}/erase", page="/organise/erasures/")

    assert answer.status_code == 302
    assert "/sign-in" in (answer.location or "")
    assert db.session.get_one(Person, asked.person_id).name == "Özlem Şahin"


def test_who_organises_is_refused_with_words(organiser: Browser) -> None:
    other = make_organiser()

    answer = organiser.post(f"/organise/erasures/people/{other.id}/erase")

    assert (answer.status_code, "error-summary" in answer.text, db.session.get_one(Person, other.id).erased_at) == (200, True, None)


def test_why_not_goes_by_mail(asked: ErasureRequest, organiser: Browser) -> None:
    organiser.post(f"/organise/erasures/{asked.id}/answer", {"answer": "Je bewijs is nog nodig."})

    assert mails() == [("erasure-declined", asked.person.email)]


@pytest.mark.parametrize("answer", ["", "x" * 301, "a\0b"])
def test_an_answer_that_does_not_fit_is_not_sent(asked: ErasureRequest, organiser: Browser, answer: str) -> None:
    page = organiser.post(f"/organise/erasures/{asked.id}/answer", {"answer": answer})

    assert (page.status_code, "field-error" in page.text, mails()) == (200, True, [])


@pytest.mark.parametrize(
    "path", ["/organise/erasures/people/4711/erase", "/organise/erasures/4711/answer", "/organise/erasures/people/99999999999999999999/erase"]
)
def test_what_is_not_there_is_not_found(organiser: Browser, path: str) -> None:
    assert organiser.get(path).status_code == 404
