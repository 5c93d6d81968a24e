"""The door API as stations use it, and as somebody else might."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from time_machine import travel

from app.checkin import operations
from app.checkin.models import Action, Scan, Station
from app.core.database import db
from app.events.models import Event
from app.registrations.models import Registration
from tests.checkin.stations import Phone, as_json, asked, make_station, phone_at, token_of
from tests.factories import DAY, NOW, make_event, make_person, make_school, register
from tests.observing import statements

pytestmark = pytest.mark.usefixtures("today")
UNKNOWN = "ILZZZZZZZZZZZZZZZZZZZZZZZZZZ"
GOOD_ID = "3f0c8a52-7d0c-4d0b-9d4e-0d6f4a3b2c1d"


def station() -> Station:
    return db.session.scalars(sa.select(Station).execution_options(populate_existing=True)).one()


def test_a_scan_is_answered_in_the_words_of_the_contract(app: Flask) -> None:
    event = make_event(rounds=1)
    ticket = register(event, make_person("Bram de Vries", school=make_school("Thamen")))
    phone = phone_at(event)
    scan = {"id": GOOD_ID, "code": ticket.code, "at": "2026-11-26T13:34:05Z", "action": "check_in", "session": None, "seats": None}

    answer = phone.send(scan)

    assert answer.status_code == 200
    assert answer.json == {
        "results": [
            {
                "id": GOOD_ID,
                "outcome": "checked_in",
                "checked_in_at": "2026-11-26T13:34:05Z",
                "registration": {"name": "Bram V.", "school": "Thamen", "seats": 1, "where": "Ronde 1 · lokaal 1"},
            }
        ]
    }
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_batch_is_answered_in_its_own_order(app: Flask) -> None:
    event = make_event()
    ticket, other = register(event), register(event)
    phone = phone_at(event)

    outcomes = phone.outcomes(asked(ticket, DAY + timedelta(minutes=2)), asked(UNKNOWN), asked(ticket, DAY), asked(other, DAY))

    assert outcomes == ["already_checked_in", "unknown", "checked_in", "checked_in"]


def test_a_malformed_scan_spoils_nothing(app: Flask) -> None:
    event = make_event()
    first, second = register(event), register(event)
    phone = phone_at(event)

    answer = phone.send(asked(first), {"id": "x", "code": first.code}, None, as_json(asked(second)) | {"at": "straks"}, asked(second, DAY))

    assert answer.json is not None
    assert [(result["outcome"], result.get("reason")) for result in answer.json["results"]] == [
        ("checked_in", None),
        ("invalid", "id must be a UUID"),
        ("invalid", "a scan is a JSON object"),
        ("invalid", "at must be an ISO 8601 time with a zone"),
        ("checked_in", None),
    ]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Scan)) == 2


def test_what_was_sent_is_there_for_everybody_after_the_answer(app: Flask) -> None:
    event = make_event()
    ticket = register(event)
    one, other = phone_at(event), phone_at(event)

    assert one.outcomes(asked(ticket)) + other.outcomes(asked(ticket, DAY + timedelta(minutes=1))) == ["checked_in", "already_checked_in"]
    assert one.outcomes(asked(ticket, DAY + timedelta(minutes=2), Action.UNDO)) == ["undone"]
    assert other.look().json["counts"] == {"present": 0, "expected": 1}  # type: ignore[index]


# --- counts ---


def test_a_station_sees_how_many_are_in_and_when_it_is(app: Flask) -> None:
    event = make_event(seats=2)
    tickets = [register(event) for _person in range(3)]
    register(make_event("Elders"))
    phone = phone_at(event)
    phone.send(asked(tickets[0]), asked(tickets[2]))

    assert phone.look().json == {
        "event": {"starts_at": "2026-11-26T14:00:00+00:00", "ends_at": "2026-11-26T16:30:00+00:00"},
        "counts": {"present": 1, "expected": 2},
        "now": "2026-11-25T11:00:00+00:00",
    }


def test_looking_tells_that_the_station_is_alive_twice_a_minute_at_most(app: Flask) -> None:
    phone = phone_at(make_event())
    assert station().last_seen_at is None
    seen = []

    for seconds in (0, 15, 45):
        with travel(NOW + timedelta(seconds=seconds), tick=False):
            phone.look()
        db.session.rollback()
        seen.append(station().last_seen_at)

    assert seen == [NOW, NOW, NOW + timedelta(seconds=45)]


# --- who may ---


def test_without_the_token_of_an_open_station_nothing_is_told(app: Flask) -> None:
    event = make_event()
    ticket, open_station = register(event), make_station(event)
    closed, token = make_station(event), token_of(open_station)
    operations.revoke(closed, at=NOW)
    db.session.commit()
    headers = ["", "Bearer", "Bearer ", "Bearer x", f"Bearer {token[:-1]}", f"Bearer {token} ", f"Basic {token}", "Bearer é", "B" * 10_000]
    headers += [f"Bearer {token_of(closed)}", f"Bearer {open_station.link_token}", f"Bearer {open_station.token_fingerprint}"]

    for header in headers:
        client = app.test_client()
        for answer in (
            client.post(
                "/api/door/scans", json={"scans": [as_json(asked(ticket))]}, headers={"Authorization": header}, base_url="https://inloop.test"
            ),
            client.get("/api/door", headers={"Authorization": header}, base_url="https://inloop.test"),
        ):
            assert (answer.status_code, answer.content_type) == (401, "application/problem+json"), header
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Scan)) == 0


def test_a_station_ends_a_day_after_its_event(app: Flask) -> None:
    event = make_event()
    phone = phone_at(event)

    with travel(event.ends_at + timedelta(days=1) - timedelta(seconds=1), tick=False):
        assert phone.look().status_code == 200
    with travel(event.ends_at + timedelta(days=1), tick=False):
        assert phone.look().status_code == 401


def test_a_station_reads_nothing_of_another_event(app: Flask) -> None:
    here, there = make_event(), make_event("Elders")
    ticket = register(there, make_person("Geheim Persoon"))
    phone = phone_at(here)

    answer = phone.send(asked(ticket), asked(ticket.short_code), asked(ticket, action=Action.UNDO), asked(ticket, action=Action.CHECK_OUT))

    assert answer.json is not None
    assert [(result["outcome"], result["registration"]) for result in answer.json["results"]] == [
        ("other_event", None),
        ("unknown", None),
        ("other_event", None),
        ("other_event", None),
    ]
    assert "Geheim" not in answer.text


# --- what comes in ---


@pytest.mark.parametrize(
    "request_",
    [
        {},
        {"data": b"", "content_type": "application/json"},
        {"data": b"{", "content_type": "application/json"},
        {"data": b"\xff\xfe", "content_type": "application/json"},
        {"data": b"[" * 100_000, "content_type": "application/json"},
        {"data": b'{"scans":' + b"1" * 10_000 + b"}", "content_type": "application/json"},
        {"data": json.dumps({"scans": [1]}).encode(), "content_type": "text/plain"},
        {"json": None},
        {"json": []},
        {"json": "scans"},
        {"json": {}},
        {"json": {"scans": None}},
        {"json": {"scans": {}}},
        {"json": {"scans": []}},
        {"json": {"scans": [1] * 501}},
    ],
    ids=lambda request: str(request)[:40],
)
def test_what_is_no_batch_is_refused_in_words(app: Flask, request_: dict[str, object]) -> None:
    answer = phone_at(make_event()).post(**request_)

    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    assert "1 to 500 scans" in answer.text


def test_a_body_that_is_too_large_is_refused_in_words(app: Flask) -> None:
    answer = phone_at(make_event()).post(data=b" " * 2_200_000, content_type="application/json")

    assert (answer.status_code, answer.content_type) == (413, "application/problem+json")


def test_five_hundred_scans_are_a_batch(app: Flask) -> None:
    event = make_event()
    ticket = register(event)

    outcomes = phone_at(event).outcomes(asked(ticket), *(asked(f"{UNKNOWN[:20]}{number:08}") for number in range(499)))

    assert outcomes == ["checked_in"] + ["unknown"] * 499


HOSTILE = (
    "https://voorbeeld.example/tickets/1",
    "BEGIN:VCARD\nFN:Jan\nEND:VCARD",
    "WIFI:T:WPA;S:thuis;P:geheim;;",
    "'; DROP TABLE registrations; --",
    "<script>alert(1)</script>",
    "%s%n{}[]",
    "A" * 4096,
    "\x00",
    "K7\x004PD",
    "\ud800",
    "🎟" * 64,
    "ß" * 64,
    "ΐ" * 64,
    "ﬃ" * 30,
    "١٢٣٤٥٦",
    "\u202e" + "ABCDEF",
    "K7–4PD",
    "-" * 64,
    None,
    True,
    1e308,
    {"a": [1]},
    ["A"],
)


@pytest.mark.parametrize("code", HOSTILE, ids=lambda code: ascii(code)[:20])
def test_no_code_breaks_the_door(app: Flask, code: object) -> None:
    event = make_event()
    ticket = register(event)
    phone = phone_at(event)

    outcomes = phone.outcomes(
        as_json(asked("X")) | {"code": code}, as_json(asked("X")) | {"id": code}, as_json(asked("X")) | {"action": code}, asked(ticket)
    )

    assert outcomes[0] in ("unknown", "invalid")
    assert outcomes[1:] == ["invalid", "invalid", "checked_in"]


def test_a_forged_or_cut_ticket_is_unknown(app: Flask) -> None:
    event = make_event()
    code = register(event).code
    forged = [code[:-1], code + "A", code[1:], code[:-1] + ("A" if code[-1] != "A" else "B"), code[::-1], "IL" + "A" * 26]

    assert phone_at(event).outcomes(*(asked(wrong) for wrong in forged)) == ["unknown"] * 6


def test_a_scan_reads_as_people_type_and_scanners_send(app: Flask) -> None:
    event = make_event()
    ticket = register(event)
    printed = ticket.printed_code.lower()

    assert phone_at(event).outcomes(asked(printed), asked(f" {ticket.code.lower()} ", DAY + timedelta(minutes=1))) == [
        "checked_in",
        "already_checked_in",
    ]


# --- speed and crowds ---


@pytest.mark.parametrize("people", [1, 100])
def test_a_scan_takes_three_statements_however_many_have_registered(app: Flask, people: int) -> None:
    event = make_event(rounds=2, seats=200, session_seats=200)
    ticket = [register(event) for _person in range(people)][-1]
    phone, scan = phone_at(event), asked(ticket)

    with statements() as seen:
        assert phone.outcomes(scan) == ["checked_in"]

    assert [statement.split(maxsplit=1)[0] for statement in seen] == ["SELECT", "UPDATE", "INSERT"]


def test_counting_takes_three_statements(app: Flask) -> None:
    event = make_event()
    for _person in range(10):
        register(event)
    phone = phone_at(event)

    with statements() as seen:
        phone.look()

    assert [statement.split(maxsplit=1)[0] for statement in seen] == ["UPDATE", "SELECT", "SELECT"]


def at_once(phones: list[Phone], ticket: Registration) -> list[str]:
    """Every phone scans the same ticket, a second after the one before, all in the same moment."""
    scans = [asked(ticket, DAY + timedelta(seconds=number)) for number in range(len(phones))]
    db.session.commit()  # else this test itself would hold SQLite's one write lock
    with ThreadPoolExecutor(len(phones)) as crowd:
        answers = crowd.map(lambda pair: pair[0].outcomes(pair[1]), zip(phones, scans, strict=True))
        return [outcome for [outcome] in answers]


def test_twenty_stations_scan_one_ticket_at_once_and_one_checks_it_in(app: Flask) -> None:
    event: Event = make_event()
    ticket, phones = register(event), [phone_at(event) for _station in range(20)]

    outcomes = at_once(phones, ticket)

    assert sorted(outcomes) == ["already_checked_in"] * 19 + ["checked_in"]
    db.session.refresh(ticket)
    assert ticket.checked_in_at == DAY  # the earliest, whoever came first
    assert phones[0].look().json["counts"] == {"present": 1, "expected": 1}  # type: ignore[index]


def test_one_scan_sent_by_twenty_threads_is_kept_once(app: Flask) -> None:
    event = make_event()
    phone, scan = phone_at(event), asked(register(event))
    db.session.commit()

    with ThreadPoolExecutor(20) as crowd:
        outcomes = list(crowd.map(lambda _turn: phone.outcomes(scan), range(20)))

    assert outcomes == [["checked_in"]] * 20
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Scan)) == 1


def test_two_stations_with_the_same_backlog_never_wait_for_each_other_for_ever(app: Flask) -> None:
    event = make_event(seats=50)
    tickets = [register(event) for _person in range(40)]
    one, other = phone_at(event), phone_at(event)
    batches = [(one, [asked(ticket) for ticket in tickets]), (other, [asked(ticket) for ticket in reversed(tickets)])]
    db.session.commit()

    with ThreadPoolExecutor(2) as crowd:
        outcomes = list(crowd.map(lambda batch: batch[0].outcomes(*batch[1]), batches))

    assert sorted(outcomes[0] + outcomes[1]) == ["already_checked_in"] * 40 + ["checked_in"] * 40
