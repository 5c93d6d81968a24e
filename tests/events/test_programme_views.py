"""Building the programme through its pages."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.core.database import db
from app.events.models import Round, Session
from tests.browsing import Browser, words
from tests.factories import make_draft, make_event, register
from tests.observing import statements

pytestmark = pytest.mark.usefixtures("today")
WORKSHOP = {"title": "Lassen", "room": "012", "leader": "Ilse", "description": "Doen.", "seats": "6"}


def titles() -> list[str]:
    """The titles of all workshops."""
    return list(db.session.scalars(sa.select(Session.title).order_by(Session.id)))


def test_a_new_round_begins_where_the_last_one_ended(organiser: Browser) -> None:
    event = make_draft(rounds=1)

    page = organiser.get(f"/organise/events/{event.slug}/rounds/add").text

    assert [value in page for value in ('value="Ronde 2"', 'value="15:50"', 'value="17:30"')] == [True] * 3


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"starts": "14:59"}, "starts"),
        ({"ends": "17:31"}, "starts"),
        ({"starts": "15:49"}, "starts"),
        ({"ends": "16:00"}, "ends"),
        ({"title": ""}, "title"),
        ({"title": "x" * 81}, "title"),
        ({"starts": ""}, "starts"),
        ({"ends": "x"}, "ends"),
    ],
)
def test_a_round_that_does_not_fit_is_told_at_the_field(organiser: Browser, typed: dict[str, str], field: str) -> None:
    event = make_draft(rounds=1)

    answer = organiser.post(f"/organise/events/{event.slug}/rounds/add", {"title": "Ronde 2", "starts": "16:00", "ends": "17:00"} | typed)

    assert (answer.status_code, f'id="{field}-error"' in answer.text) == (200, True)
    assert db.session.scalar(sa.select(sa.func.count(Round.id))) == 1


def test_rounds_are_changed_and_removed(organiser: Browser) -> None:
    event = make_draft(rounds=2)
    first, second = event.rounds
    path = f"/organise/events/{event.slug}/"

    organiser.post(f"{path}rounds/{first.id}/edit", {"title": "Eerst", "starts": "15:05", "ends": "15:45"})
    organiser.post(f"{path}rounds/{second.id}/remove", page=path)

    db.session.expire_all()
    assert [(round_.title, round_.ends_at - round_.starts_at) for round_ in event.rounds] == [("Eerst", timedelta(minutes=40))]
    assert titles() == ["Workshop 1A", "Workshop 1B"]


def test_workshops_are_added_changed_and_removed(organiser: Browser) -> None:
    event = make_draft(rounds=1)
    [round_] = event.rounds
    path = f"/organise/events/{event.slug}/"
    first, second = round_.sessions

    organiser.post(f"{path}rounds/{round_.id}/sessions/add", WORKSHOP)
    organiser.post(f"{path}sessions/{first.id}/edit", WORKSHOP | {"title": "Solderen"})
    organiser.post(f"{path}sessions/{second.id}/remove", page=path)

    assert titles() == ["Solderen", "Lassen"]


@pytest.mark.parametrize(
    ("field", "typed"),
    [("title", ""), ("title", "x" * 121), ("room", "x" * 61), ("leader", "x" * 121), ("description", "x" * 601), ("seats", "0"), ("seats", "x")],
)
def test_a_workshop_that_does_not_fit_is_told_at_the_field(organiser: Browser, field: str, typed: str) -> None:
    event = make_draft(rounds=1)

    answer = organiser.post(f"/organise/events/{event.slug}/rounds/{event.rounds[0].id}/sessions/add", WORKSHOP | {field: typed})

    assert (answer.status_code, f'id="{field}-error"' in answer.text, len(titles())) == (200, True, 2)


@pytest.mark.parametrize("missing", ["room", "leader", "description"])
def test_what_may_be_left_out_of_a_workshop_may_be_missing(organiser: Browser, missing: str) -> None:
    event = make_draft(rounds=1)

    answer = organiser.post(
        f"/organise/events/{event.slug}/rounds/{event.rounds[0].id}/sessions/add",
        {name: typed for name, typed in WORKSHOP.items() if name != missing},
    )

    assert answer.status_code == 302


def test_fewer_seats_than_taken_are_refused_with_the_number(organiser: Browser) -> None:
    event = make_event(rounds=1)
    for _ in range(2):
        register(event)
    session = event.rounds[0].sessions[0]

    answer = organiser.post(f"/organise/events/{event.slug}/sessions/{session.id}/edit", WORKSHOP | {"seats": "1"})

    db.session.expire_all()
    assert ("2 plaatsen" in words(answer), session.seats, session.title) == (True, 12, "Workshop 1A")


def test_nothing_is_removed_from_what_is_published(organiser: Browser) -> None:
    event = make_event(rounds=1)
    path = f"/organise/events/{event.slug}/"

    organiser.post(f"{path}rounds/{event.rounds[0].id}/remove", page=path)
    organiser.post(f"{path}sessions/{event.rounds[0].sessions[0].id}/remove", page=path)

    assert titles() == ["Workshop 1A", "Workshop 1B"]
    assert "/remove" not in organiser.get(path).text


@pytest.mark.parametrize("address", ["rounds/{round}/edit", "rounds/{round}/sessions/add", "sessions/{session}/edit"])
def test_rounds_and_workshops_are_found_inside_their_own_event_only(organiser: Browser, address: str) -> None:
    mine, other = make_draft(rounds=1), make_draft(rounds=1)
    numbers = {"round": other.rounds[0].id, "session": other.rounds[0].sessions[0].id}

    path = address.format(**numbers)
    found = [organiser.get(f"/organise/events/{event.slug}/{path}").status_code for event in (mine, other)]
    changed = organiser.post(f"/organise/events/{mine.slug}/{path}", WORKSHOP, page="/organise/venues/add").status_code

    assert (found, changed) == ([404, 200], 404)


@pytest.mark.parametrize("number", ["0", "999999", "9" * 30])
@pytest.mark.parametrize("address", ["rounds/{}/edit", "rounds/{}/sessions/add", "sessions/{}/edit"])
def test_numbers_that_do_not_exist_are_no_page(organiser: Browser, address: str, number: str) -> None:
    event = make_draft(rounds=1)

    assert organiser.get(f"/organise/events/{event.slug}/{address.format(number)}").status_code == 404


def test_the_programme_page_asks_as_much_whatever_there_is(organiser: Browser) -> None:
    paths = [f"/organise/events/{make_draft(rounds=rounds).slug}/" for rounds in (1, 2)]
    db.session.commit()
    counts = []
    for path in paths:
        with statements() as sent:
            organiser.get(path)
        counts.append(len(sent))

    assert counts[0] == counts[1] <= 4
