"""The pages of schools as organisers use them, and the search that every form asks."""

import html
import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from app.core.database import db
from app.log.actions import Action
from app.log.models import LogEntry
from app.people.models import Person
from app.registrations.models import Registration
from app.schools import operations, queries
from app.schools.models import HolidayRegion, Participation, School, SchoolKind
from app.schools.queries import find_school
from tests.browsing import Browser, words
from tests.factories import NOW, make_event, make_organiser, make_person, make_school, register
from tests.observing import statements
from tests.spreadsheets import read_back
from tests.together import at_once

pytestmark = pytest.mark.usefixtures("today")
LIST, ADD = "/organise/schools/", "/organise/schools/add"
TYPED = {
    "name": "Waterrand College",
    "short_name": "Waterrand",
    "kind": "vmbo",
    "city": "Meerdam",
    "participation": "preparing",
    "brin": "98 xa-00",
    "holiday_region": "north",
    "lesson_ends": "15.55, 15:05 9:30",
    "domains": "WATERRAND.nl\r\nxn--cole-9oa.example\r\n",
    "contact_name": "Loes Hartman",
    "contact_email": "Loes@Waterrand.nl",
    "contact_phone": "020 123 45 67",
}


def school_named(name: str) -> School:
    db.session.expire_all()
    return db.session.scalars(sa.select(School).where(School.name == name)).one()


def names_in(answer: TestResponse) -> list[str]:
    """The schools that a list shows, in order."""
    return [html.unescape(name) for name in re.findall(r'<th scope="row"><a href="[^"]*">([^<]*)</a>', answer.text)]


def found(answer: TestResponse) -> list[str]:
    """The schools that the search answers with."""
    return [school["name"] for school in answer.get_json()["schools"]]


def test_a_school_is_added_with_all_that_is_typed(organiser: Browser) -> None:
    answer = organiser.post(ADD, TYPED)

    school = school_named("Waterrand College")
    assert (answer.status_code, answer.location) == (302, LIST)
    assert (school.short_name, school.kind, school.city, school.brin) == ("Waterrand", SchoolKind.VMBO, "Meerdam", "98XA00")
    assert (school.participation, school.holiday_region) == (Participation.PREPARING, HolidayRegion.NORTH)
    assert (school.lesson_ends, [known.domain for known in school.domains]) == (["09:30", "15:05", "15:55"], ["waterrand.nl", "école.example"])
    assert (school.contact_name, school.contact_email, school.contact_phone) == ("Loes Hartman", "loes@waterrand.nl", "020 123 45 67")
    assert names_in(organiser.get(LIST)).count("Waterrand College") == 1


def test_only_the_name_is_needed(organiser: Browser) -> None:
    answer = organiser.post(ADD, dict.fromkeys(TYPED, "") | {"name": "Jachtwerf", "kind": "company", "participation": "other"})

    school = school_named("Jachtwerf")
    assert (answer.status_code, school.kind, school.holiday_region, school.lesson_ends) == (302, SchoolKind.COMPANY, None, [])


WRONG = [
    ("name", "", "Vul dit in."),
    ("name", "x" * 121, ""),
    ("name", "a\0b", ""),
    ("short_name", "x" * 41, ""),
    ("kind", "havo", ""),
    ("participation", "", ""),
    ("holiday_region", "west", ""),
    ("brin", "00AB", "Een BRIN met vestiging ziet eruit als 00AB00"),
    ("brin", "AB0000", "Een BRIN met vestiging ziet eruit als 00AB00"),
    ("brin", "００AB00", "Een BRIN met vestiging ziet eruit als 00AB00"),
    ("lesson_ends", "kwart over drie", "kwart is geen tijd."),
    ("lesson_ends", "25:00", "25:00 is geen tijd."),
    ("lesson_ends", " ".join(["15:05"] * 21), "Hooguit 20 tijden."),
    ("domains", "jan@waterrand.nl", "Laat het apenstaartje weg, en wat ervoor staat: waterrand.nl."),
    ("domains", "waterrand.nl\ngmail.com", "Iedereen kan een adres bij gmail.com hebben"),
    ("domains", "Hotmail.COM", "Iedereen kan een adres bij hotmail.com hebben"),
    ("domains", "waterrand", "waterrand is geen maildomein."),
    ("domains", "https://waterrand.nl/", "https://waterrand.nl/ is geen maildomein."),
    ("domains", "\n".join(f"a{number}.nl" for number in range(21)), "Hooguit 20 domeinen."),
    ("contact_email", "loes", ""),
    ("contact_phone", "0" * 41, ""),
]


