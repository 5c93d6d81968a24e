"""What becomes of a scan: every outcome, once, whatever the order of arrival."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.checkin import scanning
from app.checkin.models import Action, Outcome, Scan
from app.checkin.queries import Door
from app.checkin.scanning import Answer, Asked, Malformed
from app.core.database import db
from app.registrations.models import Registration
from app.registrations.operations import withdraw
from tests.checkin.stations import asked, door_of
from tests.factories import DAY, NOW, make_event, make_person, make_school, register, second_choices

MINUTE = timedelta(minutes=1)
EVENING = DAY + timedelta(hours=5)  # when the backlog arrives
SCAN = {"id": "3f0c8a52-7d0c-4d0b-9d4e-0d6f4a3b2c1d", "code": "ILAAAA", "at": "2026-11-26T13:34:05Z", "action": "check_in"}


def send(door: Door, *scans: Asked) -> list[Outcome]:
    """The outcomes of scans that arrive together."""
    return [answer.outcome for answer in answers(door, *scans)]


def answers(door: Door, *scans: Asked) -> list[Answer]:
    return scanning.apply(db.session.connection(), door, scans, at=EVENING)


def present_since(registration: Registration) -> datetime | None:
    db.session.refresh(registration)
    return registration.checked_in_at


def kept() -> list[tuple[Outcome, int | None]]:
    rows = db.session.execute(sa.select(Scan.outcome, Scan.registration_id).order_by(Scan.at, Scan.id))
    return [(outcome, registration_id) for outcome, registration_id in rows]


# --- outcomes ---


def test_a_ticket_checks_in_and_tells_whose_it_is_and_where_to_go(app: Flask) -> None:
    event = make_event(rounds=2)
    school = make_school("Scholengemeenschap Thamen", short_name="Thamen")
    ticket = register(event, make_person("Bram de Vries", school=school), event.rounds[0].sessions[1], event.rounds[1].sessions[0])

    [answer] = answers(door_of(event), asked(ticket, id=SCAN["id"]))

    assert answer.as_json() == {
        "id": SCAN["id"],
        "outcome": "checked_in",
        "checked_in_at": "2026-11-26T14:00:00Z",
        "registration": {"name": "Bram V.", "school": "Thamen", "seats": 1, "where": "Ronde 1 · lokaal 1, Ronde 2 · lokaal 2"},
    }
    assert present_since(ticket) == DAY


def test_where_leaves_out_workshops_one_waits_for(app: Flask) -> None:
    event = make_event(rounds=2, session_seats=1)
    register(event, None, *second_choices(event))
    ticket = register(event, None, event.rounds[0].sessions[0], event.rounds[1].sessions[1])

    [answer] = answers(door_of(event), asked(ticket))

    assert answer.ticket is not None
    assert answer.ticket.where == "Ronde 1 · lokaal 1"


def test_where_names_the_first_and_the_last_round_of_a_workshop_that_goes_on(app: Flask) -> None:
    event = make_event(rounds=3, hours=3)
    long, last = event.rounds[0].sessions[0], event.rounds[2].sessions[0]
    long.until_round = event.rounds[1]
    ticket = register(event, None, long, last)

    [answer] = answers(door_of(event), asked(ticket))

    assert answer.ticket is not None
    assert answer.ticket.where == "Ronde 1 - Ronde 2 · lokaal 1, Ronde 3 · lokaal 3"


def test_a_school_without_a_short_name_is_called_by_its_name(app: Flask) -> None:
    event = make_event()
    ticket = register(event, make_person(school=make_school("Praktijkschool De Werf")))

    [answer] = answers(door_of(event), asked(ticket))

    assert answer.ticket is not None
    assert (answer.ticket.school, answer.ticket.where) == ("Praktijkschool De Werf", "")


def test_a_second_scan_says_since_when(app: Flask) -> None:
    event = make_event()
    ticket, door = register(event), door_of(event)
    send(door, asked(ticket))

    [again] = answers(door, asked(ticket, DAY + MINUTE))

    assert (again.outcome, again.checked_in_at) == (Outcome.ALREADY_CHECKED_IN, DAY)


def test_who_waits_or_has_withdrawn_is_told_so_and_not_counted(app: Flask) -> None:
    event = make_event(seats=1)
    seated, waiting, gone = register(event), register(event), register(event)
    withdraw(gone, at=NOW)
    door = door_of(event)

    found = answers(door, asked(waiting), asked(gone))

    assert [(answer.outcome, answer.ticket is not None) for answer in found] == [(Outcome.WAITING_LIST, True), (Outcome.WITHDRAWN, True)]
    assert [present_since(ticket) for ticket in (seated, waiting, gone)] == [None, None, None]


def test_a_ticket_of_another_event_tells_nothing_of_its_owner(app: Flask) -> None:
    here, there = make_event(), make_event("Elders")
    ticket = register(there)

    [answer] = answers(door_of(here), asked(ticket))

    assert answer.as_json() | {"id": ""} == {"id": "", "outcome": "other_event", "checked_in_at": None, "registration": None}
    assert present_since(ticket) is None


@pytest.mark.parametrize(
    ("at", "outcome"),
    [
        (datetime(2026, 11, 25, 22, 59, tzinfo=UTC), Outcome.OTHER_DAY),
        (datetime(2026, 11, 25, 23, 0, tzinfo=UTC), Outcome.CHECKED_IN),
        (datetime(2026, 11, 26, 22, 59, tzinfo=UTC), Outcome.CHECKED_IN),
        (datetime(2026, 11, 26, 23, 0, tzinfo=UTC), Outcome.OTHER_DAY),
    ],
)
def test_the_day_goes_from_midnight_to_midnight_in_amsterdam(app: Flask, at: datetime, outcome: Outcome) -> None:
    event = make_event()

    assert send(door_of(event), asked(register(event), at)) == [outcome]


def test_an_unknown_code_is_unknown(app: Flask) -> None:
    assert send(door_of(make_event()), asked("ILAAAAAAAAAAAAAAAAAAAAAAAAAA")) == [Outcome.UNKNOWN]


def test_refused_scans_are_kept_too(app: Flask) -> None:
    event = make_event(seats=1)
    seated, waiting = register(event), register(event)

    send(door_of(event), asked(seated, DAY), asked(waiting, DAY + MINUTE), asked("ONBEKEND", DAY + 2 * MINUTE))

    assert kept() == [(Outcome.CHECKED_IN, seated.id), (Outcome.WAITING_LIST, waiting.id), (Outcome.UNKNOWN, None)]


def test_checking_out_notes_the_time_and_leaves_the_check_in(app: Flask) -> None:
    event = make_event()
    ticket, door = register(event), door_of(event)

    outcomes = send(door, asked(ticket), asked(ticket, DAY + MINUTE, Action.CHECK_OUT))

    assert outcomes == [Outcome.CHECKED_IN, Outcome.CHECKED_OUT]
    assert (present_since(ticket), ticket.checked_out_at) == (DAY, DAY + MINUTE)


# --- short codes ---


def test_a_short_code_checks_in_at_its_own_event(app: Flask) -> None:
    event = make_event()
    ticket = register(event)

    assert send(door_of(event), asked(ticket.short_code)) == [Outcome.CHECKED_IN]
    assert present_since(ticket) == DAY


def test_a_short_code_means_nothing_at_another_door(app: Flask) -> None:
    ticket = register(make_event())

    assert send(door_of(make_event("Elders")), asked(ticket.short_code)) == [Outcome.UNKNOWN]


def test_the_same_short_code_at_two_events_is_two_people(app: Flask) -> None:
    here, there = register(make_event()), register(make_event("Elders"))
    there.short_code = here.short_code
    db.session.flush()

    send(door_of(there.event), asked(here.short_code))

    assert [present_since(ticket) for ticket in (here, there)] == [None, DAY]


def test_short_and_long_code_of_one_ticket_are_one_person(app: Flask) -> None:
    event = make_event()
    ticket = register(event)

    outcomes = send(door_of(event), asked(ticket), asked(ticket.short_code, DAY + MINUTE))

    assert outcomes == [Outcome.CHECKED_IN, Outcome.ALREADY_CHECKED_IN]


# --- once ---


def test_a_scan_sent_twice_is_applied_once_and_answered_the_same(app: Flask) -> None:
    event = make_event()
    ticket, door = register(event), door_of(event)
    scan = asked(ticket)

    together = send(door, scan, scan)
    later = send(door, scan)

    assert together + later == [Outcome.CHECKED_IN] * 3
    assert kept() == [(Outcome.CHECKED_IN, ticket.id)]


def test_a_repeated_check_in_stays_undone(app: Flask) -> None:
    event = make_event()
    ticket, door = register(event), door_of(event)
    scan = asked(ticket)
    send(door, scan)
    send(door, asked(ticket, DAY + MINUTE, Action.UNDO))

    assert send(door, scan) == [Outcome.CHECKED_IN]  # the first answer, as for every repeat
    assert present_since(ticket) is None


def test_two_stations_may_use_the_same_id(app: Flask) -> None:
    event = make_event()
    one, other = register(event), register(event)

    outcomes = send(door_of(event), asked(one, id=SCAN["id"])) + send(door_of(event), asked(other, id=SCAN["id"]))

    assert outcomes == [Outcome.CHECKED_IN] * 2


# --- whatever the order ---


def test_the_earliest_scan_wins_in_whatever_order_they_arrive(app: Flask) -> None:
    event = make_event()
    doors = [door_of(event) for _station in range(3)]
    for order in permutations(range(3)):
        ticket = register(event)
        for number in order:
            send(doors[number], asked(ticket, DAY + number * MINUTE))
        assert present_since(ticket) == DAY


def test_an_undo_that_arrives_before_its_check_in_undoes_it_all_the_same(app: Flask) -> None:
    event = make_event()
    ticket, door = register(event), door_of(event)

    outcomes = send(door, asked(ticket, DAY + MINUTE, Action.UNDO)) + send(door, asked(ticket, DAY))

    assert outcomes == [Outcome.UNDONE, Outcome.UNDONE]
    assert present_since(ticket) is None


def test_after_an_undo_one_can_come_in_again(app: Flask) -> None:
    event = make_event()
    ticket, door = register(event), door_of(event)

    outcomes = send(door, asked(ticket), asked(ticket, DAY + MINUTE, Action.UNDO), asked(ticket, DAY + 2 * MINUTE))

    assert outcomes == [Outcome.CHECKED_IN, Outcome.UNDONE, Outcome.CHECKED_IN]
    assert present_since(ticket) == DAY + 2 * MINUTE


def test_an_old_undo_leaves_a_later_check_in(app: Flask) -> None:
    event = make_event()
    ticket, door = register(event), door_of(event)
    send(door, asked(ticket, DAY + 2 * MINUTE))

    send(door, asked(ticket, DAY + MINUTE, Action.UNDO))
    send(door, asked(ticket, DAY))

    assert present_since(ticket) == DAY + 2 * MINUTE


history = st.lists(
    st.tuples(st.integers(0, 8), st.sampled_from([Action.CHECK_IN, Action.UNDO])), min_size=1, max_size=6, unique_by=lambda scan: scan[0]
)


@given(history=history, data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_outcome_depends_on_when_they_scanned_alone(app: Flask, history: list[tuple[int, Action]], data: st.DataObject) -> None:
    """Two stations, batches of any size in any order, some sent twice."""
    event = make_event()
    ticket, doors = register(event), [door_of(event), door_of(event)]
    scans = [(data.draw(st.integers(0, 1)), asked(ticket, DAY + minute * MINUTE, action)) for minute, action in history]
    for station, scan in data.draw(st.permutations(scans + scans[:2])):
        send(doors[station], scan)

    undone = max((at for at, action in history if action is Action.UNDO), default=-1)
    first = min((at for at, action in history if action is Action.CHECK_IN and at > undone), default=None)
    assert present_since(ticket) == (None if first is None else DAY + first * MINUTE)
    db.session.rollback()


# --- reading ---


def test_a_code_is_read_as_people_type_it() -> None:
    assert scanning.read(SCAN | {"code": " k7-4pd2 "}) == Asked(SCAN["id"], "K74PD2", datetime(2026, 11, 26, 13, 34, 5, tzinfo=UTC), Action.CHECK_IN)


def test_a_time_may_have_any_zone() -> None:
    assert scanning.read(SCAN | {"at": "2026-11-26T14:34:05.250+01:00"}).at == datetime(2026, 11, 26, 13, 34, 5, 250_000, tzinfo=UTC)


@pytest.mark.parametrize(
    "fault",
    [
        {"id": None},
        {"id": 7},
        {"id": "nummer 7"},
        {"id": [[]]},
        {"code": None},
        {"code": ""},
        {"code": " - "},
        {"code": 123456},
        {"code": "A" * 65},
        {"code": "ΐ" * 40},  # upper() makes three letters of each
        {"code": "A\x00B"},
        {"code": "\ud800"},
        {"at": None},
        {"at": 1764164045},
        {"at": "gisteren"},
        {"at": "2026-11-26T13:34:05"},
        {"at": "1999-12-31T23:59:59Z"},
        {"at": "9999-12-31T23:59:59-23:00"},
        {"action": None},
        {"action": "CHECK_IN"},
        {"action": {}},
    ],
)
def test_what_cant_be_read_says_why(fault: dict[str, object]) -> None:
    with pytest.raises(Malformed, match=next(iter(fault))):
        scanning.read(SCAN | fault)


@pytest.mark.parametrize("raw", [None, 1, "scan", [], [SCAN], {}])
def test_a_scan_is_an_object(raw: object) -> None:
    with pytest.raises(Malformed):
        scanning.read(raw)
