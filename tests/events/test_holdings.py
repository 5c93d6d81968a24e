"""What is kept about who leads workshops: shown, merged, erased, and gone after its time."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.database import db
from app.events import workshops
from app.events.models import Event, Session
from app.log.models import LogEntry
from app.people import erasure, merging
from app.people.models import Person
from app.people.privacy import find_holding, is_needed
from tests.factories import DAY, NOW, make_draft, make_event, make_organiser, make_person

AFTER = DAY + timedelta(days=30)


@pytest.fixture
def sjoerd(app: Flask) -> Person:
    """Somebody from the address book."""
    return make_person("Sjoerd Bos")


def led_by(name: str, event: Event | None = None) -> Session:
    """A workshop with this leader."""
    event = event or make_draft(rounds=1)
    return workshops.add(event.rounds[0], title="Lassen", leader=name, seats=9, at=NOW)


def leader_of(session: Session) -> tuple[str, int | None]:
    db.session.refresh(session)
    return session.leader, session.leader_id


def test_one_is_shown_what_one_leads_and_nothing_else(sjoerd: Person) -> None:
    led_by("Sjoerd Bos")
    led_by("Fatima el Amrani")
    holding = find_holding("leading")
    assert holding is not None

    assert [list(row.values()) for row in holding.shown(sjoerd)] == [["Lassen", "XR in de praktijk", DAY, "Sjoerd Bos"]]


def test_erasing_takes_the_name_from_the_workshop_which_stays(sjoerd: Person) -> None:
    mine, hers = led_by("Sjoerd Bos"), led_by("Fatima el Amrani")

    erasure.erase(sjoerd, by=None, at=AFTER)

    assert (leader_of(mine), leader_of(hers)) == (("", None), ("Fatima el Amrani", None))


def test_the_log_knows_that_another_leads_but_not_who(sjoerd: Person) -> None:
    session = led_by("Fatima el Amrani")

    workshops.edit(session, title="Lassen", leader="Sjoerd Bos", seats=9, at=NOW)

    told = db.session.scalars(sa.select(LogEntry).order_by(LogEntry.id.desc())).first()
    assert told is not None
    assert told.changes == {"leader": ["", ""]}
    assert not [entry for entry in db.session.scalars(sa.select(LogEntry)) if "Bos" in str(entry.changes) or "Amrani" in str(entry.changes)]


def test_who_is_merged_leads_as_the_other_and_gets_it_back(sjoerd: Person) -> None:
    kept, by = make_person("S. Bos"), make_organiser()
    mine, also, theirs = led_by("Sjoerd Bos"), led_by("Sjoerd Bos"), led_by("S. Bos")

    merged = merging.merge(sjoerd, kept, by=by, at=NOW)
    together = [leader_of(session) for session in (mine, also, theirs)]
    workshops.edit(also, title="Lassen", leader="Ilse", seats=9, at=NOW)
    merging.part(merged, by=by, at=NOW)

    assert together == [("Sjoerd Bos", kept.id), ("Sjoerd Bos", kept.id), ("S. Bos", kept.id)]
    assert [leader_of(session) for session in (mine, also, theirs)] == [("Sjoerd Bos", sjoerd.id), ("Ilse", None), ("S. Bos", kept.id)]


def test_names_go_after_five_years_typed_ones_too_and_need_nobody_any_more(sjoerd: Person) -> None:
    old = make_event(starts_at=DAY - timedelta(days=2000), at=DAY - timedelta(days=2100), rounds=1)
    gone, typed, young = led_by("Sjoerd Bos", old), led_by("Fatima el Amrani", old), led_by("Ilse")
    needed = [db.session.scalar(sa.select(is_needed()).where(Person.id == sjoerd.id))]
    holding = find_holding("leading")
    assert holding is not None
    assert holding.expire is not None

    counts = [holding.expire(DAY - timedelta(days=1826), at=DAY, at_most=1) for _ in range(3)]
    needed.append(db.session.scalar(sa.select(is_needed()).where(Person.id == sjoerd.id)))

    assert counts == [1, 1, 0]
    assert [leader_of(session) for session in (gone, typed, young)] == [("", None), ("", None), ("Ilse", None)]
    assert [bool(answer) for answer in needed] == [True, False]