@pytest.mark.parametrize(("field", "typed", "sentence"), WRONG)
def test_what_does_not_fit_is_told_at_the_field_and_kept(organiser: Browser, field: str, typed: str, sentence: str) -> None:
    before = db.session.scalar(sa.select(sa.func.count(School.id)))

    answer = organiser.post(ADD, TYPED | {field: typed})

    assert (answer.status_code, f'id="{field}-error"' in answer.text, sentence in words(answer)) == (200, True, True)
    assert html.escape(TYPED["contact_name"]) in answer.text
    assert db.session.scalar(sa.select(sa.func.count(School.id))) == before


def test_a_name_or_brin_that_another_has_is_told_at_the_field(organiser: Browser) -> None:
    organiser.post(ADD, TYPED)

    name, brin = organiser.post(ADD, TYPED | {"brin": ""}), organiser.post(ADD, TYPED | {"name": "Anders"})

    assert ('id="name-error"' in name.text, 'id="brin-error"' in brin.text) == (True, True)


def test_a_school_is_shown_as_it_is_and_changed(organiser: Browser) -> None:
    organiser.post(ADD, TYPED)
    school = school_named("Waterrand College")
    path = f"/organise/schools/{school.id}/edit"
    page = organiser.get(path)

    answer = organiser.post(path, TYPED | {"name": "Waterrijk", "domains": "waterrand.nl", "holiday_region": ""})

    assert [text in html.unescape(page.text) for text in ('value="09:30 15:05 15:55"', "waterrand.nl\nécole.example", 'value="98XA00"')] == [True] * 3
    school = school_named("Waterrijk")
    assert (answer.status_code, school.holiday_region, [known.domain for known in school.domains]) == (302, None, ["waterrand.nl"])
    assert (find_school("waterrand college"), "waterrand college" in words(organiser.get(path))) == (school, True)


def test_who_changed_a_school_is_in_the_log(app: Flask) -> None:
    marijke, school = make_organiser(), make_school("Waterrand")

    Browser(app).sign_in(marijke).post(f"/organise/schools/{school.id}/edit", TYPED)

    entry = db.session.scalars(sa.select(LogEntry).where(LogEntry.action == Action.SCHOOL_CHANGED)).one()
    assert (entry.by_id, entry.at, entry.thing_id, "name" in entry.changes) == (marijke.id, NOW, school.id, True)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=elan", ["École Élan"]),
        ("q=vaarthuizen", ["École Élan"]),
        ("kind=mbo", ["ROC"]),
        ("participation=preparing", ["École Élan"]),
        ("kind=mbo&participation=preparing", []),
        ("q=zzz", []),
        ("kind=geen&participation=onzin", ["École Élan", "ROC"]),
    ],
)
def test_the_address_narrows_the_list_down(app: Flask, query: str, names: list[str]) -> None:
    elan, roc = make_school("École Élan", city="Vaarthuizen"), make_school("ROC")
    elan.participation, roc.kind = Participation.PREPARING, SchoolKind.MBO
    browser = Browser(app).sign_in(make_organiser())

    shown = [name for name in names_in(browser.get(f"{LIST}?{query}")) if name in ("École Élan", "ROC")]

    assert shown == names


def test_the_list_counts_people_at_both_of_their_schools(app: Flask) -> None:
    one, two = make_school("Een"), make_school("Twee")
    make_person(school=one), make_person(school=one)
    make_person(school=one).second_school = two
    gone = make_person(school=two)
    gone.erased_at = NOW

    page = Browser(app).sign_in(make_person("Marijke", access=make_organiser().access, school=make_school("Drie"))).get(LIST)

    counts = dict(re.findall(r'edit">(Een|Twee|Drie)</a>.*?<td class="number"[^>]*>(\d+)</td>', page.text, flags=re.DOTALL))
    assert counts == {"Een": "3", "Twee": "1", "Drie": "1"}


