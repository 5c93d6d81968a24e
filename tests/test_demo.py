"""The demo region: what product.md asks of it, as far as study afternoons go; filled once."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from time_machine import travel

from app.accounts.demo import DEMO_PEOPLE, person_of_demo
from app.core import clock
from app.core.database import db
from app.demo import fill
from app.events.models import Event, EventStatus, Session
from app.people.models import Access, Person
from app.registrations.models import ChoiceStatus, Registration, RegistrationStatus, SessionChoice
from app.schools.demo import NOBODY_FROM
from app.schools.models import School, SchoolDomain
from tests.browsing import Browser, words
from tests.conftest import empty

TODAY = datetime(2026, 11, 22, 11, tzinfo=UTC)


@pytest.fixture(scope="module")
def region(migrated_app: Flask) -> Iterator[Flask]:
    """The demo region, filled once: the tests of this file only look."""
    with migrated_app.app_context(), travel(TODAY, tick=False):
        fill(at=TODAY, scale=1)
        yield migrated_app
        db.session.remove()
        empty()


@pytest.fixture
def demo(region: Flask) -> Iterator[Browser]:
    """A browser at the demo region, on a Sunday at noon."""
    with region.app_context():
        yield Browser(region)
        db.session.remove()


def counted(model: type[object]) -> int:
    """How many rows there are."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_it_is_filled_once(demo: Browser) -> None:
    before = counted(Event), counted(Person), counted(Registration)

    again = fill(at=TODAY, scale=1)

    assert (again, (counted(Event), counted(Person), counted(Registration))) == (False, before)


def test_there_are_afternoons_past_today_coming_drafted_and_called_off(demo: Browser) -> None:
    events = db.session.scalars(sa.select(Event).order_by(Event.starts_at)).all()
    days = [(clock.local_day(event.starts_at) - clock.local_day(TODAY)).days for event in events]

    assert [day < 0 for day in days].count(True) == 1
    assert days.count(0) == 1
    assert {event.status for event in events} == set(EventStatus)


def test_the_afternoon_that_is_over_has_been_attended(demo: Browser) -> None:
    past = sa.select(Registration).join(Registration.event).where(Event.ends_at < TODAY)
    here = [registration.checked_in_at is not None for registration in db.session.scalars(past).unique()]

    assert 25 <= len(here) <= 60
    assert 0.1 <= here.count(False) / len(here) <= 0.2


def test_the_afternoon_of_today_goes_on_now(demo: Browser) -> None:
    event = db.session.scalars(sa.select(Event).where(Event.doors_open_at <= TODAY, Event.ends_at > TODAY)).one()

    assert (event.status, event.seats_taken > 10, event.takes_registrations(TODAY)) == (EventStatus.PUBLISHED, True, True)


def test_one_soon_is_full_with_a_full_workshop_and_a_line_for_both(demo: Browser) -> None:
    soon = db.session.scalars(sa.select(Event).where(Event.seats_taken == Event.capacity)).one()
    full = db.session.scalars(sa.select(Session).where(Session.seats_taken == Session.seats)).all()
    statuses = db.session.scalars(sa.select(Registration.status).where(Registration.event_id == soon.id)).all()
    lines = db.session.scalars(sa.select(SessionChoice.session_id).where(SessionChoice.status == ChoiceStatus.WAITING)).all()

    assert timedelta(0) < soon.starts_at - TODAY < timedelta(days=21)
    assert set(statuses) == set(RegistrationStatus)
    assert {session.id for session in full} & set(lines) != set()


def test_people_have_awkward_names_on_purpose(demo: Browser) -> None:
    awkward = {"Jan van den Berg-de Wit", "Özlem Şahin", "Ng", "'t Hart"}

    assert awkward - set(db.session.scalars(sa.select(Person.name))) == set()


def test_one_address_is_private_and_one_school_has_sent_nobody(demo: Browser) -> None:
    domains = set(db.session.scalars(sa.select(SchoolDomain.domain)))
    private = [
        email
        for email in db.session.scalars(sa.select(Person.email).where(Person.access == Access.PARTICIPANT, Person.erased_at.is_(None)))
        if email.split("@")[1] not in domains
    ]
    registered = set(db.session.scalars(sa.select(School.name).join(Registration, Registration.school_id == School.id)))

    assert len(private) == 1
    assert NOBODY_FROM in set(db.session.scalars(sa.select(School.name))) - registered


def test_no_address_of_the_demo_is_anybodys(demo: Browser) -> None:
    assert {email.rpartition(".")[2] for email in db.session.scalars(sa.select(Person.email).where(Person.erased_at.is_(None)))} == {"example"}


def test_every_part_has_its_person(demo: Browser) -> None:
    people = {part: person_of_demo(part) for part in DEMO_PEOPLE}

    assert {part: person and person.access for part, person in people.items()} == {
        "organiser": Access.ORGANISER,
        "administrator": Access.ADMINISTRATOR,
        "school-contact": Access.SCHOOL_CONTACT,
        "teacher": Access.PARTICIPANT,
        "viewer": Access.VIEWER,
    }


def test_the_school_of_the_contact_has_figures_and_somebody_who_comes(demo: Browser) -> None:
    contact = person_of_demo("school-contact")
    assert contact is not None

    page = words(demo.sign_in(contact).get("/school"))

    assert ["Nog geen cijfers" in page, "mensen van je school" in page] == [False, True]


def test_its_pages_work(demo: Browser) -> None:
    slugs = db.session.scalars(sa.select(Event.slug).where(Event.status != EventStatus.DRAFT)).all()
    organiser = person_of_demo("organiser")
    assert organiser is not None
    demo.sign_in(organiser)
    paths = ["/", "/?past=1", "/calendar.ics", "/me", "/organise/", "/organise/mail/"]
    paths += [
        path.format(slug) for slug in slugs for path in ("/events/{}", "/events/{}.ics", "/organise/events/{}/", "/organise/events/{}/attendance")
    ]

    assert {path: status for path in paths if (status := demo.get(path).status_code) != 200} == {}
    assert "Marijke Zandstra" in words(demo.get("/me"))


def test_somebody_has_been_erased_and_still_counts(demo: Browser) -> None:
    was_there = sa.select(Person.name).join(Registration, Registration.person_id == Person.id).where(Registration.checked_in_at.is_not(None))

    assert db.session.scalars(was_there.where(Person.erased_at.is_not(None))).all() == ["verwijderd"]
