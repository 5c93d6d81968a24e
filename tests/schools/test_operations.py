"""Meeting schools, adding, changing, accepting and merging them, also at the same moment."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import NoResultFound

from app.core.database import db
from app.core.errors import DomainError
from app.log.actions import Action
from app.log.models import LogEntry
from app.schools import operations
from app.schools.models import FormerName, HolidayRegion, Participation, School, SchoolKind
from app.schools.queries import find_school, former_names, search
from tests.factories import NOW, make_event, make_person, make_school, register
from tests.together import at_once


def test_an_unknown_school_is_proposed_once_however_it_is_written(app: Flask) -> None:
    first, second = operations.school_named("Vakcollege Polderlicht"), operations.school_named("vakcollege  POLDERLICHT")

    assert second is first
    assert (first.name, first.is_proposed) == ("Vakcollege Polderlicht", True)


def test_a_known_school_is_not_proposed_again(app: Flask) -> None:
    known = make_school("Waterrand College", short_name="Waterrand")

    assert operations.school_named("waterrand") is known
    assert db.session.scalar(sa.select(sa.func.count(School.id))) == 1


def test_one_unknown_school_named_by_many_at_once_is_one_school(app: Flask) -> None:
    errors = at_once(app, lambda number: operations.school_named("Nieuwe School" if number % 2 else "NIEUWE SCHOOL"))

    assert errors == []
    assert db.session.scalars(sa.select(School.name_key)).all() == ["nieuwe school"]


def test_the_longest_name_of_a_school_is_kept(app: Flask) -> None:
    school = operations.school_named("ŉ" * 120)

    assert operations.school_named("ŉ" * 120) is school


FACTS: dict[str, Any] = {
    "name": "Waterrand College",
    "short_name": "Waterrand",
    "kind": SchoolKind.VMBO,
    "city": "Meerdam",
    "participation": Participation.PARTICIPATING,
    "brin": "98XA00",
    "holiday_region": HolidayRegion.NORTH,
    "lesson_ends": ["15:05", "15:55"],
    "contact_name": "Loes Hartman",
    "contact_email": "loes@waterrand.nl",
    "contact_phone": "020 123 45 67",
}


def logged() -> list[tuple[Action, str, dict[str, Any], dict[str, list[Any]]]]:
    """What the log says of schools: action, school, facts and changes."""
    entries = db.session.scalars(sa.select(LogEntry).where(LogEntry.thing_kind == "school").order_by(LogEntry.id))
    return [(entry.action, entry.thing_label, entry.facts, entry.changes) for entry in entries]


def names() -> list[str]:
    """The schools there are."""
    return list(db.session.scalars(sa.select(School.name).order_by(School.name)))


def test_a_school_is_added_with_all_that_is_known_and_logged(app: Flask) -> None:
    school = operations.add(FACTS, domains=["waterrand.nl"], by=None, at=NOW)
    db.session.commit()

    assert {name: getattr(school, name) for name in FACTS} == FACTS
    assert ([known.domain for known in school.domains], school.is_proposed) == (["waterrand.nl"], False)
    assert find_school("waterrand") is school
    assert search("meerdam water") == [school]
    assert logged() == [(Action.SCHOOL_ADDED, "Waterrand College", {}, {})]


@pytest.mark.parametrize(("is_proposed", "sentence"), [(False, "Er is al een school met deze naam."), (True, "Deze school is al voorgesteld.")])
def test_a_name_belongs_to_one_school(app: Flask, is_proposed: bool, sentence: str) -> None:
    make_school("waterrand  COLLEGE", is_proposed=is_proposed)

    with pytest.raises(operations.NameTaken) as refusal:
        operations.add(FACTS, by=None, at=NOW)

    assert (refusal.value.field, str(refusal.value).startswith(sentence)) == ("name", True)


def test_a_brin_belongs_to_one_school(app: Flask) -> None:
    operations.add(FACTS, by=None, at=NOW)

    with pytest.raises(DomainError) as refusal:
        operations.add(FACTS | {"name": "Een ander"}, by=None, at=NOW)

    assert (refusal.value.field, str(refusal.value)) == ("brin", "Waterrand College heeft dit BRIN al.")


def test_one_school_added_by_many_at_once_is_there_once(app: Flask) -> None:
    errors = at_once(app, lambda _number: operations.add(FACTS | {"brin": ""}, by=None, at=NOW))

    assert ([type(error) for error in errors], names()) == ([operations.NameTaken] * 5, ["Waterrand College"])


def test_who_types_the_old_name_finds_the_renamed_school(app: Flask) -> None:
    school = operations.add(FACTS, by=None, at=NOW)

    operations.edit(school, FACTS | {"name": "Waterrijk"}, domains=[], by=None, at=NOW)
    db.session.commit()

    assert (find_school("WATERRAND college"), find_school("waterrijk"), search("waterrand")) == (school, school, [school])
    assert logged()[1:] == [(Action.SCHOOL_CHANGED, "Waterrijk", {}, {"name": ["Waterrand College", "Waterrijk"]})]


def test_a_name_that_comes_back_is_no_former_name(app: Flask) -> None:
    school = operations.add(FACTS, by=None, at=NOW)

    for name in ("Waterrijk", "Waterrand College"):
        operations.edit(school, FACTS | {"name": name}, domains=[], by=None, at=NOW)

    assert former_names(school) == ["waterrijk"]


def test_a_school_can_be_named_as_another_was_once(app: Flask) -> None:
    school = operations.add(FACTS, by=None, at=NOW)
    operations.edit(school, FACTS | {"name": "Waterrijk"}, domains=[], by=None, at=NOW)

    new = operations.add(FACTS | {"brin": "", "short_name": ""}, by=None, at=NOW)

    assert (find_school("Waterrand College"), former_names(school)) == (new, [])


def test_a_school_can_not_be_renamed_to_another(app: Flask) -> None:
    make_school("De Kade")
    school = operations.add(FACTS, by=None, at=NOW)

    with pytest.raises(operations.NameTaken):
        operations.edit(school, FACTS | {"name": "de kade"}, domains=[], by=None, at=NOW)


def test_domains_are_replaced_and_the_log_names_no_contact(app: Flask) -> None:
    school = operations.add(FACTS, domains=["oud.nl", "blijft.nl"], by=None, at=NOW)

    operations.edit(school, FACTS | {"contact_name": "Iemand Anders"}, domains=["blijft.nl", "nieuw.nl"], by=None, at=NOW)
    db.session.commit()
    db.session.expire_all()

    assert [known.domain for known in school.domains] == ["blijft.nl", "nieuw.nl"]
    assert logged()[1:] == [
        (
            Action.SCHOOL_CHANGED,
            "Waterrand College",
            {},
            {"contact": [None, None], "domains": [["blijft.nl", "oud.nl"], ["blijft.nl", "nieuw.nl"]]},
        )
    ]


def test_saving_what_was_there_is_no_change(app: Flask) -> None:
    school = operations.add(FACTS, domains=["waterrand.nl"], by=None, at=NOW)

    operations.edit(school, FACTS, domains=["waterrand.nl"], by=None, at=NOW)

    assert len(logged()) == 1


def test_a_proposed_school_is_accepted_once(app: Flask) -> None:
    school = operations.school_named("Nieuwe School")

    for city in ("Veenwijk", "Elders"):
        operations.accept(school, kind=SchoolKind.MBO, city=city, by=None, at=NOW)

    assert (school.is_proposed, school.kind, school.city) == (False, SchoolKind.MBO, "Veenwijk")
    changes = {"is_proposed": [True, False], "kind": ["other", "mbo"], "city": ["", "Veenwijk"]}
    assert logged() == [(Action.SCHOOL_ACCEPTED, "Nieuwe School", {}, changes)]


def test_what_is_not_known_stays_as_it_was(app: Flask) -> None:
    school = make_school("Nieuwe School", city="Meerdam", is_proposed=True)

    operations.accept(school, by=None, at=NOW)

    assert (school.is_proposed, school.kind, school.city) == (False, SchoolKind.OTHER, "Meerdam")


def test_all_that_was_of_a_school_follows_it_into_the_other(app: Flask) -> None:
    gone, into, third = make_school("Waterand", domains=["waterand.nl", "beide.nl"]), make_school("Waterrand", domains=["beide.nl"]), make_school()
    gone.short_name = "W"
    db.session.add(FormerName(name_key="nog ouder", school_id=gone.id))
    person, both, second, twice = (make_person(school=school) for school in (gone, gone, third, into))
    both.second_school, second.second_school, twice.second_school = into, gone, gone
    registration = register(make_event(), person)
    elsewhere = register(make_event(), make_person(school=third))

    operations.merge(gone, into=into, by=None, at=NOW)
    db.session.commit()

    assert [(who.school_id, who.second_school_id) for who in (person, both, second, twice)] == [
        (into.id, None),
        (into.id, None),
        (third.id, into.id),
        (into.id, None),
    ]
    assert (registration.school, elsewhere.school) == (into, third)
    assert [known.domain for known in into.domains] == ["beide.nl", "waterand.nl"]
    assert [find_school(name) for name in ("waterand", "W", "nog ouder")] == [into] * 3
    assert names() == sorted([into.name, third.name])


def test_merging_is_logged_with_both_names(app: Flask) -> None:
    gone, into = make_school("Waterand"), make_school("Waterrand")
    number = gone.id

    operations.merge(gone, into=into, by=None, at=NOW)

    assert logged() == [(Action.SCHOOLS_MERGED, "Waterrand", {"other": "Waterand", "other_id": number}, {})]


def test_a_name_of_the_school_that_stays_does_not_become_a_former_one(app: Flask) -> None:
    gone, into = make_school("Scholengemeenschap De Kade", short_name="De Kade"), make_school("De Kade")

    operations.merge(gone, into=into, by=None, at=NOW)

    assert former_names(into) == ["scholengemeenschap de kade"]


def test_a_school_is_not_merged_into_itself_or_into_a_proposed_one(app: Flask) -> None:
    school, proposed = make_school("Waterrand"), make_school("Voorstel", is_proposed=True)

    for into in (school, proposed):
        with pytest.raises(DomainError):
            operations.merge(school, into=into, by=None, at=NOW)

    assert names() == ["Voorstel", "Waterrand"]


def test_of_many_who_merge_one_school_at_once_one_does(app: Flask) -> None:
    gone, into = make_school("Waterand"), make_school("Waterrand")
    person = make_person(school=gone)
    ids = gone.id, into.id

    def merge(_number: int) -> None:
        school, other = (db.session.get_one(School, number) for number in ids)
        operations.merge(school, into=other, by=None, at=NOW)

    errors = at_once(app, merge)
    db.session.expire_all()

    assert [type(error) in (operations.SchoolGone, NoResultFound) for error in errors] == [True] * 5
    assert (person.school_id, names(), len(logged())) == (into.id, ["Waterrand"], 1)


def test_two_schools_merged_into_each_other_at_once_leave_one(app: Flask) -> None:
    ids = make_school("Een").id, make_school("Twee").id
    people = [make_person(school=db.session.get_one(School, number)) for number in ids]

    def merge(number: int) -> None:
        school, into = (db.session.get_one(School, ids[(number + place) % 2]) for place in (0, 1))
        operations.merge(school, into=into, by=None, at=NOW)

    errors = at_once(app, merge, times=2)
    db.session.expire_all()

    assert [type(error) in (operations.SchoolGone, NoResultFound) for error in errors] == [True]
    assert (len(names()), len({person.school_id for person in people})) == (1, 1)


def test_a_school_that_has_gone_can_not_be_changed_or_accepted(app: Flask) -> None:
    gone, into = make_school("Waterand", is_proposed=True), make_school("Waterrand")
    db.session.execute(sa.delete(School).where(School.id == gone.id), execution_options={"synchronize_session": False})

    with pytest.raises(operations.SchoolGone):
        operations.accept(gone, by=None, at=NOW)
    with pytest.raises(operations.SchoolGone):
        operations.edit(gone, FACTS, domains=[], by=None, at=NOW)
    with pytest.raises(operations.SchoolGone):
        operations.merge(gone, into=into, by=None, at=NOW)