def test_a_long_list_has_pages(app: Flask) -> None:
    for number in range(queries.PAGE + 1):
        make_school(f"School {number:03}")
    browser = Browser(app).sign_in(make_person(access=make_organiser().access, school=make_school("Aan de Vaart")))

    first, second = (names_in(browser.get(f"{LIST}?q=school&page={page}")) for page in (1, 2))

    assert (len(first), first[0], second) == (queries.PAGE, "School 000", ["School 100"] + [name for name in second if name != "School 100"])


def test_the_list_asks_as_much_for_thirty_schools_as_for_one(organiser: Browser) -> None:
    counts = []
    for number in (1, 29):
        for _ in range(number):
            make_person(school=make_school())
            make_person(school=make_school(is_proposed=True))
        with statements() as sent:
            organiser.get(LIST)
        counts.append(len(sent))

    assert counts[0] == counts[1]


def test_what_was_proposed_comes_first_with_its_people_and_what_was_meant(organiser: Browser) -> None:
    make_school("Vakcollege Polderlicht", city="Veenwijk")
    proposed = make_school("Polderligt", city="", is_proposed=True)
    register(make_event(), make_person(school=proposed))
    make_person(school=proposed)

    page = words(organiser.get(LIST))

    assert "1 voorgestelde school" in page
    assert page.index("Polderligt 2 mensen, 1 aanmelding") < page.index("Vakcollege Polderlicht, Veenwijk") < page.index("Alle scholen en partners")


def test_a_proposed_school_is_taken_over_in_one_step(organiser: Browser) -> None:
    school = make_school("Mbo Groen", city="", is_proposed=True)

    answer = organiser.post(f"/organise/schools/{school.id}/accept", {"kind": "mbo", "city": "Veenwijk"}, page=LIST)

    school = school_named("Mbo Groen")
    assert (answer.location, school.is_proposed, school.kind, school.city) == (LIST, False, SchoolKind.MBO, "Veenwijk")


@pytest.mark.parametrize(("field", "typed"), [("kind", "havo"), ("city", "a\0"), ("city", "x" * 81)])
def test_what_does_not_fit_a_proposed_school_is_told(organiser: Browser, field: str, typed: str) -> None:
    school = make_school("Mbo Groen", is_proposed=True)

    answer = organiser.post(f"/organise/schools/{school.id}/accept", {"kind": "mbo", "city": "Veenwijk"} | {field: typed}, page=LIST)

    assert (answer.status_code, f'id="{field}-error"' in answer.text, school_named("Mbo Groen").is_proposed) == (200, True, True)


def test_a_proposed_school_is_merged_in_one_step_and_its_people_follow(organiser: Browser) -> None:
    proposed, into = make_school("Polderligt", is_proposed=True), make_school("Vakcollege Polderlicht")
    registration = register(make_event(), make_person(school=proposed))

    answer = organiser.post(f"/organise/schools/{proposed.id}/merge", {"into": str(into.id)}, page=LIST)

    db.session.expire_all()
    assert (answer.location, registration.school, registration.person.school, find_school("polderligt")) == (LIST, into, into, into)


def test_what_moves_is_shown_before_schools_are_merged(organiser: Browser) -> None:
    gone, into = make_school("Waterand", short_name="Wtr", domains=["waterand.nl"]), make_school("Waterrand College")
    register(make_event(), make_person(school=gone))
    path = f"/organise/schools/{gone.id}/merge"

    likely, searched = organiser.get(path), organiser.get(f"{path}?q=WATERRAND")
    preview = words(organiser.get(f"{path}?into={into.id}"))

    assert [f"into={into.id}" in page.text for page in (likely, searched)] == [True, True]
    assert "Dit gaat van Waterand naar Waterrand College: Mensen 1 Aanmeldingen 1 Maildomeinen 1 Maildomeinen: waterand.nl" in preview
    assert "bedoelt Waterrand College: Waterand, Wtr." in preview


