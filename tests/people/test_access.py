"""Deciding what others may do: who may, what is never allowed, what is written down and mailed."""

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.database import db
from app.log.actions import Action
from app.log.models import LogEntry
from app.people.access import AccessRefused, grant, make_organiser
from app.people.models import Access, Person
from tests.factories import NOW, make_person, make_school
from tests.observing import mails
from tests.together import at_once

EVERY_ACCESS = list(Access)


@pytest.fixture
def administrator(app: Flask) -> Person:
    return make_person("Hilde Brandsma", email="beheerder@sto.example", access=Access.ADMINISTRATOR)


def logged() -> list[tuple[int | None, int | None, dict[str, list[object]]]]:
    """By whom, about whom, and what changed."""
    entries = db.session.scalars(sa.select(LogEntry).where(LogEntry.action == Action.ACCESS_CHANGED).order_by(LogEntry.id))
    return [(entry.by_id, entry.thing_id, entry.changes) for entry in entries]


@pytest.mark.parametrize("access", EVERY_ACCESS)
def test_what_somebody_may_do_changes_is_logged_and_mailed(administrator: Person, access: Access) -> None:
    before = Access.VIEWER if access is Access.PARTICIPANT else Access.PARTICIPANT
    person = make_person(email="bram@school.example", access=before)

    grant(person, access, by=administrator, at=NOW)

    assert person.access is access
    assert logged() == [(administrator.id, person.id, {"access": [before.value, access.value]})]
    assert mails() == [("access-changed", "bram@school.example")]


def test_the_same_again_is_nothing(administrator: Person) -> None:
    grant(administrator, Access.ADMINISTRATOR, by=administrator, at=NOW)

    assert (logged(), mails()) == ([], [])


def test_the_last_administrator_stays(administrator: Person) -> None:
    make_person(access=Access.ORGANISER)
    with pytest.raises(AccessRefused) as refusal:
        grant(administrator, Access.ORGANISER, by=administrator, is_meant=True, at=NOW)

    assert (refusal.value.field, administrator.access, logged(), mails()) == ("access", Access.ADMINISTRATOR, [], [])


@pytest.mark.parametrize("gone", ["erased_at", "merged_into_id"])
def test_an_administrator_who_is_gone_does_not_count(administrator: Person, gone: str) -> None:
    other = make_person(access=Access.ADMINISTRATOR)
    setattr(other, gone, NOW if gone == "erased_at" else administrator.id)
    db.session.flush()

    with pytest.raises(AccessRefused):
        grant(administrator, Access.PARTICIPANT, by=make_person(access=Access.ORGANISER), at=NOW)


def test_two_administrators_who_leave_at_once_do_not_both(app: Flask, administrator: Person) -> None:
    ids = [administrator.id, make_person(access=Access.ADMINISTRATOR).id]
    db.session.commit()

    def leave(number: int) -> None:
        person = db.session.get_one(Person, ids[number % 2])
        try:
            grant(person, Access.ORGANISER, by=person, is_meant=True, at=NOW)
        except AccessRefused:
            db.session.rollback()

    assert at_once(app, leave) == []
    db.session.expire_all()
    assert [person.access for person in db.session.scalars(sa.select(Person))].count(Access.ADMINISTRATOR) == 1


@pytest.mark.parametrize("lower", [access for access in EVERY_ACCESS if access is not Access.ADMINISTRATOR])
def test_nobody_lowers_the_own_rights_by_accident(administrator: Person, lower: Access) -> None:
    make_person(access=Access.ADMINISTRATOR)

    with pytest.raises(AccessRefused) as refusal:
        grant(administrator, lower, by=administrator, at=NOW)
    kept = administrator.access
    grant(administrator, lower, by=administrator, is_meant=True, at=NOW)

    assert (refusal.value.field, kept, administrator.access) == ("is_meant", Access.ADMINISTRATOR, lower)


def test_a_school_contact_has_a_school(administrator: Person) -> None:
    person = make_person()
    person.school = None

    with pytest.raises(AccessRefused) as refusal:
        grant(person, Access.SCHOOL_CONTACT, by=administrator, at=NOW)
    person.second_school = make_school()
    grant(person, Access.SCHOOL_CONTACT, by=administrator, at=NOW)

    assert (refusal.value.field, person.access) == ("access", Access.SCHOOL_CONTACT)


def test_who_is_gone_gets_no_rights(administrator: Person) -> None:
    person = make_person()
    person.erased_at = NOW

    with pytest.raises(AccessRefused):
        grant(person, Access.ORGANISER, by=administrator, at=NOW)


def test_the_first_organiser_of_an_empty_installation_is_administrator_and_later_ones_are_not(app: Flask) -> None:
    first, second = (make_organiser(email=f"{name}@sto.example", name=name, at=NOW) for name in ("anna", "bert"))

    assert [first.access, second.access] == [Access.ADMINISTRATOR, Access.ORGANISER]
    assert [by for by, _about, _changes in logged()] == [None, None]


@pytest.mark.parametrize("access", EVERY_ACCESS)
def test_making_somebody_organiser_takes_no_rights_away(administrator: Person, access: Access) -> None:
    person = make_person("Ruben Okafor", email="r.okafor@sto.example", access=access)

    made = make_organiser(email="R.Okafor@STO.example", name="Another Name", at=NOW)

    assert (made, made.name) == (person, "Ruben Okafor")
    assert made.access is (Access.ADMINISTRATOR if access is Access.ADMINISTRATOR else Access.ORGANISER)
