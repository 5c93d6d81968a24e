"""A workshop that goes on through several rounds: chosen in its first, it fills the others, and takes one seat."""

import re

import pytest
from flask import Flask

from app.core.database import db
from app.events import workshops
from app.events.models import Event, Session
from app.mail.letters import letter
from app.registrations import operations
from app.registrations.arrivals import Attendee
from app.registrations.models import Registration
from app.registrations.operations import Choice, ChoiceRefused
from tests.browsing import Browser, words
from tests.factories import LONG_AGO, NOW, eve_of, make_event, make_person, register
from tests.observing import statements
from tests.registrations.invariants import check_counters
from tests.registrations.test_emails import latest
from tests.registrations.test_views import JAN, address, only

pytestmark = pytest.mark.usefixtures("today")


def with_long_workshop(*, rounds: int = 2, until: int = 2, seats: int = 40, session_seats: int = 12) -> Event:
    """An event in which the second workshop of the first round goes on until another."""
    event = make_event(rounds=rounds, seats=seats, session_seats=session_seats, hours=rounds + 0.5)
    last = event.rounds[until - 1]
    workshops.edit(long(event), title="Bouw een robot", room="werkplaats", seats=session_seats, until_round_id=last.id, at=LONG_AGO)
    db.session.commit()
    return event


def long(event: Event) -> Session:
    return event.rounds[0].sessions[1]


def titles(registration: Registration) -> list[str]:
    db.session.expire_all()
    return [choice.session.title for choice in registration.current_choices]


def test_it_fills_the_later_rounds_and_takes_one_seat(app: Flask) -> None:
    event = with_long_workshop(rounds=3)

    registration = register(event, None, long(event), event.rounds[2].sessions[0])

    check_counters()
    assert titles(registration) == ["Bouw een robot", "Workshop 3A"]
    assert [session.seats_taken for round_ in event.rounds for session in round_.sessions] == [0, 1, 0, 0, 1, 0]
    assert [registration.choice_by_round[round_.id].session.title for round_ in event.rounds] == ["Bouw een robot", "Bouw een robot", "Workshop 3A"]


@pytest.mark.parametrize(
    ("chosen", "field"),
    [
        (((0, 1), (1, 0)), "session-2"),
        (((1, 0), (0, 1)), "session-2"),
        (((0, 1), (1, 0), (2, 0)), "session-2"),
        (((0, 1), (0, 0), (2, 0)), None),
        (((0, 1), (0, 1), (2, 0)), None),
        (((0, 1),), None),
        (((0, 0), (2, 0)), None),
        (((1, 0), (2, 0)), None),
        ((), None),
    ],
)
def test_every_round_is_filled_once(app: Flask, chosen: tuple[tuple[int, int], ...], field: str | None) -> None:
    event, person = with_long_workshop(rounds=3), make_person()
    choices = [Choice(event.rounds[round_].sessions[place], may_wait=True, field=f"session-{round_ + 1}") for round_, place in chosen]

    assert person.school is not None
    attendee = Attendee(person, person.school.id, person.role)

    with pytest.raises(ChoiceRefused) as refusal:
        operations.register(event, attendee, choices, at=eve_of(event))

    assert refusal.value.field == field


def test_one_line_for_the_whole_of_it(app: Flask) -> None:
    event = with_long_workshop(session_seats=1)
    seated, waiting = (register(event, None, long(event)) for _ in range(2))
    before = [choice.is_waiting for choice in waiting.current_choices]

    operations.withdraw(seated, at=NOW)

    check_counters()
    assert (before, [choice.is_waiting for choice in waiting.current_choices], long(event).seats_taken) == ([True], [False], 1)


def test_swapping_to_it_and_back_leaves_the_seats_right(app: Flask) -> None:
    event = with_long_workshop()
    registration = register(event)
    taken = []

    for sessions in ([long(event)], [event.rounds[0].sessions[0], event.rounds[1].sessions[1]]):
        operations.change(registration, [Choice(session, may_wait=False) for session in sessions], at=NOW)
        check_counters()
        taken.append([session.seats_taken for round_ in event.rounds for session in round_.sessions])

    assert taken == [[0, 1, 0, 0], [1, 0, 0, 1]]


@pytest.mark.parametrize("second", [None, "same"])
def test_who_chooses_it_leaves_the_next_round_empty_or_says_it_twice(browser: Browser, second: str | None) -> None:
    event = with_long_workshop()
    chosen = {"session-1": str(long(event).id)} | ({"session-2": str(long(event).id)} if second else {})

    answer = browser.post(address(event), JAN | chosen)

    check_counters()
    assert (answer.status_code, titles(only()), long(event).seats_taken) == (302, ["Bouw een robot"], 1)


def told(browser: Browser, event: Event, *chosen: Session) -> dict[str, str]:
    """What a form with these choices, round by round, is told, by field; the form keeps what was chosen."""
    cards = {f"session-{number}": str(session.id) for number, session in enumerate(chosen, start=1)}
    page = browser.post(address(event), JAN | cards).text
    checked = dict(re.findall(r'type="radio" name="(session-\d)"[^>]*value="([^"]*)"[^>]* checked', page))
    assert checked == cards
    return {name: re.sub(r"<[^>]*>", "", text).strip() for name, text in re.findall(r'id="(session-\d)-error">(.*?)</p>', page)}


