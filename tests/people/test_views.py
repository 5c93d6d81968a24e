"""The address book through its pages."""

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.database import db
from app.log.models import LogEntry
from app.people.models import Access, Person, Role, Tag
from tests.browsing import Browser, words
from tests.factories import NOW, make_event, make_organiser, make_person, make_school, register
from tests.observing import statements
from tests.people.files import read
from tests.spreadsheets import read_back

BOOK = "/organise/people/"
TYPED = {
    "name": "Fatima el Amrani",
    "email": "F.elAmrani@school.example",
    "role": "careers-adviser",
    "school": "Thamen",
    "second_school": "",
    "language": "en",
    "profiles": ["PIE", "D&P"],
    "subjects": "Techniek; wiskunde",
    "other_tags": "Kernteam",
}


def log() -> list[str]:
    return [entry.action.value for entry in db.session.scalars(sa.select(LogEntry).where(LogEntry.action.like("p%")).order_by(LogEntry.id))]


def tags_of(person: Person) -> list[str]:
    db.session.expire_all()
    return [tag.name for tag in person.tags]


def test_the_list_is_searched_and_narrowed_by_its_address(organiser: Browser) -> None:
    bram, other = make_person("Bram de Vries"), make_person("Fatima el Amrani")

    shown = [words(organiser.get(f"{BOOK}?{query}")) for query in ("q=vries", f"school={other.school_id}", "access=organiser&role=teacher", "tag=99")]

    assert [[person.name in page for person in (bram, other)] for page in shown] == [[True, False], [False, True], [False, False], [False, False]]


@pytest.mark.parametrize(
    "query", ["school=x", "school=-1", "tag=99999999999", "role=boss", "access=%00", "q=%00", "q=%ff", "page=-1", "q=" + "a" * 5000]
)
def test_addresses_that_make_no_sense_show_a_page(organiser: Browser, query: str) -> None:
    assert organiser.get(f"{BOOK}?{query}").status_code == 200


def test_the_list_asks_as_much_for_thirty_people_as_for_one(organiser: Browser) -> None:
    school, counts = make_school(), []
    for number in (1, 29):
        for _ in range(number):
            make_person("Bram de Vries", school=school)
        with statements() as sent:
            organiser.get(f"{BOOK}?q=vries")
        counts.append((len(sent), sum("person_words" in statement for statement in sent)))

    assert counts[0] == counts[1]
    assert counts[0][1] == 1


def test_somebody_is_added(organiser: Browser) -> None:
    school = make_school("Thamen")

    answer = organiser.post(f"{BOOK}add", TYPED)

    fatima = db.session.scalars(sa.select(Person).where(Person.email == "f.elamrani@school.example")).one()
    assert answer.location == f"{BOOK}{fatima.id}"
    assert (fatima.name, fatima.role, fatima.school_id, fatima.language, fatima.access) == (
        "Fatima el Amrani",
        Role.CAREERS_ADVISER,
        school.id,
        "en",
        Access.PARTICIPANT,
    )
    assert (tags_of(fatima), log()) == (["D&P", "Kernteam", "PIE", "Techniek", "wiskunde"], ["person_added"])
    assert all(word in words(organiser.get(answer.location)) for word in ("Fatima el Amrani", "Thamen", "PIE"))


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", ""), ("name", "a\0"), ("email", "x"), ("role", ""), ("school", "Onbekend"), ("second_school", "Onbekend"),
        ("subjects", "x" * 61), ("other_tags", "!!!"), ("language", "xx"), ("profiles", ["Klingon"]),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told_at_the_field(organiser: Browser, field: str, typed: object) -> None:
    make_school("Thamen")

    answer = organiser.post(f"{BOOK}add", TYPED | {field: typed})

    assert (answer.status_code, f'id="{field}-error"' in answer.text) == (200, True)
    assert db.session.scalars(sa.select(Tag)).all() == []


