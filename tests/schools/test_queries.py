"""Schools are found by name, short name or former name, however they are written."""

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.database import db
from app.schools import queries
from app.schools.models import FormerName, Participation, School, SchoolKind
from app.schools.queries import Sought
from tests.factories import make_school
from tests.observing import statements


@pytest.mark.parametrize(
    "typed", ["Waterrand College", "WATERRAND COLLEGE", "waterrand  college", " Waterrand\u00a0College ", "Waterrand", "waterRAND"]
)
def test_schools_are_found_by_name_or_short_name(app: Flask, typed: str) -> None:
    make_school("Scholengemeenschap De Kade", short_name="De Kade")
    waterrand = make_school("Waterrand College", short_name="Waterrand")

    assert queries.find_school(typed) is waterrand


@pytest.mark.parametrize("typed", ["École Élan", "ÉCOLE ÉLAN", "éCOLE éLAN", "ÉLAN", "élan"])
def test_letters_with_accents_have_capitals_too(app: Flask, typed: str) -> None:
    elan = make_school("École Élan", short_name="Élan")

    assert queries.find_school(typed) is elan


def test_no_school_is_found_by_an_empty_short_name(app: Flask) -> None:
    make_school("Waterrand College", short_name="")

    assert queries.find_school("") is None


def test_an_accepted_school_comes_before_a_proposed_one(app: Flask) -> None:
    make_school("Kade", is_proposed=True)
    accepted = make_school("Scholengemeenschap De Kade", short_name="Kade")

    assert queries.find_school("kade") is accepted


def test_only_accepted_schools_are_offered_in_order_of_name(app: Flask) -> None:
    for name, is_proposed in (("Waterrand", False), ("Proposed", True), ("De Kade", False)):
        make_school(name, is_proposed=is_proposed)

    assert [school.name for school in queries.schools()] == ["De Kade", "Waterrand"]


def test_the_longest_names_fit_their_key(app: Flask) -> None:
    """Some letters become two or three when capitals are left out of account."""
    school = make_school("ΐ" * 120)
    db.session.commit()

    assert queries.find_school("ΐ" * 120) is school
    assert db.session.scalar(sa.select(sa.func.length(School.name_key))) == 120


@pytest.mark.parametrize("typed", ["elan", "ÉCOLE", "ecole elan", "elan ecole", "vaarthuizen", "  Élan  Vaart ", "oude naam"])
def test_the_search_knows_names_and_places_without_accents(app: Flask, typed: str) -> None:
    make_school("Waterrand College", short_name="Waterrand")
    elan = make_school("École Élan", city="Vaarthuizen")
    db.session.add(FormerName(name_key="oude naam", school_id=elan.id))

    assert queries.search(typed) == [elan]


@pytest.mark.parametrize("typed", ["e%q", "elan%q", "elan+", "elan.", "zuiderzee"])
def test_signs_stand_for_nothing_else(app: Flask, typed: str) -> None:
    make_school("Élan")

    assert queries.search(typed) == []


def test_the_search_begins_with_what_begins_so_and_keeps_proposals_out(app: Flask) -> None:
    for name, is_proposed in (("Aan de Vaart", False), ("Vaart College", False), ("Vaartland", True)):
        make_school(name, is_proposed=is_proposed)

    assert [school.name for school in queries.search("vaart")] == ["Vaart College", "Aan de Vaart"]


@pytest.mark.parametrize(
    ("email", "names"),
    [
        ("b.devries@waterrand.nl", ["Waterrand"]),
        ("@WATERRAND.NL", ["Waterrand"]),
        ("jan@bestuur.nl", ["De Kade", "Waterrand"]),
        ("a@xn--cole-9oa.example", ["École"]),
        ("jan@elders.nl", []),
        ("jan", []),
        ("", []),
        ("jan@a\0.nl", []),
    ],
)
def test_a_mail_domain_tells_its_schools(app: Flask, email: str, names: list[str]) -> None:
    make_school("Waterrand", domains=["waterrand.nl", "bestuur.nl"])
    make_school("De Kade", domains=["bestuur.nl"])
    make_school("École", domains=["école.example"])
    make_school("Voorstel", domains=["waterrand.nl"], is_proposed=True)

    assert [school.name for school in queries.of_mail_address(email)] == names


def test_a_list_is_narrowed_down_by_kind_and_part(app: Flask) -> None:
    for number, kind in enumerate((SchoolKind.VMBO, SchoolKind.VMBO, SchoolKind.MBO)):
        make_school(f"School {number}").kind = kind
    first = queries.search("school 0")[0]
    first.participation = Participation.PARTICIPATING

    assert [len(queries.listed(Sought(kind=kind), page=1)) for kind in (SchoolKind.VMBO, SchoolKind.MBO, SchoolKind.PO, None)] == [2, 1, 0, 3]
    assert queries.listed(Sought("school", SchoolKind.VMBO, Participation.PARTICIPATING), page=1) == [first]


def test_a_form_lists_schools_until_they_are_too_many(app: Flask) -> None:
    for number in range(queries.MOST_OFFERED):
        make_school(f"School {number:02}")
    make_school("Voorstel", is_proposed=True)
    listed = queries.offered_schools()

    make_school("Nog een")

    assert (len(listed), len(queries.offered_schools())) == (queries.MOST_OFFERED, 0)


def test_what_was_probably_meant_takes_one_query(app: Flask) -> None:
    waterrand = make_school("Waterrand College")
    with statements() as sent:
        meant = queries.likely_meant(dict.fromkeys(range(20), "waterand"))

    assert (len(sent), [school.id for school in meant[7]]) == (1, [waterrand.id])


def test_a_short_name_of_today_comes_before_a_former_name(app: Flask) -> None:
    older = make_school("Waterrand College")
    db.session.add(FormerName(name_key="kade", school_id=older.id))
    kade = make_school("Scholengemeenschap De Kade", short_name="Kade")

    assert queries.find_school("KADE") is kade
