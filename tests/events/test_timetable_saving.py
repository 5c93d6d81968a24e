"""Saving what was built in a timetable."""

from threading import Barrier, Thread
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from app.core.database import db
from app.events import operations as events
from app.events import signals
from app.events.models import Event, Session
from app.log.actions import Action
from app.log.models import LogEntry
from app.log.queries import latest
from app.registrations.models import SessionChoice
from tests.browsing import Browser
from tests.events.timetables import everything, make_afternoon, make_tech_days, put
from tests.factories import LONG_AGO, make_event, make_organiser, make_person, register
from tests.observing import mails, statements

pytestmark = pytest.mark.usefixtures("today")
NEW = {"title": "Lassen", "leader": "Ilse", "seats": 12, "room": "kas", "zone": None, "until": None, "like": None}


def post(browser: Browser, event: Event, *workshops: object, version: int | None = None, **more: object) -> TestResponse:
    """What the page sends."""
    version = event.programme_version if version is None else version
    return send(browser, event, {"version": version, "workshops": list(workshops)} | more)


def send(browser: Browser, event: Event, body: object, **more: Any) -> TestResponse:
    token = browser._any_token()["csrf_token"]
    content = {"data": body} if isinstance(body, bytes) else {"json": body}
    headers = {"X-CSRFToken": token, "Content-Type": "application/json"}
    return browser._send(f"/organise/events/{event.slug}/timetable", method="POST", headers=headers, **content)


def new(event: Event, key: str = "n1", *, row: int = 0, **facts: object) -> dict[str, object]:
    """A workshop that the page has made, in a round with workshops."""
    rounds = [round_ for round_ in event.rounds if round_.is_chosen_from]
    return {"key": key, "round": rounds[row].id} | NEW | facts


def faults(answer: TestResponse) -> list[tuple[str, str | None]]:
    """Which workshops were refused, and at which field."""
    return [(fault["key"], fault["field"]) for fault in answer.json["faults"]] if answer.json else []


def test_workshops_are_added_changed_moved_stretched_and_removed_at_once(organiser: Browser) -> None:
    event = make_afternoon(rounds=3)
    first, _pause, second, third = event.rounds
    kept, moved, gone = put(first, "Blijft", room="kas"), put(first, "Verhuist", room="kas"), put(second, "Weg")

    answer = post(
        organiser,
        event,
        new(event, title="Nieuw", room="aula"),
        {"key": "a", "id": kept.id, "title": "Bleef", "seats": 20, "until": second.id},
        {"key": "b", "id": moved.id, "round": third.id, "room": "zaal"},
        {"key": "c", "id": gone.id, "removed": True},
    )

    assert (answer.status_code, everything(event)) == (
        200,
        [("Ronde 1", "Bleef", "kas", 20), ("Ronde 1", "Nieuw", "aula", 12), ("Ronde 3", "Verhuist", "zaal", 12)],
    )
    assert db.session.get_one(Session, kept.id).until_round_id == second.id


def test_the_answer_is_the_programme_as_it_is_now(organiser: Browser) -> None:
    event = make_afternoon(rounds=1)
    before = event.programme_version

    answer = post(organiser, event, new(event, leader="Ilse Koopman", seats=9))

    [workshop] = answer.json["workshops"] if answer.json else []
    facts = {"room": "kas", "title": "Lassen", "leader": "Ilse Koopman", "seats": 9, "taken": 0, "zone": None, "until": None}
    assert workshop == facts | {"id": db.session.scalar(sa.select(Session.id)), "round": event.rounds[0].id}
    assert answer.json
    assert (answer.json["version"], [check["round"] for check in answer.json["checks"]]) == (before + 1, ["Ronde 1"])


def test_workshops_of_a_tech_3_daagse_stand_in_zones(organiser: Browser) -> None:
    event = make_tech_days(waves=1, workshops_each=1)
    first, second = event.zones
    session = event.rounds[0].sessions[0]

    post(organiser, event, new(event, zone=second.id), {"key": "a", "id": session.id, "zone": None})

    assert (everything(event), first.title) == ([("Golf 1", "Workshop Zone 01 A", "", 30), *everything(event)[1:]], "Zone 01")
    assert [place for _round, _title, place, _seats in everything(event)] == ["", "Zone 02", "Zone 02"]


def test_a_copy_has_the_texts_of_what_it_is_like(organiser: Browser) -> None:
    event = make_afternoon(rounds=1)
    session = put(event.rounds[0], "Lassen", description="Met een bril.", equipment="6 brillen")

    post(organiser, event, new(event, like=session.id))

    copies = db.session.scalars(sa.select(Session).order_by(Session.id)).all()
    assert [(copy.description, copy.equipment) for copy in copies] == [("Met een bril.", "6 brillen")] * 2


