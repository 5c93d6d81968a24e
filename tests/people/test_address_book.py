"""People are found by any part of their name or address, with one indexed query however many they are."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.database import db
from app.people import address_book
from app.people.address_book import Search
from app.people.models import Access, Role, Tag, TagKind
from tests.factories import NOW, make_person, make_school
from tests.observing import statements

MANY = 100_000


def found(words: str = "", **more: object) -> list[str]:
    return [person.name for person in address_book.on_page(Search(words=words, **more), 1)[0]]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("vries", ["Bram de Vries"]),
        ("BRAM vr", ["Bram de Vries"]),
        ("vr bram", ["Bram de Vries"]),
        ("ozlem sahin", ["Özlem Şahin"]),
        ("wit", ["Jan van den Berg-de Wit"]),
        ("berg-de", ["Jan van den Berg-de Wit"]),
        ("o.sahin@", ["Özlem Şahin"]),
        ("waterrand", ["Bram de Vries", "Özlem Şahin"]),
        ("", ["Bram de Vries", "Jan van den Berg-de Wit", "Özlem Şahin"]),
        ("bram sahin", []),
        ("ries", []),
        ("'; DROP", []),
        ("x" * 200, []),
    ],
)
def test_every_word_must_begin_a_word_of_the_name_or_the_address(app: Flask, typed: str, names: list[str]) -> None:
    make_person("Bram de Vries", email="b.devries@waterrand.example")
    make_person("Özlem Şahin", email="o.sahin@waterrand.example")
    make_person("Jan van den Berg-de Wit", email="jvdb@dekade.example")

    assert found(typed) == names


def test_who_was_erased_or_merged_never_appears(app: Flask) -> None:
    kept, merged, erased = (make_person(f"Bram {number}") for number in range(3))
    merged.merged_into_id, erased.erased_at = kept.id, NOW
    db.session.flush()

    assert (found("bram"), found()) == (["Bram 0"], ["Bram 0"])
    assert address_book.on_page(Search(), 1)[1] == 1


def test_choices_narrow_what_is_found(app: Flask) -> None:
    school, tag = make_school(), Tag(name="PIE", name_key="pie", kind=TagKind.PROFILE)
    one, second, other = make_person("Een", school=school), make_person("Twee"), make_person("Drie", access=Access.VIEWER)
    second.second_school, second.role, other.tags = school, Role.CAREERS_ADVISER, [tag]
    db.session.flush()

    assert found(school_id=school.id) == ["Een", "Twee"]
    assert found(school_id=school.id, role=Role.CAREERS_ADVISER) == ["Twee"]
    assert found(tag_id=tag.id) == ["Drie"]
    assert found(access=Access.VIEWER) == ["Drie"]
    assert found("een", access=Access.VIEWER) == []
    assert one.schools == [school]


def test_a_changed_name_is_found_by_its_new_words_only(app: Flask) -> None:
    bram = make_person("Bram de Vries", email="b@school.example")
    bram.name = "Bram Jansen"
    db.session.flush()

    assert (found("vries"), found("jansen")) == ([], ["Bram Jansen"])


def test_a_page_has_fifty_people_and_says_how_many_there_are(app: Flask) -> None:
    school = make_school()
    for number in range(51):
        make_person(f"Bram {number:02}", school=school)

    pages = [address_book.on_page(Search(words="bram"), page) for page in (1, 2, 3)]

    assert [(len(people), total) for people, total in pages] == [(50, 51), (1, 51), (0, 0)]


def test_a_page_takes_one_query_with_schools_and_one_for_tags(app: Flask) -> None:
    def asked() -> list[str]:
        db.session.expunge_all()
        with statements() as sent:
            people, _total = address_book.on_page(Search(words="bram"), 1)
            assert all(len(person.schools) == 2 and len(person.tags) == 1 for person in people)
        return [statement.split("FROM")[0][:6] for statement in sent]

    tag, counts = Tag(name="PIE", name_key="pie"), []
    for number in (1, 29):
        for _ in range(number):
            person = make_person("Bram")
            person.second_school, person.tags = make_school(), [tag]
            db.session.flush()
        tag = db.session.merge(tag)
        counts.append(asked())
        tag = db.session.scalars(sa.select(Tag)).one()

    assert counts == [["SELECT", "SELECT"]] * 2


NUMBERS = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {MANY})"  # noqa: S608 - numbers of our own
WORDS = (
    "'voornaam' || (i % 997)",
    "'achternaam' || i",
    "'mail' || i",
    "'school' || (i % 50)",
    "'mail' || i || '@school' || (i % 50) || '.example'",
    "'example'",
)


@pytest.fixture
def crowd(app: Flask) -> Iterator[None]:
    """A hundred thousand people, written by the database itself."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(sa.text("SET LOCAL session_replication_role = replica"))  # that words belong to people need not be checked
    facts = "'teacher', 'participant', 'nl', '2026-09-01 08:00:00'"
    name, address = "'Voornaam' || (i % 997) || ' Achternaam' || i", "'mail' || i || '@school' || (i % 50) || '.example'"
    columns = "id, name, sort_key, email, role, access, language, created_at"
    db.session.execute(sa.text(f"INSERT INTO persons ({columns}) {NUMBERS} SELECT i, {name}, lower({name}), {address}, {facts} FROM n"))  # noqa: S608
    for word in WORDS:
        db.session.execute(sa.text(f"INSERT INTO person_words (word, person_id) {NUMBERS} SELECT {word}, i FROM n"))  # noqa: S608
    db.session.execute(sa.text("ANALYZE"))
    yield
    db.session.rollback()


def plan(search: Search) -> str:
    """How the database goes about the query of a page."""
    with statements() as sent:
        address_book.on_page(search, 1)
    page = address_book._in_full(address_book.ids(search)).limit(50)
    compiled = page.compile(db.engine, compile_kwargs={"literal_binds": True})
    explain = "EXPLAIN QUERY PLAN " if db.engine.dialect.name == "sqlite" else "EXPLAIN "
    rows = db.session.connection().exec_driver_sql(explain + str(compiled).replace("%", "%%")).all()
    assert len(sent) <= 2
    return "\n".join(str(row) for row in rows)


def test_a_hundred_thousand_people_are_searched_by_the_index(crowd: None) -> None:
    plans = [plan(Search(words=typed)) for typed in ("achternaam4711", "achternaam99 voornaam12", "mail4242@")]

    assert found("achternaam4711") == sorted(f"Voornaam{n % 997} Achternaam{n}" for n in (4711, *range(47110, 47120)))
    for each in plans:
        if db.engine.dialect.name == "sqlite":
            assert "SEARCH person_words USING" in each
            assert "SCAN persons\n" not in each
            assert "SCAN person_words\n" not in each
        else:
            assert "pk_person_words" in each
            assert "Seq Scan on person_words" not in each
            assert "Seq Scan on persons" not in each
