"""Files of people: what is said of every row, and taking them over all at once or not at all."""

import time
from collections.abc import Sequence

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_babel import force_locale

from app.core.database import db
from app.core.errors import DomainError
from app.core.sheet_reader import Unreadable
from app.core.spreadsheets import as_csv, as_xlsx
from app.log.models import LogEntry
from app.people import address_book, imports
from app.people.columns import heading_row, row_of
from app.people.import_jobs import read_due
from app.people.judging import Judge, Weighed
from app.people.models import Access, ImportRow, ImportStatus, PeopleImport, Person, PersonWord, Role
from app.people.taking_over import take_over
from app.schools.models import School
from tests.factories import NOW, make_organiser, make_person, make_school
from tests.people.files import BRAM, HEADING, bomb, by_openpyxl, by_xlsxwriter, csv, read

pytestmark = pytest.mark.usefixtures("today")
SHORT = ("Naam", "E-mail", "School")


def judged(*rows: Sequence[object], heading: Sequence[str] = SHORT) -> list[Weighed]:
    return list(Judge().weigh(read(by_openpyxl(heading, *rows))))


def verdicts(*rows: Sequence[object], heading: Sequence[str] = SHORT) -> list[tuple[str, list[list[str]]]]:
    return [(row.judged.verdict.value, row.judged.reasons) for row in judged(*rows, heading=heading)]


def coming(content: bytes) -> PeopleImport:
    """A file that has been sent and judged."""
    sent = imports.add(filename="mensen.csv", content=content, by=make_organiser().id, at=NOW)
    db.session.commit()
    assert read_due() == 1
    return db.session.get_one(PeopleImport, sent.id)


def people() -> list[str]:
    return sorted(db.session.scalars(sa.select(Person.email).where(Person.access == Access.PARTICIPANT)))


@pytest.mark.parametrize("heading", [HEADING, ("Name", "MAIL ADDRESS", "role", "School", "Second school", "Subjects", "Profiles", "Language")])
def test_headings_are_dutch_or_english_in_any_capitals(app: Flask, heading: Sequence[str]) -> None:
    [(number, facts)] = read(csv(heading, BRAM).encode())

    assert (number, facts.name, facts.role, facts.subjects, facts.profiles) == (2, BRAM[0], "Docent", ["Techniek", "Wiskunde"], ["PIE", "BWI"])


def test_columns_stand_in_any_order_and_others_are_left_alone(app: Flask) -> None:
    [(_number, facts)] = read(b"Telefoon;School;E-mail;Naam\n06;Thamen;j@x.example;Jan\n")

    assert (facts.name, facts.email, facts.school, facts.role) == ("Jan", "j@x.example", "Thamen", "")


def test_a_title_may_stand_above_the_headings(app: Flask) -> None:
    assert [number for number, _facts in read(by_openpyxl(("Docenten, stand van 1 september",), (), SHORT, ("Jan", "j@x.example", "")))] == [4]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"Voornaam;Telefoon\nJan;06\n", "headings"),
        (b"Naam;Naam;E-mail\nJan;Jan;j@x.example\n", "twice"),
        (b"Naam;E-mail\n", "nobody"),
        (b"", "headings"),
        (b"\x89PNG\r\n\x1a\n\0\0", "headings"),
        (csv(SHORT, *([("Jan", f"j{n}@x.example", "") for n in range(5001)])).encode(), "5000"),
    ],
)
def test_files_that_are_no_list_of_people_are_refused(app: Flask, content: bytes, why: str) -> None:
    with force_locale("en"), pytest.raises(Unreadable, match=why):
        read(content)


def test_two_hundred_thousand_rows_are_refused_without_reading_them_all(app: Flask) -> None:
    content = b"Naam;E-mail\n" + b"".join(b"Jan;j%d@x.example\n" % number for number in range(200_000))
    before = time.monotonic()

    with pytest.raises(Unreadable):
        read(content)

    assert time.monotonic() - before < 5


def test_who_is_not_known_is_new(app: Flask) -> None:
    make_school("Waterrand College")

    assert verdicts(("Jan", "J@X.example", "waterrand college"), ("Piet", "p@x.example", "")) == [("new", []), ("new", [])]