def test_nothing_is_copied_from_another_event(organiser: Browser) -> None:
    event, other = make_afternoon(), make_afternoon()
    secret = put(other.rounds[0], "Lassen", description="Van een ander.")

    post(organiser, event, new(event, like=secret.id))

    assert [session.description for session in event.rounds[0].sessions] == [""]


def test_leaders_are_found_in_the_address_book(organiser: Browser) -> None:
    ilse = make_person("Ilse Koopman", email="ilse@school.example")
    event = make_afternoon(rounds=1)

    answer = post(organiser, event, new(event, leader="ilse@school.example"), new(event, "n2", leader="Iemand"))

    assert answer.json
    assert [each["leader"] for each in answer.json["workshops"]] == ["Ilse Koopman", "Iemand"]
    assert list(db.session.scalars(sa.select(Session.leader_id).order_by(Session.id))) == [ilse.id, None]


def test_a_leader_whose_name_was_left_alone_stays_who_it_is(organiser: Browser) -> None:
    ilse = make_person("Ilse Koopman")
    event = make_afternoon(rounds=1)
    session = put(event.rounds[0], "Lassen", leader="Ilse Koopman")
    make_person("Ilse Koopman")

    post(organiser, event, {"key": "a", "id": session.id, "seats": 8})

    db.session.expire_all()
    assert (session.leader_id, session.seats) == (ilse.id, 8)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "  "}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"title": "Las\0sen"}, "title"),
        ({"title": "\ud800"}, "title"),
        ({"room": "x" * 61}, "room"),
        ({"leader": "x" * 121}, "leader"),
        ({"seats": 0}, "seats"),
        ({"seats": -1}, "seats"),
        ({"seats": 10_001}, "seats"),
        ({"seats": 10**30}, "seats"),
        ({"seats": ""}, "seats"),
        ({"seats": "veel"}, "seats"),
        ({"round": 10**30}, "round"),
        ({"round": 0}, "round"),
        ({"round": None}, None),
        ({"zone": 1}, "zone"),
        ({"until": 10**30}, "until"),
    ],
)
def test_what_does_not_fit_is_told_at_the_workshop_and_nothing_is_saved(organiser: Browser, facts: dict[str, Any], field: str | None) -> None:
    event = make_afternoon()

    answer = post(organiser, event, new(event, "n1"), new(event, "n2", **facts))

    assert (answer.status_code, faults(answer), everything(event)) == (422, [("n2", field)], [])


def test_everything_that_is_wrong_is_told_at_once(organiser: Browser) -> None:
    event = make_afternoon()
    pause = event.rounds[1]

    answer = post(
        organiser, event, new(event, "a", round=pause.id), new(event, "b", row=1, until=event.rounds[0].id), {"key": "c", "id": 10**20, "seats": 5}
    )

    assert (answer.status_code, faults(answer)) == (422, [("a", None), ("b", "until"), ("c", None)])


@pytest.mark.parametrize("missing", ["title", "seats", "round"])
def test_a_new_workshop_has_a_title_seats_and_a_round(organiser: Browser, missing: str) -> None:
    event = make_afternoon()
    workshop = {name: value for name, value in new(event).items() if name != missing}

    answer = post(organiser, event, workshop)

    assert (answer.status_code, faults(answer), everything(event)) == (422, [("n1", None)], [])


def test_rounds_zones_and_workshops_of_another_event_are_not_there(organiser: Browser) -> None:
    event, other = make_tech_days(), make_tech_days(workshops_each=1)
    session = other.rounds[0].sessions[0]

    answer = post(
        organiser,
        event,
        new(event, "a", round=other.rounds[0].id),
        new(event, "b", zone=other.zones[0].id),
        new(event, "c", until=other.rounds[1].id),
        {"key": "d", "id": session.id, "title": "Gekaapt"},
        {"key": "e", "id": session.id + 1, "removed": True},
    )

    assert (faults(answer), session.title) == ([("a", "round"), ("b", "zone"), ("c", "until"), ("d", None), ("e", None)], "Workshop Zone 01 A")


def test_fewer_seats_than_taken_are_refused_with_the_number(organiser: Browser) -> None:
    event = make_event(rounds=1)
    for _ in range(2):
        register(event)
    session = event.rounds[0].sessions[0]

    answer = post(organiser, event, {"key": "a", "id": session.id, "seats": 1})

    assert answer.json
    assert (answer.status_code, faults(answer)) == (422, [("a", "seats")])
    assert ("2" in answer.json["faults"][0]["text"], session.seats) == (True, 12)


