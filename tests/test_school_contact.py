"""A school contact of one school sees and changes nothing of another: by no address, by no form field, by no API."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.checkin.operations import mark_present
from app.core.database import db
from app.people.models import Access, Person, Tag, TagKind
from app.people.permissions import REQUIRES, Permission
from app.registrations.models import Registration
from app.schools.models import School
from tests.browsing import Browser
from tests.factories import DAY, NOW, make_event, make_person, make_school, register
from tests.world import PARTS, World, make_world, routes

pytestmark = pytest.mark.usefixtures("today")

FIELD = re.compile(r'<(?:input|select|textarea|button)[^>]*\bname="([^"]+)"')
NOT_OURS = {"csrf_token", "form_key"}
SECRETS = {"token", "link_token"}  # who has the secret in such an address may open it, whoever she is
COUNTERS = {"events", "sessions", "sign_ins", "rate_limits", "browser_sessions"}  # that anybody moves who registers or signs in


@dataclass(frozen=True)
class Other:
    """All that belongs to the other school."""

    world: World
    school: School
    contact: Person
    people: list[Person]
    registrations: list[Registration]
    tag: Tag

    def names(self) -> list[str]:
        """What must not be read anywhere: people, addresses, codes, and the contact details of the school."""
        of_people = [text for person in [self.contact, *self.people] for text in (person.name, person.email)]
        of_tickets = [text for registration in self.registrations for text in (registration.token, registration.code, registration.short_code)]
        return [*of_people, *of_tickets, self.school.contact_name, self.school.contact_phone, self.tag.name]

    def values(self) -> list[str]:
        """What is tried in every field."""
        person = self.people[0]
        return [str(value) for value in (person.id, self.school.id, self.school.name, person.email, self.tag.id)]

    def path(self, rule: Rule) -> str:
        """The address of a route, of things of this school."""
        own = {"person_id": self.people[0].id, "school_id": self.school.id, "registration_id": self.registrations[0].id}
        return self.world.path(rule, self.contact, instead={name: value for name, value in own.items() if name in rule.arguments})


@pytest.fixture
def other(app: Flask) -> Other:
    """A school with a contact, people, registrations for the same event and for one that is over, and a tag of its own."""
    world, school = make_world(), make_school("Overkant College", short_name="Overkant")
    school.contact_name, school.contact_phone = "Conny Overkants", "06-99887766"
    people = [make_person(f"Bea Buitenschool {number}", email=f"bea{number}@overkant.example", school=school) for number in range(3)]
    past = make_event("Voorbij", starts_at=NOW - timedelta(days=30))
    registrations = [register(event, person) for event in (world.event, past) for person in people]
    tag = Tag(name="Lastige klant", name_key="lastige klant", kind=TagKind.OTHER)
    people[0].tags = [tag]
    for registration in registrations[3:]:
        mark_present(registration, present=True, at=DAY - timedelta(days=30))
    contact = make_person("Cor Contactpersoon", email="cor@overkant.example", access=Access.SCHOOL_CONTACT, school=school)
    return Other(world, school, contact, people, registrations, tag)


@pytest.fixture
def contact(app: Flask, other: Other) -> Person:
    """The contact of the own school, with a colleague; one colleague of hers came for the other school once."""
    own = make_school("Waterrand College")
    person = make_person("Saskia Molenaar", email="saskia@waterrand.example", access=Access.SCHOOL_CONTACT, school=own)
    register(other.world.event, make_person("Eigen Collega", email="eigen@waterrand.example", school=own))
    moved = register(other.world.event, make_person("Verhuisde Collega", email="verhuisd@waterrand.example", school=own))
    moved.school = other.school
    both = make_person("Dubbele Collega", email="dubbel@waterrand.example", school=other.school)
    both.second_school = own
    db.session.commit()
    return person


def permission(app: Flask, rule: Rule) -> object:
    return getattr(app.view_functions[rule.endpoint], REQUIRES, Permission.PUBLIC)


def is_open_by_secret(app: Flask, rule: Rule) -> bool:
    return permission(app, rule) is Permission.PUBLIC and bool(SECRETS & rule.arguments)


def untouched(contact: Person) -> dict[tuple[str, object], tuple[object, ...]]:
    """All rows there are, by table and key, but for what is the own school's and counters; of the own people what rights hang on."""
    db.session.commit()
    own = set(
        db.session.scalars(sa.select(Person.id).where((Person.school_id == contact.school_id) | (Person.second_school_id == contact.school_id)))
    )
    found: dict[tuple[str, object], tuple[object, ...]] = {}
    for table in db.metadata.sorted_tables:
        for row in db.session.execute(table.select()) if table.name not in COUNTERS else ():
            key = tuple(getattr(row, column.name) for column in table.primary_key)
            is_own = (table.name == "persons" and row.id in own) or (table.name == "schools" and row.id == contact.school_id)
            is_own_word = table.name in ("person_words", "person_tags") and row.person_id in own
            if not is_own_word:
                found[table.name, key] = (row[1:2] if table.name == "schools" else _rights(row)) if is_own else tuple(row)
    return found


def _rights(row: sa.Row[tuple[object, ...]]) -> tuple[object, ...]:
    return row.access, row.school_id, row.second_school_id, row.verified_at, row.merged_into_id


def changed(before: dict[tuple[str, object], tuple[object, ...]], contact: Person) -> list[tuple[str, object]]:
    """Rows that were there and are no longer as they were."""
    after = untouched(contact)
    return [key for key, row in before.items() if after.get(key) != row]


def read(browser: Browser, path: str) -> str:
    """What an address answers: a page, a file, a picture."""
    return text(browser.get(path))


