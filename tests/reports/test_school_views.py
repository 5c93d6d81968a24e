"""The pages of a school contact: who works there, who comes, how many came, and what the school knows about itself."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.checkin.operations import mark_present
from app.core.database import db
from app.log.actions import Action
from app.log.models import LogEntry
from app.people.models import Access, Person, Role, Tag, TagKind
from app.registrations.operations import withdraw
from tests.browsing import Browser, words
from tests.factories import NOW, make_draft, make_event, make_person, make_school, register
from tests.observing import mails, statements

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def saskia(app: Flask) -> Person:
    return make_person("Saskia Molenaar", email="saskia@waterrand.example", access=Access.SCHOOL_CONTACT, school=make_school("Waterrand College"))


@pytest.fixture
def contact(app: Flask, saskia: Person) -> Browser:
    return Browser(app).sign_in(saskia)


def names(page: str) -> list[str]:
    """The first cell of every row, without the address below it."""
    return [name.strip() for name in re.findall(r'<th scope="row">(?:<a[^>]*>)?([^<]*)', page)]


def figures(page: str) -> list[int]:
    return [int(number) for number in re.findall(r"<dd>(\d+)</dd>", page)]


def logged() -> list[tuple[Action, int | None]]:
    return [(entry.action, entry.by_id) for entry in db.session.scalars(sa.select(LogEntry).order_by(LogEntry.id))]


def colleague(contact: Person, name: str = "Bram de Vries", *, email: str = "") -> Person:
    return make_person(name, school=contact.school, email=email)


def test_coming_events_show_who_of_the_school_has_a_seat_or_waits(contact: Browser, saskia: Person) -> None:
    event = make_event(seats=1)
    register(event, colleague(saskia, "Anna"))
    register(event, colleague(saskia, "Wacht"))
    left = register(event, colleague(saskia, "Weg"))
    withdraw(left, at=NOW)
    make_draft("Geheim plan")

    page = contact.get("/school").text

    assert (names(page), "Geheim plan" in page, page.count("badge-wait"), page.count("badge-ok")) == (["Anna", "Wacht"], False, 1, 1)


def test_figures_count_participations_and_different_people_of_past_events(contact: Browser, saskia: Person) -> None:
    past = [make_event(title, starts_at=NOW - timedelta(days=days)) for title, days in (("Eerste", 30), ("Tweede", 20))]
    anna, bert = colleague(saskia, "Anna"), colleague(saskia, "Bert")
    for event in past:
        mark_present(register(event, anna), present=True, at=event.starts_at)
        register(event, bert)
        mark_present(register(event, make_person("Van elders")), present=True, at=event.starts_at)
    mark_present(register(make_event("Nu bezig", starts_at=NOW - timedelta(hours=1)), anna), present=True, at=NOW)

    page = contact.get("/school").text

    assert figures(page) == [2, 1]
    assert re.findall(r'<td class="number"[^>]*>(\d+)</td>', page) == ["2", "1", "2", "1"]
    assert [name for name in names(page) if name in ("Eerste", "Tweede", "Nu bezig")] == ["Tweede", "Eerste"]


def test_a_new_school_sees_what_will_come_here(contact: Browser) -> None:
    page = words(contact.get("/school"))

    assert ["Er staat niets gepland" in page, "Nog geen cijfers" in page] == [True, True]


def test_a_contact_whose_school_is_not_known_is_told_so(app: Flask) -> None:
    person = make_person(access=Access.SCHOOL_CONTACT)
    person.school = None
    browser = Browser(app).sign_in(person)
    make_person("Zonder School").school = None

    answers = [browser.get(path) for path in ("/school", "/school/people", "/school/people/add")]

    assert [answer.status_code for answer in answers] == [200, 200, 302]
    assert "Zonder School" not in answers[1].text


def test_people_of_both_schools_are_listed_by_name(contact: Browser, saskia: Person) -> None:
    second = make_school("De Kade", short_name="Kade")
    saskia.second_school = second
    colleague(saskia, "özlem Şahin"), make_person("Anna", school=second), make_person("Elders")
    colleague(saskia, "Weg").erased_at = NOW

    page = contact.get("/school/people").text

    assert names(page) == ["Anna", "özlem Şahin", "Saskia Molenaar"]


def test_somebody_is_added_without_a_mail(contact: Browser, saskia: Person) -> None:
    tag = Tag(name="PIE", name_key="pie", kind=TagKind.PROFILE)
    db.session.add(tag)
    db.session.flush()

    answer = contact.post(
        "/school/people/add", {"name": "Nieuwe Collega", "email": "Nieuw@Waterrand.example", "role": "teacher", "tags": str(tag.id)}
    )

    person = db.session.scalars(sa.select(Person).where(Person.email == "nieuw@waterrand.example")).one()
    assert (answer.location, person.school, person.access, [tag.name for tag in person.tags]) == (
        "/school/people",
        saskia.school,
        Access.PARTICIPANT,
        ["PIE"],
    )
    assert (mails(), logged()[-1]) == ([], (Action.PERSON_ADDED, saskia.id))


def test_who_has_two_schools_says_for_which(contact: Browser, saskia: Person) -> None:
    saskia.second_school = make_school("De Kade")
    form = {"name": "Nieuw", "email": "nieuw@kade.example", "role": "teacher"}

    without = contact.post("/school/people/add", form)
    chosen = contact.post("/school/people/add", form | {"school": str(saskia.second_school_id)})

    person = db.session.scalars(sa.select(Person).where(Person.email == "nieuw@kade.example")).one()
    assert (without.status_code, chosen.status_code, person.school_id) == (200, 302, saskia.second_school_id)


def test_name_role_and_tags_are_changed_and_other_tags_stay(contact: Browser, saskia: Person) -> None:
    person = colleague(saskia)
    old, new, others = (Tag(name=name, name_key=name, kind=kind) for name, kind in (("wiskunde", "subject"), ("pie", "profile"), ("vip", "other")))
    person.tags = [old, others]
    db.session.add(new)
    db.session.flush()
    path = f"/school/people/{person.id}/edit"

    shown = contact.get(path).text
    contact.post(path, {"name": "Abraham de Vries", "email": person.email, "role": "toa", "tags": str(new.id)})
    answer = contact.post(path, {"name": "Abraham de Vries", "email": person.email, "role": "careers-adviser", "tags": str(new.id)})

    assert (answer.location, "vip" in shown) == ("/school/people", False)
    assert (person.name, person.role, sorted(tag.name for tag in person.tags)) == ("Abraham de Vries", Role.CAREERS_ADVISER, ["pie", "vip"])
    entry = db.session.scalars(sa.select(LogEntry)).one()
    assert (entry.by_id, entry.changes["name"], entry.changes["role"]) == (saskia.id, [None, None], ["teacher", "careers-adviser"])


def test_an_address_is_corrected_only_while_nobody_has_shown_to_read_mail_there(contact: Browser, saskia: Person) -> None:
    new, verified, organising = colleague(saskia, email="fout@waterrand.example"), colleague(saskia), colleague(saskia)
    verified.verified_at, organising.access = NOW, Access.ORGANISER
    before = [verified.email, organising.email]

    for number, person in enumerate((new, verified, organising)):
        contact.post(f"/school/people/{person.id}/edit", {"name": person.name, "role": "teacher", "email": f"goed{number}@waterrand.example"})

    assert (new.email, [verified.email, organising.email]) == ("goed0@waterrand.example", before)


@pytest.mark.parametrize("name", ["", "x" * 121, "A\0B", "A\nB"])
def test_a_name_that_does_not_fit_is_said_at_the_field_and_kept(contact: Browser, saskia: Person, name: str) -> None:
    person = colleague(saskia)

    answer = contact.post(f"/school/people/{person.id}/edit", {"name": name, "email": person.email, "role": "teacher"})

    assert (answer.status_code, 'id="name-error"' in answer.text, person.name) == (200, True, "Bram de Vries")


def test_the_school_keeps_its_own_details_and_nothing_else(contact: Browser, saskia: Person) -> None:
    school = saskia.school
    assert school is not None
    kept = (school.name, school.kind, school.participation, school.brin)
    wanted = {"name": "Andere Naam", "kind": "mbo", "participation": "preparing", "brin": "99ZZ99", "domains": "evil.example"}

    answer = contact.post(
        f"/school/{school.id}/edit", wanted | {"city": "Veenwijk", "lesson_ends": "15:55 15.05", "contact_name": "Conciërge", "contact_phone": "0297"}
    )

    assert (answer.location, school.city, school.lesson_ends, school.contact_name) == ("/school", "Veenwijk", ["15:05", "15:55"], "Conciërge")
    assert ((school.name, school.kind, school.participation, school.brin), school.domains) == (kept, [])
    assert logged() == [(Action.SCHOOL_CHANGED, saskia.id)]


def test_a_contact_does_not_choose_another_school_for_herself(contact: Browser, saskia: Person) -> None:
    other, own = make_school("De Kade"), saskia.school

    contact.post("/me/data/edit", {"name": saskia.name, "role": "teacher", "language": "nl", "school": other.name, "second_school": other.name})

    assert (saskia.school, saskia.second_school) == (own, None)


@pytest.mark.parametrize("path", ["/school", "/school/people"])
def test_the_lists_cost_the_same_for_one_as_for_thirty(contact: Browser, saskia: Person, path: str) -> None:
    event, past = make_event(rounds=1, session_seats=40), make_event("Voorbij", starts_at=NOW - timedelta(days=20))

    def one_more() -> None:
        person = colleague(saskia)
        person.second_school = make_school()
        register(event, person), register(past, person)

    def cost() -> int:
        contact.get(path)
        with statements() as seen:
            assert contact.get(path).status_code == 200
        return len(seen)

    one_more()
    few = cost()
    for _ in range(29):
        one_more()

    assert cost() == few
