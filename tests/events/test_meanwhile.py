"""What others did to a programme meanwhile."""

import pytest
from flask import Flask

from app.core.database import db
from app.events import workshops
from app.events.meanwhile import MOST, MOST_LINES, done_since
from app.events.models import Event
from app.events.operations import note_programme
from app.people.models import Person
from tests.events.timetables import make_afternoon, put
from tests.factories import LONG_AGO, NOW, make_organiser, make_person


def told(event: Event, version: int) -> list[tuple[str, list[str]]]:
    db.session.flush()
    return [(deed.who, list(deed.lines)) for deed in done_since(event, version)]


@pytest.fixture
def event(app: Flask) -> Event:
    return make_afternoon()


@pytest.fixture
def marijke(app: Flask) -> Person:
    return make_organiser()


def test_nothing_was_done_since_the_version_that_it_is(event: Event) -> None:
    put(event.rounds[0], "Lassen")

    assert told(event, event.programme_version) == []


def test_what_was_done_is_told_newest_first_with_who_did_it(event: Event, marijke: Person) -> None:
    looked_at = event.programme_version
    session = workshops.add(event.rounds[0], title="Lassen", room="", leader="", seats=12, by=marijke.id, at=LONG_AGO)
    workshops.edit(session, title="Lassen", room="kas", leader="Ilse", seats=12, by=make_person("Ruben").id, at=NOW)

    assert told(event, looked_at) == [("Ruben", ["Lokaal: - → kas", "Workshopleider"]), ("Marijke Zandstra", ["Workshop: - → Lassen"])]


def test_other_events_are_left_out(event: Event, marijke: Person) -> None:
    put(make_afternoon().rounds[0], "Elders")
    looked_at = event.programme_version
    note_programme(event, by=marijke.id, at=NOW, changes={"round": ["", "Ronde 9"]})

    assert told(event, looked_at) == [("Marijke Zandstra", ["Ronde: - → Ronde 9"])]


def test_who_has_no_name_any_more_is_somebody(event: Event) -> None:
    looked_at = event.programme_version
    put(event.rounds[0], "Lassen")

    assert told(event, looked_at) == [("Iemand", ["Workshop: - → Lassen"])]


def test_a_great_deal_is_told_in_short(event: Event, marijke: Person) -> None:
    looked_at = event.programme_version
    for number in range(MOST + 2):
        note_programme(event, by=marijke.id, at=NOW, changes={f"Workshop {line}": [number, number + 1] for line in range(MOST_LINES + 1)})
        db.session.flush()

    found = told(event, looked_at)

    assert (len(found), {len(lines) for _who, lines in found}, found[0][1][-1]) == (MOST, {MOST_LINES + 1}, "…")


@pytest.mark.parametrize("version", [-1, 10**30])
def test_a_version_that_never_was_is_no_trouble(event: Event, version: int) -> None:
    assert len(told(event, version)) <= MOST
