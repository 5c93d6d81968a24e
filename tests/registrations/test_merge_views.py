"""Merging two people through the pages."""

import sqlalchemy as sa

from app.core.database import db
from app.people.models import Merge, Person
from tests.browsing import Browser, words
from tests.factories import NOW, make_event, make_person, register

BOOK = "/organise/people/"


def test_the_other_is_found_by_family_name(organiser: Browser) -> None:
    bram, other = make_person("Bram de Vries", email="een@x.example"), make_person("B. Vries", email="twee@x.example")
    make_person("Bram Jansen", email="drie@x.example")

    page = organiser.get(f"{BOOK}{bram.id}/merge").text

    assert [f"/merge/{other.id}" in page, "een@x.example" in page, "drie@x.example" in page] == [True, False, False]


def test_the_preview_shows_both_sides_and_which_address_stops_working(organiser: Browser) -> None:
    bram, other = make_person("Bram de Vries", email="een@x.example"), make_person("B. Vries", email="twee@x.example")
    bram.verified_at = NOW
    register(make_event("XR in de praktijk"), other)

    page = organiser.get(f"{BOOK}{bram.id}/merge/{other.id}").text

    assert [page.count(word) > 0 for word in ("een@x.example", "XR in de praktijk")] == [True, True]
    assert page.count("<strong>") == 1


def test_merging_keeps_the_address_that_was_chosen_and_can_be_undone(organiser: Browser) -> None:
    bram, other = make_person("Bram de Vries"), make_person("B. Vries")
    path = f"{BOOK}{bram.id}/merge/{other.id}"

    answer = organiser.post(path, {"keep": str(other.id)})
    db.session.refresh(bram)
    merged = bram.merged_into_id
    page = organiser.get(f"{BOOK}{other.id}")
    undone = organiser.post(f"{BOOK}merges/{db.session.scalars(sa.select(Merge.id)).one()}/undo", page=f"{BOOK}{other.id}")
    db.session.refresh(bram)

    assert (answer.location, merged, undone.location, bram.merged_into_id) == (f"{BOOK}{other.id}", other.id, f"{BOOK}{other.id}", None)
    assert "Bram de Vries" in words(page)


def test_who_is_registered_twice_for_an_event_is_not_merged(organiser: Browser) -> None:
    bram, other, event = make_person("Bram de Vries"), make_person("B. Vries"), make_event("XR in de praktijk")
    register(event, bram)
    register(event, other)

    answer = organiser.post(f"{BOOK}{bram.id}/merge/{other.id}", {"keep": str(bram.id)})

    assert (answer.status_code, "error-summary" in answer.text) == (200, True)
    assert db.session.scalars(sa.select(Person.id).where(Person.merged_into_id.is_not(None))).all() == []


def test_a_third_person_can_not_be_slipped_in(organiser: Browser) -> None:
    bram, other, third = make_person("Bram de Vries"), make_person("B. Vries"), make_person("Derde")

    answer = organiser.post(f"{BOOK}{bram.id}/merge/{other.id}", {"keep": str(third.id)})

    assert (answer.status_code, db.session.scalars(sa.select(Merge)).all()) == (200, [])


def test_nobody_is_merged_with_herself(organiser: Browser) -> None:
    bram = make_person("Bram de Vries")

    assert organiser.post(f"{BOOK}{bram.id}/merge/{bram.id}", {"keep": str(bram.id)}).status_code == 200
    assert db.session.scalars(sa.select(Merge)).all() == []
