"""The page on which administrators decide who may do what."""

import re

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts.models import BrowserSession
from app.core.database import db
from app.mail.letters import letter
from app.mail.models import Mail
from app.people.models import Access, Person
from app.people.permissions import ALLOWED, SENTENCES, Permission
from tests.browsing import Browser, words
from tests.factories import NOW, make_person, make_school
from tests.observing import mails, statements

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def hilde(app: Flask) -> Person:
    return make_person("Hilde Brandsma", access=Access.ADMINISTRATOR)


@pytest.fixture
def administrator(app: Flask, hilde: Person) -> Browser:
    return Browser(app).sign_in(hilde)


def listed(page: str) -> list[str]:
    """The names in the first table."""
    return re.findall(r'<th scope="row">([^<]*)<br>', page)


def test_everybody_with_rights_is_listed_those_with_most_first(administrator: Browser) -> None:
    for name, access in (("Willem", Access.VIEWER), ("Ruben", Access.ORGANISER), ("Anna", Access.ORGANISER), ("Bram", Access.PARTICIPANT)):
        make_person(name, access=access)
    make_person("Weg", access=Access.ORGANISER).erased_at = NOW

    assert listed(administrator.get("/organise/rights/").text) == ["Hilde Brandsma", "Anna", "Ruben", "Willem"]


def test_the_table_has_a_sentence_and_a_tick_for_everything_anybody_may(administrator: Browser) -> None:
    page = administrator.get("/organise/rights/").text
    table = page.partition('class="table rights-table"')[2]
    rows = [row for row in re.findall(r"<tr>(.*?)</tr>", table, flags=re.DOTALL) if 'scope="row"' in row]

    ticks = [['class="icon"' in cell for cell in re.findall(r"<td.*?</td>", row, flags=re.DOTALL)] for row in rows]
    assert [re.findall(r'<th scope="row">(.*?)</th>', row) for row in rows] == [[str(SENTENCES[permission])] for permission in Permission]
    assert ticks == [[permission in ALLOWED[access] for access in Access] for permission in Permission]


def test_the_page_costs_the_same_for_one_as_for_thirty(administrator: Browser) -> None:
    def cost() -> int:
        administrator.get("/organise/rights/")
        with statements() as seen:
            administrator.get("/organise/rights/")
        return len(seen)

    few = cost()
    for _ in range(30):
        make_person(access=Access.VIEWER).second_school = make_school()

    assert cost() == few


@pytest.mark.parametrize("typed", ["okafor", "Rub OKA", "r.okafor@sto.example", "  ruben  "])
def test_somebody_is_found_by_name_or_address(administrator: Browser, typed: str) -> None:
    person = make_person("Ruben Okafor", email="r.okafor@sto.example")
    make_person("Iemand Anders", email="anders@sto.example")

    page = administrator.get("/organise/rights/find", query_string={"q": typed}).text

    assert re.findall(r'href="/organise/rights/(\d+)"', page) == [str(person.id)]


@pytest.mark.parametrize("typed", ["niemand", "%", "\0", "x" * 5000, "<q>"])
def test_nobody_is_found_and_that_is_said(administrator: Browser, typed: str) -> None:
    page = administrator.get("/organise/rights/find", query_string={"q": typed})

    assert (page.status_code, re.findall(r"/organise/rights/\d+", page.text), "<q>" in page.text) == (200, [], False)


def test_rights_are_given_and_taken_away(administrator: Browser) -> None:
    person = make_person("Ruben Okafor", email="r.okafor@sto.example")

    given = administrator.post(f"/organise/rights/{person.id}", {"access": "organiser"})
    then = person.access
    taken = administrator.post(f"/organise/rights/{person.id}/take-away", page=f"/organise/rights/{person.id}")

    assert [given.location, taken.location] == ["/organise/rights/"] * 2
    assert (then, person.access, mails()) == (Access.ORGANISER, Access.PARTICIPANT, [("access-changed", "r.okafor@sto.example")] * 2)


@pytest.mark.parametrize("typed", ["", "god", "administrator\0", "Organiser"])
def test_what_is_no_access_is_refused_at_the_field(administrator: Browser, typed: str) -> None:
    person = make_person()

    answer = administrator.post(f"/organise/rights/{person.id}", {"access": typed})

    assert (answer.status_code, 'id="access-error"' in answer.text, person.access) == (200, True, Access.PARTICIPANT)


def test_the_own_rights_are_given_up_only_when_meant(administrator: Browser, hilde: Person) -> None:
    make_person(access=Access.ADMINISTRATOR)
    path = f"/organise/rights/{hilde.id}"

    refused = administrator.post(path, {"access": "organiser"})
    still = hilde.access
    done = administrator.post(path, {"access": "organiser", "is_meant": "y"})

    assert (refused.status_code, 'id="is_meant-error"' in refused.text, still) == (200, True, Access.ADMINISTRATOR)
    assert (done.location, hilde.access, administrator.get(path).status_code) == ("/me", Access.ORGANISER, 403)


def test_the_last_administrator_is_told_why_not(administrator: Browser, hilde: Person) -> None:
    changed = administrator.post(f"/organise/rights/{hilde.id}", {"access": "viewer", "is_meant": "y"})
    taken = administrator.post(f"/organise/rights/{hilde.id}/take-away", page=f"/organise/rights/{hilde.id}")

    assert (changed.status_code, 'id="access-error"' in changed.text) == (200, True)
    assert (taken.location, hilde.access, mails()) == (f"/organise/rights/{hilde.id}", Access.ADMINISTRATOR, [])


def test_only_the_own_page_asks_whether_it_is_meant(administrator: Browser, hilde: Person) -> None:
    other = make_person(access=Access.ORGANISER)

    pages = [administrator.get(f"/organise/rights/{person.id}").text for person in (hilde, other)]

    assert [["is_meant" in page, "/take-away" in page] for page in pages] == [[True, False], [False, True]]


@pytest.mark.parametrize(("language", "label"), [("nl", "organisator"), ("en", "organiser")])
def test_the_mail_says_what_one_may_now_in_the_own_language(administrator: Browser, language: str, label: str) -> None:
    person = make_person("Ruben Okafor")
    person.language = language

    administrator.post(f"/organise/rights/{person.id}", {"access": "organiser"})

    written = letter(db.session.scalars(sa.select(Mail)).one())
    assert [label in part for part in (written.subject, written.text, written.html)] == [True] * 3
    assert "/sign-in" in written.text


def test_all_sessions_of_somebody_are_ended(app: Flask, administrator: Browser, hilde: Person) -> None:
    person = make_person("Ruben Okafor", access=Access.ORGANISER)
    browsers = [Browser(app).sign_in(person) for _ in range(2)]

    answer = administrator.post(f"/organise/rights/{person.id}/end-sessions", page=f"/organise/rights/{person.id}")

    assert (answer.location, [browser.get("/me").status_code for browser in browsers]) == (f"/organise/rights/{person.id}", [302, 302])
    assert db.session.scalars(sa.select(BrowserSession.person_id)).all() == [hilde.id]
    assert "2 browsers" in words(administrator.get(str(answer.location)))


def test_erased_people_are_not_found(administrator: Browser) -> None:
    person = make_person("Ruben Okafor", email="r.okafor@sto.example")
    person.erased_at = NOW

    answers = [administrator.get(f"/organise/rights/{person.id}").status_code]
    answers += [
        administrator.post(f"/organise/rights/{person.id}{part}", page="/sign-in").status_code for part in ("", "/take-away", "/end-sessions")
    ]

    assert answers == [404] * 4