def test_something_else_in_a_round_that_it_fills_is_refused_there(browser: Browser) -> None:
    event = with_long_workshop()

    assert told(browser, event, long(event), event.rounds[1].sessions[0]) == {
        "session-2": "Bouw een robot, die je in Ronde 1 koos, gaat hier door. Kies die hier ook, of een andere in Ronde 1."
    }


def test_going_on_without_a_beginning_is_refused_there(browser: Browser) -> None:
    event = with_long_workshop()

    assert told(browser, event, event.rounds[0].sessions[0], long(event)) == {
        "session-2": "Bouw een robot begint in Ronde 1. Kies die daar, of hier een andere."
    }


def test_a_round_that_nothing_fills_asks_for_a_choice(browser: Browser) -> None:
    event = with_long_workshop(rounds=3)

    assert [told(browser, event, long(event)), told(browser, event, event.rounds[0].sessions[0])] == [
        {"session-3": "Kies een workshop."},
        {"session-2": "Kies een workshop.", "session-3": "Kies een workshop."},
    ]


def test_the_form_tells_where_it_goes_on_and_where_it_begins(browser: Browser) -> None:
    event = with_long_workshop(rounds=3, until=3)

    page = browser.get(address(event))

    said = words(page)
    assert [said.count(part) for part in ("Gaat door in Ronde 2 en Ronde 3, tot 17.50", "Begint in Ronde 1: kies die daar.")] == [1, 2]
    assert page.text.count('data-fills="session-2 session-3"') == 1


@pytest.mark.parametrize("kind", ["break", "plenary", "open"])
def test_what_is_for_everybody_is_never_asked_about(browser: Browser, organiser: Browser, kind: str) -> None:
    event = with_long_workshop()
    between = {"kind": kind, "title": "Tussendoor", "starts": "15:50", "ends": "16:00", "place": "aula"}
    organiser.post(f"/organise/events/{event.slug}/rounds/add", between)

    page = browser.get(address(event)).text
    browser.post(address(event), JAN | {"session-1": str(long(event).id)})
    ticket = words(browser.get(f"/tickets/{only().token}"))

    assert ['name="session-2"' in page, 'name="session-3"' in page, "Tussendoor" in page] == [True, False, False]
    assert re.findall(r"(\d\d\.\d\d-\d\d\.\d\d) (Bouw een robot werkplaats|Tussendoor aula)", ticket) == [
        ("15.00-16.50", "Bouw een robot werkplaats"),
        ("15.50-16.00", "Tussendoor aula"),
    ]


def test_the_form_to_change_shows_it_in_every_round_and_lets_it_go(browser: Browser) -> None:
    event = with_long_workshop()
    registration = register(event, None, long(event))
    path = f"/tickets/{registration.token}/change"
    held = re.findall(r'name="(session-\d)"[^>]*value="([^"]*)"[^>]* checked', browser.get(path).text)

    back = browser.post(path, {"session-1": str(event.rounds[0].sessions[0].id), "session-2": str(event.rounds[1].sessions[0].id)})
    short = titles(registration)
    again = browser.post(path, {"session-1": str(long(event).id)})

    check_counters()
    assert (held, back.status_code, short) == ([(f"session-{n}", str(long(event).id)) for n in (1, 2)], 302, ["Workshop 1A", "Workshop 2A"])
    assert (again.status_code, titles(registration)) == (302, ["Bouw een robot"])


def test_mails_the_list_and_the_print_tell_all_of_its_time(organiser: Browser) -> None:
    event = with_long_workshop()
    register(event, None, long(event))

    mail = letter(latest())
    path = f"/organise/events/{event.slug}/"
    index, paper = (words(organiser.get(f"{path}{page}")) for page in ("registrations", "attendance/print"))

    assert "15.00-16.50  Bouw een robot\n               Ronde 1 - Ronde 2 · werkplaats" in mail.text
    assert "Bouw een robot Bouw een robot gaat door" in index
    assert "15.00-16.50 Bouw een robot" in paper


def test_it_costs_no_more_questions_than_two_short_ones(browser: Browser) -> None:
    event = with_long_workshop(seats=100, session_seats=100)
    short = {f"session-{number}": str(round_.sessions[0].id) for number, round_ in enumerate(event.rounds, start=1)}

    def cost(email: str, chosen: dict[str, str]) -> int:
        with statements() as seen:
            assert browser.post(address(event), JAN | chosen | {"email": email}).status_code == 302
        return len(seen)

    cost("nul@school.nl", short)

    assert cost("lang@school.nl", {"session-1": str(long(event).id)}) <= cost("kort@school.nl", short)


def test_the_list_of_registrations_asks_as_much_for_thirty_as_for_one(organiser: Browser) -> None:
    event, counts = with_long_workshop(seats=100, session_seats=100), []
    for number in (1, 29):
        for _ in range(number):
            register(event, None, long(event))
        db.session.commit()
        with statements() as seen:
            organiser.get(f"/organise/events/{event.slug}/registrations")
        counts.append(len(seen))

    assert counts[0] == counts[1]