def test_who_is_as_we_know_her_is_the_same_and_what_differs_is_named(app: Flask) -> None:
    bram = make_person("Bram de Vries", email="b@x.example", school=make_school("Waterrand"))

    found = verdicts(
        ("Bram de Vries", "B@x.example", "Waterrand", "Docent"),
        ("Bram Jansen de Vries", bram.email, "Waterrand", "Decaan"),
        heading=(*SHORT, "Functie"),
    )

    assert found[0] == ("same", [])
    assert found[1] == ("wrong", [["twice", "2"]])
    assert verdicts(("Bram Vries", bram.email, "", "Decaan"), heading=(*SHORT, "Functie")) == [
        ("changed", [["changes", "name", "Bram de Vries", "Bram Vries"], ["changes", "role", "teacher", "careers-adviser"]])
    ]


def test_what_a_file_leaves_empty_stays_and_tags_are_added(app: Flask) -> None:
    bram = make_person("Bram de Vries", email="b@x.example")
    school = bram.school

    take_over(judged(("Bram de Vries", "b@x.example", "Techniek"), heading=("Naam", "E-mail", "Vakken")), thing=None, by=None, at=NOW)
    take_over(judged(("Bram de Vries", "b@x.example", "techniek; Lob"), heading=("Naam", "E-mail", "Vakken")), thing=None, by=None, at=NOW)

    assert ([tag.name for tag in bram.tags], bram.school, bram.role) == (["Lob", "Techniek"], school, Role.TEACHER)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (("", "j@x.example"), ["no-name"]),
        (("2026-03-01", "j@x.example"), ["no-name-but", "2026-03-01"]),
        (("1-mrt", "j@x.example"), ["no-name-but", "1-mrt"]),
        (("12", "j@x.example"), ["no-name-but", "12"]),
        (("#N/B", "j@x.example"), ["no-name-but", "#N/B"]),
        (("Jan", ""), ["no-address"]),
        (("Jan", "jan"), ["bad-address", "jan"]),
        (("Jan", "=1+1"), ["bad-address", "=1+1"]),
        (("Jan\x07", "j@x.example"), ["unreadable", "name"]),
        (("x" * 121, "j@x.example"), ["too-long", "name"]),
    ],
)
def test_wrong_rows_say_why(app: Flask, row: tuple[str, str], reason: list[str]) -> None:
    [weighed] = Judge().weigh(read(csv(("Naam", "E-mail"), row).encode()))

    assert (weighed.judged.verdict.value, weighed.judged.reasons) == ("wrong", [reason])


def test_a_date_or_number_of_a_spreadsheet_is_no_name(app: Flask) -> None:
    assert [verdict for verdict, _why in verdicts((NOW.date(), "a@x.example", ""), (12, "b@x.example", ""), (True, "c@x.example", ""))] == [
        "wrong"
    ] * 3


def test_of_merged_cells_the_first_counts(app: Flask) -> None:
    content = by_openpyxl(SHORT, ("Jan", "j@x.example", ""), ("Piet", "p@x.example", ""), merged="A2:A3")

    assert [row.judged.verdict.value for row in Judge().weigh(read(content))] == ["new", "wrong"]


@pytest.mark.parametrize("column", ["Functie", "Taal"])
def test_an_unknown_role_or_language_is_wrong(app: Flask, column: str) -> None:
    assert [verdict for verdict, _why in verdicts(("Jan", "j@x.example", "Klingon"), heading=("Naam", "E-mail", column))] == ["wrong"]


def test_doubts_are_asked(app: Flask) -> None:
    school = make_school("Waterrand College")
    make_person("Bram de Vries", email="bram@x.example", school=school)

    found = verdicts(
        ("Bram de Vries", "bdv@x.example", "Waterrand College"),
        ("Fatima el Amrani", "bram@x.example", ""),
        ("Jan", "j@x.example", "Watterrand Colege"),
        ("Kees Bakker", "k@x.example", "Waterrand College"),
        ("Kees Bakker", "kees@x.example", "Waterrand College"),
    )

    assert found == [
        ("doubtful", [["same-name", "bram@x.example"]]),
        ("doubtful", [["other-name", "Bram de Vries"]]),
        ("doubtful", [["similar-school", "Watterrand Colege", "Waterrand College"]]),
        ("new", []),
        ("doubtful", [["same-name-in-file", "5"]]),
    ]


