"""Who was there, on the organiser's screen, in the file and on paper."""

import csv
import io
import re
from datetime import timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.core.database import db
from app.events.models import Event
from app.registrations import operations
from app.registrations.models import Registration
from tests.browsing import Browser, words
from tests.factories import DAY, NOW, make_event, make_person, register
from tests.observing import statements

pytestmark = pytest.mark.usefixtures("today")


def address(event: Event, part: str = "") -> str:
    return f"/organise/events/{event.slug}/attendance{part}"


def rows(answer: TestResponse) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))


def figures(answer: TestResponse) -> list[int]:
    """Registered, present and absent."""
    return [int(number) for number in re.findall(r"<dd>(\d+)</dd>", answer.text)]


def names(answer: TestResponse) -> list[str]:
    return re.findall(r'<th scope="row">([^<]*)</th>', answer.text)


def mark(organiser: Browser, registration: Registration, what: str) -> TestResponse:
    return organiser.post(address(registration.event, f"/{registration.id}/{what}"), page=address(registration.event))


def test_the_list_has_who_has_a_seat_at_this_event(organiser: Browser) -> None:
    event = make_event(seats=2)
    register(event, make_person("bert")), register(event, make_person("Anna")), register(event, make_person("Wacht"))
    leaving = register(make_event("Lassen"), make_person("Elders"))
    operations.withdraw(leaving, at=NOW)

    pages = [organiser.get(address(event, part)) for part in ("", "/print")]

    assert [names(page) for page in pages] == [["Anna", "bert"]] * 2
    assert [row[0] for row in rows(organiser.get(address(event, ".csv")))][1:] == ["Anna", "bert"]
    assert figures(pages[0]) == [2, 0, 2]


def test_nobody_yet(organiser: Browser) -> None:
    event = make_event()

    statuses = [organiser.get(address(event, part)).status_code for part in ("", "/print", ".csv")]

    assert statuses == [200, 200, 200]


def test_marking_present_and_absent_again(organiser: Browser) -> None:
    registration = register(make_event())

    answer = mark(organiser, registration, "present")
    here = (registration.checked_in_at, figures(organiser.get(address(registration.event))))
    mark(organiser, registration, "absent")

    assert answer.location == f"{address(registration.event)}#registration-{registration.id}"
    assert here == (NOW, [1, 1, 0])
    assert (registration.checked_in_at, registration.undone_at) == (None, NOW)


def test_marking_present_twice_keeps_the_first_time(organiser: Browser) -> None:
    registration = register(make_event())
    registration.checked_in_at = NOW - timedelta(hours=1)

    mark(organiser, registration, "present")

    assert registration.checked_in_at == NOW - timedelta(hours=1)


def test_who_waits_can_not_be_marked_present(organiser: Browser) -> None:
    event = make_event(seats=1)
    register(event)
    waiting = register(event)

    answer = mark(organiser, waiting, "present")

    assert (answer.status_code, waiting.checked_in_at) == (302, None)


def test_the_file_is_named_after_the_event_and_not_kept(organiser: Browser) -> None:
    event = make_event("Lassen")

    answer = organiser.get(address(event, ".csv"))

    headers = [answer.headers[name] for name in ("Content-Type", "Content-Disposition", "Cache-Control")]
    assert headers == ["text/csv; charset=utf-8", f'attachment; filename="{event.slug}.csv"', "no-store"]


def test_a_name_that_is_html_is_only_a_name(organiser: Browser) -> None:
    name = "<b>Anna</b> & co"
    event = make_event()
    register(event, make_person(name))

    pages = [organiser.get(address(event, part)) for part in ("", "/print")]

    assert [("<b>" in page.text, words(page).count(name)) for page in pages] == [(False, 2), (False, 1)]
    assert rows(organiser.get(address(event, ".csv")))[1][0] == name


def test_the_paper_has_the_short_codes_and_room_to_sign(organiser: Browser) -> None:
    registration = register(make_event(rounds=1))

    page = organiser.get(address(registration.event, "/print"))

    assert (page.text.count(registration.printed_code), page.text.count('class="signature"'), page.text.count(registration.code)) == (1, 1, 0)


@pytest.mark.parametrize("part", ["", "/print", ".csv"])
def test_the_lists_cost_the_same_for_one_as_for_thirty(app: Flask, organiser: Browser, part: str) -> None:
    event = make_event(rounds=2, session_seats=40)
    register(event)

    few = cost(organiser, address(event, part))
    for _ in range(29):
        register(event)

    assert cost(organiser, address(event, part)) == few


def cost(browser: Browser, path: str) -> int:
    browser.get(path)
    with statements() as seen:
        assert browser.get(path).status_code == 200
    return len(seen)


def test_times_are_those_of_amsterdam(organiser: Browser) -> None:
    event = make_event()
    registration = register(event)
    registration.checked_in_at = DAY - timedelta(minutes=2)
    db.session.flush()

    page = organiser.get(address(event))

    assert re.findall(r"14.58", words(page)) == ["14.58"]
    assert rows(organiser.get(address(event, ".csv")))[1][5:] == ["ja", "14:58"]
