"""Erasing somebody: the name goes everywhere, the figures stay."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts.models import BrowserSession, Identity, Passkey, SignIn
from app.accounts.operations import ask
from app.accounts.sessions import begin_session
from app.checkin.models import Scan
from app.checkin.operations import mark_present
from app.core.database import db
from app.core.errors import DomainError
from app.log.actions import Action
from app.log.models import LogEntry
from app.mail.models import Mail
from app.people import erasure
from app.people.erasure import StillOrganises, erase
from app.people.models import Access, ErasureRequest, Merge, OptOut, Person, PersonWord, Tag
from app.people.own_data import opt_out
from app.people.privacy import find_holding, holdings
from app.people.queries import find_by_email, find_request, names_of
from app.registrations.models import Registration, RegistrationStatus
from tests.counting import figures
from tests.factories import DAY, NOW, make_event, make_organiser, make_person, make_school, register
from tests.observing import mails

AFTER = DAY + timedelta(days=30)
ADDRESS = "o.sahin@school.example"


@pytest.fixture
def ozlem(app: Flask) -> Person:
    """Somebody of whom everything is kept that can be."""
    person = make_person("Özlem Şahin", email=ADDRESS)
    person.tags = [Tag(name="XR", name_key="xr")]
    opt_out(person, ["news"], at=NOW)
    begin_session(person, at=NOW)
    ask(email=ADDRESS, next_path="", key="k", at=NOW)
    db.session.add(Identity(person=person, issuer="https://idp.example", subject="7", created_at=NOW, used_at=NOW))
    db.session.add(Passkey(person=person, name="telefoon", credential_id="c", public_key=b"k", created_at=NOW))
    person.second_school = make_school()
    school = make_school()
    school.contact_name, school.contact_email, school.contact_phone = "Özlem Şahin", ADDRESS, "06-12345678"
    db.session.flush()
    return person


def everything() -> str:
    """All rows of all tables in words."""
    db.session.flush()
    return "\n".join(str(tuple(row)) for table in db.metadata.sorted_tables for row in db.session.execute(table.select()))


def test_nothing_is_left_by_which_one_could_know_her(ozlem: Person) -> None:
    register(make_event(), ozlem)

    erase(ozlem, by=None, at=AFTER)

    left = everything()
    assert [word for word in ("Özlem", "Şahin", "ozlem", "sahin", ADDRESS, "06-12345678", "idp.example", "telefoon") if word in left] == []
    gone = (SignIn, BrowserSession, Identity, Passkey, OptOut, PersonWord, Mail)
    assert {model.__name__: db.session.scalar(sa.select(sa.func.count()).select_from(model)) for model in gone} == {
        model.__name__: 0 for model in gone
    }


def test_the_row_stays_without_name_and_rights(ozlem: Person) -> None:
    ozlem.access = Access.VIEWER

    erase(ozlem, by=None, at=AFTER)

    assert (ozlem.name, ozlem.access, ozlem.erased_at, ozlem.tags, ozlem.schools) == ("verwijderd", Access.PARTICIPANT, AFTER, [], [])
    assert (find_by_email(ADDRESS), ozlem.email.endswith("@erased.invalid")) == (None, True)


def test_figures_stay_as_they_were(ozlem: Person) -> None:
    event = make_event(rounds=1)
    registration, _other = register(event, ozlem), register(event)
    mark_present(registration, present=True, at=DAY)
    before = figures()

    erase(ozlem, by=None, at=AFTER)

    assert figures() == before


def test_a_seat_that_is_still_to_come_goes_to_who_waits(ozlem: Person) -> None:
    event = make_event(seats=1, rounds=1)
    hers, waiting = register(event, ozlem), register(event)

    erase(ozlem, by=None, at=NOW)

    assert [registration.status for registration in (hers, waiting)] == [RegistrationStatus.WITHDRAWN, RegistrationStatus.REGISTERED]
    assert mails() == [("waiting", waiting.person.email), ("promoted", waiting.person.email)]


def test_what_has_begun_is_not_withdrawn(ozlem: Person) -> None:
    registration = register(make_event(), ozlem)

    erase(ozlem, by=None, at=DAY)

    assert registration.status is RegistrationStatus.REGISTERED


def test_erasing_twice_changes_nothing(ozlem: Person) -> None:
    erase(ozlem, by=None, at=AFTER)
    before = everything()

    erase(ozlem, by=None, at=AFTER + timedelta(days=1))

    assert everything() == before


def test_two_who_are_erased_do_not_get_in_each_others_way(app: Flask) -> None:
    people = [make_person(), make_person()]

    for person in people:
        erase(person, by=None, at=AFTER)

    assert {person.name for person in people} == {"verwijderd"}


def test_who_organises_is_not_erased(app: Flask) -> None:
    organiser = make_organiser()

    with pytest.raises(StillOrganises):
        erase(organiser, by=None, at=AFTER)

    assert organiser.name == "Marijke Zandstra"


def test_rows_that_were_found_to_be_her_go_too(ozlem: Person) -> None:
    twin = make_person("O. Sahin", email="ozlem@thuis.example")
    twin.merged_into_id = ozlem.id
    db.session.add(Merge(gone_id=twin.id, kept_id=ozlem.id, merged_at=NOW, moved={"email": "ozlem@thuis.example"}))
    ask(email="ozlem@thuis.example", next_path="", key="k", at=NOW)

    erase(ozlem, by=None, at=AFTER)

    assert "thuis.example" not in everything()


def test_the_log_says_that_it_was_done_and_names_nobody(ozlem: Person) -> None:
    by = make_organiser()

    erase(ozlem, by=by.id, at=AFTER)

    entry = db.session.scalars(sa.select(LogEntry).where(LogEntry.action == Action.PERSON_ERASED)).one()
    assert (entry.by_id, entry.thing_id, entry.thing_label, entry.facts) == (by.id, ozlem.id, "", {})
    assert names_of([ozlem.id]) == {}


def test_scans_go_and_presence_stays(ozlem: Person, app: Flask) -> None:
    registration = register(make_event(), ozlem)
    mark_present(registration, present=True, at=DAY)

    erase(ozlem, by=None, at=AFTER)

    assert db.session.scalar(sa.select(sa.func.count()).select_from(Scan)) == 0
    assert db.session.get_one(Registration, registration.id).checked_in_at == DAY


def test_asking_twice_is_asking_once(ozlem: Person) -> None:
    first = erasure.ask(ozlem, at=NOW)

    assert erasure.ask(ozlem, at=AFTER) is first


def test_a_request_can_be_taken_back(ozlem: Person) -> None:
    erasure.ask(ozlem, at=NOW)

    erasure.take_back(ozlem, at=AFTER)
    erasure.take_back(ozlem, at=AFTER)

    assert find_request(ozlem) is None


def test_a_request_is_settled_by_erasure(ozlem: Person) -> None:
    request = erasure.ask(ozlem, at=NOW)

    erase(ozlem, by=None, at=AFTER)

    db.session.refresh(request)
    assert request.settled_at == AFTER


def test_why_not_is_answered_by_mail_once(ozlem: Person) -> None:
    request = erasure.ask(ozlem, at=NOW)
    db.session.execute(sa.delete(Mail))

    erasure.decline(request, answer="Je draait nog een workshop.", by=None, at=AFTER)
    with pytest.raises(DomainError):
        erasure.decline(request, answer="Nog eens.", by=None, at=AFTER)

    assert (mails(), find_request(ozlem)) == ([("erasure-declined", ADDRESS)], None)
    assert db.session.get_one(ErasureRequest, request.id).answer == "Je draait nog een workshop."


@pytest.mark.parametrize("key", [holding.key for holding in holdings() if holding.erase is not None])
def test_taking_away_one_kind_of_data_changes_no_figure(ozlem: Person, key: str) -> None:
    event = make_event(rounds=1)
    registration, _other = register(event, ozlem), register(event)
    mark_present(registration, present=True, at=DAY)
    before = figures()
    holding = find_holding(key)
    assert holding is not None
    assert holding.erase is not None

    holding.erase(ozlem, AFTER)

    assert (figures(), holding.shown(ozlem) == [] or key in ("person", "erasure-requests")) == (before, True)