def test_the_same_name_at_another_school_is_somebody_else(app: Flask) -> None:
    make_person("Bram de Vries", school=make_school("Een"))

    assert verdicts(("Bram de Vries", "b@x.example", "Heel iets anders")) == [("new", [["new-school", "Heel iets anders"]])]


def test_an_address_that_was_merged_means_who_stayed(app: Flask) -> None:
    kept, gone = make_person("Bram de Vries", email="kept@x.example"), make_person("Bram de Vries", email="gone@x.example")
    gone.merged_into_id = kept.id
    db.session.flush()

    [weighed] = judged(("Bram de Vries", "gone@x.example", ""))

    assert (weighed.judged.verdict.value, weighed.judged.person_id) == ("same", kept.id)


def test_a_file_is_read_in_the_background_and_taken_over_at_once(app: Flask) -> None:
    make_school("Waterrand College")
    sent = coming(csv(HEADING, BRAM, ("Zonder", "adres", "", "", "", "", "", "")).encode("cp1252"))

    before = people()
    count = imports.apply(sent, by=make_organiser().id, at=NOW)
    db.session.commit()

    bram = db.session.scalars(sa.select(Person).where(Person.email == BRAM[1])).one()
    assert (sent.status, sent.content, sent.rows_read, sent.rows_total, before, count) == (ImportStatus.DONE, None, 2, 2, [], 1)
    assert (bram.name, bram.role, bram.school.name if bram.school else "", [tag.name for tag in bram.tags]) == (
        "Bram de Vries", Role.TEACHER, "Waterrand College", ["BWI", "PIE", "Techniek", "Wiskunde"],
    )  # fmt: skip
    assert [person.email for person in address_book.on_page(address_book.Search(words="vries"), 1)[0]] == [BRAM[1]]
    assert [entry.facts["count"] for entry in db.session.scalars(sa.select(LogEntry).where(LogEntry.action == "people_imported"))] == [1]


def test_pressing_twice_takes_over_once(app: Flask) -> None:
    sent, by = coming(csv(HEADING, BRAM).encode()), make_organiser().id
    imports.apply(sent, by=by, at=NOW)
    db.session.commit()

    with pytest.raises(DomainError):
        imports.apply(sent, by=by, at=NOW)

    assert people() == [BRAM[1]]