def text(answer: TestResponse) -> str:
    """The body of an answer, whatever it is."""
    return answer.get_data().decode(errors="replace")


def fields(page: str) -> set[str]:
    return set(FIELD.findall(page)) - NOT_OURS


@pytest.fixture
def every_field(app: Flask, other: Other, contact: Person) -> set[str]:
    """The names of all fields of all forms, whoever sees them."""
    administrator = make_person("Beheerder", access=Access.ADMINISTRATOR)
    browsers = [(viewer, Browser(app).sign_in(viewer)) for viewer in (administrator, contact)]
    opened = [(browser, other.world.path(rule, viewer)) for viewer, browser in browsers for method, rule in routes(app) if method == "GET"]
    return {name for browser, path in opened for name in fields(read(browser, path))}


def test_no_address_shows_anything_of_the_other_school(app: Flask, other: Other, contact: Person) -> None:
    browser = Browser(app).sign_in(contact)
    opened = [rule for method, rule in routes(app) if method == "GET" and not is_open_by_secret(app, rule) and rule.endpoint != "static"]
    before = untouched(contact)

    seen = [
        (rule.rule, name)
        for rule in opened
        for path in {other.path(rule), f"{other.path(rule)}?q=Bea&school={other.school.id}&person={other.people[0].id}"}
        for page in [read(browser, path)]
        for name in other.names()
        if name in page
    ]

    assert (seen, changed(before, contact)) == ([], [])


def test_the_name_of_the_other_school_is_only_where_everybody_reads_it(app: Flask, other: Other, contact: Person) -> None:
    browser = Browser(app).sign_in(contact)
    closed = [rule for method, rule in routes(app) if method == "GET" and permission(app, rule) is not Permission.PUBLIC]

    assert [rule.rule for rule in closed if "Overkant" in read(browser, other.path(rule))] == []


def test_no_address_changes_anything_of_the_other_school(app: Flask, other: Other, contact: Person, every_field: set[str]) -> None:
    browser = Browser(app).sign_in(contact)
    posted = [rule for method, rule in routes(app) if method == "POST" and not is_open_by_secret(app, rule) and rule.endpoint != "accounts.sign_out"]
    paths = [(rule, other.path(rule)) for rule in posted]
    before, token = untouched(contact), browser._any_token()

    for rule, path in paths:
        is_refused = permission(app, rule) not in (Permission.PUBLIC, Permission.OWN_PAGE, Permission.OWN_SCHOOL)
        for value in other.values()[: 1 if is_refused else None]:
            answer = browser._send(path, method="POST", data=dict.fromkeys(every_field, value) | token)
            assert [name for name in other.names() if name not in other.values() and name in text(answer)] == [], rule

    assert changed(before, contact) == []


def own_forms(app: Flask, contact: Person, world: World) -> Iterator[tuple[str, set[str]]]:
    browser = Browser(app).sign_in(contact)
    for method, rule in routes(app):
        if method == "GET" and permission(app, rule) in (Permission.OWN_SCHOOL, Permission.OWN_PAGE):
            path = world.path(rule, contact)
            yield path, fields(read(browser, path))


def test_no_field_of_an_own_form_reaches_the_other_school(app: Flask, other: Other, contact: Person) -> None:
    forms = [(path, names) for path, names in own_forms(app, contact, other.world) if names]
    right = {"name": "Nieuwe Collega", "email": "nieuw@waterrand.example", "role": "teacher", "city": "Meerdam"}
    browser = Browser(app).sign_in(contact)
    before, token = untouched(contact), browser._any_token()

    for path, names in forms:
        filled = {key: right[key] for key in names & right.keys()} | token
        for name in names:
            for value in other.values():
                browser._send(path, method="POST", data=filled | {name: value})

    assert [path for path, _names in forms if path.startswith("/school")] != []
    assert changed(before, contact) == []


def test_a_mail_address_of_the_other_school_is_refused_without_a_word_about_whose_it_is(app: Flask, other: Other, contact: Person) -> None:
    browser = Browser(app).sign_in(contact)
    taken = {"name": "Andere Naam", "email": other.people[0].email, "role": "teacher"}
    colleague = make_person("Eigen", school=contact.school)

    adding = browser.post("/school/people/add", taken)
    editing = browser.post(f"/school/people/{colleague.id}/edit", taken)

    assert [answer.status_code for answer in (adding, editing)] == [200, 200]
    assert [other.people[0].name in answer.text or "Overkant" in answer.text for answer in (adding, editing)] == [False, False]
    db.session.expire_all()
    assert (other.people[0].name, colleague.name) == ("Bea Buitenschool 0", "Eigen")


def test_the_registration_decides_for_whom_somebody_came(app: Flask, other: Other, contact: Person) -> None:
    page = Browser(app).sign_in(contact).get("/school").text
    theirs = Browser(app).sign_in(other.contact).get("/school").text

    assert ["Eigen Collega" in page, "Verhuisde Collega" in page] == [True, False]
    assert ["Eigen Collega" in theirs, "Verhuisde Collega" in theirs] == [False, True]


def test_who_works_at_both_schools_is_on_both_lists_without_a_word_about_the_other(app: Flask, other: Other, contact: Person) -> None:
    pages = [Browser(app).sign_in(person).get("/school/people").text for person in (contact, other.contact)]

    assert ["Dubbele Collega" in page for page in pages] == [True, True]
    assert ["Overkant" in pages[0], "Waterrand College" in pages[1]] == [False, False]


def test_the_parts_of_own_pages_are_the_viewers() -> None:
    assert {"own_school.person_id", "own_school.school_id"} <= set(PARTS)
