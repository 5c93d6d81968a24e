"""Two records become one person, and two again, without anything lost."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts.models import BrowserSession, Identity
from app.accounts.sessions import begin_session
from app.core.database import db
from app.core.errors import DomainError
from app.people import erasure, merging
from app.people.models import Access, ErasureRequest, Merge, OptOut, Person, Tag
from app.people.operations import recognise
from app.people.queries import find_by_email
from app.registrations.models import Registration, RegistrationStatus
from app.registrations.operations import withdraw
from tests.factories import NOW, eve_of, make_event, make_organiser, make_person, make_school, register
from tests.observing import mails

Two = tuple[Person, Person]


@pytest.fixture
def two(app: Flask) -> Two:
    """One person with two records, both addresses proven: who goes, and who stays."""
    gone, kept = make_person("Bram Vries", email="gone@x.example"), make_person("Bram de Vries", email="kept@x.example")
    gone.verified_at = kept.verified_at = NOW
    db.session.flush()
    return gone, kept


def merge(two: Two, by: Person | None = None) -> Merge:
    return merging.merge(*two, by=by or make_organiser(), at=NOW)


def part(merged: Merge, days: int = 1) -> None:
    merging.part(merged, by=make_organiser(), at=NOW + timedelta(days=days))
    db.session.flush()
    db.session.expire_all()


def whose(model: type[Registration] | type[BrowserSession] | type[Identity] | type[ErasureRequest]) -> list[int]:
    return list(db.session.scalars(sa.select(model.person_id).order_by(model.id)))


def test_everything_moves_and_comes_back(two: Two) -> None:
    gone, kept = two
    school, other = gone.school, kept.school
    gone.tags, kept.tags = [Tag(name="PIE", name_key="pie"), both := Tag(name="BWI", name_key="bwi")], [both]
    db.session.add_all([OptOut(person_id=gone.id, kind="news"), OptOut(person_id=gone.id, kind="trip"), OptOut(person_id=kept.id, kind="news")])
    db.session.add(Identity(person_id=gone.id, issuer="https://idp.example", subject="1", created_at=NOW, used_at=NOW))
    begin_session(gone, at=NOW)
    erasure.ask(gone, at=NOW)
    register(make_event(), gone)

    merged = merge(two)
    db.session.expire_all()
    models = (Registration, BrowserSession, Identity, ErasureRequest)
    after = [whose(model) for model in models]
    assert (after, [tag.name for tag in kept.tags], kept.schools) == ([[kept.id]] * 4, ["BWI", "PIE"], [other, school])
    assert sorted(db.session.scalars(sa.select(OptOut.kind).where(OptOut.person_id == kept.id))) == ["news", "trip"]

    part(merged)
    assert ([whose(model) for model in models], [tag.name for tag in kept.tags], kept.schools) == ([[gone.id]] * 4, ["BWI"], [other])
    assert ([tag.name for tag in gone.tags], gone.schools, gone.is_gone) == (["BWI", "PIE"], [school], False)
    assert sorted(db.session.scalars(sa.select(OptOut.kind).where(OptOut.person_id == kept.id))) == ["news"]


def test_a_proven_address_leads_to_who_stayed_and_comes_back(two: Two) -> None:
    gone, kept = two
    merged = merge(two)
    during = find_by_email("GONE@x.example")
    part(merged)

    assert (during, find_by_email("gone@x.example")) == (kept, gone)


def test_an_address_that_was_not_proven_stops_working(two: Two) -> None:
    gone, _kept = two
    gone.verified_at = None
    begin_session(gone, at=NOW)
    merge(two)

    assert (find_by_email(gone.email), whose(BrowserSession)) == (None, [])
    with pytest.raises(DomainError) as refusal:
        recognise(email=gone.email, name="Bram", role=gone.role, school_id=None)
    assert refusal.value.field == "email"


def test_both_addresses_are_told(two: Two) -> None:
    merge(two)

    assert mails() == [("merged", "gone@x.example"), ("merged", "kept@x.example")]


def test_two_who_are_registered_for_the_same_event_are_not_merged(two: Two) -> None:
    event = make_event("XR in de praktijk")
    theirs = [register(event, person) for person in two]
    db.session.commit()

    with pytest.raises(DomainError, match="XR in de praktijk"):
        merge(two)
    db.session.rollback()
    assert whose(Registration) == [two[0].id, two[1].id]

    withdraw(theirs[0], at=eve_of(event))
    merge(two)
    assert [
        (registration.person_id, registration.status) for registration in db.session.scalars(sa.select(Registration).order_by(Registration.id))
    ] == [
        (two[1].id, RegistrationStatus.WITHDRAWN),
        (two[1].id, RegistrationStatus.REGISTERED),
    ]


def test_what_no_longer_exists_does_not_come_back(two: Two) -> None:
    gone, kept = two
    gone.tags = [Tag(name="PIE", name_key="pie")]
    merged = merge(two)
    kept.tags, kept.second_school = [], make_school()
    new = kept.second_school
    db.session.flush()

    part(merged)

    assert (kept.tags, kept.second_school) == ([], new)


def test_it_can_be_undone_for_thirty_days_and_once(two: Two) -> None:
    merged = merge(two)
    with pytest.raises(DomainError):
        part(merged, days=31)
    part(merged, days=30)
    part(merged, days=30)

    assert (two[0].is_gone, merging.merges_into(two[1])) == (False, [])


def test_who_was_merged_before_follows_and_comes_back_in_order(two: Two) -> None:
    gone, kept = two
    first = make_person("B. de Vries", email="first@x.example")
    first.verified_at = NOW
    earlier = merge((first, gone))
    later = merge(two)
    assert find_by_email(first.email) is kept

    with pytest.raises(DomainError):
        part(earlier)
    part(later)
    assert find_by_email(first.email) is gone
    part(earlier)
    assert find_by_email(first.email) is first


def test_nobody_is_merged_with_herself_or_with_who_is_gone(two: Two) -> None:
    gone, kept = two
    with pytest.raises(DomainError):
        merge((kept, kept))
    merge(two)
    for pair in (two, (kept, gone)):
        with pytest.raises(DomainError):
            merge(pair)


@pytest.mark.parametrize("access", [Access.VIEWER, Access.ORGANISER, Access.ADMINISTRATOR])
def test_an_organiser_takes_over_nobodys_rights_by_merging(app: Flask, access: Access) -> None:
    organiser, powerful = make_organiser(), make_person("Beheerder", access=access)
    mine = make_person("Marijke tweede", email="mine@x.example")

    for pair in ((mine, powerful), (powerful, mine)):
        with pytest.raises(DomainError):
            merge(pair, by=organiser)
    administrator = make_person("Beheer", access=Access.ADMINISTRATOR)
    with pytest.raises(DomainError):
        merge((powerful, mine), by=administrator)
    assert merge((mine, powerful), by=administrator).kept is powerful


def test_an_erased_person_is_not_parted(two: Two) -> None:
    merged = merge(two)
    merged_id = merged.id
    erasure.erase(two[1], by=None, at=NOW)

    assert db.session.get(Merge, merged_id) is None or not merging.may_be_parted(merged, at=NOW)
    assert [person.name for person in two] == ["verwijderd", "verwijderd"]
