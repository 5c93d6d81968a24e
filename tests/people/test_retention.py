"""Retention over the years: rows that must go, rows that must stay, and figures that never change."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from time_machine import travel

from app.accounts.sessions import begin_session
from app.checkin.operations import mark_present
from app.core.database import db
from app.events.models import Event
from app.log.actions import Action
from app.log.models import LogEntry
from app.mail.models import Mail, MailStatus
from app.people import retention
from app.people.models import Access, ErasureRequest, ImportRow, PeopleImport, Person
from app.people.privacy import Holding, find_holding, holdings, kept_for
from app.people.retention_jobs import apply_retention
from app.registrations.models import Registration
from app.registrations.operations import withdraw
from tests.counting import figures
from tests.factories import make_event, make_organiser, make_person, register
from tests.together import at_once

YEAR = timedelta(days=365.25)
MANY = 100


def afternoon(year: int, month: int = 11) -> Event:
    """An afternoon in that year."""
    starts_at = datetime(year, month, 12, 14, tzinfo=UTC)
    return make_event(f"Middag {year}", starts_at=starts_at, at=starts_at - timedelta(days=60))


def came(event: Event, person: Person) -> Registration:
    """Somebody who registered and was there."""
    registration = register(event, person)
    mark_present(registration, present=True, at=event.starts_at)
    return registration


def applied(key: str, at: datetime, *, at_most: int = MANY) -> int:
    """Apply one holding's time, as often as there is something to do; gives how many went."""
    gone = 0
    while count := retention.apply(held(key), at=at, at_most=at_most):
        gone += count
    return gone


def held(key: str) -> Holding:
    holding = find_holding(key)
    assert holding is not None
    return holding


def names(*registrations: Registration) -> list[str]:
    return [registration.person.name for registration in registrations]


def test_attendance_loses_its_names_ten_years_after_its_calendar_year(app: Flask) -> None:
    bram, fatima = make_person("Bram de Vries"), make_person("Fatima el Amrani")
    old, older, young = came(afternoon(2016, 3), bram), came(afternoon(2016), bram), came(afternoon(2017, 1), bram)
    hers = came(afternoon(2016), fatima)
    before = figures()

    gone = [applied("attendance", at) for at in (datetime(2026, 12, 30, tzinfo=UTC), datetime(2027, 1, 3, tzinfo=UTC))]

    assert gone == [0, 3]
    assert names(old, older, hers, young) == ["verwijderd"] * 3 + ["Bram de Vries"]
    assert (old.person is older.person, old.person is hers.person) == (True, False)
    assert figures() == before


def test_attendance_goes_a_few_people_at_a_time_and_counts_as_many(app: Flask) -> None:
    events = [afternoon(2016, month) for month in (3, 9)]
    people = [make_person() for _ in range(5)]
    for event in events:
        for person in people:
            came(event, person)
    before = figures()

    gone = applied("attendance", datetime(2027, 6, 1, tzinfo=UTC), at_most=2)

    assert (gone, figures()) == (10, before)
    assert db.session.scalar(sa.select(sa.func.count(sa.distinct(Registration.person_id)))) == 5


def test_who_waited_or_withdrew_loses_the_name_three_months_after_the_event(app: Flask) -> None:
    event = make_event(seats=1, starts_at=datetime(2026, 3, 5, 14, tzinfo=UTC), at=datetime(2026, 1, 5, tzinfo=UTC))
    seated, waiting, withdrawn = (register(event) for _ in range(3))
    withdraw(withdrawn, at=event.starts_at - timedelta(hours=2))
    before = figures()

    gone = [applied("withdrawals", event.ends_at + timedelta(days=days)) for days in (91, 93)]

    assert gone == [0, 2]
    assert names(seated, waiting, withdrawn) == ["Bram de Vries", "verwijderd", "verwijderd"]
    assert figures() == before


def test_people_who_were_not_seen_for_five_years_are_erased(app: Flask) -> None:
    began = datetime(2026, 1, 1, tzinfo=UTC)
    unseen, signed_in, registered, organises = make_person("Ng"), make_person("Bo"), make_person("Cas"), make_organiser()
    for person in (unseen, signed_in, registered, organises):
        person.created_at = began
    begin_session(signed_in, at=began + 4 * YEAR)
    came(afternoon(2026), registered)

    gone = [applied("person", began + years * YEAR) for years in (4.9, 5.1)]

    assert gone == [0, 1]
    assert [person.name for person in (unseen, signed_in, registered, organises)] == ["verwijderd", "Bo", "Cas", "Marijke Zandstra"]


def test_who_came_is_kept_until_the_attendance_has_lost_its_name(app: Flask) -> None:
    person = make_person("Cas")
    person.created_at = datetime(2016, 1, 1, tzinfo=UTC)
    came(afternoon(2016), person)
    came_late = datetime(2027, 1, 3, tzinfo=UTC)

    gone = [applied("person", came_late), applied("attendance", came_late), applied("person", came_late)]

    assert (gone, person.name) == ([0, 1, 1], "verwijderd")