@pytest.mark.parametrize("into", ["", "0", "-1", "999999", "2147483648", "9" * 30, "x", "1.5", "\0"])
def test_a_school_that_is_not_there_is_not_merged_into(organiser: Browser, into: str) -> None:
    school = make_school("Waterand")
    path = f"/organise/schools/{school.id}/merge"

    answers = organiser.post(path, {"into": into}).status_code, organiser.get(path, query_string={"into": into}).status_code

    assert (answers, school_named("Waterand").id) == ((200, 200), school.id)


def test_a_school_is_not_merged_into_itself_or_into_a_proposal(organiser: Browser) -> None:
    school, proposed = make_school("Waterand"), make_school("Voorstel", is_proposed=True)

    for into in (school, proposed):
        organiser.post(f"/organise/schools/{school.id}/merge", {"into": str(into.id)})

    assert (school_named("Waterand").id, school_named("Voorstel").id) == (school.id, proposed.id)


def test_two_organisers_who_settle_one_proposal_at_once_get_no_error(app: Flask) -> None:
    proposed, into = make_school("Polderligt", is_proposed=True), make_school("Vakcollege Polderlicht")
    person = make_person(school=proposed)
    browsers = [Browser(app).sign_in(make_organiser()) for _ in range(4)]
    token = [browser._any_token() for browser in browsers]
    path, data = f"/organise/schools/{proposed.id}", {"into": str(into.id)}
    statuses: list[int] = []

    def settle(number: int) -> None:
        way = "merge" if number % 2 else "accept"
        answer = browsers[number].client.post(f"{path}/{way}", base_url=browsers[number].base_url, data=token[number] | data)
        statuses.append(answer.status_code)

    errors = at_once(app, settle, times=4)
    db.session.expire_all()

    assert (errors, set(statuses) - {302, 404}, 302 in statuses) == ([], set(), True)
    assert (person.school, find_school("polderligt")) == (into, into)


def test_registrations_that_name_a_school_while_it_is_merged_are_all_kept(app: Flask) -> None:
    proposed, into, event = make_school("Polderligt", is_proposed=True), make_school("Vakcollege Polderlicht"), make_event()
    known = Browser(app).sign_in(make_person(email="bekend@school.nl", school=proposed))
    strangers = [Browser(app) for _ in range(4)]
    path = f"/events/{event.slug}/register"
    forms: list[dict[str, Any]] = [{"email": f"p{number}@school.nl", "name": "Jan", "school": "Polderligt", "role": "teacher"} for number in range(4)]
    tokens = [browser._any_token() for browser in (*strangers, known)]
    ids, statuses = (proposed.id, into.id), list[int]()

    def act(number: int) -> None:
        if number == 5:
            school, other = (db.session.get_one(School, number) for number in ids)
            operations.merge(school, into=other, by=None, at=NOW)
            return
        browser = (*strangers, known)[number]
        data = tokens[number] | (forms[number] if number < 4 else {})
        statuses.append(browser.client.post(path, base_url=browser.base_url, data=data).status_code)

    errors = at_once(app, act, times=6)
    db.session.expire_all()

    assert (errors, statuses) == ([], [302] * 5)
    assert [registration.school for registration in db.session.scalars(sa.select(Registration)).unique()] == [into] * 5
    assert set(db.session.scalars(sa.select(Person.school_id).where(Person.email.endswith("@school.nl")))) == {into.id}


def test_the_list_is_a_file_for_spreadsheets_in_which_nothing_is_a_formula(organiser: Browser) -> None:
    organiser.post(ADD, TYPED | {"name": "=Waterrand", "contact_phone": "+31 20"})
    make_person(school=school_named("=Waterrand"))

    answer = organiser.get("/organise/schools.csv?q=waterrand")

    assert (answer.content_type, answer.headers["Content-Disposition"]) == ("text/csv; charset=utf-8", 'attachment; filename="scholen.csv"')
    heading, row = read_back(answer.data)
    assert heading[:4] == ["Naam", "Korte naam", "Soort", "Plaats"]
    assert row == [
        *("'=Waterrand", "Waterrand", "vmbo", "Meerdam", "Bereidt zich voor", "98XA00", "Noord", "09:30 15:05 15:55"),
        *("waterrand.nl école.example", "Loes Hartman", "loes@waterrand.nl", "'+31 20", "1"),
    ]


