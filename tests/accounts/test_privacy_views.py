"""The own data: seen, downloaded, corrected, and asked to go."""

import json

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.database import db
from app.log.actions import Action
from app.log.models import LogEntry
from app.people.models import Person, Role
from app.people.privacy import holdings
from app.people.queries import find_by_email, find_request, opt_outs_of
from app.registrations.models import Registration
from tests.browsing import Browser, words
from tests.factories import make_event, make_person, make_school, register
from tests.observing import mails, statements

pytestmark = pytest.mark.usefixtures("today")
ADDRESS = "b.devries@waterrand.example"


@pytest.fixture
def bram(teacher: Browser) -> Person:
    person = find_by_email(ADDRESS)
    assert person is not None
    return person


def filled_in(person: Person, **other: object) -> dict[str, object]:
    known = {"name": person.name, "role": "teacher", "school": person.school.name if person.school else "", "language": "nl"}
    return known | other


def test_everything_that_is_kept_is_shown_with_why_and_how_long(teacher: Browser, bram: Person) -> None:
    register(make_event("XR in de praktijk"), bram)
    register(make_event("Lassen"), make_person("Fatima el Amrani"))

    page = teacher.get("/me/data")

    said = words(page)
    assert [str(holding.label) in said and str(holding.purpose) in said for holding in holdings()] == [True] * len(holdings())
    assert [text in said for text in ("XR in de praktijk", ADDRESS, "Lassen", "Fatima")] == [True, True, False, False]


def test_the_page_asks_as_much_for_thirty_rows_as_for_one(teacher: Browser, bram: Person) -> None:
    def asked() -> int:
        teacher.get("/me/data")
        with statements() as seen:
            teacher.get("/me/data")
        return len(seen)

    register(make_event(), bram)
    few = asked()
    for number in range(29):
        register(make_event(f"Middag {number}"), bram)

    assert asked() == few


def test_the_json_is_complete_and_a_file(teacher: Browser, bram: Person) -> None:
    for number in range(12):
        register(make_event(f"Middag {number}"), bram)

    answer = teacher.get("/me/data.json")

    held = {holding["key"]: holding for holding in json.loads(answer.data)["data"]}
    assert answer.headers["Content-Disposition"] == 'attachment; filename="inloop.json"'
    assert (sorted(held), len(held["attendance"]["rows"])) == (sorted(holding.key for holding in holdings()), 12)
    assert [value for value in held["person"]["rows"][0].values() if value == ADDRESS] == [ADDRESS]


def test_the_readable_file_has_every_row(teacher: Browser, bram: Person) -> None:
    for number in range(12):
        register(make_event(f"Middag {number}"), bram)

    answer = teacher.get("/me/data.html")

    assert answer.headers["Content-Disposition"] == 'attachment; filename="inloop.html"'
    assert [f"Middag {number}</dd>" in answer.text for number in range(12)] == [True] * 12


def test_a_download_is_logged(teacher: Browser, bram: Person) -> None:
    teacher.get("/me/data.json")

    entry = db.session.scalars(sa.select(LogEntry).where(LogEntry.action == Action.DATA_DOWNLOADED)).one()
    assert (entry.by_id, entry.thing_id) == (bram.id, bram.id)


def test_what_is_wrong_can_be_corrected(teacher: Browser, bram: Person) -> None:
    other = make_school("De Kade")
    mine = register(make_event(), bram)
    school = mine.school

    answer = teacher.post("/me/data/edit", filled_in(bram, name="Bram Vries", role="team-leader", second_school="de kade", language="en"))

    person, registration = db.session.get_one(Person, bram.id), db.session.get_one(Registration, mine.id)
    assert answer.location == "/me/data"
    assert (person.name, person.role, person.schools, person.language) == ("Bram Vries", Role.TEAM_LEADER, [school, other], "en")
    assert (registration.role, registration.school) == (Role.TEACHER, school)


def test_the_log_tells_that_a_name_changed_but_not_from_what(teacher: Browser, bram: Person) -> None:
    teacher.post("/me/data/edit", filled_in(bram, name="Bram Vries"))

    entry = db.session.scalars(sa.select(LogEntry).where(LogEntry.action == Action.PERSON_CHANGED)).one()
    assert entry.changes == {"name": ["", ""]}


def test_the_same_school_twice_is_one(teacher: Browser, bram: Person) -> None:
    assert bram.school is not None

    teacher.post("/me/data/edit", filled_in(bram, second_school=bram.school.name))

    person = db.session.get_one(Person, bram.id)
    assert len(person.schools) == 1


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"name": "x" * 200}, {"name": "a\0b"}, {"role": "koning"}, {"opt_outs": "alles"}, {"language": "xx"}]
)
def test_what_does_not_fit_is_said_at_the_field_and_kept(teacher: Browser, bram: Person, wrong: dict[str, str]) -> None:
    answer = teacher.post("/me/data/edit", filled_in(bram, school="Nieuwe school", **wrong))

    assert (answer.status_code, "field-error" in answer.text, "Nieuwe school" in answer.text) == (200, True, True)
    assert db.session.get_one(Person, bram.id).name == "Bram de Vries"


def test_invitations_can_be_refused_per_kind_and_wanted_again(teacher: Browser, bram: Person) -> None:
    def choose(*kinds: str) -> set[str]:
        teacher.post("/me/data/edit", filled_in(bram, opt_outs=list(kinds)))
        return opt_outs_of(bram)

    assert [choose("study-afternoon", "news"), choose("news"), choose()] == [{"study-afternoon", "news"}, {"news"}, set()]


def test_mail_about_a_registration_comes_all_the_same(teacher: Browser, bram: Person) -> None:
    teacher.post("/me/data/edit", filled_in(bram, opt_outs=["study-afternoon", "news"]))

    register(make_event(), db.session.get_one(Person, bram.id))

    assert mails() == [("confirmation", ADDRESS)]


def test_one_can_ask_to_be_erased_and_take_it_back(teacher: Browser, bram: Person) -> None:
    teacher.post("/me/data/erase")
    teacher.post("/me/data/erase", page="/me/data")  # a second tap
    asked = find_request(bram)
    teacher.post("/me/data/erase/take-back", page="/me/data")

    assert (asked is not None, find_request(bram)) == (True, None)


def test_asking_erases_nothing_yet(teacher: Browser, bram: Person) -> None:
    teacher.post("/me/data/erase")

    assert db.session.get_one(Person, bram.id).name == "Bram de Vries"


def test_nobody_sees_it_without_signing_in(app: Flask, browser: Browser) -> None:
    paths = ("/me/data", "/me/data.json", "/me/data.html", "/me/data/edit", "/me/data/erase")

    assert [browser.get(path).location for path in paths] == [f"/sign-in?next={path}" for path in paths]