def test_an_address_that_somebody_has_is_told_at_the_field(organiser: Browser) -> None:
    make_school("Thamen")
    merged = make_person(email="f.elamrani@school.example")
    merged.merged_into_id = make_person().id

    answer = organiser.post(f"{BOOK}add", TYPED)

    assert (answer.status_code, 'id="email-error"' in answer.text) == (200, True)


def test_changing_the_address_has_it_proven_once_more(organiser: Browser) -> None:
    make_school("Thamen")
    bram = make_person("Bram de Vries", email="b@school.example")
    bram.verified_at = NOW

    organiser.post(f"{BOOK}{bram.id}/edit", TYPED | {"email": "b@school.example"})
    db.session.refresh(bram)
    before = bram.verified_at is not None
    organiser.post(f"{BOOK}{bram.id}/edit", TYPED)
    db.session.refresh(bram)

    assert (before, bram.verified_at is not None, bram.email, log()) == (True, False, "f.elamrani@school.example", ["person_changed"] * 2)
    assert "Bram" not in str([entry.changes for entry in db.session.scalars(sa.select(LogEntry))])


def test_saving_without_a_change_is_not_logged(organiser: Browser) -> None:
    bram = make_person("Bram de Vries")
    page = organiser.get(f"{BOOK}{bram.id}/edit").text
    assert "Bram de Vries" in page
    assert bram.school is not None

    organiser.post(f"{BOOK}{bram.id}/edit", {"name": bram.name, "email": bram.email, "role": "teacher", "school": bram.school.name, "language": "nl"})

    assert log() == []


@pytest.mark.parametrize(("by", "saved"), [(Access.ORGANISER, False), (Access.ADMINISTRATOR, True)])
def test_only_an_administrator_changes_the_address_of_who_may_organise(app: Flask, by: Access, saved: bool) -> None:
    make_school("Thamen")
    powerful = make_person("Beheerder", email="beheer@x.example", access=Access.ADMINISTRATOR)

    Browser(app).sign_in(make_person("Iemand", access=by)).post(f"{BOOK}{powerful.id}/edit", TYPED)

    db.session.refresh(powerful)
    assert (powerful.email != "beheer@x.example") is saved


def test_the_page_of_somebody_shows_registrations_and_history(organiser: Browser) -> None:
    make_school("Thamen")
    registration = register(make_event("XR in de praktijk"))
    organiser.post(f"{BOOK}{registration.person_id}/edit", TYPED)

    shown = words(organiser.get(f"{BOOK}{registration.person_id}"))

    assert ["XR in de praktijk" in shown, "Marijke Zandstra" in shown] == [True, True]


@pytest.mark.parametrize("gone", ["merged", "erased", "nobody"])
def test_who_is_gone_has_no_page(organiser: Browser, gone: str) -> None:
    person = make_person()
    person.merged_into_id = make_person().id if gone == "merged" else None
    person.erased_at = NOW if gone == "erased" else None
    number = 99_999 if gone == "nobody" else person.id

    assert [organiser.get(f"{BOOK}{number}{page}").status_code for page in ("", "/edit", "/merge")] == [404] * 3


def test_ticked_people_are_tagged_and_untagged(organiser: Browser) -> None:
    bram, fatima, other = (make_person(name) for name in ("Bram", "Fatima", "Ander"))
    chosen = {"person": [str(bram.id), str(fatima.id)], "tag": "Kernteam", "kind": "other"}

    organiser.post(f"{BOOK}tag", chosen, page=BOOK)
    organiser.post(f"{BOOK}tag", chosen, page=BOOK)
    tagged = [tags_of(person) for person in (bram, fatima, other)]
    organiser.post(f"{BOOK}untag", chosen | {"person": str(bram.id), "tag": "kernteam"}, page=BOOK)

    assert (tagged, [tags_of(person) for person in (bram, fatima)]) == ([["Kernteam"], ["Kernteam"], []], [[], ["Kernteam"]])
    assert log() == ["people_tagged", "people_untagged"]