@pytest.mark.parametrize("change", [{"round": 1}, {"until": 1}])
def test_what_people_have_chosen_stays_when_it_is(organiser: Browser, change: dict[str, int]) -> None:
    event = make_event(rounds=2)
    register(event)
    session = event.rounds[0].sessions[0]

    answer = post(organiser, event, {"key": "a", "id": session.id} | {name: event.rounds[row].id for name, row in change.items()})

    assert (answer.status_code, faults(answer)) == (422, [("a", "until")])


def test_what_nobody_has_chosen_yet_can_still_move(organiser: Browser) -> None:
    event = make_event(rounds=2)
    session = event.rounds[0].sessions[0]

    answer = post(organiser, event, {"key": "a", "id": session.id, "round": event.rounds[1].id})

    assert (answer.status_code, [title for _round, title, *_rest in everything(event)][:1]) == (200, ["Workshop 1B"])


def test_nothing_is_removed_from_what_is_published(organiser: Browser) -> None:
    event = make_event(rounds=1)

    answer = post(organiser, event, {"key": "a", "id": event.rounds[0].sessions[0].id, "removed": True})

    assert (answer.status_code, faults(answer), len(everything(event))) == (422, [("a", None)], 2)


def test_nothing_is_changed_in_what_has_been_called_off(organiser: Browser) -> None:
    event = make_event(rounds=1)
    events.call_off(event, reason="Storm", at=LONG_AGO)

    answer = post(organiser, event, {"key": "a", "id": event.rounds[0].sessions[0].id, "seats": 20})

    assert (answer.status_code, faults(answer)) == (422, [])


def test_more_seats_go_to_those_who_wait(organiser: Browser) -> None:
    event = make_event(rounds=1, session_seats=1)
    register(event)
    waiting = register(event, make_person("Wacht"))
    session = event.rounds[0].sessions[0]
    before = len(mails())

    post(organiser, event, {"key": "a", "id": session.id, "seats": 2})

    choice = db.session.scalars(sa.select(SessionChoice).where(SessionChoice.registration_id == waiting.id)).one()
    assert (choice.status.value, len(mails()) - before) == ("seated", 1)


def test_seats_are_announced_once_however_many_workshops_gain(organiser: Browser) -> None:
    event = make_event(rounds=2)
    told: list[Event] = []
    receiver = lambda sender, at: told.append(sender)  # noqa: E731

    with signals.seats_added.connected_to(receiver):
        post(organiser, event, *({"key": str(each.id), "id": each.id, "seats": 20} for round_ in event.rounds for each in round_.sessions))

    assert len(told) == 1


def entries(event: Event) -> list[LogEntry]:
    return list(latest(Action.PROGRAMME_CHANGED, "event", event.id, most=100))


def test_all_of_it_is_one_line_of_the_log_without_names_of_people(organiser: Browser) -> None:
    event = make_afternoon()
    session = put(event.rounds[0], "Lassen", leader="Ilse Koopman", room="kas")
    before = len(entries(event))

    post(organiser, event, new(event, title="Drones", leader="Noor Willems"), {"key": "a", "id": session.id, "leader": "Bram", "seats": 8})

    latest_entry, *rest = entries(event)
    assert (len(rest), latest_entry.changes) == (
        before,
        {"Drones (Ronde 1)": ["", "Drones, 12, kas, Ronde 1"], "Lassen (Ronde 1)": ["12", "8"]},
    )


def test_a_great_many_changes_are_counted_in_the_log(organiser: Browser) -> None:
    event = make_afternoon()

    post(organiser, event, *(new(event, f"n{number}", title=f"Workshop {number:03}") for number in range(100)))

    changes = entries(event)[0].changes
    assert (len(changes), changes["..."]) == (61, ["", "+40"])


def test_what_changes_nothing_is_no_change(organiser: Browser) -> None:
    event = make_afternoon()
    session = put(event.rounds[0], "Lassen")
    before = event.programme_version, len(entries(event))

    answer = post(organiser, event, {"key": "a", "id": session.id, "title": "Lassen", "seats": 12})

    db.session.expire_all()
    assert (answer.status_code, event.programme_version, len(entries(event))) == (200, *before)