@pytest.mark.parametrize("page", ["edit", "accept", "merge"])
@pytest.mark.parametrize("number", ["0", "999999", "2147483648", "9" * 30, "-1", "x"])
def test_schools_that_do_not_exist_are_no_page(organiser: Browser, page: str, number: str) -> None:
    assert organiser.get(f"/organise/schools/{number}/{page}").status_code == 404


def test_schools_are_for_organisers(app: Flask, browser: Browser, teacher: Browser) -> None:
    school = make_school("Geheim", is_proposed=True)
    pages = [LIST, ADD, "/organise/schools.csv", *(f"/organise/schools/{school.id}/{page}" for page in ("edit", "accept", "merge"))]

    assert {visitor.get(path).status_code for visitor in (browser,) for path in pages} == {302}
    assert {teacher.get(path).status_code for path in pages} == {403}
    assert {teacher.post(path, page="/sign-in").status_code for path in pages if path not in (LIST, "/organise/schools.csv")} == {403}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"q": "water"}, ["Waterrand College"]),
        ({"q": "MEERDAM"}, ["De Kade", "Waterrand College"]),
        ({"q": "elan"}, ["École Élan"]),
        ({"q": "voorstel"}, []),
        ({"q": "a\0b"}, []),
        ({"q": "x" * 5000}, []),
        ({"q": "👩🏽‍🔧"}, ["De Kade", "École Élan", "Waterrand College"]),
        ({"email": "jan@waterrand.nl"}, ["Waterrand College"]),
        ({"email": "@WATERRAND.NL"}, ["Waterrand College"]),
        ({"email": "jan@bestuur.nl"}, []),
        ({"email": "jan@voorstel.nl"}, []),
        ({"email": "@a\0.nl"}, []),
    ],
)
def test_anybody_may_search_schools_by_name_place_or_domain(browser: Browser, query: dict[str, str], names: list[str]) -> None:
    make_school("Waterrand College", domains=["waterrand.nl", "bestuur.nl"])
    make_school("De Kade", domains=["bestuur.nl"])
    make_school("École Élan", city="Vaarthuizen")
    make_school("Voorstel", domains=["voorstel.nl"], is_proposed=True)

    assert found(browser.get("/schools/search", query_string=query)) == names


def test_the_search_tells_name_and_place_and_nothing_else(browser: Browser) -> None:
    school = make_school("Waterrand College")
    school.contact_name, school.brin = "Loes Hartman", "98XA00"

    assert browser.get("/schools/search?q=water").get_json() == {"schools": [{"name": "Waterrand College", "city": "Meerdam"}]}


def test_the_search_answers_with_a_few_and_one_query(browser: Browser) -> None:
    for number in range(30):
        make_school(f"School {number:02}")
    db.session.commit()

    with statements() as sent:
        answer = browser.get("/schools/search?q=school")

    assert (len(found(answer)), len(sent)) == (8, 1)


def test_the_register_page_lists_few_schools_and_searches_among_many(browser: Browser) -> None:
    event = make_event()
    path = f"/events/{event.slug}/register"
    make_school("Waterrand College")
    few = browser.get(path)
    for number in range(queries.MOST_OFFERED):
        make_school(f"School {number:02}")

    many = browser.get(path)

    assert [(page.text.count('<option value="Waterrand College"'), 'data-school-search="/schools/search"' in page.text) for page in (few, many)] == [
        (1, True),
        (0, True),
    ]
    assert ('list="school-list"' in few.text, "<datalist" in many.text) == (True, False)


@pytest.mark.parametrize("name", ["q", "kind", "participation", "page"])
@pytest.mark.parametrize("spoilt", ["", "\0", "%", "x" * 5000, "-1", "9" * 30, "👩🏽‍🔧", "'; DROP TABLE schools; --", "<script>alert(1)</script>"])
def test_spoilt_filters_are_no_error(organiser: Browser, name: str, spoilt: str) -> None:
    pages = [organiser.get(path, query_string={name: spoilt}) for path in (LIST, "/organise/schools.csv")]

    assert [(page.status_code, "<script>alert" in page.text) for page in pages] == [(200, False)] * 2
