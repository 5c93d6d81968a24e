"""What changes events: their life, their times, their seats, and what calendars are told of it."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import clock
from app.core.database import db
from app.events import operations, rounds, workshops
from app.events.kinds import Kind
from app.events.models import TRANSITIONS, Event, EventStatus
from app.events.operations import NotPossible, Plan, TimesClash, TooFewSeats
from app.log.actions import Action
from app.log.models import LogEntry
from app.venues import operations as venue_operations
from app.venues.models import Venue
from tests.factories import DAY, LONG_AGO, NOW, make_draft, make_event, make_venue, plan, register
from tests.observing import mails
from tests.together import at_once

LATER = LONG_AGO + timedelta(days=1)
HOUR = timedelta(hours=1)


def calendar_of(event: Event) -> tuple[int, int, datetime]:
    """What tells calendars that something has changed."""
    return event.calendar_sequence, event.calendar_version, event.calendar_changed_at


def plan_of(event: Event, **changes: object) -> Plan:
    """The event as it is, but for the changes."""
    return replace(operations.plan_of(event), **changes)  # type: ignore[arg-type]


def test_a_draft_is_published_and_then_called_off(app: Flask) -> None:
    event = make_draft()
    states = [event.status]

    operations.publish(event, at=LATER)
    states.append(event.status)
    operations.call_off(event, reason="Sneeuw", at=LATER)

    assert [*states, event.status, event.call_off_reason] == ["draft", "published", "called_off", "Sneeuw"]
    assert mails() == []


def test_there_is_no_other_way() -> None:
    assert {(one, other) for one, others in TRANSITIONS.items() for other in others} == {("draft", "published"), ("published", "called_off")}


@pytest.mark.parametrize("status", [EventStatus.PUBLISHED, EventStatus.CALLED_OFF])
def test_only_a_draft_is_published(app: Flask, status: EventStatus) -> None:
    event = make_draft()
    event.status = status
    db.session.flush()

    with pytest.raises(NotPossible):
        operations.publish(event, at=LATER)


@pytest.mark.parametrize("status", [EventStatus.DRAFT, EventStatus.CALLED_OFF])
def test_only_what_is_published_is_called_off(app: Flask, status: EventStatus) -> None:
    event = make_draft()
    event.status = status
    db.session.flush()

    with pytest.raises(NotPossible):
        operations.call_off(event, reason="", at=LATER)


def test_what_is_over_is_not_called_off_and_nobody_is_told(app: Flask) -> None:
    event = make_event()
    register(event)

    with pytest.raises(NotPossible):
        operations.call_off(event, reason="Sneeuw", at=event.ends_at)

    assert (event.status, [kind for kind, _email in mails()]) == ("published", ["confirmation"])


def test_called_off_by_two_organisers_at_once_everybody_is_told_once(app: Flask) -> None:
    event = make_event()
    register(event)
    event_id = event.id

    errors = at_once(app, lambda _n: operations.call_off(db.session.get_one(Event, event_id), reason="Sneeuw", at=NOW), times=3)

    assert [type(error) for error in errors] == [NotPossible] * 2
    assert [kind for kind, _email in mails()].count("called-off") == 1


def test_a_round_without_workshops_is_not_published(app: Flask) -> None:
    event = make_draft()
    rounds.add(event, title="Ronde 1", starts_at=event.starts_at, ends_at=event.starts_at + HOUR, at=NOW)

    with pytest.raises(NotPossible, match="Ronde 1"):
        operations.publish(event, at=LATER)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends_at": DAY}, "ends"),
        ({"ends_at": DAY - HOUR}, "ends"),
        ({"doors_open_at": DAY + timedelta(minutes=1)}, "doors_open"),
        ({"registration_closes_at": DAY + timedelta(days=1)}, "registration_closes"),
        ({"registration_opens_at": DAY}, "registration_opens"),
    ],
)
def test_times_that_contradict_each_other_are_refused_at_their_field(app: Flask, changes: dict[str, datetime], field: str) -> None:
    asked = replace(plan(), **changes)  # type: ignore[arg-type]
    event = make_draft()

    with pytest.raises(TimesClash) as new:
        operations.add(asked, kind=Kind.STUDY_AFTERNOON, at=LATER)
    with pytest.raises(TimesClash) as known:
        operations.edit(event, asked, at=LATER)

    assert (new.value.field, known.value.field) == (field, field)


def test_capacity_cannot_go_below_what_is_taken_and_the_refusal_says_the_number(app: Flask) -> None:
    event = make_event(seats=5)
    for _ in range(3):
        register(event)

    with pytest.raises(TooFewSeats, match="3") as refusal:
        operations.edit(event, plan_of(event, capacity=2), at=LATER)
    operations.edit(event, plan_of(event, capacity=3), at=LATER)

    assert (refusal.value.field, event.capacity, event.seats_taken) == ("capacity", 3, 3)


def test_a_workshop_cannot_go_below_what_is_taken(app: Flask) -> None:
    event = make_event(rounds=1, session_seats=4)
    session = event.rounds[0].sessions[0]
    for _ in range(2):
        register(event, None, session)
    facts: dict[str, Any] = {"title": "Lassen", "room": "012", "leader": "Ilse", "description": ""}

    with pytest.raises(TooFewSeats, match="2") as refusal:
        workshops.edit(session, **facts, seats=1, at=NOW)
    workshops.edit(session, **facts, seats=2, at=NOW)

    assert (refusal.value.field, session.seats, session.title) == ("seats", 2, "Lassen")


def test_more_seats_go_to_who_waits(app: Flask) -> None:
    event = make_event(seats=1)
    _first, second = register(event), register(event)

    operations.edit(event, plan_of(event, capacity=2), at=NOW)

    assert (second.status, event.seats_taken) == ("registered", 2)


def test_slugs_are_the_title_and_the_day_and_never_taken(app: Flask) -> None:
    events = [make_draft("XR in de praktijk!") for _ in range(3)]

    assert [event.slug for event in events] == ["xr-in-de-praktijk-2026-11-26", "xr-in-de-praktijk-2026-11-26-2", "xr-in-de-praktijk-2026-11-26-3"]


@pytest.mark.parametrize("title", ["陳大文", "!!!", "x" * 120, "a/b?c#d", "..", "add", "Ünï cödé", "🧑‍🏭", "%2f", "%_%"])
def test_every_title_makes_an_address(app: Flask, title: str) -> None:
    first, second = make_draft(title), make_draft(title)

    assert first.slug != second.slug
    assert all(set(event.slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-") and len(event.slug) <= 100 for event in (first, second))


def test_a_slug_is_kept_whatever_changes(app: Flask) -> None:
    event = make_draft()

    operations.edit(event, plan_of(event, title="Another title", starts_at=DAY + timedelta(minutes=5)), at=LATER)

    assert event.slug == "xr-in-de-praktijk-2026-11-26"


def test_one_title_by_many_at_once_makes_events_with_slugs_of_their_own(app: Flask) -> None:
    venue_id = make_venue().id

    def add(_number: int) -> None:
        operations.add(plan(venue=db.session.get(Venue, venue_id)), kind=Kind.STUDY_AFTERNOON, at=LATER)

    errors = at_once(app, add, times=4)

    assert errors == []
    assert len(set(db.session.scalars(sa.select(Event.slug)))) == 4


@pytest.mark.parametrize(
    ("starts", "ends", "field"),
    [(-30, 30, "starts"), (120, 180, "starts"), (30, 30, "ends"), (60, 30, "ends"), (49, 60, "starts"), (0, 150, "starts")],
)
def test_a_round_lies_inside_the_event_and_beside_the_others(app: Flask, starts: int, ends: int, field: str) -> None:
    event = make_draft(rounds=1)  # 15.00-15.50, the event until 17.30
    times: dict[str, Any] = {"starts_at": event.starts_at + timedelta(minutes=starts), "ends_at": event.starts_at + timedelta(minutes=ends)}

    with pytest.raises(TimesClash) as refusal:
        rounds.add(event, title="Ronde 2", at=NOW, **times)

    assert refusal.value.field == field


def test_rounds_may_touch_and_be_put_in_any_order(app: Flask) -> None:
    event = make_draft()
    for hours in (1, 0):
        rounds.add(event, title=f"Ronde {hours}", starts_at=event.starts_at + hours * HOUR, ends_at=event.starts_at + (hours + 1) * HOUR, at=NOW)
    db.session.expire_all()

    assert [round_.title for round_ in event.rounds] == ["Ronde 0", "Ronde 1"]


def test_a_round_does_not_clash_with_itself(app: Flask) -> None:
    event = make_draft(rounds=2)
    first, second = event.rounds

    rounds.edit(first, title="Eerst", starts_at=first.starts_at, ends_at=first.ends_at + timedelta(minutes=10), at=NOW)

    assert (first.title, first.ends_at) == ("Eerst", second.starts_at)
    with pytest.raises(TimesClash, match="Ronde 2"):
        rounds.edit(first, title="Eerst", starts_at=first.starts_at, ends_at=second.starts_at + timedelta(minutes=1), at=NOW)


def test_rounds_and_workshops_are_removed_from_drafts_only(app: Flask) -> None:
    draft, event = make_draft(rounds=2), make_event(rounds=2)

    workshops.remove(draft.rounds[0].sessions[0], at=NOW)
    rounds.remove(draft.rounds[1], at=NOW)

    assert [[session.title for session in round_.sessions] for round_ in draft.rounds] == [["Workshop 1B"]]
    with pytest.raises(NotPossible):
        workshops.remove(event.rounds[0].sessions[0], at=NOW)
    with pytest.raises(NotPossible):
        rounds.remove(event.rounds[0], at=NOW)


def test_what_is_called_off_is_not_changed_any_more(app: Flask) -> None:
    event = make_event(rounds=1)
    operations.call_off(event, reason="Sneeuw", at=LATER)

    with pytest.raises(NotPossible):
        operations.edit(event, plan_of(event, title="Toch wel"), at=LATER)


@pytest.mark.parametrize(
    ("start", "to"), [(date(2026, 3, 26), date(2026, 4, 2)), (date(2026, 10, 22), date(2026, 10, 29)), (date(2026, 10, 29), date(2026, 10, 22))]
)
def test_moving_across_a_clock_change_keeps_every_time_on_the_wall(app: Flask, start: date, to: date) -> None:
    event = make_draft(rounds=2, starts_at=clock.instant_of(start, time(15)))
    before = [(clock.local(round_.starts_at).time(), clock.local(round_.ends_at).time()) for round_ in event.rounds]
    times = {name: clock.instant_of(to, clock.local(getattr(event, name)).time()) for name in ("doors_open_at", "starts_at", "ends_at")}

    operations.edit(event, plan_of(event, **times, registration_closes_at=times["starts_at"]), at=LATER)

    assert [(clock.local(round_.starts_at).time(), clock.local(round_.ends_at).time()) for round_ in event.rounds] == before
    assert {clock.local_day(round_.starts_at) for round_ in event.rounds} == {to}


def test_a_round_that_the_clock_would_skip_is_a_refusal(app: Flask) -> None:
    night = clock.instant_of(date(2026, 3, 28), time(1))
    event = make_draft(starts_at=night, hours=4)
    rounds.add(event, title="Nachtronde", starts_at=night + 1.5 * HOUR, ends_at=night + 2 * HOUR, at=NOW)
    times = {name: clock.days_after(getattr(event, name), 1) for name in ("doors_open_at", "starts_at", "ends_at", "registration_closes_at")}

    with pytest.raises(TimesClash, match="Nachtronde"):
        operations.edit(event, plan_of(event, **times), at=LATER)


def test_a_shorter_event_is_refused_while_a_round_falls_outside(app: Flask) -> None:
    event = make_draft(rounds=2)

    with pytest.raises(TimesClash, match="Ronde 2"):
        operations.edit(event, plan_of(event, ends_at=event.starts_at + HOUR), at=LATER)


@pytest.mark.parametrize(
    ("changes", "sequence", "version"),
    [
        ({}, 0, 0),
        ({"title": "Another title"}, 0, 1),
        ({"summary": "Anders."}, 0, 1),
        ({"doors_open_at": DAY}, 0, 1),
        ({"starts_at": DAY + timedelta(minutes=15)}, 1, 1),
        ({"ends_at": DAY + 2 * HOUR}, 1, 1),
        ({"starts_at": DAY + timedelta(minutes=15), "title": "Another title"}, 1, 1),
        ({"capacity": 99}, 0, 0),
        ({"description": "Anders."}, 0, 0),
        ({"theme": "AI"}, 0, 0),
        ({"registration_closes_at": DAY - HOUR}, 0, 0),
        ({"registration_opens_at": DAY - 2 * HOUR}, 0, 0),
    ],
)
def test_calendars_are_told_of_what_they_show_and_no_more(app: Flask, changes: dict[str, object], sequence: int, version: int) -> None:
    event = make_event()
    was_sequence, was_version, was_changed_at = calendar_of(event)

    operations.edit(event, plan_of(event, **changes), at=LATER)

    assert calendar_of(event) == (was_sequence + sequence, was_version + version, LATER if version else was_changed_at)


def test_another_venue_moves_both(app: Flask) -> None:
    event = make_event()
    was_sequence, was_version, _changed_at = calendar_of(event)

    operations.edit(event, plan_of(event, venue=make_venue("Elders")), at=LATER)

    assert calendar_of(event) == (was_sequence + 1, was_version + 1, LATER)


def test_publishing_begins_at_nought_and_calling_off_adds_one(app: Flask) -> None:
    event = make_draft()
    operations.edit(event, plan_of(event, starts_at=DAY + timedelta(minutes=1)), at=LONG_AGO)
    operations.publish(event, at=LONG_AGO)
    published = event.calendar_sequence

    operations.call_off(event, reason="", at=LATER)

    assert (published, event.calendar_sequence, event.calendar_changed_at) == (0, 1, LATER)


def test_a_clock_that_goes_back_never_makes_a_change_older(app: Flask) -> None:
    event = make_event()

    operations.edit(event, plan_of(event, title="Another title"), at=LONG_AGO - HOUR)

    assert event.calendar_changed_at == LONG_AGO


def test_calendars_show_rounds_but_no_workshops(app: Flask) -> None:
    event = make_event(rounds=1)
    sequence, version, _changed_at = calendar_of(event)

    rounds.edit(event.rounds[0], title="Anders", starts_at=event.starts_at, ends_at=event.starts_at + HOUR, at=NOW)
    after = calendar_of(event)
    session = event.rounds[0].sessions[0]
    workshops.edit(session, title="Anders", room="", leader="", description="", seats=20, at=LATER)

    assert (after, calendar_of(event)) == ((sequence, version + 1, NOW), after)


@pytest.mark.parametrize(
    ("changes", "moved"),
    [({"name": "Nieuwe naam"}, 1), ({"address": "Elders 1"}, 1), ({"city": "Elders"}, 1), ({"arrival_notes": "Links."}, 0), ({}, 0)],
)
def test_calendars_are_told_when_a_venue_reads_differently(app: Flask, changes: dict[str, str], moved: int) -> None:
    venue = make_venue()
    event, draft, elsewhere = make_event(venue=venue), make_draft(venue=venue), make_event()
    before = [calendar_of(one)[:2] for one in (event, draft, elsewhere)]
    facts = {name: getattr(venue, name) for name in ("name", "address", "city", "arrival_notes")}

    venue_operations.edit(venue, at=LATER, **(facts | changes))

    db.session.expire_all()
    after = [calendar_of(one)[:2] for one in (event, draft, elsewhere)]
    assert after == [(before[0][0] + moved, before[0][1] + moved), before[1], before[2]]
    assert event.calendar_changed_at == (LATER if moved else LONG_AGO)


def test_instants_are_kept_in_utc(app: Flask) -> None:
    make_event()
    db.session.commit()

    assert db.session.scalars(sa.select(Event.starts_at)).all() == [datetime(2026, 11, 26, 14, tzinfo=UTC)]


def logged() -> list[tuple[Action, int | None, dict[str, list[Any]]]]:
    """What the log tells: what, by whom, and what changed."""
    entries = db.session.scalars(sa.select(LogEntry).order_by(LogEntry.id))
    return [(entry.action, entry.by_id, entry.changes) for entry in entries]


def test_what_is_done_to_an_event_is_logged_with_who_and_what(app: Flask) -> None:
    event = operations.add(plan("Lassen"), kind=Kind.STUDY_AFTERNOON, by=7, at=NOW)
    operations.edit(event, plan("Solderen", seats=30, venue=event.venue), by=7, at=NOW)
    operations.edit(event, plan("Solderen", seats=30, venue=event.venue), by=7, at=NOW)
    operations.publish(event, by=8, at=NOW)
    operations.call_off(event, reason="Sneeuw", by=None, at=NOW)

    assert logged() == [
        (Action.EVENT_ADDED, 7, {}),
        (Action.EVENT_CHANGED, 7, {"title": ["Lassen", "Solderen"], "capacity": [40, 30]}),
        (Action.EVENT_PUBLISHED, 8, {}),
        (Action.EVENT_CALLED_OFF, None, {"call_off_reason": ["", "Sneeuw"]}),
    ]


def test_what_is_done_to_a_programme_is_logged_too(app: Flask) -> None:
    event = make_draft()
    db.session.execute(sa.delete(LogEntry))
    round_ = rounds.add(event, title="Ronde 1", starts_at=event.starts_at, ends_at=event.starts_at + HOUR, by=7, at=NOW)
    facts: dict[str, Any] = {"title": "Lassen", "room": "012", "leader": "", "description": ""}
    session = workshops.add(round_, **facts, seats=6, by=7, at=NOW)
    workshops.edit(session, **facts, seats=6, by=7, at=NOW)
    workshops.edit(session, **facts, seats=8, by=7, at=NOW)
    workshops.remove(session, by=7, at=NOW)
    rounds.remove(round_, by=7, at=NOW)

    changes = [{"round": ["", "Ronde 1"]}, {"workshop": ["", "Lassen"]}, {"seats": [6, 8]}, {"workshop": ["Lassen", ""]}, {"round": ["Ronde 1", ""]}]
    assert logged() == [(Action.PROGRAMME_CHANGED, 7, change) for change in changes]