def test_interrupted_half_way_nothing_is_taken_over(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = coming(csv(HEADING, BRAM, ("Piet", "p@x.example", "", "", "", "", "", "")).encode())
    monkeypatch.setattr("app.people.taking_over.tags_named", lambda _names: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        imports.apply(sent, by=make_organiser().id, at=NOW)
    db.session.rollback()

    assert (people(), db.session.get_one(PeopleImport, sent.id).status) == ([], ImportStatus.READY)
    assert db.session.scalars(sa.select(School.name).where(School.name == "Waterrand College")).all() == []


def test_what_changed_meanwhile_is_judged_again(app: Flask) -> None:
    sent = coming(csv(SHORT, ("Jan", "j@x.example", ""), ("Piet Bakker", "p@x.example", "")).encode())
    make_person("Jan", email="j@x.example")
    make_person("Fatima el Amrani", email="p@x.example")
    db.session.commit()

    assert imports.apply(sent, by=make_organiser().id, at=NOW) == 0
    assert [row.verdict for row in imports.rows_on_page(sent, None, 1)] == ["same", "doubtful"]


@pytest.mark.parametrize(
    ("decision", "result"),
    [
        ("update", [("Bram de Vries", "bdv@x.example")]),
        ("new", [("Bram de Vries", "bdv@x.example"), ("Bram de Vries", "bram@x.example")]),
        ("skip", [("Bram de Vries", "bram@x.example")]),
        ("", [("Bram de Vries", "bram@x.example")]),
        ("rubbish", [("Bram de Vries", "bram@x.example")]),
    ],
)
def test_a_doubtful_row_does_what_was_decided(app: Flask, decision: str, result: list[tuple[str, str]]) -> None:
    bram = make_person("Bram de Vries", email="bram@x.example", school=make_school("Waterrand College"))
    bram.verified_at = NOW
    sent = coming(csv(SHORT, ("Bram de Vries", "bdv@x.example", "Waterrand College")).encode())
    imports.decide(sent, {2: decision})

    imports.apply(sent, by=make_organiser().id, at=NOW)

    found = db.session.execute(sa.select(Person.name, Person.email).where(Person.access == "participant").order_by(Person.email)).all()
    assert [tuple(row) for row in found] == result
    db.session.refresh(bram)
    assert (bram.verified_at is None) == (decision == "update")


@pytest.mark.parametrize(("decision", "school"), [("update", "Waterrand College"), ("new", "Waterand College"), ("", None)])
def test_a_school_that_is_like_a_known_one_is_asked(app: Flask, decision: str, school: str | None) -> None:
    make_school("Waterrand College")
    sent = coming(csv(SHORT, ("Jan", "j@x.example", "Waterand College")).encode())
    imports.decide(sent, {2: decision})

    imports.apply(sent, by=make_organiser().id, at=NOW)

    jan = db.session.scalar(sa.select(Person).where(Person.email == "j@x.example"))
    assert (jan.school.name if jan and jan.school else None) == school


def test_a_file_never_changes_the_address_of_who_may_organise(app: Flask) -> None:
    organiser = make_organiser()
    school = organiser.school.name if organiser.school else ""
    sent = coming(csv(SHORT, (organiser.name, "attacker@x.example", school)).encode())
    imports.decide(sent, {2: "update"})
    before = organiser.email

    imports.apply(sent, by=organiser.id, at=NOW)

    db.session.refresh(organiser)
    assert organiser.email == before


def test_a_file_that_cannot_be_read_says_why_in_the_language_of_who_sent_it(app: Flask) -> None:
    assert [(coming(content).status, bool(coming(content).refusal)) for content in (bomb(), b"PK\x03\x04", b"x")] == [
        (ImportStatus.REFUSED, True)
    ] * 3


def test_a_worker_that_died_is_followed_by_another(app: Flask) -> None:
    sent = imports.add(filename="x.csv", content=csv(HEADING, BRAM).encode(), by=None, at=NOW)
    sent.leased_until = NOW
    db.session.add(ImportRow(import_id=sent.id, number=2, facts={}, verdict="new", reasons=[]))
    db.session.commit()

    assert read_due() == 1
    assert [row.facts["name"] for row in imports.rows_on_page(sent, None, 1)] == [BRAM[0]]
    assert read_due() == 0


def test_files_are_gone_a_day_later(app: Flask) -> None:
    sent = coming(csv(HEADING, BRAM).encode())

    counts = [imports.forget_old(at=sent.created_at + imports.KEPT_FOR), imports.forget_old(at=sent.created_at + imports.KEPT_FOR * 1.01)]

    assert (counts, db.session.scalars(sa.select(ImportRow.number)).all()) == ([0, 1], [])


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("write", [as_csv, as_xlsx])
def test_reading_the_export_back_changes_nothing(app: Flask, language: str, write: object) -> None:
    for number, role in enumerate(Role):
        person = make_person(("'t Hart", "-Jan", "=1+1 Piet", "Özlem Şahin", "a;b")[number % 5] + f" {number}")
        person.role, person.language = role, ("nl", "en")[number % 2]
    person.second_school = make_school("=HYPERLINK(x)")
    take_over(
        judged((person.name, person.email, "Groen, PIE", "Lob"), heading=("Naam", "E-mail", "Profielen", "Vakken")), thing=None, by=None, at=NOW
    )

    with force_locale(language):
        rows = [heading_row(), *map(row_of, address_book.everybody(address_book.Search()))]
        weighed = list(Judge().weigh(read(write(rows))))  # type: ignore[operator]

    assert [(row.judged.verdict.value, row.judged.reasons) for row in weighed] == [("same", [])] * len(Role)


def test_five_thousand_rows_are_taken_over_in_a_few_seconds(app: Flask) -> None:
    make_school("Waterrand College")
    rows = [(f"Voornaam{n} Achternaam{n}", f"mail{n}@x.example", "Docent", "Waterrand College", "", "Techniek", "PIE", "nl") for n in range(5000)]
    sent = coming(by_xlsxwriter(HEADING, *rows))
    by = make_organiser().id

    before = time.monotonic()
    count = imports.apply(sent, by=by, at=NOW)
    took = time.monotonic() - before

    assert (count, db.session.scalar(sa.select(sa.func.count()).select_from(PersonWord).where(PersonWord.word.like("achternaam%")))) == (5000, 5000)
    assert took < 10  # 5 on a machine of its own