def test_who_looked_at_an_older_version_is_told_what_changed(organiser: Browser, app: Flask) -> None:
    event = make_afternoon()
    session = put(event.rounds[0], "Lassen")
    looked_at = event.programme_version
    second = Browser(app).sign_in(make_organiser())
    post(second, event, {"key": "a", "id": session.id, "seats": 8})

    answer = post(organiser, event, new(event), version=looked_at)

    assert answer.json
    assert (answer.status_code, answer.json["version"]) == (409, looked_at + 1)
    assert [(deed["who"], deed["lines"]) for deed in answer.json["deeds"]] == [("Marijke Zandstra", ["Lassen (Ronde 1): 12 → 8"])]
    assert ([each["seats"] for each in answer.json["workshops"]], len(everything(event))) == ([8], 1)


def test_of_two_who_save_the_same_version_one_is_told(app: Flask, organiser: Browser) -> None:
    event = make_afternoon()
    browsers = [organiser, Browser(app).sign_in(make_organiser())]
    headers = [{"X-CSRFToken": browser._any_token()["csrf_token"]} for browser in browsers]
    body = {"version": event.programme_version, "workshops": [new(event)]}
    path, ready, answers = f"/organise/events/{event.slug}/timetable", Barrier(2), []
    db.session.commit()

    def save(browser: Browser, headers: dict[str, str]) -> None:
        ready.wait()
        with app.app_context():
            answers.append(browser.client.post(path, base_url=browser.base_url, json=body, headers=headers).status_code)

    threads = [Thread(target=save, args=both) for both in zip(browsers, headers, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (sorted(answers), len(everything(event))) == ([200, 409], 1)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"x"',
        b"1e999",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"version": %s, "workshops": []}' % (b"9" * 5_000),
        {},
        {"version": "1", "workshops": []},
        {"version": True, "workshops": []},
        {"version": 1.5, "workshops": []},
        {"version": None, "workshops": []},
        {"version": 1},
        {"version": 1, "workshops": {}},
        {"version": 1, "workshops": [None]},
        {"version": 1, "workshops": [[]]},
        {"version": 1, "workshops": [{}]},
        {"version": 1, "workshops": [{"key": 1}]},
        {"version": 1, "workshops": [{"key": "x" * 21}]},
        {"version": 1, "workshops": [{"key": "a", "id": "1"}]},
        {"version": 1, "workshops": [{"key": "a", "id": 1.0}]},
        {"version": 1, "workshops": [{"key": "a", "round": True}]},
        {"version": 1, "workshops": [{"key": "a", "until": []}]},
        {"version": 1, "workshops": [{"key": "a", "zone": {}}]},
        {"version": 1, "workshops": [{"key": "a", "title": None}]},
        {"version": 1, "workshops": [{"key": "a", "title": ["Lassen"]}]},
        {"version": 1, "workshops": [{"key": "a", "seats": 1.5}]},
        {"version": 1, "workshops": [{"key": "a", "id": 1}, {"key": "b", "id": 1}]},
        {"version": 1, "workshops": [{"key": "a"}] * 2_001},
    ],
)
def test_what_our_page_never_sends_is_refused(organiser: Browser, body: object) -> None:
    event = make_afternoon()

    answer = send(organiser, event, body)

    assert (answer.status_code, everything(event)) == (400, [])


def test_other_keys_are_left_alone(organiser: Browser) -> None:
    event = make_afternoon()

    answer = post(organiser, event, new(event, seats_taken=99, description="x", status="draft"), extra=1)

    session = db.session.scalars(sa.select(Session)).one()
    assert (answer.status_code, session.seats_taken, session.description) == (200, 0, "")


def count_of(browser: Browser, event: Event) -> int:
    """How many statements it takes to change every workshop, remove one and add as many again."""
    sessions = [session for round_ in event.rounds for session in round_.sessions]
    changed: list[object] = [
        {"key": str(each.id), "id": each.id, "title": f"Nieuw {each.id}", "leader": f"Leider {each.id}"} for each in sessions[1:]
    ]
    added = [new(event, f"n{each.id}", zone=each.zone_id, title=f"Erbij {each.id}", leader=f"L {each.id}") for each in sessions]
    removed = {"key": "r", "id": sessions[0].id, "removed": True}
    version = event.programme_version
    browser._any_token()
    with statements() as seen:
        answer = post(browser, event, *changed, *added, removed, version=version)
    assert answer.status_code == 200
    return len(seen)


def test_five_hundred_workshops_are_saved_in_as_many_statements_as_thirty(organiser: Browser) -> None:
    few, many = make_tech_days(waves=5, zone_count=3, workshops_each=2), make_tech_days(waves=15, zone_count=11, workshops_each=3)

    assert count_of(organiser, few) == count_of(organiser, many)
    assert len(everything(many)) == 2 * 495 - 1