def test_who_withdrew_lately_counts_as_seen(app: Flask) -> None:
    person, event = make_person("Cas"), afternoon(2026, 3)
    person.created_at = datetime(2019, 1, 1, tzinfo=UTC)
    withdraw(register(event, person), at=event.starts_at - timedelta(days=1))
    later = event.ends_at + timedelta(days=200)

    gone = [applied("withdrawals", later), applied("person", later), applied("person", later + 5 * YEAR)]

    assert gone == [1, 0, 1]


def test_mail_goes_after_three_months_unless_it_still_waits(app: Flask) -> None:
    event = afternoon(2026, 3)
    for _ in range(3):
        register(event)
    sent, failed, _waiting = db.session.scalars(sa.select(Mail).order_by(Mail.id)).all()
    sent.status, failed.status = MailStatus.SENT, MailStatus.FAILED

    gone = [applied("mail", sent.created_at + timedelta(days=days), at_most=1) for days in (91, 93)]

    assert gone == [0, 2]
    assert [mail.status for mail in db.session.scalars(sa.select(Mail))] == [MailStatus.WAITING]


def test_the_log_goes_after_two_years(app: Flask) -> None:
    event = afternoon(2026, 3)
    written = db.session.scalar(sa.select(sa.func.count(LogEntry.id)))

    gone = [applied("log", event.created_at + years * YEAR) for years in (1.9, 2.1)]

    assert (gone, written) == ([0, 2], 2)
    assert [entry.action for entry in db.session.scalars(sa.select(LogEntry))] == [Action.RETENTION_APPLIED]


def test_files_of_people_go_after_a_day_with_their_rows(app: Flask) -> None:
    at = datetime(2026, 3, 5, tzinfo=UTC)
    file = PeopleImport(filename="x.csv", created_at=at)
    db.session.add(file)
    db.session.flush()
    db.session.add_all(ImportRow(import_id=file.id, number=number, facts={"name": "Ng"}, verdict="new") for number in range(2, 7))
    db.session.flush()

    gone = [applied("imports", at + timedelta(hours=hours), at_most=2) for hours in (23, 25)]

    assert gone == [0, 6]


def test_settled_requests_go_after_two_years(app: Flask) -> None:
    settled = datetime(2026, 3, 5, tzinfo=UTC)
    db.session.add_all(ErasureRequest(person=make_person(), asked_at=settled, settled_at=when) for when in (settled, None))
    db.session.flush()

    gone = [applied("erasure-requests", settled + years * YEAR) for years in (1.9, 2.1)]

    assert gone == [0, 1]


def test_a_region_decides_how_long_and_it_is_logged(app: Flask) -> None:
    by, at = make_organiser(), datetime(2026, 3, 5, tzinfo=UTC)

    retention.change(held("mail"), 30, by=by.id, at=at)
    retention.change(held("mail"), 30, by=by.id, at=at)

    entries = db.session.scalars(sa.select(LogEntry).where(LogEntry.action == Action.SETTING_CHANGED)).all()
    assert kept_for(held("mail")) == timedelta(days=30)
    assert [(entry.by_id, entry.changes) for entry in entries] == [(by.id, {"retention.mail": [92, 30]})]


def test_one_worker_a_day_applies_retention(app: Flask) -> None:
    days = [date(2026, 3, 5), date(2026, 3, 5), date(2026, 3, 6), date(2026, 3, 6)]

    assert [retention.claim(day) for day in days] == [True, False, True, False]


def test_of_many_at_once_one_applies_it(app: Flask) -> None:
    retention.claim(date(2026, 3, 5))
    db.session.commit()

    claimed = []

    errors = at_once(app, lambda _number: claimed.append(retention.claim(date(2026, 3, 6))))

    assert (errors, sorted(claimed)) == ([], [False] * 5 + [True])


def test_every_holding_says_why_and_how_long(app: Flask) -> None:
    for holding in holdings():
        assert (str(holding.label), str(holding.purpose), str(holding.since)) != ("", "", "")
        assert (holding.expire is None) == (holding.kept_for is None)
        if holding.is_decided_here:
            assert holding.kept_for is not None
            assert holding.least <= holding.kept_for.days <= holding.most


@pytest.mark.parametrize("years", [0, 1, 3, 6, 12])
def test_whatever_the_day_figures_stay_as_they_were(app: Flask, years: int) -> None:
    """All holdings together, as the job applies them, over the life of a region."""
    people = [make_person(name) for name in ("Bram", "Fatima", "Ng", "Özlem")]
    for year in (2026, 2028, 2031):
        event = afternoon(year)
        for person in people[: year % 3 + 2]:
            came(event, person)
        withdraw(register(event, make_person("Weg")), at=event.starts_at - timedelta(hours=1))
    db.session.commit()
    before = figures()

    with travel(datetime(2032, 1, 15, tzinfo=UTC) + years * YEAR, tick=False):
        gone = apply_retention()
        again = apply_retention()

    assert (gone > 0, again, figures()) == (True, 0, before)


def test_after_twenty_years_of_silence_nobody_has_a_name(app: Flask) -> None:
    for person in (make_person("Bram"), make_person("Fatima", access=Access.VIEWER)):
        came(afternoon(2026), person)
    db.session.commit()

    with travel(datetime(2046, 1, 15, tzinfo=UTC), tick=False):
        apply_retention()

    assert set(db.session.scalars(sa.select(Person.name))) == {"verwijderd"}