def test_everybody_found_is_tagged_and_it_says_how_many(organiser: Browser) -> None:
    school = make_school()
    people = [make_person(f"Bram {number}", school=school) for number in range(60)]
    other = make_person("Fatima")

    answer = organiser.post(f"{BOOK}tag?q=bram", {"everybody": "y", "tag": "PIE", "kind": "profile"}, page=BOOK)

    assert answer.location == f"{BOOK}?q=bram"
    assert "60" in words(organiser.get(answer.location))
    assert ({tuple(tags_of(person)) for person in people}, tags_of(other)) == ({("PIE",)}, [])


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"tag": "x"},
        {"tag": "", "everybody": "y"},
        {"tag": "x" * 61, "everybody": "y"},
        {"tag": "!!", "everybody": "y"},
        {"tag": "x", "person": "x"},
    ],
)
@pytest.mark.parametrize("action", ["tag", "untag"])
def test_tagging_with_something_missing_changes_nothing(organiser: Browser, action: str, data: dict[str, str]) -> None:
    make_person()

    answer = organiser.post(f"{BOOK}{action}", data, page=BOOK)

    assert (answer.status_code, db.session.scalars(sa.select(Tag)).all(), log()) == (302, [], [])
    assert "flash-error" in organiser.get(BOOK).text


def test_nobody_who_is_gone_is_tagged(organiser: Browser) -> None:
    gone, kept = make_person(), make_person()
    gone.merged_into_id = kept.id

    organiser.post(f"{BOOK}tag", {"person": str(gone.id), "tag": "PIE"}, page=BOOK)

    assert tags_of(gone) == []


@pytest.mark.parametrize("format_", ["csv", "xlsx"])
def test_the_people_found_are_downloaded_and_it_is_logged(organiser: Browser, format_: str) -> None:
    make_person("Bram de Vries", email="b@x.example")
    make_person("Fatima el Amrani")

    answer = organiser.get(f"{BOOK}export.{format_}?q=vries")

    assert [facts.email for _number, facts in read(answer.data)] == ["b@x.example"]
    assert (answer.headers["Content-Disposition"], log()) == (f'attachment; filename="people.{format_}"', ["people_exported"])


def test_what_looks_like_a_formula_is_text_in_the_download(organiser: Browser) -> None:
    make_person('=HYPERLINK("https://evil.example")')

    cells = [row[0] for row in read_back(organiser.get(f"{BOOK}export.csv").data)]

    assert cells[1:] == ['\'=HYPERLINK("https://evil.example")', "Marijke Zandstra"]


def test_nobody_is_there_yet(app: Flask) -> None:
    browser = Browser(app).sign_in(make_organiser())

    assert browser.get(f"{BOOK}?q=niemand").status_code == 200


def suggested(browser: Browser, typed: str) -> list[dict[str, str]]:
    """What a field that asks for somebody suggests."""
    people: list[dict[str, str]] = browser.get(f"{BOOK}search", query_string={"q": typed}).get_json()["people"]
    return people


def test_people_are_suggested_by_any_part_of_their_name_with_what_names_just_them(organiser: Browser) -> None:
    school = make_school("Waterrand College")
    make_person("Ilse Kok", email="i.kok@school.example", school=school)
    make_person("Sam Bos", email="a@school.example", school=school)
    make_person("Sam Bos", email="b@school.example", school=school)

    assert [suggested(organiser, typed) for typed in ("kok", "niemand", "", "  ", "\0")] == [
        [{"value": "Ilse Kok", "name": "Ilse Kok", "school": "Waterrand College"}],
        *[[]] * 4,
    ]
    assert [one["value"] for one in suggested(organiser, "sam b")] == ["Sam Bos <a@school.example>", "Sam Bos <b@school.example>"]


def test_eight_people_are_suggested_for_two_questions_and_nobody_who_is_gone(organiser: Browser) -> None:
    for _ in range(30):
        make_person("Sam Bos")
    gone = make_person("Aart Bos")
    gone.erased_at = NOW
    db.session.commit()
    with statements() as sent:
        found = suggested(organiser, "bos")

    assert ([one["name"] for one in found], len(sent)) == (["Sam Bos"] * 8, 3)
